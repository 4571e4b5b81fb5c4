import { expect, test } from "vitest";
import { loudspeakerLag, soundTime } from "./loudspeaker";

interface Told {
  currentTime: number;
  stamp: AudioTimestamp;
  outputLatency?: number;
  baseLatency?: number;
}

function context({ currentTime, stamp, outputLatency = 0, baseLatency = 0 }: Told): AudioContext {
  return { currentTime, outputLatency, baseLatency, getOutputTimestamp: () => stamp } as unknown as AudioContext;
}

test("what the loudspeaker says of itself", () => {
  // A tenth of a second ago the sample of second 10 was heard; by now it is the one of 10.1, and 10.28 is handed over.
  const told = context({ currentTime: 10.28, stamp: { contextTime: 10, performanceTime: 5_000 } });
  expect(loudspeakerLag(told, 5_100)).toBeCloseTo(180);
});

test.each([
  ["says nothing", { contextTime: 0, performanceTime: 0 }],
  ["has a clock that stands", { contextTime: 1, performanceTime: 100 }],
])("a loudspeaker that %s has the latency that the browser tells", (_, stamp) => {
  const told = context({ currentTime: 60, stamp, outputLatency: 0.04, baseLatency: 0.01 });
  expect(loudspeakerLag(told, 200)).toBeCloseTo(40);
});

test("a host's page that has been open for two days", () => {
  const day_ms = 86_400_000;
  const truth_ms = 2 * day_ms + 20;
  const samples = Math.round((truth_ms / 1_000) * 48_000) | 0;
  expect(soundTime((samples / 48_000) * 1_000, 48_000, truth_ms + 90)).toBeCloseTo(truth_ms, 3);
});
