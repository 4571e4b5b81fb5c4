/** The app's shell for when there is no line: a page that begins, says so, and goes on by itself once there is one. */
import type { FetchEvent } from "./scope";
import { worker } from "./scope";
import { filesOf, handlingOf } from "./shell";

const SHELL = "livehouse-shell";
const FILES = "livehouse-files";
/** Those of others are not ours to touch. */
const OURS = /^livehouse-(shell|files)/;
const SHELL_PATH = "/";
/** More than two builds' worth; the oldest go first. */
const FILES_MAX = 400;

let isFresh = false;

/** Keeps the first page and all that it begins with. Throws where there is no line. */
export async function keepShell(): Promise<void> {
  // As somebody without a name: what is kept shows nobody's own.
  const page = await fetch(SHELL_PATH, { credentials: "omit", cache: "no-cache" });
  if (!page.ok) return;
  const names = filesOf(await page.clone().text());
  const files = await worker.caches.open(FILES);
  for (const name of names) if (!(await files.match(name))) await files.add(name);
  const shell = await worker.caches.open(SHELL);
  await shell.put(SHELL_PATH, page);
  isFresh = true;
  const kept = await files.keys();
  const begins = new Set(names);
  const old = kept
    .filter(({ url }) => !begins.has(new URL(url).pathname))
    .slice(0, Math.max(0, kept.length - FILES_MAX));
  await Promise.all(old.map((request) => files.delete(request)));
}

/** Throws away what older workers kept under other names. */
export async function tidyUp(): Promise<void> {
  const names = await worker.caches.keys();
  const old = names.filter((name) => OURS.test(name) && name !== SHELL && name !== FILES);
  await Promise.all(old.map((name) => worker.caches.delete(name)));
}

/** Answers for a page or a file of the build; everything else goes its own way. */
export function answer(event: FetchEvent): void {
  const handling = handlingOf(event.request, worker.location.origin);
  if (handling === "page") event.respondWith(page(event));
  if (handling === "asset") event.respondWith(file(event));
}

async function page(event: FetchEvent): Promise<Response> {
  try {
    const fresh = (await event.preloadResponse) ?? (await fetch(event.request));
    // Once in a worker's life: after an update of the server the kept page would name files that are gone.
    if (!isFresh) event.waitUntil(keepShell().catch(() => undefined));
    return fresh;
  } catch {
    const kept = await worker.caches.match(SHELL_PATH, { cacheName: SHELL });
    return kept ?? Response.error();
  }
}

async function file(event: FetchEvent): Promise<Response> {
  const files = await worker.caches.open(FILES);
  const kept = await files.match(event.request.url);
  if (kept) return kept;
  const fresh = await fetch(event.request);
  if (fresh.ok) {
    const copy = fresh.clone();
    // A full disk must not cost the page its file.
    event.waitUntil(files.put(event.request.url, copy).catch(() => undefined));
  }
  return fresh;
}
