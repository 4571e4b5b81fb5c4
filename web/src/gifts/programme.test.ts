import { describe, expect, test } from "vitest";
import { gift } from "../testing/gifts";
import { ACTS_MAX, announce, emptyProgramme, next, type Programme, STAGE_MS } from "./programme";

const waiting = (programme: Programme) => programme.waiting.map((act) => act.id);

describe("what takes the stage", () => {
  test("small gifts never do; grand ones have it for 2.5 s and legends for 4 s at most", () => {
    expect(announce(emptyProgramme, gift("a", 1, "small"), true, 0)).toBe(emptyProgramme);
    expect(announce(emptyProgramme, gift("a", 1, "nice"), true, 0)).toBe(emptyProgramme);
    expect(announce(emptyProgramme, gift("a", 1, "grand"), false, 100).now?.until_ms).toBe(2_600);
    expect(announce(emptyProgramme, gift("a", 1, "legend"), false, 100).now?.until_ms).toBe(4_100);
  });

  test("never two at once: the others wait, one's own first", () => {
    let programme = emptyProgramme;
    for (const id of ["a", "b", "c"]) programme = announce(programme, gift(id, 1, "grand"), false, 0);
    programme = announce(programme, gift("mine", 1, "grand"), true, 0);
    programme = announce(programme, gift("mine too", 1, "legend"), true, 0);
    expect(programme.now?.id).toBe("a");
    expect(waiting(programme)).toEqual(["mine", "mine too", "b", "c"]);
    expect(next(programme, 2_499)).toBe(programme);
    programme = next(programme, 2_500);
    expect([programme.now?.id, programme.now?.until_ms]).toEqual(["mine", 5_000]);
    programme = next(programme, 5_000);
    expect([programme.now?.id, programme.now?.until_ms]).toEqual(["mine too", 5_000 + (STAGE_MS.legend ?? 0)]);
  });

  test("a combo is one act that counts up; once it has left, a further one comes back", () => {
    let programme = announce(emptyProgramme, gift("a", 1, "grand"), false, 0);
    programme = announce(programme, gift("a", 3, "grand"), false, 1_000);
    expect([programme.now?.count, waiting(programme)]).toEqual([3, []]);
    programme = announce(programme, gift("b", 1, "grand"), false, 1_000);
    programme = announce(programme, gift("b", 4, "grand"), false, 1_200);
    expect(programme.waiting.map((act) => act.count)).toEqual([4]);
    programme = next(next(programme, 2_500), 5_000);
    expect(programme.now).toBeNull();
    expect(announce(programme, gift("a", 5, "grand"), false, 6_000).now?.count).toBe(5);
  });

  test("a crowd is cut to its dearest, and one's own are never left out", () => {
    let programme = announce(emptyProgramme, gift("first", 1, "grand"), false, 0);
    for (let index = 0; index < ACTS_MAX + 5; index++) {
      programme = announce(programme, gift(`g${index}`, 1, "grand"), false, 0);
    }
    programme = announce(programme, gift("dear", 1, "legend"), false, 0);
    programme = announce(programme, gift("mine", 1, "grand"), true, 0);
    expect(programme.waiting.length).toBe(ACTS_MAX);
    expect(waiting(programme)).toEqual(expect.arrayContaining(["mine", "dear", "g0"]));
  });
});
