/**
 * What the HTTP API and the room's channel carry, by the names that the pages use. All of it is generated from the server's
 * own types (`make types`); times are ISO 8601 in UTC, names are as on the wire.
 */

import type { components } from "./schema";

type Schemas = components["schemas"];

export type AccountCard = Schemas["AccountCard"];
export type Me = Schemas["Me"];
export type HandleCheck = Schemas["HandleCheck"];
export type Profile = Schemas["Profile"];
export type RoomCard = Schemas["RoomCard"];
export type Room = Schemas["Room"];
export type Ticket = Schemas["Ticket"];
export type Summary = Schemas["Summary"];
export type Limits = Schemas["Limits"];
export type Platform = Schemas["Platform"];
export type Session = Schemas["Session"];
export type Requirement = Schemas["Requirement"];
export type LiveAccess = Schemas["LiveAccess"];
export type SignUp = Schemas["SignUpForm"];
export type NewRoom = Schemas["RoomForm"] & { audience: Audience };
export type ErrorBody = Schemas["ErrorBody"];
export type CommandError = Schemas["CommandError"];

export type Audience = RoomCard["audience"];
export type RoomPhase = RoomCard["state"];
export type EndedReason = NonNullable<Room["ended_reason"]>;
export type Role = Comment["role"];

export type Comment = Schemas["Comment"];
export type Counters = Schemas["Counters"];
export type Snapshot = Schemas["Snapshot"];
export type Recovered = Schemas["Recovered"];
export type Joined = Snapshot | Recovered;

export type Hello = Schemas["Hello"];
export type Answer = Schemas["Answer"];
export type Tick = Schemas["Tick"];
export type Resync = Schemas["Resync"];
export type RoomEvent = Tick["events"][number];
export type ServerMessage = Hello | Answer | Tick | Resync;

export type ShareVia = Schemas["Share"]["via"];

/** A command's name, what it carries, and what it is answered with. */
export interface Commands {
  comment: { fields: Schemas["Say"]; result: Schemas["Said"] };
  like: { fields: Schemas["Like"]; result: Schemas["LikeResult"] };
  react: { fields: Schemas["React"]; result: Record<string, never> };
  share: { fields: Schemas["Share"]; result: Schemas["ShareResult"] };
  pin: { fields: Schemas["Pin"]; result: Record<string, never> };
}
