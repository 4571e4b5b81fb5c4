import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { probeEncoder } from "./encoder_probe";

/** What becomes of a picture, by the codec that it is given to. */
let behaviour: (codec: string) => "works" | "hangs" | "fails";
let open = 0;

class FakeEncoder {
  state: CodecState = "unconfigured";
  #codec = "";
  readonly #init: { output: () => void; error: (error: Error) => void };

  static isConfigSupported = async () => ({ supported: true });

  constructor(init: { output: () => void; error: (error: Error) => void }) {
    this.#init = init;
    open += 1;
  }

  configure({ codec }: VideoEncoderConfig): void {
    this.state = "configured";
    this.#codec = codec;
  }

  encode(): void {
    const kind = behaviour(this.#codec);
    if (kind === "works") setTimeout(() => this.#init.output(), 10);
    if (kind === "fails") setTimeout(() => this.#init.error(new Error("out of order")), 10);
  }

  close(): void {
    this.state = "closed";
    open -= 1;
  }
}

beforeEach(() => {
  open = 0;
  vi.useFakeTimers();
  vi.stubGlobal("VideoEncoder", FakeEncoder);
  vi.stubGlobal(
    "VideoFrame",
    class {
      close() {}
    },
  );
  vi.stubGlobal(
    "OffscreenCanvas",
    class {
      getContext() {
        const gradient = { addColorStop: () => undefined };
        return { canvas: this, createLinearGradient: () => gradient, fillRect: () => undefined };
      }
    },
  );
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const SIZE = { width: 1280, height: 720 };

test("the first codec that works is taken, at what it costs", async () => {
  behaviour = (codec) => (codec === "vp8" ? "works" : "fails");
  const probing = probeEncoder(SIZE);
  await vi.runAllTimersAsync();
  const probe = await probing;
  expect(probe?.codec).toBe("vp8");
  expect(probe?.cost_ms_per_megapixel).toBeCloseTo(10 / 0.9216, 0);
  expect(open).toBe(0);
});

test("an encoder that gives nothing back is passed over", async () => {
  behaviour = (codec) => (codec === "vp8" ? "works" : "hangs");
  const probing = probeEncoder(SIZE);
  await vi.runAllTimersAsync();
  expect((await probing)?.codec).toBe("vp8");
  expect(open).toBe(0);
});

test("where nothing works the probe comes to an end", async () => {
  behaviour = () => "hangs";
  const probing = probeEncoder(SIZE);
  await vi.runAllTimersAsync();
  expect(await probing).toBeNull();
});
