import type { Visibility } from "../../net/types";
import { session } from "../../session/session.svelte";

/** What will be posted. It outlives the page: who presses 'back' by accident finds it again. */
export class Draft {
  file: File | null = $state.raw(null);
  caption = $state("");
  visibility: Visibility = $state("public");
  #guard: AbortController | null = null;

  /** Chosen from the disk, where it stays; or `recorded`, and then only this page has it. */
  take(file: File, { recorded }: { recorded: boolean }): void {
    this.file = file;
    this.#watch(recorded);
  }

  /** It was posted, or another file is wanted; the words stay. */
  drop(): void {
    this.file = null;
    this.#watch(false);
  }

  clear(): void {
    this.drop();
    this.caption = "";
    this.visibility = "public";
  }

  #watch(recorded: boolean): void {
    this.#guard?.abort();
    this.#guard = recorded ? askBeforeLeaving() : null;
  }
}

/** A reload or a closed tab is asked about. Returns how to stop. */
export function askBeforeLeaving(): AbortController {
  const over = new AbortController();
  addEventListener("beforeunload", (event) => event.preventDefault(), { signal: over.signal });
  return over;
}

/** The one of this page. */
export const draft = new Draft();
session.onanother(() => draft.clear());
