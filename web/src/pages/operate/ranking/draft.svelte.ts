import { session } from "../../../session/session.svelte";
import { askBeforeLeaving } from "../../../shell/leaving";

/** Weights as they are typed, and why. It outlives the page: who looks at something else meanwhile finds it again. */
export class Draft {
  typed: Record<string, string> = $state({});
  reason = $state("");
  #changed: readonly string[] = [];
  #guard: AbortController | null = null;

  /** What is typed otherwise than it holds; it stays when the page is opened again. */
  get changed(): readonly string[] {
    return this.#changed;
  }

  /** While something is typed that was not applied, a reload or a closed tab is asked about. */
  note(changed: readonly string[]): void {
    this.#changed = changed;
    if (changed.length > 0) this.#guard ??= askBeforeLeaving();
    else {
      this.#guard?.abort();
      this.#guard = null;
    }
  }

  clear(): void {
    this.typed = {};
    this.reason = "";
    this.note([]);
  }
}

/** The one of this page. */
export const draft = new Draft();
session.onanother(() => draft.clear());
