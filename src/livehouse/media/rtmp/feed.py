"""From what an encoder sends to a broadcast of the relay: times put right, nothing encoded anew but a second sound."""

from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Final

import structlog

from livehouse.media.moq_adapter import FrameUnusable, LocalBroadcast, LocalTrack
from livehouse.media.rtmp.amf0 import Value
from livehouse.media.rtmp.durations import aac_shape, mp3_packet_us, opus_packet_us
from livehouse.media.rtmp.errors import ProtocolError, TooMuch, Unsupported
from livehouse.media.rtmp.flv import (
    AudioCodec,
    AudioPacket,
    AudioSetup,
    VideoCodec,
    VideoPicture,
    VideoSetup,
    parse_audio,
    parse_video,
)
from livehouse.media.rtmp.opus_maker import OpusRendition, SoundPacket, opus_head
from livehouse.media.rtmp.session import Audio, Metadata, Video
from livehouse.media.rtmp.timeline import SoundPacer, Timeline

log = structlog.get_logger(__name__)

Spawn = Callable[[str, Callable[[], Coroutine[None, None, None]]], object]
"""Runs something under a name until it ends; whoever gives it owns what it runs."""

# The first pictures are held until it is known how far they are out of order: one run of B-frames.
HELD_PICTURES: Final = 8
HELD_US: Final = 400_000
# Nobody shows a picture much later than it is decoded; what says so is mistaken.
COMPOSITION_US_MIN, COMPOSITION_US_MAX = -1_000_000, 3_000_000
# At less than ten pictures a second nobody sees them come late.
PICTURE_US_MAX: Final = 100_000
# A rendition per track of "multitrack" video. Of sound the first one is taken: players know no languages.
VIDEO_TRACKS_MAX: Final = 6
# Each change of size or codec is a new track, and players begin anew.
CHANGES_MAX: Final = 200
UNREADABLE_MAX: Final = 100
# Sound that comes first is announced alone when no picture has come for so long.
ALONE_US: Final = 1_000_000
_IN_BAND: Final = (VideoCodec.VP8, VideoCodec.VP9, VideoCodec.AV1)


