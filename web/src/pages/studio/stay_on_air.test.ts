// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { stayOnAir } from "./stay_on_air";

let stop: () => void = () => undefined;

beforeEach(() => history.pushState({ depth: 1 }, "", "/go-live"));

afterEach(() => stop());

/** Resolves when the history has gone where it was sent. */
const moved = () => new Promise((resolve) => addEventListener("popstate", resolve, { once: true }));

test("'back' asks whether to end, and the page stays", async () => {
  const askToEnd = vi.fn();
  const depth = history.length;
  stop = stayOnAir(askToEnd);
  history.back();
  await moved();
  expect(askToEnd).toHaveBeenCalledOnce();
  expect(location.pathname).toBe("/go-live");
  expect(history.length).toBe(depth + 1);
});

test("after the LIVE one 'back' leads out of the studio", async () => {
  const askToEnd = vi.fn();
  history.replaceState({ depth: 0 }, "", "/home");
  history.pushState({ depth: 1 }, "", "/go-live");
  stop = stayOnAir(askToEnd);
  stop();
  stop = () => undefined;
  await moved();
  expect(history.state).toEqual({ depth: 1 });
  history.back();
  await moved();
  expect(location.pathname).toBe("/home");
  expect(askToEnd).not.toHaveBeenCalled();
});

test("a page that went on from the stage is not taken back to it", async () => {
  stop = stayOnAir(vi.fn());
  history.pushState({ depth: 2 }, "", "/elsewhere");
  const back = vi.spyOn(history, "back");
  stop();
  stop = () => undefined;
  expect(back).not.toHaveBeenCalled();
  back.mockRestore();
});

test("a reload on air adds no second step", () => {
  history.pushState({ depth: 0, onAir: true }, "", "/go-live");
  const depth = history.length;
  stop = stayOnAir(vi.fn());
  expect(history.length).toBe(depth);
});
