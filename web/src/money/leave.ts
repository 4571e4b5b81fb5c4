import { router } from "../router/router.svelte";

/** To a page of the provider's; the sandbox's are pages of ours, which need no loading. */
export function leave(address: string): void {
  const url = new URL(address, location.origin);
  if (url.origin === location.origin) router.go(url.pathname + url.search);
  else location.assign(url);
}
