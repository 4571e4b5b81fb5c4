/**
 * The service worker: one for the whole origin. It keeps the app's shell for when there is no line, and hands over what
 * other apps share with this one, and shows what is pushed. It never answers for the API: what is shown is always what the server says now.
 */
import { answer, keepShell, tidyUp } from "./offline";
import { hearPushes } from "./pushes";
import { worker } from "./scope";
import { isShared, takeShared } from "./shared";

worker.addEventListener("install", (event) => {
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
