import { t } from "../i18n/index.svelte";
import { router } from "../router/router.svelte";
import { paths } from "../router/routes";
import { session } from "../session/session.svelte";

/** The '+': to the studio, by way of the account that it needs. */
export async function goLive(): Promise<void> {
  if (await session.require(t("gate.live.title"))) router.go(paths.studio);
}
