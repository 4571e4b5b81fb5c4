import { Http } from "./http";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Event = Schemas["Event"];
export type EventState = Event["state"];
export type EventPage = Schemas["EventPage"];
export type OwnEvents = Schemas["OwnEvents"];
export type EventForm = Schemas["EventForm"];
export type EventChange = Schemas["EventChange"];
export type CalendarAddresses = Schemas["CalendarAddresses"];
export type When = "upcoming" | "past";

const http = new Http((url, init) => fetch(url, init));
const event = (id: string) => `/events/${encodeURIComponent(id)}`;
const paged = (cursor?: string | null) => ({ cursor: cursor ?? undefined });

/** What a LIVE looks like just now. */
export const liveCoverUrl = (room: string) => `/api/v1/rooms/${encodeURIComponent(room)}/cover`;

/** Scheduled LIVEs. All calls throw `ApiError`. */
export const eventsApi = {
  upcoming: (cursor?: string | null, topic?: string) =>
    http.request<EventPage>("GET", "/events", { query: { ...paged(cursor), topic } }),
  of: (handle: string, when: When, cursor?: string | null) =>
    http.request<EventPage>("GET", `/accounts/${encodeURIComponent(handle)}/events`, {
      query: { when, ...paged(cursor) },
    }),
  mine: () => http.request<OwnEvents>("GET", "/me/events"),

  get: (id: string, signal?: AbortSignal) => http.request<Event>("GET", event(id), { ...(signal && { signal }) }),
  schedule: (form: EventForm) => http.request<Event>("POST", "/events", { json: form }),
  change: (id: string, change: EventChange) => http.request<Event>("PATCH", event(id), { json: change }),
  cancel: (id: string, reason: string) => http.request<Event>("POST", `${event(id)}/cancel`, { json: { reason } }),
  putCover: (id: string, picture: Blob) => http.request<Event>("PUT", `${event(id)}/cover`, { body: picture }),
  setGoing: (id: string, going: boolean) => http.request<Event>(going ? "PUT" : "DELETE", `${event(id)}/rsvp`),
  beginWith: (id: string, room_id: string) => http.request<Event>("PUT", `${event(id)}/room`, { json: { room_id } }),
  letGoOf: (id: string) => http.request<Event>("DELETE", `${event(id)}/room`),

  /** Where calendars find what this account hosts and goes to. */
  calendar: () => http.request<CalendarAddresses>("GET", "/me/calendar"),
  renewCalendar: () => http.request<CalendarAddresses>("POST", "/me/calendar/renewal"),
  fileUrl: (id: string) => `/api/v1${event(id)}/calendar.ics`,
  hostUrl: (handle: string) => `/api/v1/accounts/${encodeURIComponent(handle)}/events.ics`,
};
