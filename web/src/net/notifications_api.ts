import { Http } from "./http";
import type { NotificationPage, NotificationSettings, NotificationSettingsForm } from "./types";

const http = new Http((url, init) => fetch(url, init));

/** What one is told, and how. All calls throw `ApiError`. */
export const notificationsApi = {
  page: (cursor?: string) => http.request<NotificationPage>("GET", "/me/notifications", { query: { cursor } }),
  unread: async () => (await http.request<{ unread: number }>("GET", "/me/notifications/unread")).unread,
  markRead: async (up_to: string) =>
    (await http.request<{ unread: number }>("POST", "/me/notifications/read", { json: { up_to } })).unread,
  settings: () => http.request<NotificationSettings>("GET", "/me/notification-settings"),
  change: (form: NotificationSettingsForm) =>
    http.request<NotificationSettings>("PUT", "/me/notification-settings", { json: form }),
  addDevice: (subscription: PushSubscriptionJSON) =>
    http.request<{ id: string }>("POST", "/me/push-subscriptions", {
      json: { endpoint: subscription.endpoint, keys: subscription.keys },
    }),
  removeDevice: () => http.request<void>("DELETE", "/me/push-subscriptions"),
};
