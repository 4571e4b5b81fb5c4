import type {
  AccountCard,
  Answer,
  Comment,
  Counters,
  Gift,
  Joined,
  Resync,
  Room,
  RoomEvent,
  ServerMessage,
  Snapshot,
  Tick,
  TopSender,
} from "../net/types";
import type { Chance } from "./seeded";

export interface Sent {
  id: number;
  type: string;
  [field: string]: unknown;
}

/** What the room's server is set to do; docs/protocol.md has the rules. */
export interface RoomServerOptions {
  chance: Chance;
  /** Who is on the other end of every connection. */
  account: AccountCard;
  /** How likely a viewer gets each sampled event; 1 shows all of them. */
  shown: number;
  historyMax: number;
  /** Most sampled events for one who comes back. */
  recoveredMax: number;
  snapshotMax: number;
}

/** What is kept of the events, as somebody who joins is told it. */
interface Folded {
  comments: Comment[];
  pinned: Comment | null;
  topSenders: TopSender[];
}

interface Told {
  event: RoomEvent;
  sampled: boolean;
  speaker: string | null;
}

type Happening = RoomEvent extends infer Each ? (Each extends RoomEvent ? Omit<Each, "offset"> : never) : never;

/** What reads the server's words on one connection. */
export interface Reader {
  message: (data: string) => void;
  closed: (code: number, reason: string) => void;
}

/** One connection as it lies between server and page: what either has written and the other has not read. */
export class Line {
  readonly toPage: ServerMessage[] = [];
  readonly toServer: Sent[] = [];
  readonly reader: Reader;
  /** How the server ended it, if it did. */
  ending: { code: number; reason: string } | null = null;
  silent = false;
  /** Over for the page, which may have closed it itself. */
  over = false;
  joined = false;
  congested = false;
  readonly #joins = new Set<number>();

  constructor(reader: Reader) {
    this.reader = reader;
  }

  /** Whether the page has sent a join and not read its answer. */
  get joining(): boolean {
    return this.#joins.size > 0;
  }

  /** What the page writes. */
  take(data: string): void {
    const command = JSON.parse(data) as Sent;
    if (command.type === "join") this.#joins.add(command.id);
    if (!this.over) this.toServer.push(command);
  }

  /** Lets the page read the next message, or the end; whether there was anything. */
  deliver(): boolean {
    const message = this.toPage.shift();
    if (message) {
      this.reader.message(JSON.stringify(message));
      if (message.type === "answer") this.#joins.delete(message.id);
    } else if (this.ending && !this.over) this.#end(this.ending.code, this.ending.reason);
    else return false;
    return true;
  }

  /** The server ends it; the page is told once it has read what came before. */
  close(code: number, reason: string): void {
    this.ending = { code, reason };
  }

  /** The server has no room: it says so instead of a greeting. */
  turnAway(): void {
    this.toPage.length = 0;
    this.close(4002, "Busy.");
  }

  /** Neither end's words arrive any more, and nobody is told. */
  goSilent(): void {
    this.silent = true;
  }

  /** The page reads more slowly than the room talks, or keeps up again. */
  congest(congested: boolean): void {
    this.congested = congested;
  }

  /** The connection breaks: what is under way is lost on both sides. */
  cut(code = 1006): void {
    this.toPage.length = 0;
    this.toServer.length = 0;
    if (!this.over) this.#end(code, "");
  }

  #end(code: number, reason: string): void {
    this.over = true;
    this.reader.closed(code, reason);
  }
}

const HOST: AccountCard = { id: "host", handle: "host", nickname: "Host", avatar_url: "/host" };

const ROSE: Gift["catalogue"] = {
  id: "rose",
  name: { en: "Rose", ja: "バラ" },
  tier: "small",
  price_coins: 1,
  art: "rose",
  is_active: true,
  position: 10,
};
const TOP_SENDERS_MAX = 10;

const accountOf = (id: string): AccountCard => ({ id, handle: id, nickname: id, avatar_url: `/${id}` });

/** Who gave most, and of equals the one with the lower id. */
function inOrder(senders: readonly TopSender[]): TopSender[] {
  return senders
    .toSorted((one, two) => two.coins - one.coins || (one.account.id < two.account.id ? -1 : 1))
    .slice(0, TOP_SENDERS_MAX);
}

