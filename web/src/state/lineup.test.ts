import { expect, test } from "vitest";
import type { RoomCard } from "../net/types";
import { append, neighbours, update, wantsMore, without } from "./lineup";

function card(id: string, state: RoomCard["state"] = "live"): RoomCard {
  return { id, state } as RoomCard;
}

const THREE = ["a", "b", "c"].map((id) => card(id));
const ids = (cards: readonly RoomCard[]) => cards.map(({ id }) => id).join("");

test("what is known already keeps its place", () => {
  expect(ids(append(THREE, [card("b"), card("d"), card("a"), card("e")]))).toBe("abcde");
});

test("a LIVE that is over goes, unless one watches it", () => {
  expect(ids(update(THREE, card("b", "ended"), "a"))).toBe("ac");
  expect(ids(update(THREE, card("b", "ended"), "b"))).toBe("abc");
  expect(update(THREE, card("b", "interrupted"), "a")[1]?.state).toBe("interrupted");
  expect(ids(update(THREE, card("z"), "a"))).toBe("abc");
});

test("the neighbours are those above and below", () => {
  expect(ids(neighbours(THREE, "b"))).toBe("ac");
  expect(ids(neighbours(THREE, "a"))).toBe("b");
  expect(ids(neighbours(THREE, "c"))).toBe("b");
  // A LIVE that was opened by its link stands above the others.
  expect(ids(neighbours(THREE, "link"))).toBe("a");
});

test("more is asked for before one gets to the end", () => {
  const five = append(THREE, [card("d"), card("e")]);
  expect(five.map(({ id }) => wantsMore(five, id))).toEqual([false, false, true, true, true]);
  expect(wantsMore([], "link")).toBe(true);
  expect(ids(without(five, "c"))).toBe("abde");
});
