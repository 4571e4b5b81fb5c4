"""The sending side: broadcasts that this process writes itself."""

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Final, Literal

import moq

# A group is a QUIC stream. One for each packet, as browsers send them, costs 50 streams a second and viewer, and a
# player throws away the earlier of two that come at once; within a group it never does.
AUDIO_FRAMES_PER_GROUP: Final = 25

# A recording whose keyframes are five seconds apart may come in pieces of that length. No player waits longer.
BURST_US_MAX: Final = 5_000_000


class FrameUnusable(Exception):
    """What was to be sent is not what its track is made of."""


Fourcc = Literal["avc1", "hvc1", "av01", "vp09", "vp08", "mp4a", "Opus", ".mp3"]
_VIDEO_BY_FOURCC: Final[Mapping[Fourcc, moq.VideoFormat]] = {
    "avc1": moq.VideoFormat.AVC1,
    "hvc1": moq.VideoFormat.HVC1,
    "av01": moq.VideoFormat.AV01,
    "vp09": moq.VideoFormat.VP9,
    "vp08": moq.VideoFormat.VP8,
}
_AUDIO_BY_FOURCC: Final[Mapping[Fourcc, moq.AudioFormat]] = {
    "mp4a": moq.AudioFormat.AAC,
    "Opus": moq.AudioFormat.OPUS,
    ".mp3": moq.AudioFormat.MP3,
}

VideoCodec = Literal["h264", "vp8", "vp9"]
_IN_BAND: Final[Mapping[VideoCodec, moq.VideoFormat]] = {
    "h264": moq.VideoFormat.AVC3,
    "vp8": moq.VideoFormat.VP8,
    "vp9": moq.VideoFormat.VP9,
}


class LocalTrack:
    """A track written by this process: encoded frames with the time of each."""

    def __init__(self, inner: moq.MediaProducer, *, frames_per_group: int | None = None) -> None:
        self._inner = inner
        self._frames_per_group = frames_per_group
        self._written = 0
        self._told_first_us: int | None = None
        self.bytes_written = 0

    def write(self, frame: bytes, timestamp_us: int) -> None:
        """Hand over one encoded frame; it is with the viewers at once.

        Raises:
            FrameUnusable: the library cannot make a frame of it.
        """
        try:
            if self._frames_per_group is not None and self._written and self._written % self._frames_per_group == 0:
                self._inner.cut()
            self._inner.write_frame(frame, timestamp_us)
        except moq.Error as error:
            raise FrameUnusable(str(error)) from error
        self._written += 1
        self.bytes_written += len(frame)

    def is_wanted(self) -> bool:
        """Whether anybody is subscribed to it; nobody is, once it was finished. Costs 4 µs."""
        try:
            return self._inner.demand().is_used()
        except moq.Error:
            return False

    def say_reordered(self, by_us: int) -> None:
        """Say in the catalog that pictures are sent up to `by_us` earlier than their times suggest, as with B-frames.

        Players wait that much longer. The library knows a jitter only, which it measures between two arrivals.
        """
        self._inner.flush(by_us)
        self._inner.flush(0)

    def finish(self) -> None:
        """End the track; it is no longer in the catalog. May be repeated."""
        with contextlib.suppress(moq.Error):
            self._inner.finish()

    def tell_burst(self, burst_us: int, now_us: int) -> None:
        """Say in the catalog that frames come many at once, `burst_us` of them, for players to wait that much longer.

        What was said before only ever grows. `now_us` is by a clock that is never set.
        """
        # The library measures how far handing over a frame is behind the frame's time, and would keep the worst hiccup
        # for ever. So it is shown two times of our own, as far apart as players are to wait, and nothing else.
        if self._told_first_us is None:
            self._told_first_us = now_us - BURST_US_MAX
        punctual_us = now_us - self._told_first_us
        self._inner.flush(punctual_us)
        self._inner.flush(punctual_us - min(burst_us, BURST_US_MAX))


