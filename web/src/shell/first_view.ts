/**
 * What the server has drawn of a shared page (`sharing/first_view.py`) stays on screen until the page has as much to
 * show itself: it then goes without anything having been empty in between.
 */

/** A page that says nothing for so long is not waited for. */
const STAYS_MS_MAX = 4_000;

/** The page shows itself from now on. Called again, it does nothing. */
export function takeOver(): void {
  document.querySelector("[data-first-view]")?.remove();
}

/** Called once the app runs. The view stays neither for ever nor on another page than its own. */
export function keepFirstView(): void {
  setTimeout(takeOver, STAYS_MS_MAX);
  addEventListener("popstate", takeOver, { once: true });
}
