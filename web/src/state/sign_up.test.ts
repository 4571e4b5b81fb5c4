import { describe, expect, test } from "vitest";
import { isBirthDate, isEmail, judgeHandle, judgePassword } from "./sign_up";

const limits = { handle_min: 3, handle_max: 24 };

describe("what is typed to sign up", () => {
  test.each([
    ["ada.l_1", null],
    ["ad", "short"],
    ["a".repeat(25), "long"],
    ["ada love", "letters"],
    ["三日月", "letters"],
  ])("handle %j: %j", (handle, fault) => {
    expect(judgeHandle(handle, limits)).toBe(fault);
  });

  test.each([
    ["a@b.org", true],
    ["a@b", false],
    ["a b@c.org", false],
    ["@c.org", false],
  ])("e-mail %j: %j", (text, good) => {
    expect(isEmail(text)).toBe(good);
  });

  test.each([
    ["2000-02-29", true],
    ["2001-02-29", false],
    ["2040-01-01", false],
    ["1890-01-01", false],
    ["", false],
  ])("birth date %j: %j", (text, good) => {
    expect(isBirthDate(text, new Date("2030-06-01T00:00:00Z"))).toBe(good);
  });

  test.each([
    ["short", 0],
    ["aaaaaaaaaaaa", 1],
    ["password123", 1],
    ["1234567890", 1],
    ["adalovelace", 1],
    ["morning tea", 2],
    ["morning-Tea7", 3],
    ["correct horse battery staple", 4],
  ])("password %j: %i", (password, strength) => {
    expect(judgePassword(password, 8, ["adalove", "ada@example.org"])).toBe(strength);
  });
});
