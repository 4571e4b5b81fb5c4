/** A video that another app shared, on its way from the worker to the page that uploads it. */
export const SHARE_TARGET = "/share-target";
export const SHARED_CACHE = "livehouse-shared";
export const SHARED_VIDEO = "/shared-video";
export const SHARED_PATH = "/upload?shared=1";
export const SHARED_NAME = "x-file-name";

/** The file, once: whoever asks again gets null, as does whoever was shared nothing. */
export async function takeSharedFile(): Promise<File | null> {
  const kept = await caches.open(SHARED_CACHE);
  const video = await kept.match(SHARED_VIDEO);
  if (!video) return null;
  await kept.delete(SHARED_VIDEO);
  const name = decodeURIComponent(video.headers.get(SHARED_NAME) ?? "");
  return new File([await video.blob()], name, { type: video.headers.get("content-type") ?? "" });
}
