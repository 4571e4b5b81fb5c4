import type {
  AccountCard,
  Commands,
  Comment,
  Counters,
  Gift,
  Joined,
  Role,
  Room,
  RoomEvent,
  Snapshot,
  Tick,
  TopSender,
} from "../net/types";

/** What is kept to scroll back to. Past this the oldest goes. */
export const ENTRIES_MAX = 200;
/** Of those who gave most. */
export const TOP_SENDERS_MAX = 10;

/** One's own comment and its place, as the server answered. */
export type Sent = Commands["comment"]["result"];

/**
 * One line of the conversation. `key` names it for ever: a comment's id, a gift's combo, or a passing event's epoch and
 * offset.
 */
export type Entry = { key: string; offset: number } & (
  | { kind: "comment"; comment: Comment }
  | { kind: "join" | "follow" | "moderator"; account: AccountCard }
  | { kind: "share"; account: AccountCard | null }
  /** A combo has one line: its last gift, and how many there were. */
  | { kind: "gift"; gift: Gift; count: number }
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
  /** Who gave most in this room, most first. */
  topSenders: readonly TopSender[];
  /** Where the whole list was told last, and where each sender's coins were. */
  topSendersAt: { all: number; each: Readonly<Record<string, number>> };
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
    ...topSendersOf(joined),
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
    ...topSendersOf(snapshot),
  };
}

function topSendersOf(joined: Joined): Pick<RoomState, "topSenders" | "topSendersAt"> {
  return { topSenders: joined.top_senders, topSendersAt: { all: joined.offset, each: {} } };
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
    case "gift":
      return applyGift(countSender(state, event.gift, event.offset), event.gift, event.offset);
    case "combo":
      return countCombo(state, `gift/${event.id}`, event.count);
    case "top_senders":
      return event.offset > state.topSendersAt.all ? replaceSenders(state, event.senders, event.offset) : state;
    default:
      // An event of a newer server: it has its offset, and nothing that this page could show.
      return state;
  }
}

/** The combo's line where its first gift stands: a line keeps its place, only its number grows. */
function applyGift(state: RoomState, gift: Gift, offset: number): RoomState {
  const key = `gift/${gift.combo.id}`;
  const { count } = gift.combo;
  const known = state.entries.find((entry) => entry.key === key);
  if (known?.kind !== "gift") return insert(state, { key, offset, kind: "gift", gift, count });
  if (offset >= known.offset) return countCombo(state, key, count, gift);
  return insert(forget(state, [key]), { ...known, offset });
}

function countCombo(state: RoomState, key: string, count: number, gift?: Gift): RoomState {
  const entries = state.entries.map((entry) =>
    entry.kind === "gift" && entry.key === key && count > entry.count
      ? { ...entry, count, gift: gift ?? entry.gift }
      : entry,
  );
  return { ...state, entries };
}

function countSender(state: RoomState, { sender, sender_coins }: Gift, offset: number): RoomState {
  const { all, each } = state.topSendersAt;
  const before = state.topSenders.find(({ account }) => account.id === sender.id);
  // What somebody gave only grows, but for a list that says otherwise: one that is told twice changes nothing.
  if (offset <= all || (before && before.coins >= sender_coins)) return state;
  const others = state.topSenders.filter(({ account }) => account.id !== sender.id);
  return {
    ...state,
    topSenders: byCoins([...others, { account: sender, coins: sender_coins }]),
    topSendersAt: { all, each: { ...each, [sender.id]: offset } },
  };
}

/** The whole list anew; what was heard of a sender after it stands. */
function replaceSenders(state: RoomState, senders: readonly TopSender[], offset: number): RoomState {
  const each = Object.fromEntries(Object.entries(state.topSendersAt.each).filter(([, at]) => at > offset));
  const later = state.topSenders.filter(({ account }) => account.id in each);
  const others = senders.filter(({ account }) => !(account.id in each));
  return { ...state, topSenders: byCoins([...others, ...later]), topSendersAt: { all: offset, each } };
}

/** Of two who gave the same, the one with the lower id comes first, as on the server (`gifts/top_senders.py`). */
function byCoins(senders: readonly TopSender[]): readonly TopSender[] {
  return senders
    .toSorted((one, two) => two.coins - one.coins || (one.account.id < two.account.id ? -1 : 1))
    .slice(0, TOP_SENDERS_MAX);
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
