import { describe, expect, test } from "vitest";
import { nothingWatched, pause, toReport, type Watched, watch, watchedSeconds } from "./watched";

/** Plays from one position to another in quarters of a second, as players tell it. */
function play(watched: Watched, from_s: number, to_s: number): Watched {
  let now = watched;
  for (let at = from_s; at <= to_s + 1e-9; at += 0.25) now = watch(now, at);
  return now;
}

describe("watched pieces", () => {
  test("playing on makes one piece, however often the player tells its place", () => {
    expect(toReport(play(nothingWatched, 0, 7))).toEqual([[0, 7]]);
  });

  test("a jump ahead is not watched", () => {
    const watched = play(play(nothingWatched, 0, 2), 60, 61);
    expect(toReport(watched)).toEqual([
      [0, 2],
      [60, 61],
    ]);
    expect(watchedSeconds(watched)).toBe(3);
  });

  test("what loops is watched again", () => {
    expect(toReport(play(play(nothingWatched, 0, 5), 0, 5))).toEqual([
      [0, 5],
      [0, 5],
    ]);
  });

  test("a pause ends a piece, and going on begins the next where it stopped", () => {
    expect(toReport(play(pause(play(nothingWatched, 0, 3)), 3, 4))).toEqual([
      [0, 3],
      [3, 4],
    ]);
  });

  test("a page that slept for a minute has watched nothing of it", () => {
    expect(watchedSeconds(watch(play(nothingWatched, 0, 1), 61))).toBe(1);
  });

  test("scrubbing leaves nothing behind", () => {
    let watched = nothingWatched;
    for (const at of [3, 9, 27, 4, 80]) watched = watch(watched, at);
    expect(toReport(watched)).toEqual([]);
  });

  test("a report does not end the piece that goes on", () => {
    const first = play(nothingWatched, 0, 5);
    toReport(first);
    expect(toReport(play(first, 5.25, 10))).toEqual([[0, 10]]);
  });

  test("numbers are cut to hundredths", () => {
    expect(toReport(watch(watch(nothingWatched, 0.123456), 1.23456))).toEqual([[0.12, 1.23]]);
  });
});
