import type {
  AccountCard,
  Commands,
  Comment,
  Counters,
  Joined,
  Role,
  Room,
  RoomEvent,
  Snapshot,
  Tick,
} from "../net/types";

/** What is kept to scroll back to. Past this the oldest goes. */
export const ENTRIES_MAX = 200;

/** One's own comment and its place, as the server answered. */
export type Sent = Commands["comment"]["result"];

/** One line of the conversation. `key` names it for ever: a comment's id, or a passing event's epoch and offset. */
export type Entry = { key: string; offset: number } & (
  | { kind: "comment"; comment: Comment }
  | { kind: "join" | "follow" | "moderator"; account: AccountCard }
  | { kind: "share"; account: AccountCard | null }
);

/**
 * A room as one client knows it: the fold of a snapshot and of the events after it.
 *
 * Within an epoch the fold does not depend on the order or the number of times that events arrive: entries are a
 * set ordered by offset, and of two values of the same thing the later offset's stands.
 */
export interface RoomState {
  room: Room;
  role: Role;
  epoch: string;
  /** Where to resume from: everything up to here has been seen. */
  offset: number;
  /** What the snapshot has already folded in; events up to here say nothing new. */
  floor: number;
  /** Oldest first, at most `ENTRIES_MAX`. */
  entries: readonly Entry[];
  pinned: Comment | null;
  pinnedAt: number;
  roomAt: number;
  counters: Counters;
}

export function join(before: RoomState | null, joined: Joined): RoomState | null {
  if (joined.kind === "snapshot") return fromSnapshot(before, joined);
  if (before?.epoch !== joined.epoch) return before;
  return {
    ...joined.events.reduce(applyEvent, before),
    role: joined.role,
    room: joined.room,
    roomAt: joined.offset,
    offset: joined.offset,
    counters: joined.counters,
  };
}

export function applyTick(state: RoomState, tick: Tick): RoomState {
  if (tick.epoch !== state.epoch) return state;
  const after = tick.events.reduce(applyEvent, state);
  return {
    ...after,
    offset: Math.max(state.offset, tick.offset),
    counters: tick.counters ? mergeCounters(state.counters, tick.counters) : state.counters,
  };
}

/** What one is in the room by now; `me` is whom the server takes this client for. */
export function applyRole(state: RoomState, tick: Tick, me: string | null): RoomState {
  const told = tick.epoch === state.epoch ? tick.events : [];
  const own = told.findLast((event) => event.type === "moderator" && event.account.id === me);
  if (own?.type !== "moderator" || own.offset <= state.floor) return state;
  return { ...state, role: own.named ? "moderator" : "viewer" };
}

/** The answer to one's own comment may come before the tick that carries it to everybody. */
export function applySent(state: RoomState, sent: Sent): RoomState {
  return applyEvent(state, { type: "comment", offset: sent.offset, comment: sent.comment });
}

/** The state without the entries of these keys. */
export function forget(state: RoomState, keys: readonly string[]): RoomState {
  return { ...state, entries: state.entries.filter((entry) => !keys.includes(entry.key)) };
}

/** Whether `account` has said `text` since `before`: what became of a comment whose answer was lost. */
export function hasNewComment(before: RoomState | null, after: RoomState, account: string, text: string): boolean {
  const old = new Set(before?.entries.map((entry) => entry.key));
  const said = text.normalize("NFC");
  return after.entries.some(
    (entry) =>
      entry.kind === "comment" &&
      entry.comment.account.id === account &&
      entry.comment.text === said &&
      !old.has(entry.key),
  );
}

/** Whether everything that was said between two states of a room is in the later one. */
export function isUnbroken(before: RoomState | null, after: RoomState): boolean {
  if (!before) return false;
  // Within an epoch only a snapshot moves the floor.
  return (before.epoch === after.epoch && before.floor === after.floor) || firstShared(before, after.entries) >= 0;
}

export function applyLikes(state: RoomState, likes: number): RoomState {
  return { ...state, counters: mergeCounters(state.counters, { ...state.counters, likes }) };
}

function fromSnapshot(before: RoomState | null, snapshot: Snapshot): RoomState {
  const { room, role, epoch, offset, pinned, counters } = snapshot;
  const entries = snapshot.comments.map((comment) => commentEntry(comment, offset));
  const { earlier, later } = around(before, entries, snapshot);
  return {
    room,
    role,
    epoch,
    offset,
    floor: offset,
    entries: [...earlier, ...entries, ...later].slice(-ENTRIES_MAX),
    pinned,
    pinnedAt: offset,
    roomAt: offset,
    counters,
  };
}

/**
 * What stays of the screen when a fresh snapshot comes. Above it: what was there, if the two touch, for between
 * comments of both there is no gap that the reader would not see. Below it: what is known to come after it, such as
 * one's own comment, whose answer may be ahead of the snapshot and which a busy room may show to others only.
 */
function around(
  before: RoomState | null,
  entries: readonly Entry[],
  { epoch, offset }: Snapshot,
): { earlier: Entry[]; later: Entry[] } {
  if (!before) return { earlier: [], later: [] };
  const touch = firstShared(before, entries);
  return {
    earlier: before.entries.slice(0, Math.max(touch, 0)).map((entry) => ({ ...entry, offset })),
    later: before.epoch === epoch ? before.entries.filter((entry) => entry.offset > offset) : [],
  };
}

function firstShared(before: RoomState, entries: readonly Entry[]): number {
  const keys = new Set(entries.map((entry) => entry.key));
  return before.entries.findIndex((entry) => keys.has(entry.key));
}

function applyEvent(state: RoomState, event: RoomEvent): RoomState {
  if (event.offset <= state.floor) return state;
  switch (event.type) {
    case "comment":
      return insert(state, commentEntry(event.comment, event.offset));
    case "join":
    case "follow":
      return insert(state, { ...passing(state, event.offset), kind: event.type, account: event.account });
    case "moderator":
      // Who is dismissed is told by their own role, and nobody else's business.
      return event.named
        ? insert(state, { ...passing(state, event.offset), kind: "moderator", account: event.account })
        : state;
    case "share":
      return insert(state, { ...passing(state, event.offset), kind: "share", account: event.account });
    case "pin":
      return event.offset > state.pinnedAt ? { ...state, pinned: event.comment, pinnedAt: event.offset } : state;
    case "room":
      return event.offset > state.roomAt ? { ...state, room: event.room, roomAt: event.offset } : state;
    default:
      // An event of a newer server: it has its offset, and nothing that this page could show.
      return state;
  }
}

function commentEntry(comment: Comment, offset: number): Entry {
  return { key: comment.id, offset, kind: "comment", comment };
}

function passing(state: RoomState, offset: number): { key: string; offset: number } {
  return { key: `${state.epoch}/${offset}`, offset };
}

function insert(state: RoomState, entry: Entry): RoomState {
  const { entries } = state;
  // Nearly always the newest: looked for from the end.
  const below = entries.findLastIndex((other) => other.offset <= entry.offset);
  if (entries.some((other) => other.key === entry.key)) return state;
  return {
    ...state,
    entries: [...entries.slice(0, below + 1), entry, ...entries.slice(below + 1)].slice(-ENTRIES_MAX),
  };
}

/** Likes and shares only grow, so the greater total is the later one. Viewers come and go. */
function mergeCounters(before: Counters, after: Counters): Counters {
  return {
    viewers: after.viewers,
    likes: Math.max(before.likes, after.likes),
    shares: Math.max(before.shares, after.shares),
  };
}
