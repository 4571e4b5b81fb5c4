/**
 * A camera's pictures for `@moq/publish`, in place of what it makes of them itself (camera_frames_plugin.ts puts it in).
 *
 * The package pipes them through a transform, and whatever is on its way there when the studio closes is closed by
 * nobody: the browser complains of each, and a camera that misses some of its few pictures stalls. Here every picture
 * is closed, whoever has it last.
 */
export function cameraFrames(track: MediaStreamTrack): { getReader(): CameraReader } {
  return { getReader: () => new CameraReader(new window.MediaStreamTrackProcessor({ track }).readable.getReader()) };
}

type Picture = { done: false; value: VideoFrame } | { done: true; value: undefined };
const NO_MORE: Picture = { done: true, value: undefined };

export class CameraReader {
  readonly #reader: ReadableStreamDefaultReader<VideoFrame>;
  /** What to add to the camera's times to have the page's, in microseconds, so that sound and picture share a clock. */
  #offset_us: number | undefined;
  #given: VideoFrame | undefined;
  #cancelled = false;

  constructor(reader: ReadableStreamDefaultReader<VideoFrame>) {
    this.#reader = reader;
  }

  /** The next picture; whoever gets it closes it when they have the one after it. */
  async read(): Promise<Picture> {
    const { value: frame } = await this.#reader.read();
    if (!frame) return NO_MORE;
    if (this.#cancelled) {
      frame.close();
      return NO_MORE;
    }
    this.#offset_us ??= performance.now() * 1_000 - frame.timestamp;
    this.#given = new VideoFrame(frame, { timestamp: frame.timestamp + this.#offset_us });
    frame.close();
    return { done: false, value: this.#given };
  }

  /** Ends it. The last picture is closed as well: whoever waits for it may have gone. */
  async cancel(): Promise<void> {
    this.#cancelled = true;
    this.#given?.close();
    await this.#reader.cancel();
  }
}

declare global {
  interface Window {
    MediaStreamTrackProcessor: new (init: { track: MediaStreamTrack }) => { readable: ReadableStream<VideoFrame> };
  }
}
