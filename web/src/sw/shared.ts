/** What other apps share with this one, once it is installed: a video to upload, or words that may name a LIVE. */

import { worker } from "./scope";
import { SHARE_TARGET, SHARED_CACHE, SHARED_NAME, SHARED_PATH, SHARED_TEXT, SHARED_VIDEO } from "./shared_file";
import { pathOfWords } from "./shell";

const UPLOAD_PATH = "/upload";
const TEXT_MAX = 500;

export function isShared(request: Request): boolean {
  return request.method === "POST" && new URL(request.url).pathname === SHARE_TARGET;
}

/** Keeps the file for the page that uploads it, and leads there. */
export async function takeShared(request: Request): Promise<Response> {
  try {
    const form = await request.formData();
    const said = (name: string) => {
      const value = form.get(name);
      return typeof value === "string" ? value : "";
    };
    const video = form.get("video");
    if (video instanceof File && video.size > 0) {
      await keep(video, said("text"));
      return Response.redirect(SHARED_PATH, 303);
    }
    return Response.redirect(pathOfWords(["title", "text", "url"].map(said), worker.location.origin), 303);
  } catch {
    // A full disk, or a form that is none: there the file can be chosen by hand.
    return Response.redirect(UPLOAD_PATH, 303);
  }
}

async function keep(video: File, text: string): Promise<void> {
  const kept = await worker.caches.open(SHARED_CACHE);
  const headers = {
    "content-type": video.type,
    [SHARED_NAME]: encodeURIComponent(video.name),
    // A caption to begin with; a novel fits into no header.
    [SHARED_TEXT]: encodeURIComponent([...text.trim()].slice(0, TEXT_MAX).join("")),
  };
  await kept.put(SHARED_VIDEO, new Response(video, { headers }));
}
