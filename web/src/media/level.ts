/** How loud the microphone is. */

/** The quietest sound on the meter; room noise of a good microphone lies below it. */
const FLOOR_DB = -54;
/** A microphone that never came above this gives no sound: it is switched off, or it is not the one spoken into. */
const HEARD_DB = -48;

export interface Level {
  /** 0 (silence) to 1 (full scale), even steps of loudness. */
  value: number;
  /** Whether this is loud enough to prove that the microphone works. */
  heard: boolean;
}

/** The loudness of one window of samples (-1 to 1). */
export function levelOf(samples: Float32Array): Level {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const rms = samples.length > 0 ? Math.sqrt(sum / samples.length) : 0;
  const db = rms > 0 ? 20 * Math.log10(rms) : Number.NEGATIVE_INFINITY;
  return { value: Math.min(1, Math.max(0, 1 - db / FLOOR_DB)), heard: db > HEARD_DB };
}

/** Listens to a microphone's track for a meter; sends nothing anywhere. */
export class LevelMeter {
  readonly #context = new AudioContext();
  readonly #source: MediaStreamAudioSourceNode;
  readonly #analyser: AnalyserNode;
  readonly #samples: Float32Array<ArrayBuffer>;

  constructor(track: MediaStreamTrack) {
    this.#source = new MediaStreamAudioSourceNode(this.#context, { mediaStream: new MediaStream([track]) });
    this.#analyser = new AnalyserNode(this.#context, { fftSize: 1024 });
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#source.connect(this.#analyser);
  }

  /** False until a tap has let the page use sound; a meter that cannot listen must not claim silence. */
  get listening(): boolean {
    return this.#context.state === "running";
  }

  read(): Level {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    return levelOf(this.#samples);
  }

  resume(): void {
    if (this.#context.state === "suspended") this.#context.resume().catch(() => undefined);
  }

  close(): void {
    this.#source.disconnect();
    this.#context.close().catch(() => undefined);
  }
}
