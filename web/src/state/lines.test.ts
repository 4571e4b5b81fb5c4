import { expect, test } from "vitest";
import { toLines } from "./lines";
import type { Entry } from "./room";

const account = (id: string) => ({ id, handle: id, nickname: id, avatar_url: "" });
const joined = (offset: number, id: string): Entry => ({
  key: `e/${offset}`,
  offset,
  kind: "join",
  account: account(id),
});
const said = (offset: number): Entry => ({
  key: `c${offset}`,
  offset,
  kind: "comment",
  comment: { id: `c${offset}`, account: account("x"), role: "viewer", text: "hi", at: "" },
});

test("people who join one after another share a line, which names the newest", () => {
  const lines = toLines([joined(1, "a"), joined(2, "b"), joined(3, "b"), said(4), joined(5, "c")]);
  expect(lines).toMatchObject([
    { kind: "join", key: "e/1", account: { id: "b" }, more: 1 },
    { kind: "comment" },
    { kind: "join", key: "e/5", account: { id: "c" }, more: 0 },
  ]);
});