/** One room and its server: hands out offsets, ticks, snapshots and what was missed, as docs/protocol.md says. */
export class RoomServer {
  readonly lines: Line[] = [];
  /** Everything said, as long as the server remembers it. Ids ascend. */
  comments: Comment[] = [];
  /** What the page sent of each, to see that nothing is sent twice. */
  readonly heard = new Map<string, number>();
  /** In which epoch the page's own comments were said. */
  readonly saidIn = new Map<string, string>();
  /** What everybody gave, in coins. */
  readonly given = new Map<string, number>();
  counters: Counters = { viewers: 1, likes: 0, shares: 0 };
  room: Room;
  readonly #options: RoomServerOptions;
  #epoch = 1;
  #offset = 0;
  #position = 0;
  #past: Told[] = [];
  #pending: Told[] = [];
  #folded: Folded = { comments: [], pinned: null, topSenders: [] };
  #countersChanged = false;
  #made = 0;
  #combo: { id: string; sender: string; count: number } | null = null;
  #listOwed = false;

  constructor(options: RoomServerOptions) {
    this.#options = options;
    this.room = {
      id: "r",
      title: "title 0",
      topic: "music",
      audience: "everyone",
      state: "live",
      host: HOST,
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
    };
  }

  get epoch(): string {
    return `e${this.#epoch}`;
  }

  /** Takes a connection and greets. */
  accept(reader: Reader): Line {
    const line = new Line(reader);
    this.lines.push(line);
    line.toPage.push({
      type: "hello",
      connection: `c${this.lines.length}`,
      server_time: "2030-01-01T00:00:00Z",
      account: this.#options.account.id,
    });
    return line;
  }

  // What happens in the room

