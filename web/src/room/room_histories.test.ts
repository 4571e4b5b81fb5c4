// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { AccountCard } from "../net/types";
import { join } from "../state/room";
import { type Line, type Reader, RoomServer } from "../testing/room_server";
import { Chance } from "../testing/seeded";
import { createRoom, type RoomStore } from "./room.svelte";

/**
 * A page and its room over whatever a network can do: connections that break at any word, or go silent without one,
 * answers that never come, a reader that falls behind, a server that starts anew. Each history is decided by its seed.
 */

const person = (id: string): AccountCard => ({ id, handle: id, nickname: id, avatar_url: `/${id}` });
const ME = person("me");
const STEPS = 300;
/** Longer than the page needs to notice that a connection is dead, and to come back after its longest wait. */
const HEALED_MS = 80_000;
/** How often what happens. Each history makes some of the second kind far more frequent, and others impossible. */
const USUAL = {
  give: 4,
  takeBack: 0.5,
  talk: 8,
  pass: 3,
  pin: 1,
  rename: 1,
  count: 2,
  tick: 8,
  deliver: 20,
  obey: 14,
  wait: 4,
  say: 6,
  like: 5,
};
const FAULTS = {
  waitLong: 0.3,
  cut: 0.6,
  goSilent: 0.2,
  close: 0.4,
  resync: 1,
  congest: 1,
  restart: 0.2,
  online: 0.5,
  reconnect: 0.2,
};
const SEEDS = Array.from({ length: 40 }, (_, index) => index + 1);

class World {
  readonly chance: Chance;
  readonly server: RoomServer;
  readonly room: RoomStore;
  /** Own comments that the page was told are said, and that it must show. */
  readonly said = new Set<string>();
  readonly #shown: number;
  readonly #weights: Record<string, number>;
  #texts = 0;
  #healed = false;

  constructor(seed: number, shown: number) {
    const chance = new Chance(seed);
    const server = new RoomServer({
      chance,
      account: ME,
      shown,
      historyMax: 1 + chance.whole(60),
      recoveredMax: shown < 1 ? 5 + chance.whole(20) : Number.POSITIVE_INFINITY,
      snapshotMax: 50,
    });
    this.#shown = shown;
    const faults = Object.entries(FAULTS).map(([name, weight]) => [name, weight * chance.pick([0, 0.3, 1, 4])]);
    this.#weights = { ...USUAL, ...Object.fromEntries(faults) };
    this.chance = chance;
    this.server = server;
    vi.spyOn(Math, "random").mockImplementation(chance.next);
    vi.stubGlobal("WebSocket", this.#socketClass());
    this.room = createRoom("r");
    this.room.open();
  }

  get #line(): Line {
    return this.server.lines.at(-1) as Line;
  }

