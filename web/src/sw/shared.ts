/** What other apps share with this one, once it is installed: a video to upload, or words that may name a LIVE. */

import { worker } from "./scope";
import { SHARE_TARGET, SHARED_CACHE, SHARED_NAME, SHARED_PATH, SHARED_VIDEO } from "./shared_file";
import { pathOfWords } from "./shell";

export function isShared(request: Request): boolean {
  return request.method === "POST" && new URL(request.url).pathname === SHARE_TARGET;
}

/** Keeps the file for the page that uploads it, and leads there. */
export async function takeShared(request: Request): Promise<Response> {
  const form = await request.formData();
  const video = form.get("video");
  if (video instanceof File && video.size > 0) {
    const kept = await worker.caches.open(SHARED_CACHE);
    const headers = { "content-type": video.type, [SHARED_NAME]: encodeURIComponent(video.name) };
    await kept.put(SHARED_VIDEO, new Response(video, { headers }));
    return Response.redirect(SHARED_PATH, 303);
  }
  const words = ["title", "text", "url"].map((name) => form.get(name)).filter((word) => typeof word === "string");
  return Response.redirect(pathOfWords(words, worker.location.origin), 303);
}
