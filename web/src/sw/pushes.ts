/** Shows what is pushed, leads to its page, and subscribes anew when the browser ends a subscription of itself. */
import { findTab, readPush, type Shown } from "./push";

/** What of a service worker's surroundings this needs; see `scope.ts`. */
interface Tab {
  readonly url: string;
  readonly focused: boolean;
  focus(): Promise<unknown>;
}

interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface PushEvents {
  push: Waiting & { readonly data: { text(): string } | null };
  notificationclick: Waiting & { readonly notification: { readonly data: { url: string }; close(): void } };
  /** Firefox names the old one, Chromium the new one too. */
  pushsubscriptionchange: Waiting & {
    readonly oldSubscription?: PushSubscription | null;
    readonly newSubscription?: PushSubscription | null;
  };
}

export interface PushScope {
  readonly clients: {
    matchAll(options: { type: "window"; includeUncontrolled: true }): Promise<readonly Tab[]>;
    openWindow(url: string): Promise<unknown>;
  };
  readonly registration: {
    readonly pushManager: PushManager;
    showNotification(title: string, options: Shown["options"]): Promise<void>;
  };
  readonly location: { readonly origin: string };
  addEventListener<Name extends keyof PushEvents>(name: Name, hear: (event: PushEvents[Name]) => void): void;
}

export function hearPushes(worker: PushScope): void {
  const tabs = () => worker.clients.matchAll({ type: "window", includeUncontrolled: true });

  async function show(text: string | undefined): Promise<void> {
    const looking = (await tabs()).some(({ focused }) => focused);
    const { title, options } = readPush(text, looking);
    await worker.registration.showNotification(title, options);
  }

  async function open(address: string): Promise<void> {
    const tab = findTab(await tabs(), address);
    if (tab) await tab.focus();
    else await worker.clients.openWindow(address);
  }

  async function renew({ oldSubscription, newSubscription }: PushEvents["pushsubscriptionchange"]): Promise<void> {
    const key = oldSubscription?.options.applicationServerKey;
    const options: PushSubscriptionOptionsInit = { userVisibleOnly: true, ...(key && { applicationServerKey: key }) };
    const fresh = newSubscription ?? (await worker.registration.pushManager.subscribe(options));
    const { endpoint, keys } = fresh.toJSON();
    await fetch("/api/v1/me/push-subscriptions", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ endpoint, keys }),
    });
  }

  worker.addEventListener("push", (event) => event.waitUntil(show(event.data?.text())));
  worker.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(open(new URL(event.notification.data.url, worker.location.origin).href));
  });
  worker.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));
}