  /** What the page takes for the browser's WebSocket. */
  #socketClass() {
    const accept = (reader: Reader) => this.#accept(reader);
    return class {
      onmessage: ((event: { data: string }) => void) | null = null;
      onclose: ((event: { code: number; reason: string }) => void) | null = null;
      readonly #line = accept({
        message: (data) => this.onmessage?.({ data }),
        closed: (code, reason) => this.onclose?.({ code, reason }),
      });

      send(data: string): void {
        this.#line.take(data);
      }

      close(): void {
        this.#line.over = true;
      }
    };
  }

  #accept(reader: Reader): Line {
    const open = this.server.lines.filter((line) => !line.over);
    expect(open, "a second connection beside one that is open").toEqual([]);
    const line = this.server.accept(reader);
    const fate = this.#healed ? 1 : this.chance.next();
    if (fate < 0.1) line.goSilent();
    else if (fate < 0.2) line.turnAway();
    return line;
  }

  #draw(): string {
    const weights = Object.entries(this.#weights);
    let drawn = this.chance.next() * weights.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [name, weight] of weights) {
      drawn -= weight;
      if (drawn < 0) return name;
    }
    return "tick";
  }

  async step(): Promise<void> {
    const { chance, server } = this;
    const line = this.#line;
    const acts: Record<string, () => void | Promise<void>> = {
      talk: () => this.#talk(),
      pass: () => server.pass(chance.pick(["join", "follow", "share"]), this.#somebody()),
      give: () => server.give(this.#somebody(), 1 + chance.whole(9)),
      takeBack: () => server.takeBack(this.#somebody()),
      pin: () => server.pin(chance.happens(0.3) ? null : (server.comments.at(-1) ?? null)),
      rename: () => server.rename(`title ${chance.whole(1000)}`),
      count: () => server.count({ viewers: 1 + chance.whole(9), likes: server.counters.likes + chance.whole(5) }),
      tick: () => server.tick(),
      deliver: () => this.#deliver(line),
      obey: () => this.#obey(line),
      wait: () => void vi.advanceTimersByTime(chance.pick([10, 100, 400, 2_000])),
      waitLong: () => void vi.advanceTimersByTime(20_000),
      say: () => this.#say(),
      like: () => this.room.like(),
      cut: () => line.cut(chance.pick([1006, 1006, 1001, 1011, 4001])),
      goSilent: () => line.goSilent(),
      close: () => line.close(chance.pick([4000, 4001, 4002]), "again"),
      resync: () => server.resync(line),
      congest: () => line.congest(!line.congested && this.#shown < 1),
      restart: () => server.restart(chance.whole(4)),
      online: () => void dispatchEvent(new Event("online")),
      reconnect: () => this.room.reconnect(),
    };
    await acts[this.#draw()]?.();
    // What a message set off is done before the next is read, as in a browser.
    await vi.advanceTimersByTimeAsync(0);
    this.check();
  }

  #somebody(): AccountCard {
    return person(this.chance.pick(["a", "b", "c"]));
  }

  #talk(): void {
    for (let count = this.chance.pick([1, 1, 2, 8, 30]); count > 0; count--) {
      this.server.say(this.#somebody());
    }
  }

  #say(): void {
    const text = `own ${++this.#texts}`;
    this.room.comment(text).then(
      // What was said in an epoch that the page had not entered yet comes with the snapshot, or with a tick.
      () => this.room.state?.epoch === this.server.saidIn.get(text) && this.said.add(text),
      () => undefined,
    );
  }

  async #deliver(line: Line): Promise<void> {
    for (let count = this.chance.pick([1, 2, 10]); count > 0 && !line.silent; count--) {
      line.deliver();
      await vi.advanceTimersByTimeAsync(0);
    }
  }

  #obey(line: Line): void {
    if (line.silent || line.over) return;
    for (let count = this.chance.pick([1, 1, 3]); count > 0; count--) this.server.obey(line, this.chance.happens(0.98));
  }

  /** Everything works from now on, until nothing is under way. */
  async heal(): Promise<void> {
    this.#healed = true;
    for (let passed_ms = 0; passed_ms < HEALED_MS; passed_ms += 2_000) {
      await this.#settle();
      await vi.advanceTimersByTimeAsync(2_000);
    }
    // Totals that a slow reader was spared come with the next ones.
    this.server.count({ viewers: 7 });
    await this.#settle();
  }

  async #settle(): Promise<void> {
    this.server.tick();
    const line = this.#line;
    line.congest(false);
    for (let going = !line.silent; going; ) {
      while (line.toServer.length > 0 && !line.over) this.server.obey(line);
      going = line.deliver();
      await vi.advanceTimersByTimeAsync(0);
    }
    this.check();
  }

  /** What holds at any moment. */
  check(): void {
    for (const [command, times] of this.server.heard) expect(times, `${command} was sent twice`).toBe(1);
    const state = this.room.state;
    if (!state) return;
    const keys = state.entries.map((entry) => entry.key);
    expect(new Set(keys).size, "a line is doubled").toBe(keys.length);
    const shown = state.entries.flatMap((entry) => (entry.kind === "comment" ? [entry.comment.id] : []));
    expect(shown, "comments out of order").toEqual(shown.toSorted());
    const coins = state.topSenders.map((sender) => sender.coins);
    expect(coins, "top senders out of order").toEqual(coins.toSorted((one, two) => two - one));
    const combos = state.entries.flatMap((entry) => (entry.kind === "gift" ? [entry.gift.combo.id] : []));
    expect(new Set(combos).size, "a combo in two lines").toBe(combos.length);
    if (state.epoch !== this.server.epoch || this.#line.joining) return;
    const known = new Map(this.server.comments.map((comment) => [comment.id, comment]));
    const strangers = shown.filter((id) => !known.has(id));
    expect(strangers, "comments that nobody said").toEqual([]);
    const own = this.server.comments.filter((comment) => this.said.has(comment.text));
    const missing = own.filter((comment) => !shown.includes(comment.id) && !((shown[0] ?? "") > comment.id));
    expect(
      missing.map((comment) => comment.id),
      "own comments that are gone",
    ).toEqual([]);
  }
}

let world: World;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  world.room.close();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe.each([
  ["in which everybody sees everything", 1],
  ["too fast to be read, of which one sees a sample", 0.4],
])("a room %s", (_, shown) => {
  test.each(SEEDS)("after any history the page shows what a newcomer would see (seed %i)", async (seed) => {
    world = new World(seed, shown);
    for (let step = 0; step < STEPS; step++) await world.step();
    await world.heal();
    const { room, server } = world;
    const fresh = join(null, server.snapshot());
    const state = room.state;
    expect(room.status.phase).toBe("joined");
    const told = { entries: [], floor: 0, roomAt: 0, pinnedAt: 0, topSendersAt: { all: 0, each: {} } };
    expect(state && { ...state, ...told }).toEqual({ ...fresh, ...told });
    expect(state?.topSenders.length, "a history without gifts proves nothing of them").toBeGreaterThan(0);
    expect(room.likes, "hearts that were never counted").toBe(server.counters.likes);
    if (shown === 1) {
      const comments = (entries: RoomStore["state"]) =>
        entries?.entries.flatMap((entry) => (entry.kind === "comment" ? [entry.key] : [])).slice(-50);
      expect(comments(state)).toEqual(comments(fresh));
    }
  });
});
