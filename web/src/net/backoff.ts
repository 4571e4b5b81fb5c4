export interface BackoffOptions {
  base_ms: number;
  max_ms: number;
  /** From 0 to below 1. */
  random: () => number;
}

/**
 * Waits that grow, with full jitter: after a restart of the server its thousands of clients come back
 * spread over the whole wait, not all at its end.
 */
export class Backoff {
  readonly #options: BackoffOptions;
  #failures = 0;

  constructor(options: BackoffOptions) {
    this.#options = options;
  }

  next(): number {
    const { base_ms, max_ms, random } = this.#options;
    const ceiling = Math.min(max_ms, base_ms * 2 ** this.#failures);
    this.#failures += 1;
    return random() * ceiling;
  }

  reset(): void {
    this.#failures = 0;
  }
}
