/**
 * The head start of a page that is opened at a LIVE: the server has written the first ticket into it, so the way to the
 * relay is opened while everything else is still being loaded. Must stay small, for it runs before all else.
 */
import type { Ticket } from "../net/types";
import { canWatch } from "./support";
import { openTransport, WATCH_PROTOCOLS } from "./transport";

export interface Opening {
  ticket: Ticket;
  transport: Promise<WebTransport>;
}

/** Nobody needs it any more when the page has not taken it by then. */
const TAKEN_WITHIN_MS = 10_000;
/** A page that comes out of the browser's cache brings its old ticket along. */
const EXPIRES_SOON_MS = 30_000;

let waiting: (Opening & { room: string; timer: number }) | undefined;

/** Opens the way to the relay if this page was given a ticket. Called once, first of all. */
export function beginOpening(page: Document = document): void {
  const given = readTicket(page.getElementById("opening")?.textContent);
  if (!given || !canWatch() || Date.parse(given.ticket.expires_at) - Date.now() < EXPIRES_SOON_MS) return;
  const transport = openTransport(given.ticket, WATCH_PROTOCOLS);
  const timer = window.setTimeout(drop, TAKEN_WITHIN_MS);
  waiting = { ...given, transport, timer };
  transport.catch(() => undefined);
}

/** What was begun for this room, once. Its transport rejects where the relay could not be reached. */
export function takeOpening(room: string): Opening | undefined {
  if (waiting?.room !== room) return undefined;
  const { ticket, transport, timer } = waiting;
  clearTimeout(timer);
  waiting = undefined;
  return { ticket, transport };
}

function drop(): void {
  if (!waiting) return;
  clearTimeout(waiting.timer);
  waiting.transport.then((transport) => transport.close()).catch(() => undefined);
  waiting = undefined;
}

function readTicket(text: string | null | undefined): { room: string; ticket: Ticket } | undefined {
  if (!text) return undefined;
  return JSON.parse(text) as { room: string; ticket: Ticket };
}
