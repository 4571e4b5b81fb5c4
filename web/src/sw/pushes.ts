/** Shows what is pushed, leads to its page, and subscribes anew when the browser ends a subscription of itself. */
import { findTab, readPush } from "./push";
import { type SubscriptionChange, worker } from "./scope";

export function hearPushes(): void {
  worker.addEventListener("push", (event) => event.waitUntil(show(event.data?.text())));
  worker.addEventListener("notificationclick", (event) => {
    const { notification } = event;
    notification.close();
    const { url } = notification.data as { url: string };
    event.waitUntil(open(new URL(url, worker.location.origin).href));
  });
  worker.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));
}

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

async function renew({ oldSubscription, newSubscription }: SubscriptionChange): Promise<void> {
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
