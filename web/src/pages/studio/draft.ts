import type { Audience, Source } from "../../net/types";
import { countGraphemes } from "../../text/graphemes";

/** What the host says of the LIVE before it begins. */
export interface Draft {
  title: string;
  topic: string;
  audience: Audience;
  /** Where the picture comes from. */
  source: Source;
  /** Whether it can be seen afterwards. */
  is_recorded: boolean;
}

export const AUDIENCES: readonly Audience[] = ["everyone", "followers", "adults"];
const KEY = "livehouse.goLive";
export const emptyDraft: Draft = { title: "", topic: "", audience: "everyone", source: "browser", is_recorded: true };

/** What is wrong with a draft: the key of the sentence that says so, or null. */
export function titleProblem(title: string, graphemes_max: number): "empty" | "long" | null {
  const text = title.trim();
  if (!text) return "empty";
  return countGraphemes(text) > graphemes_max ? "long" : null;
}

/** Reads what was kept of an earlier visit; anything that is not a draft counts as none. */
export function readDraft(storage: Pick<Storage, "getItem">): Draft {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEY) ?? "null");
    if (typeof kept !== "object" || kept === null) return emptyDraft;
    const { title, topic, audience, source, is_recorded } = kept as Partial<Draft>;
    return {
      title: typeof title === "string" ? title : "",
      topic: typeof topic === "string" ? topic : "",
      audience: AUDIENCES.find((known) => known === audience) ?? "everyone",
      source: source === "encoder" ? source : "browser",
      is_recorded: is_recorded !== false,
    };
  } catch {
    return emptyDraft;
  }
}

export function keepDraft(storage: Pick<Storage, "setItem">, draft: Draft): void {
  try {
    storage.setItem(KEY, JSON.stringify(draft));
  } catch {
    // Private windows may have no storage; the draft then lasts as long as the page.
  }
}
