/**
 * The service worker: one for the whole origin. It keeps the app's shell for when there is no line, hands over what other
 * apps share with this one, and shows what is pushed. It never answers for the API: what is shown is always what the
 * server says now.
 */
import { answer, keepShell, tidyUp } from "./offline";
import { hearPushes } from "./pushes";
import { worker } from "./scope";
import { isShared, takeShared } from "./shared";

/** What never waits for the worker to wake up. */
const PAST_THE_WORKER = ["/api/*", "/hls/*"];

worker.addEventListener("install", (event) => {
  // Chromium loses a beacon of a page that goes away while the worker, which would only let it pass, is woken for it:
  // what was watched last was never told. Browsers that do not know of routes ask the worker, as before.
  const routes = PAST_THE_WORKER.map((urlPattern) => ({ condition: { urlPattern }, source: "network" as const }));
  if (event.addRoutes) event.waitUntil(event.addRoutes(routes));
  // Without a line the shell is kept at the next start; that must not hold up the rest.
  event.waitUntil(Promise.all([worker.skipWaiting(), keepShell().catch(() => undefined)]));
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([tidyUp(), worker.registration.navigationPreload.enable(), worker.clients.claim()]));
});

worker.addEventListener("fetch", (event) => {
  if (isShared(event.request)) event.respondWith(takeShared(event.request));
  else answer(event);
});

hearPushes();
