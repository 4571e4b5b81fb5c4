export interface Toast {
  id: number;
  text: string;
  look: "plain" | "good" | "bad";
}

/** How long a sentence stays: long enough to read it twice. */
const STAY_MS = 4_500;
const TOASTS_MAX = 3;

class Toasts {
  shown: Toast[] = $state([]);
  #next = 0;

  show(text: string, look: Toast["look"] = "plain"): void {
    const id = this.#next++;
    const others = this.shown.filter((toast) => toast.text !== text);
    this.shown = [...others.slice(1 - TOASTS_MAX), { id, text, look }];
    setTimeout(() => this.drop(id), STAY_MS);
  }

  drop(id: number): void {
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
