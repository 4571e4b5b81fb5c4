import { beforeEach, describe, expect, test } from "vitest";
import { Chance } from "../testing/seeded";
import { Channel, type ChannelStatus, type Socket, type SocketEvents } from "./channel";
import type { Joined, Tick } from "./types";

/** Time that passes only when it is told to. */
class ManualTimers {
  now_ms = 0;
  #next = 1;
  #waiting = new Map<number, { at_ms: number; callback: () => void }>();

  set(callback: () => void, delay_ms: number): number {
    this.#waiting.set(this.#next, { at_ms: this.now_ms + delay_ms, callback });
    return this.#next++;
  }

  clear(timer: number): void {
    this.#waiting.delete(timer);
  }

  pass(duration_ms: number): void {
    const end_ms = this.now_ms + duration_ms;
    for (;;) {
      const due = [...this.#waiting]
        .filter(([, { at_ms }]) => at_ms <= end_ms)
        .sort((a, b) => a[1].at_ms - b[1].at_ms)[0];
      if (!due) break;
      this.#waiting.delete(due[0]);
      this.now_ms = due[1].at_ms;
      due[1].callback();
    }
    this.now_ms = end_ms;
  }
}

interface Sent {
  id: number;
  type: string;
  [field: string]: unknown;
}

/** The server's end of one connection. */
class Line implements Socket {
  readonly sent: Sent[] = [];
  closedByPage = false;
  /** Closed by either end. */
  over = false;
  readonly events: SocketEvents;

  constructor(events: SocketEvents) {
    const closed = (code: number, reason: string) => {
      this.over = true;
      events.closed(code, reason);
    };
    this.events = { ...events, closed };
  }

  send(data: string): void {
    this.sent.push(JSON.parse(data) as Sent);
  }

  close(): void {
    this.closedByPage = this.over = true;
  }

  say(message: object): void {
    this.events.message(JSON.stringify(message));
  }

  hello(): void {
    this.say({ type: "hello", connection: "c", server_time: "2030-01-01T00:00:00Z", account: null });
  }

  answer(fields: object): void {
    this.say({ type: "answer", id: this.sent.at(-1)?.id, ...fields });
  }
}

/** Longer than any wait at this jitter, shorter than the time that a server has to greet. */
const WAIT_MAX_MS = 8_000;

const joined = { kind: "recovered", epoch: "e1", offset: 7, events: [] };

describe("the channel", () => {
  let timers: ManualTimers;
  let lines: Line[];
  let statuses: ChannelStatus[];
  let seen: (Joined | Tick)[];
  let position: { epoch: string; offset: number } | null;
  let channel: Channel;
  let impatient: boolean;

  const line = () => {
    const last = lines.at(-1);
    if (!last) throw new Error("no connection was opened");
    return last;
  };
  const phase = () => statuses.at(-1)?.phase;
  /** Promises settle between the turns of the event loop, not within one. */
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  const join = async () => {
    line().hello();
    line().answer({ result: joined });
    await settle();
  };

  beforeEach(() => {
    timers = new ManualTimers();
    lines = [];
    statuses = [];
    seen = [];
    position = null;
    impatient = false;
    channel = new Channel("r1", {
      open: (events) => {
        lines.push(new Line(events));
        return line();
      },
      timers,
      random: () => 0.5,
      position: () => position,
      onstatus: (status) => {
        statuses.push(status);
        if (impatient && status.phase === "waiting") channel.wake();
      },
      onjoined: (answer) => seen.push(answer),
      ontick: (tick) => seen.push(tick),
    });
    channel.start();
  });

  test("joins once the server has greeted, and names the position when there is one", async () => {
    expect(line().sent).toEqual([]);
    await join();
    expect(line().sent).toMatchObject([{ type: "join", room: "r1" }]);
    expect(phase()).toBe("joined");

    position = { epoch: "e1", offset: 7 };
    line().events.closed(1006, "");
    timers.pass(WAIT_MAX_MS);
    line().hello();
    expect(lines).toHaveLength(2);
    expect(line().sent).toMatchObject([{ type: "join", room: "r1", epoch: "e1", offset: 7 }]);
  });

  test("answers find the command they belong to, whatever their order", async () => {
    await join();
    const likes = channel.command("like", { count: 2 });
    const more = channel.command("like", { count: 3 });
    const [first, second] = line().sent.slice(-2);
    line().say({ type: "answer", id: second?.id, result: { likes: 12 } });
    line().say({ type: "answer", id: first?.id, result: { likes: 9 } });
    expect(await Promise.all([likes, more])).toEqual([{ likes: 9 }, { likes: 12 }]);
  });

  test("a refusal carries the server's code", async () => {
    await join();
    const comment = channel.command("comment", { text: "hi" });
    line().answer({ error: { code: "not_signed_in", message: "Sign in.", retry: false } });
    await expect(comment).rejects.toMatchObject({ code: "not_signed_in", retry: false });
  });

  test("a command is never sent twice: a lost connection fails it", async () => {
    await join();
    const comment = channel.command("comment", { text: "hi" });
    line().events.closed(1006, "");
    await expect(comment).rejects.toMatchObject({ code: "offline" });
    await expect(channel.command("like", { count: 1 })).rejects.toMatchObject({ code: "offline" });
    timers.pass(WAIT_MAX_MS);
    await join();
    expect(line().sent.map((sent) => sent.type)).toEqual(["join"]);
  });

  test("waits grow to a maximum, and begin anew after a good connection", () => {
    const waits: number[] = [];
    for (let attempt = 0; attempt < 8; attempt++) {
      line().events.closed(1006, "");
      const status = statuses.at(-1);
      const delay_ms = status?.phase === "waiting" ? status.delay_ms : -1;
      waits.push(delay_ms);
      timers.pass(delay_ms);
    }
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 7500, 7500, 7500]);
  });

