/**
 * Keeps the screen on while a LIVE runs: a phone that goes to sleep stops its camera. The browser takes the lock back
 * whenever the page is hidden, so it is asked for again when the page returns. Returns how to let go.
 */
export function keepAwake(): () => void {
  const ended = new AbortController();
  let lock: WakeLockSentinel | null = null;

  async function ask() {
    if (document.hidden || ended.signal.aborted) return;
    try {
      lock = await navigator.wakeLock.request("screen");
      if (ended.signal.aborted) await lock.release();
    } catch {
      // Low battery or an old browser: the LIVE goes on, the screen follows its own rules.
    }
  }

  document.addEventListener("visibilitychange", () => void ask(), { signal: ended.signal });
  void ask();
  return () => {
    ended.abort();
    lock?.release().catch(() => undefined);
  };
}
