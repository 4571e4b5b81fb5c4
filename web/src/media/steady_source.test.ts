// @vitest-environment jsdom
import * as Watch from "@moq/watch";
import { expect, test, vi } from "vitest";
import { decodingOf, keepSteady } from "./steady_source";

const { Signal } = Watch.Signals;

interface Config {
  codec: string;
  bitrate?: number;
  framerate?: number;
  jitter?: number;
}

test("what is measured anew tells a decoder nothing; another codec does", async () => {
  const config = new Signal<Config | undefined>(undefined);
  const track = new Signal("audio");
  const source = { out: { config, track } } as unknown as Watch.Audio.Source;
  // The library's own needs a newer Node.js than we ask for.
  const run = (tell: (run: Watch.Signals.Effect) => void) =>
    tell({ get: (signal: Watch.Signals.Getter<unknown>) => signal.peek() } as Watch.Signals.Effect);
  const effect = { run: (tell: (run: Watch.Signals.Effect) => void) => config.subscribe(() => run(tell)) };
  keepSteady(effect as unknown as Watch.Signals.Effect, source);
  const told = vi.fn();
  source.out.config.subscribe(told);
  const settle = () => new Promise((resolve) => setTimeout(resolve));

  config.set({ codec: "opus", bitrate: 64_000 });
  await settle();
  config.set({ codec: "opus", bitrate: 65_123, jitter: 40 });
  await settle();
  config.set({ codec: "mp4a.40.2", bitrate: 65_123, jitter: 40 });
  await settle();
  expect(told.mock.calls.map(([value]) => value)).toEqual([{ codec: "opus" }, { codec: "mp4a.40.2" }]);
  expect(source.out.track.peek()).toBe("audio");
});

test("decoders are told the rest", () => {
  expect(
    decodingOf({ codec: "avc1", description: "01", codedWidth: 854, framerate: 30, bitrate: 1, jitter: 34 }),
  ).toEqual({ codec: "avc1", description: "01", codedWidth: 854 });
});
