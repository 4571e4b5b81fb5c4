import { keepAwake } from "./wake_lock";

/**
 * Keeps a host from leaving the stage by accident: the screen stays on, a reload is asked about, and 'back' asks whether
 * to end the LIVE instead of ending it. Returns how to stop.
 */
export function stayOnAir(askToEnd: () => void): () => void {
  const ended = new AbortController();
  const { signal } = ended;
  const sleep = keepAwake();
  // One step more in the history: 'back' takes that one, and the page stays. A reload finds it there.
  if (!isOnStep()) addStep();
  addEventListener(
    "popstate",
    () => {
      addStep();
      askToEnd();
    },
    { signal },
  );
  addEventListener("beforeunload", (event) => event.preventDefault(), { signal });
  return () => {
    ended.abort();
    sleep();
    // The step goes as it came, or 'back' would have to be pressed twice.
    if (isOnStep()) history.back();
  };
}

function isOnStep(): boolean {
  return (history.state as { onAir?: boolean } | null)?.onAir === true;
}

function addStep(): void {
  history.pushState({ ...history.state, onAir: true }, "", location.href);
}
