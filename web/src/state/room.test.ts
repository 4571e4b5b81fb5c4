import { describe, expect, test } from "vitest";
import type { AccountCard, Comment, Recovered, Room, RoomEvent, Snapshot, Tick, TopSender } from "../net/types";
import { seeded } from "../testing/seeded";
import {
  applyRole,
  applySent,
  applyTick,
  ENTRIES_MAX,
  isUnbroken,
  join,
  type RoomState,
  TOP_SENDERS_MAX,
} from "./room";

const account: AccountCard = { id: "a", handle: "ada", nickname: "Ada", avatar_url: "/a" };
const comment = (id: string): Comment => ({ id, account, role: "viewer", text: id, at: "2030-01-01T00:00:00Z" });
const room = (title: string): Room => ({
  id: "r",
  title,
  topic: "music",
  audience: "everyone",
  state: "live",
  host: account,
  viewers: 0,
  likes: 0,
  cover_url: "/c",
  started_at: null,
  created_at: "2030-01-01T00:00:00Z",
  ended_at: null,
  ended_reason: null,
  interrupted_at: null,
  source: "browser",
  is_recorded: true,
  url: "/live/r",
});
const counters = { viewers: 1, likes: 0, shares: 0 };

const GIVERS = Array.from({ length: 14 }, (_, index) => ({ ...account, id: `giver ${index}` }));

/** What somebody gives grows with every gift; a combo is all that they give while twelve things happen. */
function giftAt(offset: number, sender: AccountCard, sender_coins = offset * 10): RoomEvent & { type: "gift" } {
  const catalogue = { id: "rose", name: { en: "Rose", ja: "バラ" }, tier: "small", art: "rose" } as const;
  return {
    offset,
    type: "gift",
    gift: {
      id: `gift ${offset}`,
      catalogue: { ...catalogue, price_coins: 1, is_active: true, position: 1 },
      sender,
      recipient: account,
      is_to_host: true,
      count: 1,
      coins: 1,
      combo: { id: `${sender.id}/${Math.floor(offset / 12)}`, count: offset },
      at: "2030-01-01T00:00:00Z",
      sender_coins,
    },
  };
}

const comboEnd = (offset: number, id: string): RoomEvent & { type: "combo" } => {
  const { catalogue, sender, recipient } = giftAt(offset, account).gift;
  return { type: "combo", offset, id, catalogue, sender, recipient, count: 1, coins: 1 };
};

function eventAt(offset: number, random: () => number): RoomEvent {
  const kind = random();
  if (kind < 0.25) return giftAt(offset, GIVERS[Math.floor(random() * GIVERS.length)] ?? account);
  if (kind < 0.28) {
    // Something was taken back from all of them.
    const senders = GIVERS.slice(0, 10).map((giver, index) => ({ account: giver, coins: offset * 5 - index }));
    return { offset, type: "top_senders", senders };
  }
  if (kind < 0.6) return { offset, type: "comment", comment: comment(`c${offset}`) };
  if (kind < 0.7) return { offset, type: "join", account };
  if (kind < 0.8) return { offset, type: "share", account: null };
  if (kind < 0.9) return { offset, type: "pin", comment: random() < 0.5 ? null : comment(`c${offset - 1}`) };
  return { offset, type: "room", room: room(`title ${offset}`) };
}

function snapshot(fields: Partial<Snapshot> = {}): Snapshot {
  return {
    kind: "snapshot",
    room: room("first"),
    role: "viewer",
    epoch: "e1",
    offset: 0,
    comments: [],
    pinned: null,
    counters,
    top_senders: [],
    ...fields,
  };
}

function open(fields: Partial<Snapshot> = {}, before: RoomState | null = null): RoomState {
  const state = join(before, snapshot(fields));
  if (!state) throw new Error("a snapshot always gives a state");
  return state;
}

