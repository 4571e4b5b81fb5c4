import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CameraReader } from "./camera_frames";

class Frame {
  static readonly open = new Set<Frame>();
  readonly timestamp: number;
  constructor(_of: Frame | null, { timestamp }: { timestamp: number }) {
    this.timestamp = timestamp;
    Frame.open.add(this);
  }
  close() {
    Frame.open.delete(this);
  }
}

let camera: ReadableStreamDefaultController<VideoFrame>;
let reader: CameraReader;

beforeEach(() => {
  vi.stubGlobal("VideoFrame", Frame);
  const stream = new ReadableStream<VideoFrame>({
    start(controller) {
      camera = controller;
    },
  });
  reader = new CameraReader(stream.getReader());
});

afterEach(() => {
  vi.unstubAllGlobals();
  Frame.open.clear();
});

function show(timestamp: number) {
  camera.enqueue(new Frame(null, { timestamp }) as unknown as VideoFrame);
}

test("pictures come with the page's time, and the camera's own are closed", async () => {
  vi.spyOn(performance, "now").mockReturnValueOnce(5_000);
  show(70_000);
  show(103_333);
  const first = await reader.read();
  const second = await reader.read();
  expect([first.value?.timestamp, second.value?.timestamp]).toEqual([5_000_000, 5_033_333]);
  expect(Frame.open.size).toBe(2);
});

test("nothing stays open when it ends, whoever was waiting for a picture", async () => {
  show(1);
  const waiting = reader.read();
  // The picture is on its way to who reads, and they have gone.
  await reader.cancel();
  expect(await waiting).toEqual({ done: true, value: undefined });
  expect(Frame.open.size).toBe(0);
});

test("the last picture is closed though nobody came for another", async () => {
  show(1);
  const last = await reader.read();
  expect(Frame.open.size).toBe(1);
  await reader.cancel();
  expect(last.done).toBe(false);
  expect(Frame.open.size).toBe(0);
});

test("a camera that is unplugged ends it", async () => {
  camera.close();
  expect(await reader.read()).toEqual({ done: true, value: undefined });
});