  say(account: AccountCard, text = ""): { comment: Comment; offset: number } {
    const number = String(++this.#made).padStart(6, "0");
    const comment: Comment = {
      id: `c${number}`,
      account,
      role: "viewer",
      text: text || number,
      at: "2030-01-01T00:00:00Z",
    };
    this.comments.push(comment);
    return { comment, offset: this.#publish({ type: "comment", comment }, account.id) };
  }

  pass(type: "join" | "follow" | "share", account: AccountCard): void {
    this.#publish({ type, account }, account.id);
  }

  /** Somebody gives so many roses, which is their combo's next step or a new one. */
  give(account: AccountCard, count: number): void {
    const goesOn = this.#combo?.sender === account.id;
    const combo = goesOn && this.#combo ? this.#combo : { id: `g${++this.#made}`, sender: account.id, count: 0 };
    this.#combo = { ...combo, count: combo.count + count };
    const coins = (this.given.get(account.id) ?? 0) + count;
    this.given.set(account.id, coins);
    const gift: Gift = {
      id: `p${++this.#made}`,
      catalogue: ROSE,
      sender: account,
      recipient: HOST,
      is_to_host: true,
      count,
      coins: count,
      combo: { id: combo.id, count: this.#combo.count },
      at: "2030-01-01T00:00:00Z",
      sender_coins: coins,
    };
    this.#publish({ type: "gift", gift }, account.id);
    this.#listOwed = true;
  }

  /** What somebody gave is taken back; the whole list is told anew. */
  takeBack(account: AccountCard): void {
    this.given.set(account.id, Math.floor((this.given.get(account.id) ?? 0) / 2));
    this.tellTopSenders();
  }

  /** The list that spares nobody anything: after gifts of which some may have been. */
  tellTopSenders(): void {
    this.#listOwed = false;
    const senders = [...this.given].map(([id, coins]) => ({ account: accountOf(id), coins }));
    this.#publish({ type: "top_senders", senders: inOrder(senders.filter(({ coins }) => coins > 0)) }, null);
  }

  pin(comment: Comment | null): void {
    this.#publish({ type: "pin", comment }, null);
  }

  rename(title: string): void {
    this.room = { ...this.room, title };
    this.#publish({ type: "room", room: this.room }, null);
  }

  count(change: Partial<Counters>): void {
    this.counters = { ...this.counters, ...change };
    this.#countersChanged = true;
  }

  /** Sends what has come together since the last tick. */
  tick(): void {
    // Whoever was spared a gift is not spared what it came to.
    if (this.#listOwed && this.#options.shown < 1) this.tellTopSenders();
    const events = this.#pending;
    const counters = this.#countersChanged ? this.counters : null;
    if (events.length === 0 && !counters) return;
    this.#pending = [];
    this.#countersChanged = false;
    const chosen = events.filter((each) => !each.sampled || this.#options.chance.happens(this.#options.shown));
    for (const { event } of events) this.#fold(event);
    this.#past = [...this.#past, ...events].slice(-this.#options.historyMax);
    this.#position = this.#offset;
    for (const line of this.lines) {
      if (!line.joined || line.over || line.ending) continue;
      const shown = line.congested ? chosen.filter((each) => !each.sampled) : chosen;
      if (shown.length > 0 || (counters && !line.congested)) {
        line.toPage.push({
          type: "tick",
          room: "r",
          epoch: this.epoch,
          offset: this.#position,
          events: shown.map((each) => each.event),
          ...(counters && !line.congested ? { counters } : {}),
        } satisfies Tick);
      }
    }
  }

  /** The server starts anew: offsets begin again, and the newest `lost` comments and likes are forgotten. */
  restart(lost: number): void {
    this.tick();
    this.#epoch += 1;
    this.#offset = this.#position = 0;
    this.#past = [];
    this.comments = this.comments.slice(0, Math.max(0, this.comments.length - lost));
    const known = new Set(this.comments.map((comment) => comment.id));
    this.counters = { ...this.counters, likes: Math.max(0, this.counters.likes - lost) };
    const { pinned } = this.#folded;
    this.#folded = {
      comments: this.#folded.comments.filter((comment) => known.has(comment.id)),
      pinned: pinned && known.has(pinned.id) ? pinned : null,
      topSenders: this.#folded.topSenders,
    };
    for (const line of this.lines) this.resync(line);
  }

  /** Tells a connection that fell behind to join again. */
  resync(line: Line): void {
    if (!line.joined || line.over || line.ending) return;
    line.joined = false;
    line.toPage.push({ type: "resync", room: "r" } satisfies Resync);
  }

  snapshot(): Snapshot {
    return {
      kind: "snapshot",
      room: this.room,
      role: "viewer",
      epoch: this.epoch,
      offset: this.#position,
      comments: this.#folded.comments.slice(-this.#options.snapshotMax),
      pinned: this.#folded.pinned,
      counters: this.counters,
      top_senders: [...this.#folded.topSenders],
    };
  }

  // What pages send

  /** Does the oldest command of a connection; `answered` is false for one whose answer never comes. */
  obey(line: Line, answered = true): void {
    const command = line.toServer.shift();
    if (!command || line.ending) return;
    const name = `${this.lines.indexOf(line)}/${command.id}`;
    this.heard.set(name, (this.heard.get(name) ?? 0) + 1);
    const answer = this.#answer(line, command);
    if (answered) line.toPage.push({ type: "answer", id: command.id, ...answer });
  }

  #answer(line: Line, command: Sent): Partial<Answer> {
    const { chance, account } = this.#options;
    switch (command.type) {
      case "join":
        if (chance.happens(0.03)) return { error: { code: "unavailable", message: "Busy.", retry: true } };
        line.joined = true;
        return { result: this.#join(command.epoch, command.offset) };
      case "comment": {
        const text = String(command.text);
        this.heard.set(text, (this.heard.get(text) ?? 0) + 1);
        if (!line.joined) return { error: { code: "not_in_room", message: "Join first.", retry: false } };
        this.saidIn.set(text, this.epoch);
        return { result: this.say(account, text) };
      }
      case "like": {
        // Somebody who taps faster than a person can is counted in part.
        const granted = chance.happens(0.8) ? Number(command.count) : chance.whole(Number(command.count));
        this.count({ likes: this.counters.likes + granted });
        return { result: { likes: this.counters.likes } };
      }
      default:
        return { result: {} };
    }
  }

  #join(epoch: unknown, offset: unknown): Joined {
    const oldest = this.#position - this.#past.length;
    if (epoch !== this.epoch || typeof offset !== "number" || offset < oldest || offset > this.#position) {
      return this.snapshot();
    }
    const missed = this.#past.filter((each) => each.event.offset > offset);
    const sampled = missed.filter((each) => each.sampled);
    const newest = new Set(sampled.slice(Math.max(0, sampled.length - this.#options.recoveredMax)));
    const { counters, room } = this;
    return {
      kind: "recovered",
      room,
      role: "viewer",
      epoch: this.epoch,
      offset: this.#position,
      events: missed
        .filter((each) => !each.sampled || newest.has(each) || each.speaker === this.#options.account.id)
        .map((each) => each.event),
      counters,
      top_senders: [...this.#folded.topSenders],
    };
  }

  #publish(happening: Happening, speaker: string | null): number {
    this.#offset += 1;
    const sampled = !["pin", "room", "top_senders"].includes(happening.type);
    this.#pending.push({ event: { offset: this.#offset, ...happening } as RoomEvent, sampled, speaker });
    return this.#offset;
  }

  #count({ sender, sender_coins }: Gift): void {
    const others = this.#folded.topSenders.filter(({ account }) => account.id !== sender.id);
    const before = this.#folded.topSenders.find(({ account }) => account.id === sender.id);
    if (before && before.coins >= sender_coins) return;
    this.#folded.topSenders = inOrder([...others, { account: sender, coins: sender_coins }]);
  }

  #fold(event: RoomEvent): void {
    if (event.type === "comment") this.#folded.comments.push(event.comment);
    else if (event.type === "pin") this.#folded.pinned = event.comment;
    else if (event.type === "top_senders") this.#folded.topSenders = inOrder(event.senders);
    else if (event.type === "gift") this.#count(event.gift);
  }
}
