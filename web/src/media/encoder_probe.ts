import { CODECS, type Codec } from "./broadcast_plan";
import type { Size } from "./fit";

/** What this machine's encoder can do, found out by letting it work for a moment. */

export interface EncoderProbe {
  codec: Codec;
  /** Milliseconds of encoding for a million pixels, everything included that competes with it right now. */
  cost_ms_per_megapixel: number;
}

/** The variants that are tried of each family, best first. */
const VARIANTS: Record<Codec, readonly string[]> = {
  avc1: ["avc1.640028", "avc1.4D401F", "avc1.42E01E"],
  vp8: ["vp8"],
  vp09: ["vp09.00.10.08"],
};
const FRAMES = 16;
/** The first frames pay for starting the encoder. */
const FRAMES_IGNORED = 4;
const PROBE_MAX_MS = 4_000;
/** An encoder that keeps one picture for so long is of no use to a LIVE, if it gives it back at all. */
const FRAME_MAX_MS = 3_000;

/** Finds a codec and its cost at `size`; null where the browser encodes nothing that we can send. */
export async function probeEncoder(size: Size): Promise<EncoderProbe | null> {
  for (const codec of CODECS) {
    for (const variant of VARIANTS[codec]) {
      for (const hardwareAcceleration of ["prefer-hardware", "prefer-software"] as const) {
        const config = encoderConfig(variant, size, hardwareAcceleration);
        const { supported } = await VideoEncoder.isConfigSupported(config).catch(() => ({ supported: false }));
        if (!supported) continue;
        const cost = await measure(config).catch(() => undefined);
        if (cost !== undefined) return { codec, cost_ms_per_megapixel: cost };
      }
    }
  }
  return null;
}

function encoderConfig(codec: string, size: Size, hardwareAcceleration: HardwareAcceleration): VideoEncoderConfig {
  return {
    codec,
    width: size.width & ~15,
    height: size.height & ~15,
    framerate: 30,
    bitrate: 2_500_000,
    latencyMode: "realtime",
    hardwareAcceleration,
    ...(codec.startsWith("avc1") && { avc: { format: "annexb" } }),
  };
}

/** Encodes moving pictures one at a time and takes the median, which a hiccup of the machine does not move. */
async function measure(config: VideoEncoderConfig): Promise<number> {
  const canvas = new OffscreenCanvas(config.width, config.height);
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) throw new Error("no canvas to make test pictures on");
  let encoded: (() => void) | undefined;
  let failed: ((reason: unknown) => void) | undefined;
  const encoder = new VideoEncoder({ output: () => encoded?.(), error: (error) => failed?.(error) });
  const costs: number[] = [];
  try {
    encoder.configure(config);
    const deadline_ms = performance.now() + PROBE_MAX_MS;
    for (let index = 0; index < FRAMES && performance.now() < deadline_ms; index++) {
      drawTestPicture(context, index);
      const frame = new VideoFrame(canvas, { timestamp: index * 33_333 });
      const done = new Promise<void>((resolve, reject) => {
        encoded = resolve;
        failed = reject;
      });
      const began_ms = performance.now();
      encoder.encode(frame, { keyFrame: index === 0 });
      frame.close();
      const late = setTimeout(() => failed?.(new Error("the encoder gives nothing back")), FRAME_MAX_MS);
      await done.finally(() => clearTimeout(late));
      costs.push(performance.now() - began_ms);
    }
  } finally {
    if (encoder.state !== "closed") encoder.close();
  }
  const settled = costs.slice(FRAMES_IGNORED).sort((a, b) => a - b);
  const median = settled[Math.floor(settled.length / 2)];
  if (median === undefined) throw new Error("the encoder is too slow to be measured");
  return median / ((config.width * config.height) / 1e6);
}

function drawTestPicture(context: OffscreenCanvasRenderingContext2D, index: number): void {
  const { width, height } = context.canvas;
  const gradient = context.createLinearGradient(0, 0, width, height);
  gradient.addColorStop(0, `hsl(${index * 9} 60% 30%)`);
  gradient.addColorStop(1, `hsl(${index * 9 + 120} 60% 60%)`);
  context.fillStyle = gradient;
  context.fillRect(0, 0, width, height);
  for (let bar = 0; bar < 40; bar++) {
    context.fillStyle = `hsl(${bar * 31} 70% 50%)`;
    context.fillRect((bar * 97 + index * 11) % width, (bar * 53 + index * 7) % height, width / 12, height / 24);
  }
}
