import { expect, test } from "vitest";
import type { Ticket } from "../net/types";
import { type Connection, HANDSHAKE_MAX_MS, KeptConnection, type KeptConnectionOptions } from "./kept_connection";

/** A world whose time passes only while somebody sleeps, so that hours of reconnecting take no time. */
class World {
  time_ms = 0;
  tickets = 0;
  opened: Session[] = [];
  changes: string[] = [];
  failures: number[] = [];
  refuse = 0;
  hang = false;
  /** How long each session lives. */
  lives_ms: number[] = [];

  keep(changes: Partial<KeptConnectionOptions<Session>> = {}): KeptConnection<Session> {
    return new KeptConnection<Session>({
      obtainTicket: () => Promise.resolve(this.ticket()),
      open: () => this.open(),
      onchange: (session) => this.changes.push(session ? "up" : "down"),
      onfailure: (_, attempts) => this.failures.push(attempts),
      isFinal: () => false,
      surroundings: {
        now_ms: () => this.time_ms,
        random: () => 1,
        sleep: async (ms, signal) => {
          await turn();
          if (!signal.aborted) this.time_ms += ms;
        },
      },
      ...changes,
    });
  }

  ticket(): Ticket {
    this.tickets += 1;
    const expires_at = new Date(this.time_ms + 60_000).toISOString();
    const ways = { url: "https://relay/room", websocket_url: null, hls_url: null };
    return { ...ways, broadcast: "host", certificate_sha256: null, expires_at };
  }

  async open(): Promise<Session> {
    if (this.hang) return await new Promise<never>(() => undefined);
    if (this.refuse-- > 0) throw new Error("no");
    const session = new Session();
    this.opened.push(session);
    const life_ms = this.lives_ms.shift();
    if (life_ms !== undefined) {
      this.time_ms += life_ms;
      session.close();
    }
    return session;
  }
}

class Session implements Connection {
  readonly closed: Promise<void>;
  ended = false;
  #end: () => void = () => undefined;

  constructor() {
    this.closed = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  close(): void {
    this.ended = true;
    this.#end();
  }
}

/** Lets everything that can happen at this moment happen. */
const turn = () => new Promise<void>((resolve) => setTimeout(resolve));

async function until(reached: () => boolean): Promise<void> {
  for (let turns = 0; turns < 100 && !reached(); turns++) await turn();
  expect(reached()).toBe(true);
}

test("connects again when the session is lost, with a ticket of its own each time", async () => {
  const world = new World();
  world.lives_ms = [10_000];
  const kept = world.keep();
  const running = kept.run();
  await until(() => world.opened.length === 2);
  expect(world.changes).toEqual(["up", "down", "up"]);
  expect(world.tickets).toBe(2);
  kept.close();
  await running;
  expect(world.opened.every((session) => session.ended)).toBe(true);
});

test("a refusal is told with how many there were in a row", async () => {
  const world = new World();
  world.refuse = 2;
  const kept = world.keep();
  void kept.run();
  await until(() => world.opened.length === 1);
  expect(world.failures).toEqual([1, 2]);
  kept.close();
});

test("a relay that hangs up at once counts as a failure, so that the waits grow", async () => {
  const world = new World();
  world.lives_ms = [0, 0, 0];
  const kept = world.keep();
  void kept.run();
  await until(() => world.opened.length === 4);
  expect(world.failures).toEqual([1, 2, 3]);
  expect(world.time_ms).toBe(500 + 1_000 + 2_000);
  kept.close();
});

test("a handshake that never ends is given up", async () => {
  const world = new World();
  world.hang = true;
  const kept = world.keep();
  void kept.run();
  await until(() => world.failures.length === 1);
  expect(world.time_ms).toBeGreaterThanOrEqual(HANDSHAKE_MAX_MS);
  kept.close();
});

test("stops for good at a final refusal", async () => {
  const world = new World();
  world.refuse = 10;
  const kept = world.keep({ isFinal: () => true });
  await kept.run();
  expect(world.failures).toEqual([1]);
});

test("restart replaces a session that is open in name only", async () => {
  const world = new World();
  const kept = world.keep();
  void kept.run();
  await until(() => world.opened.length === 1);
  world.time_ms += 5_000;
  const before_ms = world.time_ms;
  kept.restart();
  await until(() => world.opened.length === 2);
  expect(world.time_ms).toBe(before_ms);
  expect(world.opened[0]?.ended).toBe(true);
  kept.close();
});

test("a session that opens after close is closed at once", async () => {
  const world = new World();
  const late = new Session();
  let open: (session: Session) => void = () => undefined;
  const kept = world.keep({
    open: () =>
      new Promise((resolve) => {
        open = resolve;
      }),
    surroundings: { now_ms: () => 0, random: () => 0, sleep: () => new Promise(() => undefined) },
  });
  const running = kept.run();
  await turn();
  kept.close();
  open(late);
  await running;
  expect(late.ended).toBe(true);
  expect(world.changes).not.toContain("up");
});
