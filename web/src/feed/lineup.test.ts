import { beforeEach, expect, test, vi } from "vitest";
import { ApiError } from "../net/http";
import type { RoomCard } from "../net/types";
import { lineup } from "./lineup.svelte";

const { forYou } = vi.hoisted(() => ({ forYou: vi.fn() }));
vi.mock("../net/api", async () => ({ ...(await vi.importActual<object>("../net/http")), api: { feed: { forYou } } }));

const card = (id: string) => ({ id, state: "live" }) as RoomCard;
const page = (next_cursor: string | null, ...ids: string[]) => ({
  items: ids.map((id) => ({ room: card(id) })),
  next_cursor,
});
const yesterdays = new ApiError(400, { code: "feed_cursor_invalid", message: "gone", field: "cursor" });
const known = () => lineup.cards.map(({ id }) => id).join("");

beforeEach(() => {
  forYou.mockReset();
  lineup.enter([card("a")]);
});

test("whoever swipes on past midnight gets what is chosen now, after what they have seen", async () => {
  forYou.mockResolvedValueOnce(page("of yesterday", "b"));
  await lineup.more("a");
  forYou.mockRejectedValueOnce(yesterdays).mockResolvedValueOnce(page(null, "b", "c"));
  await lineup.more("b");
  expect(known()).toBe("abc");
  expect(forYou.mock.calls.map(([, cursor]) => cursor)).toEqual([undefined, "of yesterday", undefined]);
});

test("what did not come is asked for again with the next step", async () => {
  forYou.mockRejectedValueOnce(new ApiError(0, { code: "offline", message: "away" }));
  await lineup.more("a");
  forYou.mockResolvedValueOnce(page(null, "b"));
  await lineup.more("a");
  expect(known()).toBe("ab");
});
