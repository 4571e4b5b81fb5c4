import { expect, test, vi } from "vitest";
import { type ClockAnswer, MediaClock } from "./media_clock";

/** A server whose clock is an hour ahead of the page's, 40 ms away, that takes 300 ms to find an answer. */
function world(zero_us: number | null) {
  let now_ms = 1_000;
  const answers: ClockAnswer[] = [];
  const ask = vi.fn(async () => {
    now_ms += 20 + 300;
    const answer = { now_us: (now_ms + 3_600_000) * 1_000, took_us: 300_000, zero_us };
    now_ms += 20;
    answers.push(answer);
    return answer;
  });
  const clock = new MediaClock(ask, () => now_ms);
  return {
    ask,
    clock,
    now: () => now_ms,
    wait: (ms: number) => {
      now_ms += ms;
    },
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

test("the delay of a picture by the publisher's clock", async () => {
  // A frame of timestamp 0 arrived when the page's clock said 900.
  const { clock, now } = world((900 + 3_600_000) * 1_000);
  expect(clock.delayOf(500, now())).toBeNull();
  await settled();
  expect(clock.delayOf(500, 1_480)).toBeCloseTo(80);
});

test("the delay of a picture by the server's clock is known without the publisher's", async () => {
  const { clock, now } = world(null);
  expect(clock.delaySince(0, now())).toBeNull();
  await settled();
  expect(clock.delaySince(3_600_000 + 2_000, 4_400)).toBeCloseTo(2_400);
  expect(clock.delayOf(500, 1_480)).toBeNull();
});

test("it is asked once a minute, while it is read", async () => {
  const { ask, clock, now, wait } = world(3_600_000_000);
  for (let second = 0; second < 130; second++) {
    clock.delayOf(now() - 50, now());
    await settled();
    wait(1_000);
  }
  expect(ask.mock.calls.length).toBeLessThanOrEqual(3);
  expect(ask.mock.calls.length).toBeGreaterThan(1);
});

test("a host who came back with another clock is asked about again, and nothing absurd is told", async () => {
  const { ask, clock, now, wait } = world(3_600_000_000);
  clock.delayOf(0, now());
  await settled();
  expect(clock.delayOf(-9_000_000, now())).toBeNull();
  wait(6_000);
  clock.delayOf(0, now());
  expect(ask).toHaveBeenCalledTimes(2);
});

test("a server that does not answer is not asked at once again", async () => {
  const ask = vi.fn(() => Promise.reject(new Error("offline")));
  const clock = new MediaClock(ask, () => 0);
  clock.delayOf(0, 0);
  await settled();
  clock.delayOf(0, 0);
  expect(ask).toHaveBeenCalledTimes(1);
});
