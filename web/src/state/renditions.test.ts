import { expect, test } from "vitest";
import type { Rendition } from "../net/types";
import { chooseRendition } from "./renditions";

const sharp: Rendition = { name: "720p", url: "/720", width: 720, height: 1280, bitrate: 2_400_000 };
const light: Rendition = { name: "360p", url: "/360", width: 360, height: 640, bitrate: 600_000 };
const line = (downlink_mbit?: number, save_data = false) => ({ save_data, downlink_mbit });

test.each([
  ["a phone's dense screen", 1_170, line(), "720p"],
  ["a small place", 300, line(), "360p"],
  ["a slow line", 1_170, line(2), "360p"],
  ["a line slower than any of them", 1_170, line(0.3), "360p"],
  ["a fast line", 1_170, line(10), "720p"],
  ["somebody who saves data", 1_170, line(10, true), "360p"],
])("%s", (_, screen_px, facts, name) => {
  expect(chooseRendition([sharp, light], screen_px, facts)?.name).toBe(name);
});

test("one file is the one, none is none", () => {
  expect(chooseRendition([light], 2_000, line())).toBe(light);
  expect(chooseRendition([], 2_000, line())).toBeUndefined();
});
