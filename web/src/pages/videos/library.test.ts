import { expect, test, vi } from "vitest";
import { ApiError } from "../../net/http";
import { Feed, library } from "./library.svelte";

vi.mock("../../i18n/index.svelte", () => ({ t: (key: string) => key }));
vi.mock("../../net/api", () => vi.importActual<object>("../../net/http"));
vi.mock("../../session/session.svelte", () => ({ session: { me: null, onanother: () => undefined } }));

const refused = (code: string) => new ApiError(400, { code, message: "gone", field: "cursor" });

test.each(["feed_cursor_invalid", "bad_cursor"])(
  "a list of another day (%s) goes on with what is chosen now",
  async (code) => {
    const ask = vi.fn();
    const feed = new Feed(library, ask);
    ask.mockResolvedValueOnce({ ids: ["a", "b"], next: "of yesterday" });
    await feed.more();
    ask.mockRejectedValueOnce(refused(code)).mockResolvedValueOnce({ ids: ["c", "a"], next: null });
    await feed.more("b");
    expect([feed.ids, feed.ended, feed.failure]).toEqual([["a", "b", "c"], true, null]);
  },
);

test("a list that is refused from its beginning says so, and asks no more than once", async () => {
  const ask = vi.fn().mockRejectedValue(refused("bad_cursor"));
  const feed = new Feed(library, ask);
  await feed.more();
  expect([ask.mock.calls.length, feed.failure]).toEqual([1, expect.any(ApiError)]);
});
