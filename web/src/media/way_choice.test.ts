import { expect, test } from "vitest";
import { HLS_AFTER_MS, RETRY_AFTER_MS, WayChoice, type WayFacts } from "./way_choice";

const everything: WayFacts = { hasWebTransport: true, hasHls: true, wasBlocked: false };
const both = { webtransport: true, hls: true };
const direct = { webtransport: true, hls: false };
const hls = { webtransport: false, hls: true };

test("WebTransport alone, while it comes about", () => {
  const choice = new WayChoice(everything, 0);
  expect(choice.decide(0)).toEqual(direct);
  choice.connected();
  choice.showed();
  expect(choice.decide(60_000)).toEqual(direct);
});

test("a host who is away is no reason for another way", () => {
  const choice = new WayChoice(everything, 0);
  choice.connected();
  expect(choice.decide(600_000)).toEqual(direct);
});

test("HLS begins beside a WebTransport that keeps one waiting, and ends with its first picture", () => {
  const choice = new WayChoice(everything, 0);
  expect(choice.decide(HLS_AFTER_MS - 1)).toEqual(direct);
  expect(choice.decide(HLS_AFTER_MS)).toEqual(both);
  choice.connected();
  expect(choice.decide(HLS_AFTER_MS + 500)).toEqual(both);
  choice.showed();
  expect(choice.decide(HLS_AFTER_MS + 600)).toEqual(direct);
});

test("a refused handshake does not even wait", () => {
  const choice = new WayChoice(everything, 0);
  choice.failed();
  expect(choice.decide(100)).toEqual(both);
});

test("where UDP is blocked WebTransport is given up, and tried again later or in another network", () => {
  const choice = new WayChoice(everything, 0);
  for (const at of [100, 200, 300]) {
    choice.failed();
    choice.decide(at);
  }
  expect(choice.decide(400)).toEqual(hls);
  expect(choice.isBlocked).toBe(true);
  expect(choice.decide(RETRY_AFTER_MS)).toEqual(hls);
  expect(choice.decide(RETRY_AFTER_MS + 400)).toEqual(both);
  for (const at of [1, 2, 3]) {
    choice.failed();
    choice.decide(RETRY_AFTER_MS + 400 + at);
  }
  expect(choice.decide(RETRY_AFTER_MS + 500)).toEqual(hls);
  choice.changedNetwork();
  expect(choice.decide(RETRY_AFTER_MS + 600)).toEqual(both);
});

test("who was blocked a moment ago does not wait in the next LIVE", () => {
  expect(new WayChoice({ ...everything, wasBlocked: true }, 0).decide(0)).toEqual(both);
});

test("a session that is lost for long", () => {
  const choice = new WayChoice(everything, 0);
  choice.connected();
  choice.showed();
  choice.disconnected(10_000);
  expect(choice.decide(10_000 + HLS_AFTER_MS - 1)).toEqual(direct);
  expect(choice.decide(10_000 + HLS_AFTER_MS)).toEqual(both);
});

test.each([
  ["a browser without WebTransport", { ...everything, hasWebTransport: false }, hls],
  ["a browser without HLS", { ...everything, hasHls: false }, direct],
] as const)("%s", (_, facts, ways) => {
  const choice = new WayChoice(facts, 0);
  for (let n = 0; n < 9; n++) choice.failed();
  expect(choice.decide(60_000)).toEqual(ways);
});

test("a codec that WebCodecs does not know may be known to HLS; after both nothing is left", () => {
  const choice = new WayChoice(everything, 0);
  choice.connected();
  choice.undecodable("webtransport");
  expect(choice.decide(10)).toEqual(hls);
  expect(choice.isHopeless).toBe(false);
  choice.undecodable("hls");
  expect(choice.decide(20)).toEqual({ webtransport: false, hls: false });
  expect(choice.isHopeless).toBe(true);
});

test("a server without HLS leaves WebTransport, however often it fails", () => {
  const choice = new WayChoice(everything, 0);
  choice.offered(false);
  for (let n = 0; n < 9; n++) {
    choice.failed();
    expect(choice.decide(n * 1_000)).toEqual(direct);
  }
});