const tick = (events: RoomEvent[], fields: Partial<Tick> = {}): Tick => ({
  type: "tick",
  room: "r",
  epoch: "e1",
  offset: events.at(-1)?.offset ?? 0,
  events,
  ...fields,
});

/** Events with gaps, cut into ticks. */
function history(random: () => number, length: number): Tick[] {
  const ticks: Tick[] = [];
  let offset = 0;
  for (let made = 0; made < length; ) {
    const events: RoomEvent[] = [];
    for (let size = 1 + Math.floor(random() * 5); size > 0; size--, made++) {
      offset += 1 + Math.floor(random() * 3);
      events.push(eventAt(offset, random));
    }
    ticks.push(tick(events));
  }
  return ticks;
}

/** What the server's own fold of these events would send to somebody who joins now. */
function serverSnapshot(ticks: Tick[]): Snapshot {
  const events = ticks.flatMap((each) => each.events);
  const comments = events.flatMap((event) => (event.type === "comment" ? [event.comment] : []));
  const pin = events.findLast((event) => event.type === "pin");
  const change = events.findLast((event) => event.type === "room");
  return snapshot({
    offset: events.at(-1)?.offset ?? 0,
    comments: comments.slice(-50),
    pinned: pin?.type === "pin" ? pin.comment : null,
    top_senders: serverTopSenders(events),
    room: change?.type === "room" ? change.room : room("first"),
  });
}

/** As the server folds them: a gift says all that its sender gave, a list stands for everything before it. */
function serverTopSenders(events: RoomEvent[]): TopSender[] {
  let senders: TopSender[] = [];
  for (const event of events) {
    if (event.type === "top_senders") senders = event.senders;
    if (event.type !== "gift") continue;
    const { sender, sender_coins } = event.gift;
    senders = [...senders.filter((each) => each.account.id !== sender.id), { account: sender, coins: sender_coins }]
      .toSorted((one, two) => two.coins - one.coins)
      .slice(0, TOP_SENDERS_MAX);
  }
  return senders;
}

/** What a reader sees of a state, apart from the lines that pass. */
const seen = (state: RoomState) => ({
  comments: state.entries.flatMap((entry) => (entry.kind === "comment" ? [entry.key] : [])).slice(-50),
  pinned: state.pinned?.id ?? null,
  title: state.room.title,
  offset: state.offset,
  topSenders: state.topSenders,
});

const SEEDS = Array.from({ length: 60 }, (_, index) => index + 1);

