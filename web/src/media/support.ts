/** What this browser can do with live pictures. */

/**
 * Whether WebTransport is there and usable for whole LIVEs.
 *
 * Firefox allows two streams from the server at a time, and Safari never refills a session's window; both make a
 * LIVE stop after seconds, so there they count as missing.
 */
export function hasUsableWebTransport(userAgent: string, present: boolean): boolean {
  if (!present) return false;
  const agent = userAgent.toLowerCase();
  const isFirefox = agent.includes("firefox");
  const isSafari = agent.includes("safari") && !/chrome|chromium|android/.test(agent);
  return !isFirefox && !isSafari;
}

/** Whether this browser plays HLS, by itself or with hls.js. */
export function canPlayHls(): boolean {
  return hlsIsNative() || "MediaSource" in globalThis || "ManagedMediaSource" in globalThis;
}

/** Whether it does so by itself, in parts. Other browsers than Safari that say they can are seconds behind hls.js. */
export function hlsIsNative(): boolean {
  const agent = navigator.userAgent.toLowerCase();
  const isSafari = agent.includes("applewebkit") && !/chrome|chromium|android/.test(agent);
  return isSafari && document.createElement("video").canPlayType("application/vnd.apple.mpegurl") !== "";
}

/** Whether it plays what comes by WebTransport. */
export function canWatch(): boolean {
  return (
    hasUsableWebTransport(navigator.userAgent, "WebTransport" in globalThis) &&
    "VideoDecoder" in globalThis &&
    "AudioDecoder" in globalThis
  );
}

/** Whether it has what a LIVE is sent with; which of the two ways it will be is found out in the studio. */
export function canPublish(): boolean {
  return canPublishDirectly() || "MediaRecorder" in globalThis;
}

/** Whether pictures can go straight to the relay, encoded one by one. */
export function canPublishDirectly(): boolean {
  return (
    hasUsableWebTransport(navigator.userAgent, "WebTransport" in globalThis) &&
    "VideoEncoder" in globalThis &&
    "AudioEncoder" in globalThis
  );
}
