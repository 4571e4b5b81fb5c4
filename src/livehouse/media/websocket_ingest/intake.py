"""The recordings of one publication, one after the other, on one clock. Pure: it is told what came and when.

A page begins a new recording whenever it changes its camera, its microphone or how much it sends. What viewers get
must go on as if nothing had happened, so each recording is placed on the page's clock, and never before what was sent.
"""

from typing import Final

from livehouse.media.websocket_ingest.fmp4 import Mp4Reader
from livehouse.media.websocket_ingest.h264 import DecoderRecord, with_start_codes
from livehouse.media.websocket_ingest.samples import AudioTrack, MediaRefused, Sample, Track, VideoTrack
from livehouse.media.websocket_ingest.webm import WebmReader

# How far a recording may be ahead of the time that has passed since it began; it is told and sent by two clocks.
AHEAD_US_MAX: Final = 10_000_000
# How far its times may go back; pictures that refer to later ones go back by a few frames.
BACK_US_MAX: Final = 2_000_000
# 120 pictures and 400 packets of sound a second are more than any browser makes.
SAMPLES_PER_S_MAX: Final = 520
SAMPLES_AT_ONCE_MAX: Final = 5_000

_CONTAINERS: Final[dict[str, type[WebmReader] | type[Mp4Reader]]] = {
    "video/webm": WebmReader,
    "audio/webm": WebmReader,
    "video/x-matroska": WebmReader,
    "video/mp4": Mp4Reader,
    "audio/mp4": Mp4Reader,
}


class Intake:
    """Takes in recordings and gives their samples: ready for the relay, timed from the first recording's beginning.

    Attributes:
        overhead_bytes: how much was read so far that was no sample's: of a recording of 1 Mbit/s a tenth at most.
    """

    def __init__(self) -> None:
        self._recording: _Recording | None = None
        self._zero_us: int | None = None
        self._latest_us = -1
        self._latest_at_us = 0
        self.overhead_bytes = 0

    @property
    def tracks(self) -> tuple[Track, ...] | None:
        """What the present recording consists of; None while that is not known."""
        return None if self._recording is None else self._recording.tracks

    @property
    def buffered_bytes(self) -> int:
        """What is kept of samples that are not complete."""
        return 0 if self._recording is None else self._recording.buffered_bytes

    def begin(self, mime: str, at_us: int, now_us: int) -> None:
        """A recording begins; one that was going on is over.

        Args:
            mime: its type, as the page's MediaRecorder gives it.
            at_us: when it began, by the page's clock.
            now_us: the time here, by a clock that is never set.

        Raises:
            MediaRefused: its type is none that we read.
        """
        container = _CONTAINERS.get(mime.partition(";")[0].strip().lower())
        if container is None:
            raise MediaRefused(f"{mime[:60]!r} cannot be read; record video/webm or video/mp4")
        if self._zero_us is None:
            self._zero_us = at_us
        # The page's word counts as far as it can be true: a recording begins after the last one and not in the future.
        latest_us = self._latest_us + max(0, now_us - self._latest_at_us) + AHEAD_US_MAX
        begins_us = min(max(at_us - self._zero_us, self._latest_us + 1), latest_us)
        self._recording = _Recording(container(), begins_us, now_us)

    def end(self) -> None:
        """The recording is over; none follows for now."""
        self._recording = None

    def feed(self, data: bytes, now_us: int) -> list[Sample]:
        """The samples that these bytes of the recording complete.

        Raises:
            MediaRefused: no recording was begun, or it is unusable; the text says why.
        """
        if self._recording is None:
            raise MediaRefused("data came before the recording it belongs to was begun")
        read_bytes = self.buffered_bytes + len(data)
        samples = self._recording.feed(data, now_us)
        self.overhead_bytes += read_bytes - self.buffered_bytes - self._recording.taken_bytes
        for sample in samples:
            self._latest_us = max(self._latest_us, sample.timestamp_us)
        if samples:
            self._latest_at_us = now_us
        return samples


class _Recording:
    """One recording from its header on."""

    def __init__(self, reader: WebmReader | Mp4Reader, begins_us: int, now_us: int) -> None:
        self._reader = reader
        self._begins_us = begins_us
        self._begun_at_us = now_us
        self._first_us: int | None = None
        self._latest_us = 0
        self._count = 0
        self._has_keyframe = False
        self._records: dict[bytes, DecoderRecord] = {}
        # What the samples had in them that came last.
        self.taken_bytes = 0

    @property
    def tracks(self) -> tuple[Track, ...] | None:
        return self._reader.tracks

    @property
    def buffered_bytes(self) -> int:
        return self._reader.buffered_bytes

    def feed(self, data: bytes, now_us: int) -> list[Sample]:
        elapsed_us = max(0, now_us - self._begun_at_us)
        placed = []
        self.taken_bytes = 0
        for sample in self._reader.feed(data):
            self._count += 1
            self.taken_bytes += len(sample.payload)
            if self._count > SAMPLES_AT_ONCE_MAX + SAMPLES_PER_S_MAX * elapsed_us // 1_000_000:
                raise MediaRefused(f"there are more than {SAMPLES_PER_S_MAX} samples a second")
            time_us = self._check_time(sample.timestamp_us, elapsed_us)
            payload = self._payload(sample)
            if payload:
                placed.append(Sample(sample.track, payload, self._begins_us + time_us, sample.keyframe))
        return placed

    def _check_time(self, timestamp_us: int, elapsed_us: int) -> int:
        """The sample's time since the first one."""
        if self._first_us is None:
            self._first_us = timestamp_us
        time_us = max(0, timestamp_us - self._first_us)
        if time_us > elapsed_us + AHEAD_US_MAX:
            raise MediaRefused("the recording's time runs ahead of the clock")
        if time_us < self._latest_us - BACK_US_MAX:
            raise MediaRefused("the recording's time goes back")
        self._latest_us = max(self._latest_us, time_us)
        return time_us

    def _payload(self, sample: Sample) -> bytes:
        """What the relay is given; nothing for a picture that nobody could decode."""
        track = sample.track
        if isinstance(track, AudioTrack):
            return sample.payload
        self._has_keyframe = self._has_keyframe or sample.keyframe
        if not self._has_keyframe:
            return b""
        return self._picture(track, sample)

    def _picture(self, track: VideoTrack, sample: Sample) -> bytes:
        if track.codec != "h264":
            return sample.payload
        if track.decoder_record is None:
            if sample.payload and not sample.payload.startswith((b"\0\0\1", b"\0\0\0\1")):
                raise MediaRefused("a picture of H.264 has neither a start code nor a decoder record")
            return sample.payload
        record = self._records.get(track.decoder_record)
        if record is None:
            record = self._records[track.decoder_record] = DecoderRecord(track.decoder_record)
        return with_start_codes(sample.payload, record, keyframe=sample.keyframe)