  test("after close codes 4000 to 4099, and after any loss, it comes back", () => {
    for (const code of [...Array.from({ length: 100 }, (_, index) => 4000 + index), 1000, 1001, 1006, 1011, 1012]) {
      const opened = lines.length;
      line().events.closed(code, "");
      expect(lines, `close code ${code}`).toHaveLength(opened);
      timers.pass(WAIT_MAX_MS);
      expect(lines, `close code ${code}`).toHaveLength(opened + 1);
    }
  });

  test("after close codes 4100 to 4199 it does not, and says why", () => {
    for (let code = 4100; code < 4200; code++) {
      const opened = lines.length;
      line().events.closed(code, "reason");
      timers.pass(600_000);
      channel.wake();
      expect(lines, `close code ${code}`).toHaveLength(opened);
      expect(statuses.at(-1)).toEqual({ phase: "closed", code, reason: "reason" });
      channel.reconnect();
      expect(lines, `close code ${code}`).toHaveLength(opened + 1);
    }
  });

  test("a join that is refused for good ends it", async () => {
    line().hello();
    line().answer({ error: { code: "followers_only", message: "Follow first.", retry: false } });
    await settle();
    expect(statuses.at(-1)).toMatchObject({ phase: "refused", error: { code: "followers_only" } });
    timers.pass(600_000);
    expect(lines).toHaveLength(1);
  });

  test("a join that may be tried again is", async () => {
    line().hello();
    line().answer({ error: { code: "unavailable", message: "Busy.", retry: true } });
    await settle();
    timers.pass(WAIT_MAX_MS);
    expect(lines).toHaveLength(2);
  });

  test("asked to resync, it joins again over the same connection", async () => {
    await join();
    line().say({ type: "resync", room: "r1" });
    expect(line().sent.map((sent) => sent.type)).toEqual(["join", "join"]);
    expect(lines).toHaveLength(1);
  });

  test("what comes while a join is under way is left to the join's answer", async () => {
    await join();
    position = { epoch: "e1", offset: 7 };
    line().say({ type: "resync", room: "r1" });
    line().say({ type: "tick", room: "r1", epoch: "e1", offset: 9, events: [] });
    expect(channel.joining).toBe(true);
    expect(line().sent.at(-1)).toMatchObject({ type: "join", epoch: "e1", offset: 7 });
    line().answer({ result: { ...joined, offset: 9 } });
    await settle();
    line().say({ type: "tick", room: "r1", epoch: "e1", offset: 10, events: [] });
    expect(seen.map(({ offset }) => offset)).toEqual([7, 9, 10]);
  });

  test("started twice, it connects once", () => {
    channel.start();
    expect(lines).toHaveLength(1);
  });

