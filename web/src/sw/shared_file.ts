/** A video that another app shared, on its way from the worker to the page that uploads it. */
export const SHARE_TARGET = "/share-target";
export const SHARED_CACHE = "livehouse-shared";
export const SHARED_VIDEO = "/shared-video";
export const SHARED_PATH = "/upload?shared=1";
export const SHARED_NAME = "x-file-name";
export const SHARED_TEXT = "x-text";

/** The file, and what was said with it, once: whoever asks again gets null, as does whoever was shared nothing. */
export async function takeSharedFile(): Promise<{ file: File; text: string } | null> {
  const kept = await caches.open(SHARED_CACHE);
  const video = await kept.match(SHARED_VIDEO);
  if (!video) return null;
  await kept.delete(SHARED_VIDEO);
  const said = (header: string) => decodeURIComponent(video.headers.get(header) ?? "");
  const file = new File([await video.blob()], said(SHARED_NAME), { type: video.headers.get("content-type") ?? "" });
  return { file, text: said(SHARED_TEXT) };
}
