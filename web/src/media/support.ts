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

export function canWatch(): boolean {
  return (
    hasUsableWebTransport(navigator.userAgent, "WebTransport" in globalThis) &&
    "VideoDecoder" in globalThis &&
    "AudioDecoder" in globalThis
  );
}

export function canPublish(): boolean {
  return (
    hasUsableWebTransport(navigator.userAgent, "WebTransport" in globalThis) &&
    "VideoEncoder" in globalThis &&
    "AudioEncoder" in globalThis
  );
}