  test("who asks it to come back as soon as it waits gets one connection, not two", () => {
    impatient = true;
    line().events.closed(1006, "");
    impatient = false;
    expect(lines).toHaveLength(2);
    timers.pass(WAIT_MAX_MS);
    expect(lines).toHaveLength(2);
  });

  test("silence is answered by a ping, and a ping without an answer by a new connection", async () => {
    await join();
    timers.pass(20_000);
    expect(line().sent.at(-1)?.type).toBe("ping");
    timers.pass(10_000);
    expect(line().closedByPage).toBe(true);
    expect(phase()).toBe("waiting");
  });

  test("a server that never greets is left", () => {
    timers.pass(10_000);
    expect(phase()).toBe("waiting");
  });

  test("ticks of another room are not this one's", async () => {
    await join();
    line().say({ type: "tick", room: "r2", epoch: "e1", offset: 1, events: [] });
    line().say({ type: "tick", room: "r1", epoch: "e1", offset: 8, events: [] });
    expect(seen.slice(1)).toMatchObject([{ room: "r1", offset: 8 }]);
  });

  test("what an old connection still says is not heard", async () => {
    await join();
    const old = line();
    channel.reconnect();
    old.say({ type: "tick", room: "r1", epoch: "e1", offset: 8, events: [] });
    old.events.closed(1006, "");
    expect(seen).toHaveLength(1);
    expect(lines).toHaveLength(2);
  });

  test("woken, it does not wait out its delay", () => {
    line().events.closed(1006, "");
    channel.wake();
    expect(lines).toHaveLength(2);
    channel.wake();
    expect(lines).toHaveLength(2);
  });

  test("stopped, it stays away", () => {
    channel.stop();
    timers.pass(600_000);
    channel.wake();
    expect(lines).toHaveLength(1);
    expect(line().closedByPage).toBe(true);
  });
});

describe("the waits between attempts", () => {
  const CEILING_MS = 15_000;

  /** What becomes of one connection. Only a join that succeeds shows that all is well again. */
  const endings: [string, (line: Line) => void, boolean][] = [
    ["closed before a word", (line) => line.events.closed(1006, ""), false],
    ["turned away", (line) => line.events.closed(4002, "full"), false],
    [
      "greeted and closed",
      (line) => {
        line.hello();
        line.events.closed(1011, "");
      },
      false,
    ],
    [
      "asked to come back",
      (line) => {
        line.hello();
        line.answer({ error: { code: "unavailable", message: "Busy.", retry: true } });
      },
      false,
    ],
    [
      "joined",
      (line) => {
        line.hello();
        line.answer({ result: joined });
      },
      true,
    ],
  ];

  test.each(Array.from({ length: 40 }, (_, index) => index + 1))(
    "are drawn anew from nothing up to a limit that doubles until a join succeeds (seed %i)",
    async (seed) => {
      const chance = new Chance(seed);
      const draws: number[] = [];
      const timers = new ManualTimers();
      const lines: Line[] = [];
      const waits: number[] = [];
      const channel = new Channel("r1", {
        open: (events) => {
          expect(lines.filter((line) => !line.over)).toEqual([]);
          lines.push(new Line(events));
          return lines.at(-1) as Line;
        },
        timers,
        random: () => {
          draws.push(chance.next());
          return draws.at(-1) as number;
        },
        position: () => null,
        onstatus: (status) => status.phase === "waiting" && waits.push(status.delay_ms),
        onjoined: () => undefined,
        ontick: () => undefined,
      });
      channel.start();
      let failures = 0;
      for (let attempt = 0; attempt < 60; attempt++) {
        const line = lines.at(-1) as Line;
        const [, happen, succeeds] = endings[chance.whole(chance.happens(0.2) ? 5 : 4)] as (typeof endings)[number];
        happen(line);
        await new Promise((resolve) => setTimeout(resolve));
        if (succeeds) {
          failures = 0;
          line.events.closed(1006, "");
        }
        const wait = waits.at(-1) as number;
        expect(waits).toHaveLength(attempt + 1);
        expect(wait).toBe((draws.at(-1) as number) * Math.min(CEILING_MS, 500 * 2 ** failures));
        failures += 1;
        timers.pass(wait - 0.001);
        expect(lines, "came back too early").toHaveLength(attempt + 1);
        timers.pass(0.002);
        expect(lines).toHaveLength(attempt + 2);
      }
      channel.stop();
    },
  );
});
