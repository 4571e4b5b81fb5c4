import { beforeEach, expect, test, vi } from "vitest";
import { keepSoundTimes, SampleCount, SoundShift } from "./told_sound";

const FRAME_US = 20_000;
const HOUR_US = 3_600_000_000;

interface Chunk {
  type: EncodedAudioChunkType;
  timestamp: number;
  data: ArrayBuffer;
}

class FakeChunk {
  readonly type: EncodedAudioChunkType;
  readonly timestamp: number;
  readonly #data: Uint8Array;

  constructor({ type, timestamp, data }: Chunk) {
    this.type = type;
    this.timestamp = timestamp;
    this.#data = new Uint8Array(data);
  }

  get byteLength(): number {
    return this.#data.byteLength;
  }

  copyTo(data: ArrayBuffer): void {
    new Uint8Array(data).set(this.#data);
  }
}

/** Times sound as Chromium's does: it counts from the first frame since it was configured. */
class CountingDecoder {
  readonly #init: AudioDecoderInit;
  #next_us: number | undefined;
  configured = 0;

  constructor(init: AudioDecoderInit) {
    this.#init = init;
  }

  configure(): void {
    this.configured += 1;
    this.#next_us = undefined;
  }

  decode(chunk: FakeChunk): void {
    if (this.#next_us === undefined && chunk.type !== "key") throw new Error("DataError: a key frame is required");
    this.#next_us ??= chunk.timestamp;
    const sound = { timestamp: this.#next_us, numberOfFrames: 960, sampleRate: 48_000, bytes: chunk.byteLength };
    this.#next_us += FRAME_US;
    this.#init.output(sound as unknown as AudioData);
  }
}

function decoding() {
  const scope = { AudioDecoder: CountingDecoder as unknown as typeof AudioDecoder };
  const shift = keepSoundTimes(scope);
  const told: { timestamp: number; bytes: number }[] = [];
  const decoder = new scope.AudioDecoder({
    output: (sound) => told.push(sound as unknown as { timestamp: number; bytes: number }),
    error: (error) => expect.fail(error.message),
  });
  decoder.configure({ codec: "opus", sampleRate: 48_000, numberOfChannels: 1 });
  const send = (timestamps: number[]) => {
    for (const [index, timestamp] of timestamps.entries()) {
      const type = index === 0 ? "key" : "delta";
      decoder.decode(new EncodedAudioChunk({ type, timestamp, data: new Uint8Array([index]).buffer }));
    }
    return told.map((sound) => sound.timestamp);
  };
  return { send, shift, told, configured: () => (decoder as unknown as CountingDecoder).configured };
}

function frames(count: number, first_us = 0, step_us = FRAME_US): number[] {
  return Array.from({ length: count }, (_, index) => first_us + index * step_us);
}

beforeEach(() => void vi.stubGlobal("EncodedAudioChunk", FakeChunk));

test("sound after a gap is told at its own time, and none of it is lost", () => {
  const { send, told } = decoding();
  const sent = [...frames(10), ...frames(10, 3_000_000)];
  expect(send(sent)).toEqual(sent);
  expect(told.every((sound) => sound.bytes === 1)).toBe(true);
});

test("a microphone whose clock is slow stays within what is noticed", () => {
  const { send, configured } = decoding();
  const sent = frames(30_000, 0, FRAME_US * 1.0002);
  const apart_us = send(sent).map((told, index) => Math.abs(told - (sent[index] ?? 0)));
  expect(Math.max(...apart_us)).toBeLessThanOrEqual(40_000);
  expect(configured()).toBeLessThan(6);
});

test("times that are rounded to milliseconds begin nothing anew", () => {
  const { send, configured } = decoding();
  send(frames(5_000, 0, FRAME_US).map((time_us) => time_us + ((time_us / FRAME_US) % 3) * 5_000));
  expect(configured()).toBe(1);
});

test("a frame told shorter than it is does not count", () => {
  const count = new SampleCount();
  expect(count.isApart(0)).toBe(false);
  count.decoded(13_500);
  for (const timestamp of frames(10, FRAME_US)) expect(count.isApart(timestamp)).toBe(false);
  count.decoded(FRAME_US);
  expect(count.isApart(11 * FRAME_US)).toBe(false);
  expect(count.isApart(30 * FRAME_US)).toBe(true);
});

test("sound of a host whose page is open since yesterday fits into 31 bits of samples, and its shift is known", () => {
  const { send, shift } = decoding();
  const sent = frames(100, 13.2 * HOUR_US);
  const told = send(sent);
  expect(Math.max(...told) * 0.048).toBeLessThan(2 ** 31);
  expect(told.map((time_us) => time_us + shift.shift_us)).toEqual(sent);
});

test("a shift stays what it was, and a young clock has none", () => {
  const old = new SoundShift();
  expect([5 * HOUR_US, 9 * HOUR_US, 4.9 * HOUR_US].map((time_us) => old.apply(time_us) + old.shift_us)).toEqual([
    5 * HOUR_US,
    9 * HOUR_US,
    4.9 * HOUR_US,
  ]);
  const young = new SoundShift();
  expect(young.apply(HOUR_US)).toBe(HOUR_US);
  expect(young.apply(20 * HOUR_US)).toBe(20 * HOUR_US);
});

test("a browser without a decoder, and one that was asked twice", () => {
  const without: { AudioDecoder?: typeof AudioDecoder } = {};
  keepSoundTimes(without);
  expect(without.AudioDecoder).toBeUndefined();
  const scope = { AudioDecoder: CountingDecoder as unknown as typeof AudioDecoder };
  keepSoundTimes(scope);
  const once = scope.AudioDecoder;
  keepSoundTimes(scope);
  expect(scope.AudioDecoder).toBe(once);
});
