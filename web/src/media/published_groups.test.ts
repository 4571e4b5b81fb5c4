import type { Net } from "@moq/publish";
import { beforeAll, expect, test, vi } from "vitest";

let moq: typeof import("@moq/publish");
let groups: typeof import("./published_groups");

beforeAll(async () => {
  // The packages ask which browser they are in as soon as they are loaded.
  vi.stubGlobal("navigator", { userAgent: "test" });
  moq = await import("@moq/publish");
  groups = await import("./published_groups");
});

/** What the relay gets to publish into; subscribing here is what the relay would do over the network. */
function publishThrough(arranged: InstanceType<typeof groups.PublishedGroups>): Net.Broadcast {
  const published: Net.Broadcast[] = [];
  const session = { publish: (_: unknown, broadcast: Net.Broadcast) => published.push(broadcast) };
  arranged.arrange(session as unknown as Net.Connection.Established);
  const broadcast = new moq.Net.Broadcast();
  session.publish(moq.Net.Path.from("host"), broadcast);
  expect(published).toEqual([broadcast]);
  return broadcast;
}

const frame = new Uint8Array([1]);

test("a track's groups go on counting when it is subscribed to anew, also over another session", () => {
  const arranged = new groups.PublishedGroups();
  const broadcast = publishThrough(arranged);
  const first = broadcast.subscribe("video/hd", 60);
  expect([first.appendGroup(), first.appendGroup()].map((group) => group.sequence)).toEqual([0, 1]);
  expect(broadcast.subscribe("video/hd", 60).appendGroup().sequence).toBe(2);
  expect(broadcast.subscribe("video/sd", 60).appendGroup().sequence).toBe(0);
  expect(publishThrough(arranged).subscribe("video/hd", 60).appendGroup().sequence).toBe(3);
});

test("sound fills a group with ten packets before it begins the next", async () => {
  const track = publishThrough(new groups.PublishedGroups()).subscribe(moq.Audio.Encoder.TRACK, 80);
  for (let packet = 0; packet < 25; packet++) track.writeFrame(frame);
  track.close();
  const packets: number[] = [];
  for (let group = await track.recvGroup(); group; group = await track.recvGroup()) {
    let count = 0;
    while (await group.readFrame()) count += 1;
    packets.push(count);
  }
  expect(packets).toEqual([10, 10, 5]);
});

test("other tracks keep one frame to a group where they write so", () => {
  const track = publishThrough(new groups.PublishedGroups()).subscribe("catalog.json", 100);
  track.writeFrame(frame);
  track.writeFrame(frame);
  expect(track.state.groups.peek().map((group) => group.sequence)).toEqual([0, 1]);
});

test("sound goes on in another group where the network lets go of one", async () => {
  const track = publishThrough(new groups.PublishedGroups()).subscribe(moq.Audio.Encoder.TRACK, 80);
  track.writeFrame(frame);
  const first = await track.recvGroup();
  first?.close(new Error("nobody wants it any more"));
  // Still in the same turn, and in one of those that follow.
  track.writeFrame(frame);
  await first?.closed;
  await Promise.resolve();
  track.writeFrame(frame);
  const second = await track.recvGroup();
  expect(second?.sequence).toBe(1);
  expect(await second?.readFrame()).toEqual(frame);
});

test("pictures that come out of an encoder for a group that the network let go of are counted as lost", async () => {
  const arranged = new groups.PublishedGroups();
  const track = publishThrough(arranged).subscribe("video/hd", 60);
  const group = track.appendGroup();
  group.writeFrame(frame);
  group.close(new Error("too late"));
  group.writeFrame(frame);
  group.writeFrame(frame);
  expect(arranged.meter.read()).toMatchObject({ frames_lost: 3, waiting_bytes: 0 });
});

test.each(["audio/data", "video/hd", "catalog.json"])("what %s is given after it was closed is nobody's", (name) => {
  const arranged = new groups.PublishedGroups();
  const track = publishThrough(arranged).subscribe(name, 60);
  track.writeFrame(frame);
  track.close();
  track.writeFrame(frame);
  const late = track.appendGroup();
  late.writeFrame(frame);
  late.close();
  expect(track.state.groups.peek().length).toBe(1);
  expect(arranged.meter.read().frames_lost).toBe(0);
});
