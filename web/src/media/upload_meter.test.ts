import { expect, test } from "vitest";
import { UploadMeter } from "./upload_meter";

function metering() {
  let now_ms = 5_000;
  const meter = new UploadMeter(() => now_ms);
  return { meter, wait: (ms: number) => (now_ms += ms) };
}

test("what goes out, in bits a second of the last three seconds", () => {
  const { meter, wait } = metering();
  expect(meter.read().sent_bits_per_s).toBeNull();
  const group = meter.open(true);
  for (let frame = 0; frame < 300; frame++) {
    group.offer(10_000);
    group.send(10_000);
    wait(33.333);
  }
  expect((meter.read().sent_bits_per_s ?? 0) / 2_400_000).toBeCloseTo(1, 1);
  expect(meter.read()).toMatchObject({ waiting_bytes: 0, frames_sent: 300, frames_lost: 0, lost_share: 0 });
  wait(4_000);
  expect(meter.read().sent_bits_per_s).toBe(0);
});

test("what waits for the network, and what never left", () => {
  const { meter, wait } = metering();
  const group = meter.open(true);
  for (let frame = 0; frame < 20; frame++) group.offer(1_000);
  for (let frame = 0; frame < 5; frame++) group.send(1_000);
  expect(meter.read().waiting_bytes).toBe(15_000);
  wait(500);
  group.lose();
  group.lose();
  expect(meter.read()).toMatchObject({ waiting_bytes: 0, frames_lost: 15, lost_share: 0.75 });
  wait(5_000);
  expect(meter.read()).toMatchObject({ frames_lost: 15, lost_share: 0 });
});

test("a lost session takes along what waited, and a group that stands for long is given up", () => {
  const { meter, wait } = metering();
  meter.open(true).offer(1_000);
  meter.open(false).offer(100);
  meter.interrupt();
  expect(meter.read()).toMatchObject({ waiting_bytes: 0, frames_lost: 1 });
  meter.open(true).offer(1_000);
  wait(9_000);
  expect(meter.read().waiting_bytes).toBe(1_000);
  wait(2_000);
  expect(meter.read()).toMatchObject({ waiting_bytes: 0, frames_lost: 2 });
});

test("sound counts as bytes and not as pictures", () => {
  const { meter } = metering();
  const group = meter.open(false);
  group.offer(120);
  group.send(120);
  group.offer(120);
  group.lose();
  expect(meter.read()).toMatchObject({ frames_sent: 0, frames_lost: 0, waiting_bytes: 0 });
});
