import "../i18n/videos";
import { t } from "../i18n/index.svelte";
import { library } from "../pages/videos/library.svelte";
import { router } from "../router/router.svelte";
import { session } from "../session/session.svelte";
import { toasts } from "../ui/toasts.svelte";
import { Uploader } from "./uploader.svelte";

/** The upload of this page. It goes on while one looks at other things, and says so when it is done. */
export const uploader = new Uploader((video) => {
  library.keep([video]);
  void library.mine().refresh();
  if (router.route.page === "upload") return;
  if (video.state === "ready") toasts.show(t("upload.done"), "good");
  else toasts.show(t("upload.refused"), "bad");
});

session.onanother(() => uploader.putAside());
