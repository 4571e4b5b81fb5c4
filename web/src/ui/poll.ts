import { untrack } from "svelte";

/**
 * Calls `ask` now and again after each answer, while the page is looked at; at once when it is looked at again or the
 * network is back. Returns how to stop it.
 */
export function poll(ask: (signal: AbortSignal) => Promise<void>, interval_ms: number): () => void {
  const ended = new AbortController();
  const { signal } = ended;
  let timer: number | undefined;
  let asking = false;

  async function next() {
    clearTimeout(timer);
    if (signal.aborted || asking || document.hidden) return;
    asking = true;
    await ask(signal);
    asking = false;
    if (!signal.aborted) timer = window.setTimeout(next, interval_ms);
  }

  document.addEventListener("visibilitychange", () => void next(), { signal });
  addEventListener("online", () => void next(), { signal });
  // Begun within an effect, the first question must not make the effect depend on what it reads.
  untrack(() => void next());
  return () => {
    clearTimeout(timer);
    ended.abort();
  };
}
