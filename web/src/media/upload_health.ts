/** How well a broadcast leaves the host's machine, in words that say what to do. */

export type UploadHealth =
  | "starting"
  | "good"
  /** The uplink has little to spare: closer to the router, or another network. */
  | "tight"
  /** The camera or the machine gives fewer pictures than planned: close other programs. */
  | "slow"
  | "reconnecting";

export interface UploadFacts {
  connected: boolean;
  /** Pictures a second that the camera really gives; undefined until a second has been counted. */
  frames_per_s: number | undefined;
  /** The uplink's estimate, bits a second; undefined where the browser does not tell. */
  uplink_bits_per_s: number | undefined;
  /** What the broadcast needs, bits a second. */
  needed_bits_per_s: number;
  /** Round trip to the relay; undefined where it does not tell. */
  round_trip_ms: number | undefined;
  /** What is encoded and waits for the network. */
  waiting_bytes: number;
  /** The share of the last seconds' pictures that never left. */
  lost_share: number;
}

const FRAMES_PER_S_MIN = 15;
const ROUND_TRIP_MAX_MS = 400;
/** What is encoded in so long may wait: the largest picture takes that to leave. */
const WAITING_MAX_MS = 700;
const LOST_SHARE_MAX = 0.03;

export function judgeUpload(facts: UploadFacts): UploadHealth {
  if (!facts.connected) return "reconnecting";
  if (facts.frames_per_s === undefined) return "starting";
  if (facts.frames_per_s < FRAMES_PER_S_MIN) return "slow";
  if ((facts.round_trip_ms ?? 0) > ROUND_TRIP_MAX_MS) return "tight";
  if (facts.uplink_bits_per_s !== undefined && facts.uplink_bits_per_s < facts.needed_bits_per_s) return "tight";
  if ((facts.waiting_bytes * 8_000) / facts.needed_bits_per_s > WAITING_MAX_MS) return "tight";
  if (facts.lost_share > LOST_SHARE_MAX) return "tight";
  return "good";
}
