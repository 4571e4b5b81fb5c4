import type { components } from "../net/schema";

export type EventMessage = components["schemas"]["EventMessage"];

const listeners = new Set<(message: EventMessage) => void>();

/** What the server says of events that this account hosts or goes to, passed on to the pages that show them. */
export const eventNews = {
  hear(message: EventMessage): void {
    for (const listener of [...listeners]) listener(message);
  },

  /** Returns how to stop it. */
  listen(listener: (message: EventMessage) => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