class LocalBroadcast:
    """A broadcast that this process writes itself, under a name in a room's origin."""

    def __init__(self, inner: moq.BroadcastProducer) -> None:
        self._inner = inner
        self._tracks: list[LocalTrack] = []
        self._over = asyncio.Event()

    @property
    def bytes_written(self) -> int:
        """How much was written to all of its tracks."""
        return sum(track.bytes_written for track in self._tracks)

    @property
    def is_over(self) -> bool:
        """Whether it was closed, by whoever made it or because somebody newer took its place."""
        return self._over.is_set()

    async def until_over(self) -> None:
        """Wait until it is closed."""
        await self._over.wait()

    def add_pictures(
        self, fourcc: Fourcc, record: bytes, *, track: str, fps: float | None, bitrate: int | None, reordered: bool
    ) -> LocalTrack:
        """Add a picture as containers hold it; `record` is its decoder record (avcC, hvcC, av1C), if it has one.

        Args:
            fps, bitrate: for the catalog, if the encoder says so.
            reordered: whether pictures come in another order than they are shown in.

        Raises:
            FrameUnusable: the library does not understand the record.
        """
        hint = moq.VideoHint(framerate=fps, bitrate=bitrate, optimize_for_latency=not reordered)
        try:
            inner = self._inner.publish_video(_VIDEO_BY_FOURCC[fourcc], record, hint=hint, track=track)
        except moq.Error as error:
            raise FrameUnusable(str(error)) from error
        return self._added(LocalTrack(inner))

    def add_sound(self, fourcc: Fourcc, record: bytes, *, track: str) -> LocalTrack:
        """Add sound as containers hold it; `record` is AudioSpecificConfig, OpusHead, or MP3's first frame.

        Raises:
            FrameUnusable: the library does not understand the record.
        """
        try:
            inner = self._inner.publish_audio(_AUDIO_BY_FOURCC[fourcc], record, track=track)
        except moq.Error as error:
            raise FrameUnusable(str(error)) from error
        return self._added(LocalTrack(inner, frames_per_group=AUDIO_FRAMES_PER_GROUP))

    def add_h264(self, decoder_record: bytes, *, width_px: int, height_px: int, fps: float, bitrate: int) -> LocalTrack:
        """Add a picture: H.264 with length prefixes; `decoder_record` is the avcC box's content (ISO/IEC 14496-15)."""
        hint = moq.VideoHint(
            coded=moq.Dimensions(width=width_px, height=height_px),
            bitrate=bitrate,
            framerate=fps,
            optimize_for_latency=True,
        )
        track = self._inner.publish_video(moq.VideoFormat.AVC1, decoder_record, hint=hint, track="video")
        return self._added(LocalTrack(track))

    def add_opus(self, header: bytes) -> LocalTrack:
        """Add sound: Opus packets; `header` is the identification header (RFC 7845, section 5.1)."""
        track = self._inner.publish_audio(moq.AudioFormat.OPUS, header, track="audio")
        return self._added(LocalTrack(track, frames_per_group=AUDIO_FRAMES_PER_GROUP))

    def add_video(self, codec: VideoCodec) -> LocalTrack:
        """Add a picture that says itself how large it is, at each keyframe, and may change that.

        H.264 comes with start codes, and its parameter sets before each keyframe (ITU-T H.264, annex B).
        """
        return self._added(LocalTrack(self._inner.publish_video(_IN_BAND[codec], b"", track="video")))

    def add_aac(self, configuration: bytes) -> LocalTrack:
        """Add sound: AAC access units; `configuration` is the AudioSpecificConfig (ISO/IEC 14496-3).

        Raises:
            FrameUnusable: the library does not understand it.
        """
        try:
            track = self._inner.publish_audio(moq.AudioFormat.AAC, configuration, track="audio")
        except moq.Error as error:
            raise FrameUnusable(str(error)) from error
        return self._added(LocalTrack(track, frames_per_group=AUDIO_FRAMES_PER_GROUP))

    def announce(self) -> None:
        """Let viewers see it; after its tracks were added."""
        self._inner.announce()

    def close(self) -> None:
        """End it for good. May be repeated."""
        self._inner.close()
        self._over.set()

    def _added(self, track: LocalTrack) -> LocalTrack:
        self._tracks.append(track)
        return track
