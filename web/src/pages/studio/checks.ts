import type { CaptureFailure } from "../../media/devices";
import type { PublisherState } from "../../media/publisher";

/** What the preflight says of one thing. `waiting` may yet become either of the others. */
export type CheckState = "waiting" | "good" | "bad";

const FRAMES_PER_S_MIN = 15;

export function checkCamera(facts: {
  open: boolean;
  problem: CaptureFailure | null;
  frames_per_s: number | undefined;
}): CheckState {
  if (facts.problem) return "bad";
  if (!facts.open || facts.frames_per_s === undefined) return "waiting";
  return facts.frames_per_s >= FRAMES_PER_S_MIN ? "good" : "bad";
}

export function checkMicrophone(facts: {
  open: boolean;
  problem: CaptureFailure | null;
  heard: boolean | null;
}): CheckState {
  if (facts.problem || facts.heard === false) return "bad";
  return facts.open && facts.heard ? "good" : "waiting";
}

export function checkNetwork(link: PublisherState): CheckState {
  if (link === "connected") return "good";
  return link === "unreachable" || link === "failed" || link === "displaced" ? "bad" : "waiting";
}

/** A LIVE needs a way to the relay, an encoder, and one of picture and sound. Silence is no reason to wait. */
export function mayGoLive(facts: {
  network: CheckState;
  encodes: boolean;
  hasCamera: boolean;
  hasMicrophone: boolean;
}) {
  return facts.network === "good" && facts.encodes && (facts.hasCamera || facts.hasMicrophone);
}
