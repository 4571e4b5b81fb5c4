import { describe, expect, test } from "vitest";
import { averageRetention, curvePoints, steepestDrop } from "./retention";

describe("where people leave", () => {
  test("the average is the area under the curve", () => {
    expect(averageRetention([1, 1, 1])).toBe(1);
    expect(averageRetention([1, 0.5, 0])).toBe(0.5);
    expect(averageRetention([1, 0, 0])).toBe(0.25);
    expect(averageRetention([])).toBe(0);
    expect(averageRetention([1])).toBe(0);
  });

  test("the steepest step is found, the first of equals, none where nobody left", () => {
    expect(steepestDrop([1, 0.9, 0.5, 0.4, 0.4])).toEqual({ from: 0.25, to: 0.5, lost: 0.4 });
    expect(steepestDrop([1, 0.5, 0])).toMatchObject({ from: 0 });
    expect(steepestDrop([1, 1, 1])).toBeNull();
    expect(steepestDrop([])).toBeNull();
  });

  test("the curve fills its box from left to right, and stays in it whatever it is given", () => {
    expect(curvePoints([1, 0.5, 0], 100, 40)).toBe("0,0 50,20 100,40");
    expect(curvePoints([1.2, -0.1], 10, 10)).toBe("0,0 10,10");
    expect(curvePoints([], 10, 10)).toBe("");
  });
});
