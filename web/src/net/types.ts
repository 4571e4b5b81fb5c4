/** What the HTTP API and the room's channel carry. Times are ISO 8601 in UTC; snake_case as on the wire. */

export type Audience = "everyone" | "followers" | "adults";
export type RoomPhase = "preparing" | "live" | "interrupted" | "ended";
export type EndedReason = "host" | "silence" | "platform";
export type Role = "viewer" | "host";

export interface AccountCard {
  id: string;
  handle: string;
  nickname: string;
  avatar_url: string;
}

export interface Me extends AccountCard {
  email: string;
  bio: string;
  birth_date: string;
  region: string;
  followers: number;
  following: number;
  created_at: string;
}

export interface Profile extends AccountCard {
  bio: string;
  followers: number;
  following: number;
  is_followed: boolean;
  is_me: boolean;
  created_at: string;
}

export interface RoomCard {
  id: string;
  title: string;
  topic: string;
  audience: Audience;
  state: RoomPhase;
  host: AccountCard;
  viewers: number;
  likes: number;
  cover_url: string;
  started_at: string | null;
}

export interface Room extends RoomCard {
  created_at: string;
  ended_at: string | null;
  ended_reason: EndedReason | null;
  interrupted_at: string | null;
  /** The link to share. */
  url: string;
}

export interface Ticket {
  url: string;
  broadcast: string;
  /** Hex; null where the relay's certificate is one that browsers trust by themselves. */
  certificate_sha256: string | null;
  expires_at: string;
}

export interface Summary {
  room: Room;
  duration_s: number;
  viewers_peak: number;
  viewers_total: number;
  watch_average_s: number;
  new_followers: number;
  comments: number;
  likes: number;
  shares: number;
}

export interface Limits {
  comment_max: number;
  nickname_max: number;
  bio_max: number;
  title_max: number;
  handle_min: number;
  handle_max: number;
  password_min: number;
  cover_bytes_max: number;
  avatar_bytes_max: number;
}

export interface Platform {
  name: string;
  topics: string[];
  regions: string[];
  reactions: string[];
  live_terms_version: string;
  account_age_min: number;
  limits: Limits;
}

export interface Session {
  id: string;
  device: string;
  address: string;
  created_at: string;
  last_seen_at: string;
  current: boolean;
}

export interface Requirement {
  id: "age" | "terms";
  met: boolean;
  needed: unknown;
  actual: unknown;
  what_to_do: string;
  met_on: string | null;
}

export interface LiveAccess {
  allowed: boolean;
  requirements: Requirement[];
}

export interface SignUp {
  handle: string;
  email: string;
  password: string;
  birth_date: string;
  region: string;
  nickname?: string;
  accept_terms: boolean;
}

export interface NewRoom {
  title: string;
  topic: string;
  audience: Audience;
}

export interface Comment {
  id: string;
  account: AccountCard;
  role: Role;
  text: string;
  at: string;
}

export interface Counters {
  viewers: number;
  likes: number;
  shares: number;
}

export type RoomEvent = { offset: number } & (
  | { type: "comment"; comment: Comment }
  | { type: "join"; account: AccountCard }
  | { type: "follow"; account: AccountCard }
  | { type: "share"; account: AccountCard | null }
  | { type: "pin"; comment: Comment | null }
  | { type: "room"; room: Room }
);

export interface Snapshot {
  kind: "snapshot";
  room: Room;
  role: Role;
  epoch: string;
  offset: number;
  comments: Comment[];
  pinned: Comment | null;
  counters: Counters;
}

export interface Recovered {
  kind: "recovered";
  room: Room;
  role: Role;
  epoch: string;
  offset: number;
  events: RoomEvent[];
  counters: Counters;
}

export type Joined = Snapshot | Recovered;

export interface Tick {
  type: "tick";
  room: string;
  epoch: string;
  offset: number;
  events: RoomEvent[];
  counters?: Counters | null;
  reactions?: Record<string, number> | null;
}

export interface Hello {
  type: "hello";
  connection: string;
  server_time: string;
  account: string | null;
}

export interface ErrorBody {
  code: string;
  message: string;
  field?: string | null;
  retry?: boolean;
  details?: Record<string, unknown>;
}

export interface Answer {
  type: "answer";
  id: number;
  result?: unknown;
  error?: ErrorBody;
}

export interface Resync {
  type: "resync";
  room: string;
}

export type ServerMessage = Hello | Answer | Tick | Resync;

export type ShareVia = "system" | "link" | "qr";

/** A command's name, what it carries, and what it is answered with. */
export interface Commands {
  comment: { fields: { text: string }; result: { comment: Comment; offset: number } };
  like: { fields: { count: number }; result: { likes: number } };
  react: { fields: { emoji: string }; result: Record<string, never> };
  share: { fields: { via: ShareVia }; result: { shares: number } };
  pin: { fields: { comment: string | null }; result: Record<string, never> };
}
