/**
 * What a service worker has around it. TypeScript's own types of it cannot live in one program with those of a page, and
 * of them this is all that is used.
 */
export interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

/** Requests that go their way without asking the worker; not every browser lets it say so. */
export interface Route {
  readonly condition: { readonly urlPattern: string };
  readonly source: "network";
}

export interface InstallEvent extends ExtendableEvent {
  addRoutes?(routes: readonly Route[]): Promise<void>;
}

export interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  readonly preloadResponse: Promise<Response | undefined>;
  respondWith(answer: Response | Promise<Response>): void;
}

export interface PushEvent extends ExtendableEvent {
  readonly data: { text(): string } | null;
}

export interface NotificationEvent extends ExtendableEvent {
  readonly notification: Notification;
}

/** Browsers end a subscription of their own accord, and say so; Firefox names the old one, Chromium the new one too. */
export interface SubscriptionChange extends ExtendableEvent {
  readonly oldSubscription?: PushSubscription | null;
  readonly newSubscription?: PushSubscription | null;
}

export interface WorkerEvents {
  install: InstallEvent;
  activate: ExtendableEvent;
  fetch: FetchEvent;
  push: PushEvent;
  notificationclick: NotificationEvent;
  pushsubscriptionchange: SubscriptionChange;
}

/** A page of ours that is open. */
export interface Tab {
  readonly url: string;
  readonly focused: boolean;
  focus(): Promise<unknown>;
}

interface Tabs {
  claim(): Promise<void>;
  matchAll(wish: { type: "window"; includeUncontrolled?: boolean }): Promise<readonly Tab[]>;
  openWindow(address: string): Promise<unknown>;
}

export interface WorkerScope {
  readonly clients: Tabs;
  readonly registration: ServiceWorkerRegistration;
  readonly location: Location;
  readonly caches: CacheStorage;
  skipWaiting(): Promise<void>;
  addEventListener<Name extends keyof WorkerEvents>(name: Name, hear: (event: WorkerEvents[Name]) => void): void;
}

export const worker = globalThis as unknown as WorkerScope;
