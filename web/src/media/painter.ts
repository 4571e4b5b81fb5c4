import type { Size } from "./fit";

/** Pictures a second on the blurred backdrop: it only carries colour. */
const BACKDROP_INTERVAL_MS = 200;
/** The backdrop's width in pixels; the blur is the browser's scaling of so small a picture. */
const BACKDROP_WIDTH = 24;

/**
 * Paints decoded frames onto a canvas, one per display refresh, and keeps the last one when the stream stops.
 *
 * Borrows frames: the caller closes them.
 */
export class Painter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #backdrop: CanvasRenderingContext2D;
  #waiting: VideoFrame | undefined;
  #request: number | undefined;
  #backdropAt_ms = 0;
  #size: Size = { width: 0, height: 0 };
  readonly #onpaint: (at_ms: number, timestamp_us: number) => void;
  readonly #onsize: (size: Size) => void;

  constructor(
    canvas: HTMLCanvasElement,
    backdrop: HTMLCanvasElement,
    onpaint: (at_ms: number, timestamp_us: number) => void,
    onsize: (size: Size) => void,
  ) {
    this.#canvas = canvas;
    this.#context = opaqueContext(canvas);
    this.#backdrop = opaqueContext(backdrop);
    this.#onpaint = onpaint;
    this.#onsize = onsize;
  }

  /** Shows `frame` at the next refresh; a frame that was still waiting is skipped. */
  paint(frame: VideoFrame, size: Size): void {
    this.#waiting?.close();
    this.#waiting = frame.clone();
    this.#size = size;
    this.#request ??= requestAnimationFrame(() => {
      this.#request = undefined;
      this.#draw();
    });
  }

  close(): void {
    if (this.#request !== undefined) cancelAnimationFrame(this.#request);
    this.#request = undefined;
    this.#waiting?.close();
    this.#waiting = undefined;
  }

  #draw(): void {
    const frame = this.#waiting;
    if (!frame) return;
    this.#waiting = undefined;
    const { width, height } = this.#size;
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
      this.#onsize(this.#size);
    }
    const now_ms = performance.now();
    this.#context.drawImage(frame, 0, 0, width, height);
    if (now_ms - this.#backdropAt_ms >= BACKDROP_INTERVAL_MS) {
      this.#backdropAt_ms = now_ms;
      this.#drawBackdrop(frame);
    }
    const timestamp_us = frame.timestamp;
    frame.close();
    this.#onpaint(now_ms, timestamp_us);
  }

  #drawBackdrop(frame: VideoFrame): void {
    const { canvas } = this.#backdrop;
    const height = Math.max(1, Math.round((BACKDROP_WIDTH * this.#size.height) / this.#size.width));
    if (canvas.height !== height || canvas.width !== BACKDROP_WIDTH) {
      canvas.width = BACKDROP_WIDTH;
      canvas.height = height;
    }
    this.#backdrop.drawImage(frame, 0, 0, BACKDROP_WIDTH, height);
  }
}

function opaqueContext(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) throw new Error("this browser gives no canvas to paint on");
  return context;
}
