import { expect, test } from "vitest";
import { launch, poseAt } from "./floats";

const origin = { x: 300, y: 700, height_px: 500 };

test("each one rises from where it began, fades, and is gone at the end of its life", () => {
  let step = 0;
  const random = () => (step++ % 10) / 10;
  for (let index = 0; index < 20; index++) {
    const float = launch({ emoji: null }, origin, 1000, random);
    const half = poseAt(float, 1000 + float.life_ms / 2);
    const late = poseAt(float, 1000 + float.life_ms * 0.95);
    expect(half?.y).toBeLessThan(origin.y);
    expect(late?.y).toBeLessThan(half?.y ?? 0);
    expect(late?.opacity).toBeLessThan(0.3);
    expect(poseAt(float, 1000 + float.life_ms)).toBeNull();
    expect(poseAt(float, 999)).toBeNull();
  }
});