describe("a room's state", () => {
  test("who is named a moderator is one at once, and is shown to all; who is dismissed is a viewer again", () => {
    const named = (offset: number, id: string, yes: boolean): RoomEvent => ({
      type: "moderator",
      offset,
      account: { ...account, id },
      named: yes,
    });
    const hear = (state: RoomState, each: Tick) => applyRole(applyTick(state, each), each, "me");
    const other = hear(open(), tick([named(1, "other", true)]));
    expect([other.role, other.entries.map(({ kind }) => kind)]).toEqual(["viewer", ["moderator"]]);
    const mine = hear(other, tick([named(2, "me", true)]));
    expect([mine.role, mine.entries.length]).toEqual(["moderator", 2]);
    const over = hear(mine, tick([named(3, "me", false)]));
    expect([over.role, over.entries.length]).toEqual(["viewer", 2]);
    expect(hear(over, { ...tick([named(4, "me", true)]), epoch: "another" })).toBe(over);
  });

  test.each(SEEDS)("an old snapshot and its events make a fresh snapshot (seed %i)", (seed) => {
    const ticks = history(seeded(seed), 80);
    const cut = Math.floor(seeded(seed + 1000)() * ticks.length);
    const joinedLate = ticks.slice(cut).reduce(applyTick, open(serverSnapshot(ticks.slice(0, cut))));
    expect(seen(joinedLate)).toEqual(seen(open(serverSnapshot(ticks))));
  });

  test.each(SEEDS)("ticks that come twice or out of order change nothing (seed %i)", (seed) => {
    const random = seeded(seed);
    const ticks = history(random, 60);
    const shuffled = [...ticks, ...ticks.filter(() => random() < 0.5)]
      .map((each) => ({ each, place: random() }))
      .sort((left, right) => left.place - right.place)
      .map(({ each }) => each);
    expect(shuffled.reduce(applyTick, open())).toEqual(ticks.reduce(applyTick, open()));
  });

  test.each(SEEDS)("what a lost connection missed is recovered once (seed %i)", (seed) => {
    const random = seeded(seed);
    const ticks = history(random, 60);
    const cut = Math.floor(random() * ticks.length);
    const before = ticks.slice(0, cut).reduce(applyTick, open());
    // The server sends from the named offset; a tick that was under way may come as well.
    const missed = ticks.slice(Math.max(0, cut - 1)).flatMap((each) => each.events);
    const whole = ticks.reduce(applyTick, open());
    const recovered: Recovered = {
      kind: "recovered",
      room: whole.room,
      role: "viewer",
      epoch: "e1",
      offset: whole.offset,
      events: missed,
      counters,
      top_senders: [...whole.topSenders],
    };
    const after = join(before, recovered);
    expect(after && seen(after)).toEqual(seen(whole));
    expect(after?.entries).toEqual(whole.entries);
  });

  test("a combo has one line, where it began, and its settled number stands", () => {
    const state = applyTick(
      open(),
      tick([
        giftAt(13, account),
        { offset: 14, type: "comment", comment: comment("c") },
        giftAt(15, account),
        { ...comboEnd(16, `${account.id}/1`), count: 40 },
        { ...comboEnd(17, "of nobody here"), count: 9 },
      ]),
    );
    const lines = state.entries.map((entry) => [entry.kind, entry.kind === "gift" && entry.count]);
    expect(lines).toEqual([
      ["gift", 40],
      ["comment", false],
    ]);
  });

  test("who gave the most comes first; a gift that is told twice, or late, counts once", () => {
    const [one, two] = GIVERS as [AccountCard, AccountCard];
    const coins = (state: RoomState) => state.topSenders.map((sender) => [sender.account.id, sender.coins]);
    const given = applyTick(open(), tick([giftAt(1, one, 5), giftAt(2, two, 7), giftAt(3, one, 9), giftAt(4, one, 5)]));
    expect(coins(given)).toEqual([
      [one.id, 9],
      [two.id, 7],
    ]);
    const list: RoomEvent = { offset: 5, type: "top_senders", senders: [{ account: two, coins: 7 }] };
    const taken = applyTick(given, tick([list]));
    expect(coins(taken)).toEqual([[two.id, 7]]);
    expect(coins(applyTick(taken, tick([giftAt(3, one, 9)])))).toEqual([[two.id, 7]]);
    const equal = applyTick(taken, tick([giftAt(6, one, 7)]));
    expect(coins(equal)).toEqual([
      [one.id, 7],
      [two.id, 7],
    ]);
  });

  test("one's own comment shows once, whichever of answer and tick comes first", () => {
    const sent = { comment: comment("mine"), offset: 5 };
    const carried = tick([{ offset: 5, type: "comment", comment: comment("mine") }]);
    const answerFirst = applyTick(applySent(open(), sent), carried);
    const tickFirst = applySent(applyTick(open(), carried), sent);
    expect(answerFirst).toEqual(tickFirst);
    expect(answerFirst.entries).toHaveLength(1);
  });

  test("an answer does not move the place to resume from: what others said before it is still to come", () => {
    const state = applySent(open(), { comment: comment("mine"), offset: 5 });
    expect(state.offset).toBe(0);
    const after = applyTick(state, tick([{ offset: 3, type: "comment", comment: comment("other") }]));
    expect(after.entries.map((entry) => entry.key)).toEqual(["other", "mine"]);
  });

  test("after a restart of the server the same comments are not doubled, and what was above them stays", () => {
    const before = ["a", "b", "c"].map((id, index) =>
      tick([{ offset: index + 1, type: "comment", comment: comment(id) }]),
    );
    const state = before.reduce(applyTick, open());
    const after = open({ epoch: "e2", offset: 9, comments: [comment("b"), comment("c"), comment("d")] }, state);
    expect(after.entries.map((entry) => entry.key)).toEqual(["a", "b", "c", "d"]);
  });

  test("a snapshot that does not touch what was seen takes its place", () => {
    const state = applyTick(open(), tick([{ offset: 1, type: "comment", comment: comment("old") }]));
    const after = open({ epoch: "e2", offset: 900, comments: [comment("new")] }, state);
    expect(after.entries.map((entry) => entry.key)).toEqual(["new"]);
  });

  test("one's own comment outlives a snapshot that it is ahead of, also when no tick will carry it", () => {
    const state = applySent(open({ offset: 3 }), { comment: comment("mine"), offset: 5 });
    const after = open({ offset: 4, comments: [comment("other")] }, state);
    expect(after.entries.map((entry) => entry.key)).toEqual(["other", "mine"]);
    const carried = tick([{ offset: 5, type: "comment", comment: comment("mine") }]);
    expect(applyTick(after, carried).entries).toEqual(after.entries);
    // In another epoch its offset means nothing.
    expect(open({ epoch: "e2", offset: 4 }, state).entries).toEqual([]);
  });

  test("a server that is behind the one before takes nothing from the screen and doubles nothing", () => {
    const ticks = [1, 2, 3].map((offset) => tick([{ offset, type: "comment", comment: comment(`c${offset}`) }]));
    const state = ticks.reduce(applyTick, open());
    const moved = open({ offset: 1, comments: [comment("c1")] }, state);
    expect(moved.offset).toBe(1);
    expect(ticks.slice(1).reduce(applyTick, moved)).toMatchObject({ offset: 3, entries: state.entries });
  });

  test("it is known whether something between two states was missed", () => {
    const state = applyTick(open(), tick([{ offset: 1, type: "comment", comment: comment("a") }]));
    expect(isUnbroken(open(), state)).toBe(true);
    expect(isUnbroken(state, open({ offset: 9, comments: [comment("a"), comment("b")] }, state))).toBe(true);
    expect(isUnbroken(state, open({ offset: 900, comments: [comment("z")] }, state))).toBe(false);
    expect(isUnbroken(state, open({ epoch: "e2", offset: 1, comments: [comment("z")] }, state))).toBe(false);
  });

  test("the list is bounded, and what fell out does not come back", () => {
    const events = Array.from({ length: ENTRIES_MAX + 10 }, (_, index) => ({
      offset: index + 1,
      type: "comment" as const,
      comment: comment(`c${index + 1}`),
    }));
    const full = applyTick(open(), tick(events));
    expect(full.entries).toHaveLength(ENTRIES_MAX);
    expect(applyTick(full, tick(events.slice(0, 5)))).toEqual(full);
  });

  test("a tick of another epoch and an event of a newer server are left alone", () => {
    const state = open();
    expect(applyTick(state, tick([{ offset: 1, type: "join", account }], { epoch: "e0" }))).toBe(state);
    const unknown = { offset: 1, type: "fireworks" } as unknown as RoomEvent;
    expect(applyTick(state, tick([unknown])).entries).toEqual([]);
  });

  test("likes and shares never go back; viewers do", () => {
    const risen = applyTick(open(), tick([], { counters: { viewers: 9, likes: 100, shares: 2 } }));
    const later = applyTick(risen, tick([], { counters: { viewers: 3, likes: 90, shares: 1 } }));
    expect(later.counters).toEqual({ viewers: 3, likes: 100, shares: 2 });
  });
});
