import { ApiError } from "../../net/api";
import { nothingWatched, PIECES_MAX, pause, toReport, type Watched, watch, watchedSeconds } from "../../state/watched";

/** So often the server is told, while something new was watched. */
export const REPORT_INTERVAL_MS = 5_000;
/** Less is not worth a word: somebody swiped past. */
const WORTH_TELLING_S = 0.25;

/** What the reporter says, and how; the page gives it the server's, a test its own. */
export interface PlayLine {
  begin: (videoId: string) => Promise<string>;
  tell: (videoId: string, playId: string, watched: [number, number][]) => Promise<void>;
  /** For a page that goes away: it cannot wait for an answer. */
  tellLeaving: (videoId: string, playId: string, watched: [number, number][]) => void;
}

/**
 * Tells the server which seconds of one video one viewer watched: every five seconds, on a pause, and on leaving. Each
 * report is the whole play, so one that is lost is made good by the next.
 */
export class PlayReporter {
  readonly #videoId: string;
  readonly #line: PlayLine;
  #watched: Watched = nothingWatched;
  #playId: string | null = null;
  #beginning: Promise<void> | null = null;
  #told_s = 0;
  #asked = false;
  #refused = false;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(videoId: string, line: PlayLine) {
    this.#videoId = videoId;
    this.#line = line;
  }

  /** The video plays and is at this second; called as often as the player says so. */
  at(position_s: number): void {
    // Once by itself, then with the reports: a line that is away is not asked four times a second.
    if (!this.#asked) this.#beginning ??= this.#begin();
    this.#asked = true;
    this.#timer ??= setInterval(() => void this.report(), REPORT_INTERVAL_MS);
    this.#watched = watch(this.#watched, position_s);
    if (this.#watched.pieces.length >= PIECES_MAX) this.#beginAnother();
  }

  paused(): void {
    this.#watched = pause(this.#watched);
    void this.report();
  }

  /** Tells what is new. What cannot be told is told with the next report. */
  async report(): Promise<void> {
    if (this.#refused || !this.#hasNews()) return;
    if (this.#playId === null) {
      this.#beginning ??= this.#begin();
      await this.#beginning;
    }
    const playId = this.#playId;
    if (playId === null) return;
    const watched = this.#watched;
    const seconds = watchedSeconds(watched);
    try {
      await this.#line.tell(this.#videoId, playId, toReport(watched));
      this.#told_s = Math.max(this.#told_s, seconds);
    } catch (error) {
      // Numbers are not worth a word to the viewer; the next report carries these seconds too.
      if (error instanceof ApiError && error.code === "no_such_play" && this.#playId === playId) this.#forget();
    }
  }

  /** The page is hidden or goes away; it may come back. */
  left(): void {
    this.#watched = pause(this.#watched);
    if (!this.#hasNews() || this.#playId === null) return;
    this.#told_s = watchedSeconds(this.#watched);
    this.#line.tellLeaving(this.#videoId, this.#playId, toReport(this.#watched));
  }

  /** Another video is watched now. */
  close(): void {
    clearInterval(this.#timer);
    this.paused();
  }

  #hasNews(): boolean {
    return watchedSeconds(this.#watched) - this.#told_s >= WORTH_TELLING_S;
  }

  async #begin(): Promise<void> {
    try {
      this.#playId = await this.#line.begin(this.#videoId);
    } catch (error) {
      // Asked again with the next report, unless the video is gone or not for this viewer.
      this.#refused = error instanceof ApiError && (error.status === 404 || error.status === 403);
      this.#beginning = null;
    }
  }

  /** So many jumps fill one play: it is told and closed, and the next one counts on. */
  #beginAnother(): void {
    const playId = this.#playId;
    if (playId !== null) {
      this.#line.tell(this.#videoId, playId, toReport(this.#watched)).catch(() => undefined);
    }
    this.#watched = nothingWatched;
    this.#forget();
  }

  #forget(): void {
    this.#told_s = 0;
    this.#asked = false;
    this.#playId = null;
    this.#beginning = null;
  }
}
