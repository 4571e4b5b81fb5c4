import { describe, expect, test } from "vitest";
import motion from "../../styles/gift_motion.css?raw";
import tokens from "../../styles/gift_tokens.css?raw";
import { ARTS, drawingOf } from "./drawings";
import { paint } from "./paint";

/** The ids that a house begins with (`gifts/seed.py`). */
const SEEDED = [
  ...["rose", "clap", "heart", "candle", "coffee", "note", "paper_crane", "sparkler"],
  ...["bouquet", "drumsticks", "lantern", "cake", "vinyl", "umbrella"],
  ...["guitar", "moon", "fireworks", "tram", "whale"],
  ...["stage_lights", "aurora", "night_train", "lighthouse", "livehouse"],
];

test("every gift that a house begins with is drawn", () => {
  expect(ARTS.toSorted()).toEqual(SEEDED.toSorted());
});

test.each(["", "rose2", "constructor", "__proto__"])("a picture that is not here (%j) is a wrapped present", (art) => {
  expect(drawingOf(art)).toBe(drawingOf("no such thing"));
  expect(drawingOf(art)).not.toBe(drawingOf("rose"));
});

describe.each([...ARTS, "no such thing"])("the drawing of %s", (art) => {
  const painted = paint(drawingOf(art), "id");

  test("has colours of the palette alone", () => {
    const names = [...painted.matchAll(/var\((--[\w-]+)\)/g)].map(([, name]) => name as string);
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => !tokens.includes(`${name}:`))).toEqual([]);
    expect(painted).not.toMatch(/#[0-9a-f]{3}|rgb|style=|@[a-z]|%[a-z]|NaN|undefined/i);
  });

  test("is whole: its tags close, and each gradient that it uses is there once", () => {
    const opened = [...painted.matchAll(/<([a-zA-Z]+)(?:\s[^>]*[^/>])?>/g)].map(([, tag]) => tag);
    const closed = [...painted.matchAll(/<\/([a-zA-Z]+)>/g)].map(([, tag]) => tag);
    expect(opened.toSorted()).toEqual(closed.toSorted());
    const used = new Set([...painted.matchAll(/url\(#([\w-]+)\)/g)].map(([, id]) => id));
    expect([...painted.matchAll(/ id="([\w-]+)"/g)].map(([, id]) => id).toSorted()).toEqual([...used].toSorted());
  });

  test("moves in ways that there are", () => {
    const moves = [...painted.matchAll(/class="([^"]+)"/g)].flatMap(([, names]) => (names as string).split(" "));
    expect(moves.length).toBeGreaterThan(0);
    expect(moves.filter((name) => name && !motion.includes(`.${name} `) && !motion.includes(`.${name},`))).toEqual([]);
  });
});
