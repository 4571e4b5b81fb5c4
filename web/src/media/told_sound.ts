/**
 * Sound that is told, and heard, at the time it was sent with. What stands between is not exact:
 *
 * - Browsers may time decoded sound by counting its samples from the first frame on, and never look at the later
 *   frames' times: Chromium does. Each frame that was lost on the way or skipped, and each second of a microphone whose
 *   clock is not quite right, then leaves the sound told elsewhere than it is, and pictures held back to meet it there.
 * - The buffer before the loudspeaker counts samples from the clock's beginning, in 31 bits: where a host's clock has
 *   run for longer than half a day, whoever begins to listen would hear nothing.
 */

/** How far counting may come away from the times sent: below what is noticed, above how encoders round times. */
const APART_MAX_US = 40_000;
/** The first frame after a beginning is told shorter than it is, without the samples that only prime the decoder. */
const OUTPUTS_TO_LEARN = 2;
/** 31 bits of samples are over after 3 hours at 192 kHz; times from here on are told as if the clock were younger. */
const OLD_US = 2 * 3_600_000_000;

/** When a decoder that counts has come away from the times it is given. */
export class SampleCount {
  #first_us: number | undefined;
  #frames = 0;
  #outputs = 0;
  #frame_us = 0;

  /** The decoder begins anew with the next frame. */
  begin(): void {
    this.#first_us = undefined;
    this.#frames = 0;
    this.#outputs = 0;
    this.#frame_us = 0;
  }

  /** A frame was decoded, and lasts this long. */
  decoded(duration_us: number): void {
    this.#outputs += 1;
    this.#frame_us = Math.max(this.#frame_us, duration_us);
  }

  /** Takes note of a frame that is about to be decoded; true: the decoder has to begin anew, and this begins with it. */
  isApart(timestamp_us: number): boolean {
    this.#first_us ??= timestamp_us;
    const apart_us = Math.abs(timestamp_us - this.#first_us - this.#frames * this.#frame_us);
    const isApart = this.#outputs >= OUTPUTS_TO_LEARN && apart_us > APART_MAX_US;
    if (isApart) {
      this.begin();
      this.#first_us = timestamp_us;
    }
    this.#frames += 1;
    return isApart;
  }
}

/** By how much earlier sound is told than it was sent, from a chain's first frame to its last. */
export class SoundShift {
  #shift_us: number | undefined;

  get shift_us(): number {
    return this.#shift_us ?? 0;
  }

  /** The time by which a frame is told. */
  apply(timestamp_us: number): number {
    this.#shift_us ??= timestamp_us - (timestamp_us % OLD_US);
    return timestamp_us - this.#shift_us;
  }
}

let shift = new SoundShift();

/**
 * Makes the decoders of sound that are made from now on tell the times they are given.
 *
 * Returns how much earlier they tell them; what buffers their sound has to be as new.
 */
export function keepSoundTimes(scope: { AudioDecoder?: typeof AudioDecoder } = globalThis): SoundShift {
  shift = new SoundShift();
  const Counting = scope.AudioDecoder;
  if (Counting === undefined || "keepsTimes" in Counting) return shift;

  scope.AudioDecoder = class extends Counting {
    static readonly keepsTimes = true;
    readonly #shift = shift;
    readonly #count: SampleCount;
    #config: AudioDecoderConfig | undefined;

    constructor(init: AudioDecoderInit) {
      const count = new SampleCount();
      super({
        ...init,
        output: (sound) => {
          count.decoded((sound.numberOfFrames / sound.sampleRate) * 1_000_000);
          init.output(sound);
        },
      });
      this.#count = count;
    }

    override configure(config: AudioDecoderConfig): void {
      this.#config = config;
      this.#count.begin();
      super.configure(config);
    }

    override decode(chunk: EncodedAudioChunk): void {
      const timestamp = this.#shift.apply(chunk.timestamp);
      let type = chunk.type;
      if (this.#config && this.#count.isApart(timestamp)) {
        // Configured again, it counts from the next frame's time; what it was given before still comes out.
        super.configure(this.#config);
        // Any frame of sound is one to begin with.
        type = "key";
      }
      const isAsSent = timestamp === chunk.timestamp && type === chunk.type;
      super.decode(isAsSent ? chunk : retold(chunk, timestamp, type));
    }
  };
  return shift;
}

function retold(chunk: EncodedAudioChunk, timestamp: number, type: EncodedAudioChunkType): EncodedAudioChunk {
  const data = new ArrayBuffer(chunk.byteLength);
  chunk.copyTo(data);
  return new EncodedAudioChunk({ type, timestamp, data });
}
