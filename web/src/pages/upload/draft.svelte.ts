import type { Visibility } from "../../net/types";
import { session } from "../../session/session.svelte";
import { askBeforeLeaving } from "../../shell/leaving";

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

/** The one of this page. */
export const draft = new Draft();
session.onanother(() => draft.clear());
