import { expect, test } from "vitest";
import { checkCamera, checkMicrophone, checkNetwork, mayGoLive } from "./checks";

test.each([
  ["not open yet", { open: false, problem: null, frames_per_s: undefined }, "waiting"],
  ["open, nothing counted", { open: true, problem: null, frames_per_s: undefined }, "waiting"],
  ["thirty pictures", { open: true, problem: null, frames_per_s: 30 }, "good"],
  ["open, but giving nothing", { open: true, problem: null, frames_per_s: 0 }, "bad"],
  ["refused", { open: false, problem: "refused", frames_per_s: undefined }, "bad"],
] as const)("camera: %s", (_, facts, state) => {
  expect(checkCamera(facts)).toBe(state);
});

test.each([
  ["listening", { open: true, problem: null, heard: null }, "waiting"],
  ["heard", { open: true, problem: null, heard: true }, "good"],
  ["silent", { open: true, problem: null, heard: false }, "bad"],
  ["missing", { open: false, problem: "missing", heard: null }, "bad"],
] as const)("microphone: %s", (_, facts, state) => {
  expect(checkMicrophone(facts)).toBe(state);
});

test.each([
  ["idle", "waiting"],
  ["connecting", "waiting"],
  ["connected", "good"],
  ["reconnecting", "waiting"],
  ["unreachable", "bad"],
  ["displaced", "bad"],
  ["failed", "bad"],
] as const)("network: %s", (link, state) => {
  expect(checkNetwork(link)).toBe(state);
});

test("a LIVE needs the network, an encoder, and picture or sound", () => {
  const facts = { network: "good", encodes: true, hasCamera: true, hasMicrophone: true } as const;
  expect(mayGoLive(facts)).toBe(true);
  expect(mayGoLive({ ...facts, hasCamera: false })).toBe(true);
  expect(mayGoLive({ ...facts, hasMicrophone: false })).toBe(true);
  expect(mayGoLive({ ...facts, hasCamera: false, hasMicrophone: false })).toBe(false);
  expect(mayGoLive({ ...facts, encodes: false })).toBe(false);
  expect(mayGoLive({ ...facts, network: "waiting" })).toBe(false);
});
