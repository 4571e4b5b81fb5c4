/** A key of one's own for a request that must not count twice; also where `crypto.randomUUID` is missing, without HTTPS. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * One key for each wish, kept until it was answered: who presses again because no answer came asks for the same thing, and
 * is charged once.
 */
export class Keys {
  #kept = new Map<string, string>();

  of(wish: string): string {
    const kept = this.#kept.get(wish) ?? newKey();
    this.#kept.set(wish, kept);
    return kept;
  }

  /** The wish was granted or refused: the next is another. */
  done(wish: string): void {
    this.#kept.delete(wish);
  }
}
