import { keepAwake } from "./wake_lock";

/**
 * Keeps a host from leaving the stage by accident: the screen stays on, a reload is asked about, and 'back' asks whether
 * to end the LIVE instead of ending it. Returns how to stop.
 */
export function stayOnAir(askToEnd: () => void): () => void {
  const ended = new AbortController();
  const { signal } = ended;
  const sleep = keepAwake();
  const here = location.href;
  // One step more in the history: 'back' takes that one, and the page stays.
  history.pushState(history.state, "", here);
  addEventListener(
    "popstate",
    () => {
      history.pushState(history.state, "", here);
      askToEnd();
    },
    { signal },
  );
  addEventListener("beforeunload", (event) => event.preventDefault(), { signal });
  return () => {
    ended.abort();
    sleep();
  };
}
