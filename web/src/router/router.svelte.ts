import { type Route, readPath } from "./routes";

export { paths, type Route } from "./routes";

class Router {
  /** The page that is shown; components read it and follow it. */
  route: Route = $state.raw(readPath(location.pathname, location.search));
  /** How many of our own pages lie behind this one: whether 'close' can go back or must go home. */
  depth = $state(0);

  constructor() {
    // What a page has written into its own step outlives a reload; how it was reached does not.
    history.replaceState({ ...history.state, depth: 0 }, "");
    addEventListener("popstate", (event) => this.#show((event.state as { depth?: number } | null)?.depth ?? 0));
    document.addEventListener("click", (event) => this.#follow(event));
  }

  go(path: string, { replace = false }: { replace?: boolean } = {}): void {
    if (path === location.pathname + location.search) return;
    const depth = replace ? this.depth : this.depth + 1;
    if (replace) history.replaceState({ depth }, "", path);
    else history.pushState({ depth }, "", path);
    this.#show(depth);
    if (!replace) scrollTo(0, 0);
  }

  /** Back to where one came from, or to `fallback` if this page was opened from outside. */
  back(fallback: string): void {
    if (this.depth > 0) history.back();
    else this.go(fallback, { replace: true });
  }

  #show(depth: number): void {
    this.depth = depth;
    this.route = readPath(location.pathname, location.search);
  }

  /** Plain clicks on links of ours change the page without loading it; all others are the browser's. */
  #follow(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (link.pathname.startsWith("/api/")) return;
    event.preventDefault();
    this.go(link.pathname + link.search);
  }
}

export const router = new Router();
