import type { Ticket } from "../net/types";

export type { Ticket } from "../net/types";

/** How long a ticket must still be good for to be worth connecting with. */
const MARGIN_MS = 5_000;

/** Whether `ticket` will still be accepted when a connection made now reaches the relay. */
export function isFresh(ticket: Ticket, now_ms: number): boolean {
  return Date.parse(ticket.expires_at) - now_ms > MARGIN_MS;
}
