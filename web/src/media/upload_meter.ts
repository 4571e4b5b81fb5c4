/** Counts what leaves for the relay, and what was encoded and never left. Told by whoever cuts tracks into groups. */

const WINDOW_MS = 3_000;
/** The relay lets go of a group without a word; what has not moved for so long is not waited for. */
const GIVEN_UP_AFTER_MS = 10_000;

export interface UploadFlow {
  /** Of everything together; null before a second has been counted. */
  sent_bits_per_s: number | null;
  /** Encoded, and waiting for the network. */
  waiting_bytes: number;
  /** Since the beginning. */
  frames_sent: number;
  frames_lost: number;
  /** The share of the pictures of the last seconds that was lost. */
  lost_share: number;
}

interface Sample {
  at_ms: number;
  bytes: number;
  frames: number;
  lost: number;
}

/** One group of frames on its way; a group is a stream of its own. */
export class OutgoingGroup {
  readonly #meter: UploadMeter;
  readonly isPicture: boolean;
  #frames = 0;
  #bytes = 0;
  /** When something of it was written or left last. */
  moved_ms: number;

  constructor(meter: UploadMeter, isPicture: boolean, now_ms: number) {
    this.#meter = meter;
    this.isPicture = isPicture;
    this.moved_ms = now_ms;
  }

  get waiting_bytes(): number {
    return this.#bytes;
  }

  get waiting_frames(): number {
    return this.#frames;
  }

  /** A frame has been encoded into it. */
  offer(bytes: number): void {
    this.#frames += 1;
    this.#bytes += bytes;
    this.#meter.offered(this);
  }

  /** One has been given to the network. */
  send(bytes: number): void {
    this.#frames -= 1;
    this.#bytes -= bytes;
    this.#meter.sent(this, bytes);
  }

  /** What waits in it will never leave: nobody wants it any more, or the session is lost. */
  lose(): void {
    if (this.#frames > 0) this.#meter.lost(this);
    this.#frames = 0;
    this.#bytes = 0;
  }
}

export class UploadMeter {
  readonly #now_ms: () => number;
  readonly #waiting = new Set<OutgoingGroup>();
  #frames_sent = 0;
  #frames_lost = 0;
  #samples: Sample[] = [];
  #begun_ms: number | undefined;

  constructor(now_ms: () => number = () => performance.now()) {
    this.#now_ms = now_ms;
  }

  /** A group of pictures, or of sound. */
  open(isPicture: boolean): OutgoingGroup {
    return new OutgoingGroup(this, isPicture, this.#now_ms());
  }

  /** The session is lost, and with it what waited to leave by it. */
  interrupt(): void {
    for (const group of this.#waiting) group.lose();
  }

  offered(group: OutgoingGroup): void {
    group.moved_ms = this.#now_ms();
    this.#begun_ms ??= group.moved_ms;
    this.#waiting.add(group);
  }

  sent(group: OutgoingGroup, bytes: number): void {
    group.moved_ms = this.#now_ms();
    if (group.waiting_frames === 0) this.#waiting.delete(group);
    if (group.isPicture) this.#frames_sent += 1;
    this.#note({ bytes, frames: group.isPicture ? 1 : 0, lost: 0 });
  }

  lost(group: OutgoingGroup): void {
    this.#waiting.delete(group);
    const pictures = group.isPicture ? group.waiting_frames : 0;
    this.#frames_lost += pictures;
    this.#note({ bytes: 0, frames: 0, lost: pictures });
  }

  read(): UploadFlow {
    const now_ms = this.#now_ms();
    this.#forget(now_ms);
    for (const group of this.#waiting) if (now_ms - group.moved_ms > GIVEN_UP_AFTER_MS) group.lose();
    const waiting_bytes = [...this.#waiting].reduce((total, group) => total + group.waiting_bytes, 0);
    const sum = (of: (sample: Sample) => number) => this.#samples.reduce((total, sample) => total + of(sample), 0);
    const lost = sum((sample) => sample.lost);
    const pictures = lost + sum((sample) => sample.frames);
    const span_ms = Math.min(WINDOW_MS, now_ms - (this.#begun_ms ?? now_ms));
    return {
      sent_bits_per_s: span_ms < 1_000 ? null : (sum((sample) => sample.bytes) * 8_000) / span_ms,
      waiting_bytes,
      frames_sent: this.#frames_sent,
      frames_lost: this.#frames_lost,
      lost_share: pictures === 0 ? 0 : lost / pictures,
    };
  }

  #note(what: Omit<Sample, "at_ms">): void {
    const at_ms = this.#now_ms();
    const last = this.#samples.at(-1);
    // A sample for each tenth of a second: pictures and packets come by the hundred.
    if (last && at_ms - last.at_ms < 100) {
      last.bytes += what.bytes;
      last.frames += what.frames;
      last.lost += what.lost;
      return;
    }
    this.#forget(at_ms);
    this.#samples.push({ at_ms, ...what });
  }

  #forget(now_ms: number): void {
    while ((this.#samples[0]?.at_ms ?? now_ms) < now_ms - WINDOW_MS) this.#samples.shift();
  }
}
