import { ApiError, api } from "../net/api";
import { Backoff } from "../net/backoff";
import type { NewVideo, Video } from "../net/types";
import { session } from "../session/session.svelte";
import {
  beginSending,
  corrected,
  isSameFile,
  nextPiece,
  pieceArrived,
  pieceLost,
  type Sending,
  sentShare,
} from "../state/upload";
import { dropFile, keepFile, keptFile } from "./kept_file";
import { forgetPending, keepPending, type Pending, readAllPending, readPending } from "./pending";

/**
 * `sending` and `waiting` (for the line to come back) go on by themselves; `asking` needs the file again, because a
 * reload took it and the browser could not keep it; `elsewhere`: another tab sends it.
 */
export type UploadStep =
  | "none"
  | "beginning"
  | "sending"
  | "waiting"
  | "asking"
  | "elsewhere"
  | "processing"
  | "ready"
  | "refused"
  | "failed";

const BACKOFF = { base_ms: 1_000, max_ms: 15_000, random: Math.random };
const LOOK_INTERVAL_MS = 1_000;
/** The server has said so often that it has another amount: something is wrong that sending again does not cure. */
const CORRECTIONS_MAX = 5;
const LOCK = "livehouse.upload";

/** Takes one video to the server, whatever the line does meanwhile, and sees it through until it is ready. */
export class Uploader {
  step: UploadStep = $state("none");
  video: Video | null = $state.raw(null);
  name = $state("");
  /** Why it failed for good. */
  error: unknown = $state.raw(null);
  #sending: Sending | null = $state.raw(null);
  #turn = new AbortController();
  #ondone: (video: Video) => void;

  /** `ondone` hears once of a video that is ready or refused. */
  constructor(ondone: (video: Video) => void = () => undefined) {
    this.#ondone = ondone;
  }

  readonly busy = $derived(["beginning", "sending", "waiting", "processing"].includes(this.step));
  /** Of the upload, 0 to 1. */
  readonly sent = $derived.by(() => {
    if (this.#sending) return sentShare(this.#sending);
    return ["processing", "ready", "refused"].includes(this.step) ? 1 : 0;
  });

  async begin(file: Blob, name: string, form: Pick<NewVideo, "caption" | "visibility">): Promise<void> {
    const signal = this.#anew();
    this.name = name;
    this.step = "beginning";
    try {
      const video = await api.videos.create({ ...form, size_bytes: file.size, file_name: name });
      if (signal.aborted) return;
      this.video = video;
      const account_id = session.me?.id ?? video.author.id;
      keepPending({ video_id: video.id, account_id, name, size_bytes: file.size });
      // Nobody waits for it: the upload begins while the copy is made.
      const others = readAllPending().map(({ video_id }) => video_id);
      void keepFile(video.id, file, others);
      await this.#sendAlone(file, signal);
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    }
  }

  /** Goes on with what an earlier page has begun. */
  async resume(): Promise<void> {
    const pending = readPending(session.me?.id);
    if (!pending || this.step !== "none") return;
    const signal = this.#anew();
    this.name = pending.name;
    this.step = "beginning";
    const video = await this.#lookUp(pending, signal);
    if (signal.aborted) return;
    if (!video) {
      this.step = "none";
      return;
    }
    this.video = video;
    if (video.state !== "uploading") return this.#settle(video, signal);
    this.#sending = beginSending(video.size_bytes, video.uploaded_bytes);
    const file = await keptFile(video.id);
    if (signal.aborted) return;
    if (file?.size !== video.size_bytes) {
      this.step = "asking";
      return;
    }
    await this.#sendAlone(file, signal);
  }

  /** The file was chosen again. False if it is another one. */
  offer(file: File): boolean {
    const { video } = this;
    if (!video || !isSameFile(file, { name: this.name, size_bytes: video.size_bytes })) return false;
    void this.#sendAlone(file, this.#anew(video));
    return true;
  }

  /** Stops, and takes back at the server what has arrived. */
  async cancel(): Promise<void> {
    const { video } = this;
    this.dismiss();
    if (video) await api.videos.remove(video.id);
  }

  /** Tries again what has failed for a reason that may have gone. */
  async retry(): Promise<void> {
    this.step = "none";
    await this.resume();
  }

  /** Done with it: ready for the next one. */
  dismiss(): void {
    const { video } = this;
    this.putAside();
    if (video) this.#forget(video.id);
  }

  /** Somebody else is signed in now: it waits for its owner. */
  putAside(): void {
    this.#turn.abort();
    this.step = "none";
    this.video = null;
    this.#sending = null;
    this.error = null;
  }

  async #lookUp(pending: Pending, signal: AbortSignal): Promise<Video | null> {
    const backoff = new Backoff(BACKOFF);
    while (!signal.aborted) {
      try {
        return await api.videos.get(pending.video_id);
      } catch (error) {
        if (!mayPass(error)) {
          // It was removed meanwhile, elsewhere or for its age.
          this.#forget(pending.video_id);
          return null;
        }
        this.step = "waiting";
        await lineBack(backoff.next(), signal);
      }
    }
    return null;
  }

