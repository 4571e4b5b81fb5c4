import { expect, test } from "vitest";
import { UploadGovernor, type UploadStep, WAITING_MAX_MS } from "./upload_governor";

const LEVELS = 4;
const LOOK_MS = 500;

/** A governor and a network that makes what is sent wait as long as `waiting_ms` says, by the level that is sent. */
class Upload {
  readonly governor = new UploadGovernor(LEVELS);
  now_ms = 0;
  step: UploadStep = { level: 0, halted: false };

  run(seconds: number, waiting_ms: (step: UploadStep, now_ms: number) => number): UploadStep {
    for (const until_ms = this.now_ms + seconds * 1_000; this.now_ms < until_ms; this.now_ms += LOOK_MS) {
      this.step = this.governor.observe(waiting_ms(this.step, this.now_ms), this.now_ms);
    }
    return this.step;
  }
}

test("with nothing waiting, everything is sent as planned", () => {
  expect(new Upload().run(600, () => 30)).toEqual({ level: 0, halted: false });
});

test("a queue that stays makes the picture smaller, until it fits", () => {
  expect(new Upload().run(30, ({ level }) => (level < 2 ? 900 : 50))).toEqual({ level: 2, halted: false });
});

test("hiccups of a busy machine are no queue", () => {
  expect(new Upload().run(60, (_, now_ms) => (now_ms % 2_000 === 0 ? 40 : 1_500))).toEqual({ level: 0, halted: false });
});

test("what waits for seconds is given up at once, and recorded anew at the smallest when it has left", () => {
  const upload = new Upload();
  upload.run(2, () => 50);
  expect(upload.run(0.5, () => WAITING_MAX_MS + 1)).toEqual({ level: LEVELS - 1, halted: true });
  expect(upload.run(5, () => 2_000).halted).toBe(true);
  expect(upload.run(0.5, () => 200)).toEqual({ level: LEVELS - 1, halted: false });
});

test("after a calm time the picture grows again, one step at a time, up to the best", () => {
  const upload = new Upload();
  upload.run(20, ({ level }) => (level < 2 ? 900 : 50));
  expect(upload.run(120, () => 50).level).toBe(0);
});

test("a network with no room for more is tried less and less often", () => {
  const upload = new Upload();
  const narrow = ({ level }: UploadStep) => (level === 0 ? 900 : 50);
  const tries = (seconds: number) => {
    let count = 0;
    let before = upload.step.level;
    upload.run(seconds, (step) => {
      if (before === 1 && step.level === 0) count += 1;
      before = step.level;
      return narrow(step);
    });
    return count;
  };
  const early = tries(120);
  tries(600);
  const late = tries(600);
  expect(early).toBeGreaterThanOrEqual(2);
  expect(late).toBeLessThanOrEqual(3);
});

test("a new connection begins where the last one was, with nothing waiting", () => {
  const upload = new Upload();
  upload.run(1, () => WAITING_MAX_MS + 1);
  upload.governor.reset(upload.now_ms);
  expect(upload.governor.step).toEqual({ level: LEVELS - 1, halted: false });
});
