import { chooseFormat, RECORDING_MIN_S, type RecordingFormat, recordingName } from "../../state/recording";
import { videoSecondsMax } from "../../upload/limits";

const TICK_MS = 100;
/** Enough for a phone's picture of 720p; three minutes of it stay far below what is taken. */
const BITS_PER_SECOND = 4_000_000;
/** So often what is recorded is handed over; all at the end would be held twice in memory. */
const PART_MS = 1_000;

/** Records a camera and a microphone into a file. */
export class Recorder {
  recording = $state(false);
  recorded_s = $state(0);
  readonly format: RecordingFormat | null =
    typeof MediaRecorder === "undefined" ? null : chooseFormat((mime) => MediaRecorder.isTypeSupported(mime));
  #recorder: MediaRecorder | null = null;
  #timer: number | undefined;
  readonly #onfile: (file: File) => void;

  /** `onfile` gets what was recorded, unless it is too short to be anything. */
  constructor(onfile: (file: File) => void) {
    this.#onfile = onfile;
  }

  start(tracks: readonly MediaStreamTrack[]): void {
    const { format } = this;
    if (!format || this.recording) return;
    const parts: Blob[] = [];
    const recorder = new MediaRecorder(new MediaStream([...tracks]), {
      mimeType: format.mime,
      videoBitsPerSecond: BITS_PER_SECOND,
    });
    recorder.ondataavailable = ({ data }) => {
      if (data.size > 0) parts.push(data);
    };
    recorder.onstop = () => {
      const long = this.recorded_s >= RECORDING_MIN_S;
      this.#rest();
      if (!long) return;
      this.#onfile(new File(parts, recordingName(new Date(), format), { type: format.mime.split(";")[0] ?? "" }));
    };
    this.#recorder = recorder;
    recorder.start(PART_MS);
    const began_ms = performance.now();
    this.recording = true;
    this.#timer = window.setInterval(() => {
      this.recorded_s = (performance.now() - began_ms) / 1_000;
      if (this.recorded_s >= videoSecondsMax()) this.stop();
    }, TICK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    if (this.#recorder?.state === "recording") this.#recorder.stop();
  }

  #rest(): void {
    clearInterval(this.#timer);
    this.recording = false;
    this.recorded_s = 0;
  }
}