  /** Of several tabs one sends. The others wait for its end, and go on with what it has left. */
  async #sendAlone(file: Blob, signal: AbortSignal): Promise<void> {
    if (!("locks" in navigator)) return this.#send(file, signal);
    this.step = "elsewhere";
    try {
      await navigator.locks.request(LOCK, { signal }, () => this.#send(file, signal));
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    }
  }

  async #send(file: Blob, signal: AbortSignal): Promise<void> {
    const { video } = this;
    if (!video) return;
    let sending = beginSending(file.size, this.#sending?.uploaded_bytes ?? video.uploaded_bytes);
    let corrections = 0;
    const backoff = new Backoff(BACKOFF);
    this.step = "sending";
    for (let piece = nextPiece(sending); piece && !signal.aborted; piece = nextPiece(sending)) {
      this.#sending = sending;
      const began_ms = performance.now();
      try {
        const bytes = file.slice(piece.from, piece.to, "application/octet-stream");
        const answer = await api.videos.putBytes(video.id, piece.from, bytes, signal);
        this.step = "sending";
        this.video = answer;
        if (answer.state !== "uploading") break;
        sending = pieceArrived(sending, answer.uploaded_bytes, performance.now() - began_ms);
        backoff.reset();
        corrections = 0;
      } catch (error) {
        if (signal.aborted) return;
        const here = uploadedBytes(error);
        if (here !== null && corrections < CORRECTIONS_MAX) {
          corrections += 1;
          sending = corrected(sending, here);
        } else if (error instanceof ApiError && error.code === "upload_finished") {
          break;
        } else if (mayPass(error) && here === null) {
          sending = pieceLost(sending);
          this.step = "waiting";
          await lineBack(backoff.next(), signal);
        } else {
          return this.#fail(error);
        }
      }
    }
    if (signal.aborted) return;
    this.#sending = null;
    void dropFile(video.id);
    await this.#follow(video.id, signal);
  }

  /** Looks at the processing until it has come to its end. */
  async #follow(id: string, signal: AbortSignal): Promise<void> {
    this.step = "processing";
    while (!signal.aborted) {
      try {
        const video = await api.videos.get(id);
        if (signal.aborted) return;
        if (video.state !== "processing" && video.state !== "uploading") return await this.#settle(video, signal);
        this.video = video;
      } catch (error) {
        if (!mayPass(error)) return this.#fail(error);
      }
      await lineBack(LOOK_INTERVAL_MS, signal);
    }
  }

  async #settle(video: Video, signal: AbortSignal): Promise<void> {
    if (video.state === "processing" || video.state === "uploading") return this.#follow(video.id, signal);
    this.video = video;
    this.#sending = null;
    this.step = video.state;
    this.#forget(video.id);
    this.#ondone(video);
  }

  #fail(error: unknown): void {
    this.error = error;
    this.step = "failed";
    // What the server does not know any more cannot be gone on with.
    if (error instanceof ApiError && error.status === 404 && this.video) this.#forget(this.video.id);
  }

  /** Only this one: another tab may have its own under way. */
  #forget(videoId: string): void {
    forgetPending(videoId);
    void dropFile(videoId);
  }

  #anew(video: Video | null = null): AbortSignal {
    this.#turn.abort();
    this.#turn = new AbortController();
    this.video = video;
    this.#sending = video && beginSending(video.size_bytes, video.uploaded_bytes);
    this.error = null;
    return this.#turn.signal;
  }
}

/** Whether the same request may succeed later: no answer came, or the server asks for patience. */
function mayPass(error: unknown): boolean {
  return error instanceof ApiError && (error.retry || error.status === 0 || error.status >= 500);
}

/** What the server says that it has, where it has refused bytes that do not follow on it. */
function uploadedBytes(error: unknown): number | null {
  if (!(error instanceof ApiError) || error.code !== "offset_mismatch") return null;
  const { uploaded_bytes } = error.details;
  return typeof uploaded_bytes === "number" ? uploaded_bytes : null;
}

/** Waits, but no longer than until the line is back. */
function lineBack(wait_ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, wait_ms);
    addEventListener("online", done);
    signal.addEventListener("abort", done);
  });
}
