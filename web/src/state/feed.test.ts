import { expect, test } from "vitest";
import type { RoomCard } from "../net/types";
import { mergeFeed } from "./feed";

const card = (id: string, viewers = 0) => ({ id, viewers }) as RoomCard;

test("order stays, numbers are fresh, ended LIVEs go except the one being watched, new ones come last", () => {
  const feed = [card("a"), card("b"), card("c")];
  const merged = mergeFeed(feed, [card("d"), card("c", 7), card("a", 3)], "b");
  expect(merged).toEqual([card("a", 3), card("b"), card("c", 7), card("d")]);
});
