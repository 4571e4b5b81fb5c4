/** A reload or a closed tab is asked about. Returns how to stop. */
export function askBeforeLeaving(): AbortController {
  const over = new AbortController();
  addEventListener("beforeunload", (event) => event.preventDefault(), { signal: over.signal });
  return over;
}
