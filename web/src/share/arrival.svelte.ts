import { shareApi } from "../net/share_api";
import type { ShareVia } from "../net/types";
import { session } from "../session/session.svelte";
import type { Trace } from "./trace";

/**
 * Tells the server by which shared link somebody came, once they look at the page, and again when they have signed in:
 * what they do then is known to be theirs. Nobody waits for it, and nobody is told that it failed.
 */
export function noteArrival(trace: Trace): void {
  let told: string | null | undefined;
  const tell = (account: string | null) => {
    if (told === account) return;
    told = account;
    const { code, path } = trace;
    shareApi.arrive(code, { path, via: trace.via as ShareVia }).catch(() => undefined);
  };
  seen(() => {
    tell(session.me?.id ?? null);
    $effect.root(() => {
      $effect(() => {
        if (session.known) tell(session.me?.id ?? null);
      });
    });
  });
}

/** Browsers load pages in advance that nobody may ever look at. */
function seen(act: () => void): void {
  if (document.visibilityState === "visible") {
    act();
    return;
  }
  const look = () => {
    if (document.visibilityState !== "visible") return;
    document.removeEventListener("visibilitychange", look);
    act();
  };
  document.addEventListener("visibilitychange", look);
}