@dataclass(slots=True)
class Counts:
    """What came, and what could not be passed on; `keyframes` are among the pictures."""

    pictures: int = 0
    keyframes: int = 0
    packets: int = 0
    dropped: int = 0

    def __sub__(self, earlier: "Counts") -> "Counts":
        return Counts(
            self.pictures - earlier.pictures,
            self.keyframes - earlier.keyframes,
            self.packets - earlier.packets,
            self.dropped - earlier.dropped,
        )


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a publication; the terms are those of `Upload`."""

    picture: str | None = None
    sound: str | None = None
    keyframe_every_ms: int | None = None


@dataclass(frozen=True, slots=True)
class _Hints:
    fps: float | None = None
    bits_per_s: int | None = None


class Feed:
    """Fills one broadcast from one encoder.

    Args:
        broadcast: not announced yet; it is when there is something to see or hear.
        workers: where sound is made anew.
        spawn: runs what does that.
    """

    def __init__(self, broadcast: LocalBroadcast, *, workers: Executor, spawn: Spawn) -> None:
        self.counts = Counts()
        self.timeline = Timeline()
        self._broadcast = broadcast
        self._workers = workers
        self._spawn = spawn
        self._hints = _Hints()
        self._videos: dict[int, _Pictures] = {}
        self._sound: _Sound | None = None
        self._announced = False
        self._began_us: int | None = None
        self._changes = 0
        self._unreadable = 0

    @property
    def frames_written(self) -> int:
        """How many pictures and packets of sound have gone to the relay."""
        return self.counts.pictures + self.counts.packets

    def take(self, event: Video | Audio | Metadata, came_us: int) -> None:
        """Pass on what came at `came_us`, on a monotonic clock.

        Raises:
            Unsupported: a codec that browsers do not play, or that the relay does not know.
            ProtocolError: it is too much, or many pictures and packets could not be read.
        """
        if isinstance(event, Metadata):
            self._hints = _read_hints(event.values)
            return
        self._began_us = came_us if self._began_us is None else self._began_us
        try:
            if isinstance(event, Video):
                for picture in parse_video(event.payload):
                    self._take_video(picture, event.timestamp_ms, came_us)
            else:
                for packet in parse_audio(event.payload):
                    self._take_audio(packet, event.timestamp_ms, came_us)
        except (Unsupported, TooMuch):
            raise
        except ProtocolError:
            # One that an encoder got wrong does not end a LIVE.
            self.counts.dropped += 1
            self._unreadable += 1
            if self._unreadable > UNREADABLE_MAX:
                raise
        self._announce_if_ready(came_us)

    def contents(self) -> Contents:
        """What comes, as far as it is known. Of several pictures the first one speaks for all."""
        first = self._videos[min(self._videos)] if self._videos else None
        return Contents(
            picture=None if first is None else first.codec,
            sound=None if self._sound is None else self._sound.codec,
            keyframe_every_ms=None if first is None else first.keyframe_every_ms,
        )

    def close(self) -> None:
        """End its tracks, so that viewers get what was sent to the last. The broadcast is closed by whoever made it."""
        for pictures in self._videos.values():
            pictures.finish()
        if self._sound is not None:
            self._sound.finish()

    def _take_video(self, part: VideoSetup | VideoPicture, timestamp_ms: int, came_us: int) -> None:
        pictures = self._videos.get(part.track)
        if pictures is None:
            if len(self._videos) >= VIDEO_TRACKS_MAX:
                raise TooMuch(f"more than {VIDEO_TRACKS_MAX} pictures at once")
            pictures = self._videos[part.track] = _Pictures(self._broadcast, part.track, self.counts, self._note_change)
        if isinstance(part, VideoSetup):
            pictures.set_up(part)
            return
        decoded_us = self.timeline.place(f"video {part.track}", timestamp_ms, came_us) + part.offset_us
        pictures.take(part, decoded_us, self._hints)

    def _take_audio(self, part: AudioSetup | AudioPacket, timestamp_ms: int, came_us: int) -> None:
        if part.track != 0:
            return
        if self._sound is None:
            self._sound = _Sound(self._broadcast, self.counts, self._note_change, self._workers, self._spawn)
        if isinstance(part, AudioSetup):
            self._sound.set_up(part)
        else:
            said_us = self.timeline.place("audio", timestamp_ms, came_us) + part.offset_us
            self._sound.take(part, said_us)

    def _announce_if_ready(self, came_us: int) -> None:
        if self._announced:
            return
        has_picture = any(pictures.is_shown for pictures in self._videos.values())
        waited_us = came_us - (came_us if self._began_us is None else self._began_us)
        has_sound = self._sound is not None and self._sound.is_heard
        if has_picture or (has_sound and waited_us >= ALONE_US):
            self._broadcast.announce()
            self._announced = True

    def _note_change(self) -> None:
        self._changes += 1
        if self._changes > CHANGES_MAX:
            raise TooMuch(f"more than {CHANGES_MAX} changes of size or codec")


class _Reorder:
    """How unevenly later than decoded pictures are shown, which is how far they are out of order."""

    def __init__(self) -> None:
        self._least_us: int | None = None
        self._most_us = COMPOSITION_US_MIN
        self._step_us = 0
        self._last_us: int | None = None

    @property
    def is_known(self) -> bool:
        return self._least_us is not None

    @property
    def wait_us(self) -> int:
        """How long players have to wait so that all pictures are there in time; 0 if they come in their order.

        It has a picture's length on top, as players grant it to pictures that come in order, too.
        """
        spread_us = 0 if self._least_us is None else self._most_us - self._least_us
        return spread_us + self._step_us if spread_us else 0

    def observe(self, later_us: int, decoded_us: int) -> None:
        self._least_us = later_us if self._least_us is None else min(self._least_us, later_us)
        self._most_us = max(self._most_us, later_us)
        if self._last_us is not None and decoded_us > self._last_us:
            step_us = min(decoded_us - self._last_us, PICTURE_US_MAX)
            self._step_us = min(self._step_us, step_us) if self._step_us else step_us
        self._last_us = decoded_us


class _Pictures:
    """One encoding of the picture, which may change its size or codec on the way."""

    def __init__(self, broadcast: LocalBroadcast, number: int, counts: Counts, note_change: Callable[[], None]) -> None:
        self._broadcast = broadcast
        self._name = "video" if number == 0 else f"video{number}"
        self._counts = counts
        self._note_change = note_change
        self._setup: VideoSetup | None = None
        self._track: LocalTrack | None = None
        self._track_is_for: tuple[VideoCodec, bytes] | None = None
        self._tracks_made = 0
        self._held: list[tuple[VideoPicture, int]] = []
        self._began = False
        self._reorder = _Reorder()
        self._said_us = 0
        self._keyframe_us: int | None = None
        self._between_keyframes_us = 0
        self._newest_us = 0

    @property
    def is_shown(self) -> bool:
        """Whether the relay has a picture."""
        return self._track is not None

    @property
    def codec(self) -> str | None:
        """The FourCC of what is shown."""
        return None if self._track is None or self._track_is_for is None else self._track_is_for[0].value

    @property
    def keyframe_every_ms(self) -> int | None:
        """See `Upload`."""
        if self._keyframe_us is None:
            return None
        return max(self._between_keyframes_us, self._newest_us - self._keyframe_us) // 1_000

    def set_up(self, setup: VideoSetup) -> None:
        """What the next keyframe is to be decoded by."""
        self._setup = setup

    def take(self, picture: VideoPicture, decoded_us: int, hints: _Hints) -> None:
        """Pass on a picture, or keep it until it can be."""
        has_setup = self._setup is not None and self._setup.codec is picture.codec
        if not has_setup and picture.codec not in _IN_BAND:
            self._counts.dropped += 1
            return
        record = self._setup.record if has_setup and self._setup is not None else b""
        wanted = (picture.codec, record)
        if not self._began or (picture.is_keyframe and wanted != self._track_is_for):
            if not picture.is_keyframe:
                self._counts.dropped += 1
                return
            self._change_to(wanted)
        self._held.append((picture, decoded_us))
        if self._track is None and not self._is_order_known():
            return
        for held, at_us in self._held:
            self._reorder.observe(_composition_us(held), at_us)
        for held, at_us in self._held:
            self._write(held, at_us, hints)
        self._held.clear()

    def finish(self) -> None:
        """End the track, if there is one."""
        if self._track is not None:
            self._track.finish()
            self._track = None

    def _change_to(self, wanted: tuple[VideoCodec, bytes]) -> None:
        if self._track is not None:
            self._note_change()
            self.finish()
        self._held.clear()
        self._track_is_for = wanted
        self._began = True

    def _is_order_known(self) -> bool:
        """Whether enough was seen to say how far pictures are out of order: none is, if the keyframe is not late."""
        first, first_us = self._held[0]
        held_us = self._held[-1][1] - first_us
        enough = len(self._held) >= HELD_PICTURES or held_us >= HELD_US
        return first.composition_us == 0 or self._reorder.is_known or enough

    def _write(self, picture: VideoPicture, decoded_us: int, hints: _Hints) -> None:
        track = self._track or self._new_track(hints)
        try:
            track.write(picture.data, max(decoded_us + _composition_us(picture), 0))
        except FrameUnusable:
            # Called a keyframe and none, or torn: the next real keyframe goes on.
            self._counts.dropped += 1
            return
        self._counts.pictures += 1
        self._note_keyframe(picture, decoded_us)
        if self._reorder.wait_us > self._said_us:
            self._said_us = self._reorder.wait_us
            track.say_reordered(self._said_us)

    def _note_keyframe(self, picture: VideoPicture, decoded_us: int) -> None:
        self._newest_us = decoded_us
        if not picture.is_keyframe:
            return
        self._counts.keyframes += 1
        if self._keyframe_us is not None:
            self._between_keyframes_us = decoded_us - self._keyframe_us
        self._keyframe_us = decoded_us

    def _new_track(self, hints: _Hints) -> LocalTrack:
        assert self._track_is_for is not None  # noqa: S101  # the caller has begun
        codec, record = self._track_is_for
        self._tracks_made += 1
        name = self._name if self._tracks_made == 1 else f"{self._name}.{self._tracks_made}"
        # The library reads the configuration of these from their keyframes.
        init = b"" if codec in (VideoCodec.VP8, VideoCodec.VP9) else record
        try:
            track = self._broadcast.add_pictures(
                codec.value,
                init,
                track=name,
                fps=hints.fps,
                bitrate=hints.bits_per_s,
                reordered=self._reorder.wait_us > 0,
            )
        except FrameUnusable as error:
            raise Unsupported("a picture whose decoder configuration makes no sense") from error
        self._track = track
        self._said_us = 0
        return track


class _Sound:
    """The sound as it comes and, where that is not Opus, as Opus too."""

    def __init__(
        self,
        broadcast: LocalBroadcast,
        counts: Counts,
        note_change: Callable[[], None],
        workers: Executor,
        spawn: Spawn,
    ) -> None:
        self._broadcast = broadcast
        self._counts = counts
        self._note_change = note_change
        self._workers = workers
        self._spawn = spawn
        self._setup: AudioSetup | None = None
        self._packet_us = 0.0
        self._channels = 2
        self._track: LocalTrack | None = None
        self._opus: OpusRendition | None = None
        self._tracks_made = 0
        self._pacer = SoundPacer()

    @property
    def is_heard(self) -> bool:
        """Whether the relay has a packet."""
        return self._track is not None

    @property
    def codec(self) -> str | None:
        """The FourCC of what is heard."""
        return None if self._track is None or self._setup is None else self._setup.codec.value

    def set_up(self, setup: AudioSetup) -> None:
        """What the packets from here on are to be decoded by."""
        if setup == self._setup:
            return
        if setup.codec is AudioCodec.AAC:
            shape = aac_shape(setup.record)
            self._packet_us, self._channels = shape.packet_us, 1 if shape.channels == 1 else 2
        if self._track is not None:
            self._note_change()
            self.finish()
        self._setup = setup

    def take(self, packet: AudioPacket, said_us: int) -> None:
        """Pass on a packet."""
        if packet.codec is AudioCodec.MP3 and (self._setup is None or self._setup.codec is not AudioCodec.MP3):
            self.set_up(AudioSetup(packet.track, AudioCodec.MP3, packet.data))
        if self._setup is None or self._setup.codec is not packet.codec:
            self._counts.dropped += 1
            return
        track = self._track or self._begin(self._setup)
        at_us = self._pacer.place(said_us, self._duration_us(packet))
        try:
            track.write(packet.data, at_us)
        except FrameUnusable:
            self._counts.dropped += 1
            return
        self._counts.packets += 1
        if self._opus is not None:
            self._opus.offer(SoundPacket(packet.data, at_us))

    def finish(self) -> None:
        """End the tracks there are."""
        if self._track is not None:
            self._track.finish()
            self._track = None
        if self._opus is not None:
            self._opus.finish()
            self._opus = None

    def _begin(self, setup: AudioSetup) -> LocalTrack:
        self._tracks_made += 1
        name = "audio" if self._tracks_made == 1 else f"audio.{self._tracks_made}"
        try:
            track = self._broadcast.add_sound(setup.codec.value, setup.record, track=name)
        except FrameUnusable as error:
            raise Unsupported("sound whose decoder configuration makes no sense") from error
        self._track = track
        if setup.codec is not AudioCodec.OPUS:
            second = self._broadcast.add_sound("Opus", opus_head(self._channels), track=f"{name}-opus")
            record = setup.record if setup.codec is AudioCodec.AAC else b""
            self._opus = OpusRendition(setup.codec, record, self._channels, second, self._workers)
            self._spawn("sound as Opus", self._opus.run)
        return track

    def _duration_us(self, packet: AudioPacket) -> float:
        if packet.codec is AudioCodec.OPUS:
            return opus_packet_us(packet.data)
        if packet.codec is AudioCodec.MP3:
            return mp3_packet_us(packet.data)
        return self._packet_us


def _composition_us(picture: VideoPicture) -> int:
    return picture.composition_us if COMPOSITION_US_MIN <= picture.composition_us <= COMPOSITION_US_MAX else 0


def _read_hints(values: Mapping[str, Value]) -> _Hints:
    fps, kilobits = values.get("framerate"), values.get("videodatarate")
    return _Hints(
        fps=fps if isinstance(fps, float) and 1 <= fps <= 240 else None,
        bits_per_s=round(kilobits * 1_000) if isinstance(kilobits, float) and 1 <= kilobits <= 1_000_000 else None,
    )
