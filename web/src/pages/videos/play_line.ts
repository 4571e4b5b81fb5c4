import { api } from "../../net/api";
import type { PlayLine } from "./play_reporter";

/** To the server that the page came from. */
export const serverLine: PlayLine = {
  begin: (videoId) => api.videos.beginPlay(videoId),
  tell: (videoId, playId, watched) => api.videos.tellWatched(videoId, playId, watched),
  tellLeaving: (videoId, playId, watched) => {
    // As plain text, a beacon needs no question beforehand, and is sent even while the page is torn down.
    const body = new Blob([JSON.stringify({ watched })], { type: "text/plain" });
    navigator.sendBeacon(api.videos.playUrl(videoId, playId), body);
  },
};
