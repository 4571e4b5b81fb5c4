import { notificationsApi } from "../net/notifications_api";
import { notePushedTo, pushedTo } from "../session/pushed_to";
import { session } from "../session/session.svelte";

/** Where things stand with pushes in this browser. */
export type PushState =
  /** The platform pushes nothing. */
  | "off"
  /** This browser cannot, or not yet: on iPhones a page has to be on the home screen first. */
  | "unsupported"
  /** The person has told the browser to refuse, and only there can they change their mind. */
  | "denied"
  /** It may be asked for. */
  | "ready";

/** The browser's own question was answered with no, or not at all. */
export class PushRefused extends Error {}

export function pushState(): PushState {
  if (!session.platform?.push_key) return "off";
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return "unsupported";
  return Notification.permission === "denied" ? "denied" : "ready";
}

/**
 * Asks the browser, and then its push service, and tells the server. Only ever from a press of a button.
 * @throws ApiError, PushRefused, or what the browser says when its push service cannot be reached
 */
export async function switchPushOn(): Promise<void> {
  if ((await Notification.requestPermission()) !== "granted") throw new PushRefused();
  await subscribe();
  notePushedTo(session.me?.id ?? null);
}

/** @throws ApiError */
export async function switchPushOff(): Promise<void> {
  await notificationsApi.removeDevice();
  await forgetPush();
}

/** Whoever uses this browser next gets nothing of what was meant for the last one. */
export async function forgetPush(): Promise<void> {
  if (!pushedTo()) return;
  notePushedTo(null);
  const registration = await navigator.serviceWorker?.getRegistration();
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
  for (const shown of (await registration?.getNotifications()) ?? []) shown.close();
}

/**
 * A browser that was switched on stays so: also when the platform has another key by now, or somebody was signed out and
 * is back.
 */
export async function keepPush(): Promise<void> {
  if (pushedTo() !== session.me?.id || pushState() !== "ready" || Notification.permission !== "granted") return;
  const registration = await navigator.serviceWorker.getRegistration();
  const subscription = await registration?.pushManager.getSubscription();
  const key = subscription?.options.applicationServerKey;
  const holds = key && spell(key) === session.platform?.push_key;
  if (!holds || !(await notificationsApi.settings()).this_device) await subscribe();
}

async function subscribe(): Promise<void> {
  const key = session.platform?.push_key;
  if (!key) return;
  await navigator.serviceWorker.register("/sw.js");
  const { pushManager } = await navigator.serviceWorker.ready;
  const before = await pushManager.getSubscription();
  // One that was made for another key is of no use to anybody.
  if (before?.options.applicationServerKey && spell(before.options.applicationServerKey) !== key) {
    await before.unsubscribe();
  }
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  await notificationsApi.addDevice(subscription.toJSON());
}

/** Bytes as the platform spells its key: URL-safe base 64 without padding. */
export function spell(bytes: ArrayBuffer): string {
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
