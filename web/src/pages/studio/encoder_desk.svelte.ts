import { explain } from "../../i18n/explain";
import { type AutoLive, type StreamKey, streamKeyApi } from "../../net/stream_key_api";
import { poll } from "../../ui/poll";
import { toasts } from "../../ui/toasts.svelte";

/** An encoder that connects is seen so soon. */
const LOOK_INTERVAL_MS = 2_000;

/** The host's stream key, and whether an encoder sends with it. */
export class EncoderDesk {
  known: StreamKey | null = $state.raw(null);
  /** The whole key, while this page may show it. */
  key: string | null = $state(null);
  /** Why nothing is known. */
  error: unknown = $state.raw(null);
  busy = $state(false);
  /** Raised by whatever the host does here. */
  #acts = 0;

  /** Looks again and again, and has `onlooked` called after each time; returns how to stop it. */
  follow(onlooked: () => Promise<void>): () => void {
    return poll(async (signal) => {
      await this.#look(signal);
      if (!signal.aborted) await onlooked();
    }, LOOK_INTERVAL_MS);
  }

  async renew(): Promise<void> {
    await this.#do(async () => {
      const { key, ...made } = await streamKeyApi.renew();
      this.known = made;
      this.key = key;
    });
  }

  async remove(): Promise<void> {
    await this.#do(async () => {
      await streamKeyApi.remove();
      this.key = null;
      this.known = await streamKeyApi.read();
    });
  }

  async setAutoLive(auto_live: AutoLive | null): Promise<void> {
    await this.#do(async () => {
      this.known = await streamKeyApi.setAutoLive(auto_live);
    });
  }

  async #look(signal: AbortSignal): Promise<void> {
    const acts = this.#acts;
    try {
      const known = await streamKeyApi.read();
      // What was asked before a renewal must not undo what it answered.
      if (signal.aborted || this.busy || acts !== this.#acts) return;
      if (known.hint !== this.key?.slice(-(known.hint?.length ?? 0))) this.key = null;
      this.known = known;
      this.error = null;
    } catch (error) {
      if (!signal.aborted) this.error = error;
    }
  }

  async #do(act: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.#acts += 1;
    try {
      await act();
    } catch (error) {
      toasts.show(explain(error), "bad");
    } finally {
      this.busy = false;
    }
  }
}
