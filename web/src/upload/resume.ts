import { readPending } from "./pending";

/**
 * Goes on with the upload that an earlier page of this account has begun. Few pages have one: what sends it is fetched only
 * for those.
 */
export function resumeUpload(accountId: string): void {
  if (!readPending(accountId)) return;
  import("./uploads").then(
    ({ uploader }) => uploader.resume(),
    () => undefined,
  );
}
