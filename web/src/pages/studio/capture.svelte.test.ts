import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Capture } from "./capture.svelte";

/** A browser whose devices open when the test says so. */
class Browser {
  asked: ("camera" | "microphone")[] = [];
  opened: Track[] = [];
  #answers: ((track: Track) => void)[] = [];
  readonly listeners = new Set<EventListenerOrEventListenerObject>();

  readonly mediaDevices = {
    getUserMedia: ({ video }: MediaStreamConstraints) => {
      this.asked.push(video ? "camera" : "microphone");
      return new Promise((resolve) => {
        this.#answers.push((track) => resolve({ getVideoTracks: () => [track], getAudioTracks: () => [track] }));
      });
    },
    enumerateDevices: () => Promise.resolve([]),
    addEventListener: (
      _: string,
      listener: EventListenerOrEventListenerObject,
      { signal }: AddEventListenerOptions = {},
    ) => {
      this.listeners.add(listener);
      signal?.addEventListener("abort", () => this.listeners.delete(listener));
    },
  };

  /** Lets the request that has waited longest, or the one at `index`, have its device. */
  async grant(index = 0): Promise<Track> {
    await turn();
    const track = new Track();
    this.opened.push(track);
    this.#answers.splice(index, 1)[0]?.(track);
    await turn();
    return track;
  }

  get running(): number {
    return this.opened.filter(({ running }) => running).length;
  }
}

class Track extends EventTarget {
  running = true;
  contentHint = "";

  stop(): void {
    this.running = false;
  }

  getSettings() {
    return { facingMode: "user" };
  }
}

const turn = () => new Promise((resolve) => setTimeout(resolve));

let browser: Browser;
let capture: Capture;

beforeEach(() => {
  browser = new Browser();
  vi.stubGlobal("navigator", { mediaDevices: browser.mediaDevices });
  vi.stubGlobal("isSecureContext", true);
  vi.stubGlobal("document", new EventTarget());
  vi.stubGlobal("window", globalThis);
  capture = new Capture();
  // The meter listens through an AudioContext, which Node has not.
  capture.setMetering(false);
});

afterEach(() => {
  capture.stop();
  vi.unstubAllGlobals();
});

test("opens the camera, then the microphone", async () => {
  const started = capture.start();
  const camera = await browser.grant();
  const microphone = await browser.grant();
  await started;
  expect(browser.asked).toEqual(["camera", "microphone"]);
  expect(capture.camera).toBe(camera);
  expect(capture.microphone).toBe(microphone);
});

test("who leaves while the camera is asked for is not asked for the microphone", async () => {
  const started = capture.start();
  capture.stop();
  await browser.grant();
  await started;
  expect(browser.asked).toEqual(["camera"]);
  expect(browser.running).toBe(0);
  expect(capture.opening).toBe(false);
});

test("of two changes of camera that overlap, the later one stays and nothing else runs", async () => {
  const started = capture.start();
  await browser.grant();
  await browser.grant();
  await started;
  const flips = Promise.all([capture.flip(), capture.flip()]);
  // The later request is answered first.
  const later = await browser.grant(1);
  await browser.grant();
  await flips;
  expect(capture.camera).toBe(later);
  expect(browser.running).toBe(2);
});

test("of two changes of microphone that overlap, the later one stays and nothing else runs", async () => {
  const started = capture.start();
  await browser.grant();
  await browser.grant();
  await started;
  const changes = Promise.all([capture.chooseMode("music"), capture.chooseMode("voice")]);
  const later = await browser.grant(1);
  await browser.grant();
  await changes;
  expect(capture.microphone).toBe(later);
  expect(browser.running).toBe(2);
});

test("changing the camera does not call off a microphone that is just opening", async () => {
  const started = capture.start();
  await browser.grant();
  const flipped = capture.flip();
  const microphone = await browser.grant();
  await browser.grant();
  await Promise.all([started, flipped]);
  expect(capture.microphone).toBe(microphone);
  expect(browser.running).toBe(2);
});

test("starting again listens once to what is plugged in", async () => {
  for (let time = 0; time < 2; time++) {
    const started = capture.start();
    if (time === 0) {
      await browser.grant();
      await browser.grant();
    }
    await started;
  }
  expect(browser.listeners.size).toBe(1);
});
