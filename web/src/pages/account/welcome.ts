import { t } from "../../i18n/index.svelte";
import type { SignedIn } from "../../net/types";
import { session } from "../../session/session.svelte";
import { toasts } from "../../ui/toasts.svelte";

/** Somebody has signed in; who had deleted the account hears that this took it back. */
export function welcome(me: SignedIn): void {
  session.become(me);
  if (me.took_back_deletion) toasts.show(t("signIn.tookBack"), "good");
}
