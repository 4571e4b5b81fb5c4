"""Cuts what a host sends into parts and segments. Pure but for the encoder of sound; runs in a thread.

A part is some 0.3 s, a segment some 2 s, cut at a keyframe where there is one in time. Sound is in each picture's
segments, as the small player of the pages plays no sound that comes beside the picture, and in a rendition of its own.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog

from livehouse.media.moq_adapter import AudioRendition, VideoRendition
from livehouse.media.packager.boxes import Sample, TrackRun, fragment, init_segment
from livehouse.media.packager.order import DecodeTimes
from livehouse.media.packager.parameter_sets import ParametersUnusable
from livehouse.media.packager.pictures import CannotCarry, PictureFormat, PictureReader, picture_reader, reads_alike
from livehouse.media.packager.segment import Kind, Track
from livehouse.media.packager.sound import Sound, open_sound
from livehouse.media.tap import Rendition, TappedFrame

log = structlog.get_logger(__name__)

VIDEO_TIMESCALE: Final = 90_000
SOUND: Final = "audio"
# Behind the name of a picture that is packed without the sound, for those who keep both.
ALONE: Final = "-alone"
PART_US_MAX: Final = 334_000
# Keyframes every 2 s, more or less, make the segments; the playlist says "2", to which 2.49 is still rounded.
SEGMENT_US_MIN: Final = 1_500_000
SEGMENT_US_MAX: Final = 2_480_000
# The first one is short, as players want a whole segment before they begin.
FIRST_US_MAX: Final = 1_010_000
# 20 Mbit/s have 5 MB in 2 s; past this a segment ends whatever its time.
SEGMENT_BYTES_MAX: Final = 24_000_000
# Pictures wait so long for their sound; then they get silence.
SOUND_WAIT_US: Final = 500_000
STEP_US: Final = 33_333
# A frame that stays for longer than this is not stretched: there is nothing in between.
STILL_US_MAX: Final = SEGMENT_US_MAX
# Sound that is so far ahead of the picture is no longer waited with: the picture has stopped, and its last keyframe is
# shown on. A picture that is merely late is given up by the relay after 3 s.
HOLD_AFTER_US: Final = 4_000_000
# A held picture stays so far behind the sound, for the next real one to find its place behind it.
HOLD_BEHIND_US: Final = 500_000
# It is repeated as often as players expect parts: a film's picture has to be there up to its last moment.
HOLD_STEP: Final = 27_000
HOLD_STEPS_MAX: Final = 100
# Sound kept for a picture that does not come, in access units: 4 s at 96 kHz.
SOUND_HELD_MAX: Final = 400


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be packed.

    Attributes:
        pictures: the names of renditions, and what they are made of; the sound goes into each whose name does not end
            with `ALONE`.
        sound: what the sound is made of.
        sound_alone: whether the sound is wanted as a rendition of its own.
        gone: the names of renditions that are wanted and not offered just now; what was made of them is still shown.
    """

    pictures: Mapping[str, VideoRendition] = field(default_factory=dict)
    sound: AudioRendition | None = None
    sound_alone: bool = False
    gone: frozenset[str] = frozenset()


class Break:
    """What follows does not go on where the frames before ended."""


Item = Plan | Break | tuple[Rendition, TappedFrame]


@dataclass(frozen=True, slots=True)
class Part:
    """The next piece of a rendition.

    Attributes:
        era: counts the discontinuities of the room, the same for all renditions.
        begins_segment: whether it is the first part of a segment.
        ends_segment: whether it is known to be the last one.
        independent: whether it begins with a keyframe.
    """

    track: Track
    era: int
    begins_segment: bool
    ends_segment: bool
    independent: bool
    start_us: int
    duration_us: int
    data: bytes


@dataclass(slots=True)
class _Closed:
    """Pictures of a part that is complete, and up to when their sound goes."""

    samples: list[Sample]
    begins_segment: bool
    ends_segment: bool
    until_us: int


class Packing:
    """Packs one room.

    Args:
        room_id: for the log.
        era: how many discontinuities there were before.
    """

    def __init__(self, room_id: str, *, era: int = 0) -> None:
        self._room_id = room_id
        self._plan = Plan()
        self.era = era
        self._pictures: dict[str, _Pictures] = {}
        self._alone: _SoundAlone | None = None
        self._sound: Sound | None = None
        self._made = False
        # What was packed since the last discontinuity, is gone, and cannot simply go on when it comes back.
        self._left: set[str] = set()
        self.complaints: dict[str, str] = {}

    def pack(self, items: Sequence[Item]) -> list[Part]:
        """The parts that `items` complete."""
        parts: list[Part] = []
        for item in items:
            match item:
                case Plan():
                    parts += self._arrange(item)
                case Break():
                    parts += self._break()
                case (VideoRendition() as rendition, frame):
                    parts += self._take_picture(rendition, frame)
                case (rendition, frame):
                    self._take_sound(rendition.track, frame)
        self._fill_silence()
        if self._sound is not None and self._sound.until_us is not None:
            for pictures in self._pictures.values():
                pictures.hold(self._sound.until_us)
        return parts + self._collect(finish=False)

    def finish(self) -> list[Part]:
        """The parts that are left at the end."""
        return self._collect(finish=True)

    def _arrange(self, plan: Plan) -> list[Part]:
        parts: list[Part] = []
        for name, pictures in tuple(self._pictures.items()):
            rendition = plan.pictures.get(name)
            if rendition is not None and reads_alike(pictures.rendition, rendition):
                pictures.rendition = rendition
            else:
                parts += pictures.collect(self.era, finish=True)
                self._left.add(name)
                del self._pictures[name]
        self._left &= plan.gone | plan.pictures.keys()
        changes_sound = _decoding(plan.sound) != _decoding(self._plan.sound)
        if changes_sound or self._left & plan.pictures.keys():
            # What players have of a rendition is followed by something that needs other settings.
            self._made = self._made or bool(parts)
            parts += self._break()
        if changes_sound:
            self._sound = None
        if changes_sound:
            if plan.sound is not None:
                self._open_sound(plan.sound)
            for pictures in self._pictures.values():
                pictures.begin_anew(self._sound)
        for name, rendition in plan.pictures.items():
            if name not in self._pictures:
                self._add_pictures(name, rendition)
        if self._alone is not None and (self._sound is None or not plan.sound_alone):
            parts += self._alone.collect(self.era, finish=True)
            self._alone = None
        if self._alone is None and self._sound is not None and plan.sound_alone:
            self._alone = _SoundAlone(self._sound)
        for name in self.complaints.keys() - {*plan.pictures, SOUND}:
            del self.complaints[name]
        self._plan = plan
        return parts

    def _open_sound(self, rendition: AudioRendition) -> None:
        try:
            self._sound = open_sound(rendition)
        except CannotCarry as error:
            self._complain(SOUND, str(error))
        else:
            self.complaints.pop(SOUND, None)

    def _add_pictures(self, name: str, rendition: VideoRendition) -> None:
        try:
            self._pictures[name] = _Pictures(name, rendition, self._sound)
        except (CannotCarry, ParametersUnusable) as error:
            self._complain(name, str(error))
        else:
            self.complaints.pop(name, None)

    def _complain(self, name: str, reason: str) -> None:
        if self.complaints.get(name) != reason:
            log.warning("HLS leaves something out", room=self._room_id, rendition=name, reason=reason)
            self.complaints[name] = reason

    def _break(self) -> list[Part]:
        """Finish what is under way and begin anew, unless nothing has been made since the last time."""
        parts = self._collect(finish=True)
        if self._made or parts:
            self.era += 1
            self._made = False
        self._left.clear()
        if self._plan.sound is not None and self._sound is not None:
            self._open_sound(self._plan.sound)
        for pictures in self._pictures.values():
            pictures.begin_anew(self._sound)
        if self._alone is not None and self._sound is not None:
            self._alone = _SoundAlone(self._sound)
        return parts

    def _take_picture(self, rendition: VideoRendition, frame: TappedFrame) -> list[Part]:
        parts: list[Part] = []
        for name, pictures in self._pictures.items():
            if pictures.rendition.track != rendition.track:
                continue
            try:
                sample = pictures.read(frame)
            except ParametersUnusable as error:
                self._complain(name, str(error))
                continue
            if sample and pictures.goes_on(frame):
                pictures.take(sample, frame)
            elif sample:
                # Other settings, or a long time in between: for all renditions, as their discontinuities must match.
                parts += self._break()
                pictures.take(sample, frame)
        return parts

    def _take_sound(self, track: str, frame: TappedFrame) -> None:
        if self._sound is not None and self._plan.sound is not None and self._plan.sound.track == track:
            self._spread(self._sound.feed(frame.payload, frame.time_us))

    def _fill_silence(self) -> None:
        sound = self._sound
        reached = [pictures.until_us for pictures in self._pictures.values() if pictures.until_us is not None]
        if sound is None or not reached:
            return
        begins_us = min(pictures.begins_us for pictures in self._pictures.values() if pictures.begins_us is not None)
        due_us = max(reached) - SOUND_WAIT_US
        if due_us > begins_us and (sound.until_us is None or sound.until_us < due_us):
            self._spread(sound.fill(begins_us, due_us))

    def _spread(self, samples: Sequence[Sample]) -> None:
        for pictures in self._pictures.values():
            pictures.give_sound(samples)
        if self._alone is not None:
            self._alone.samples.extend(samples)

    def _collect(self, *, finish: bool) -> list[Part]:
        parts = [part for pictures in self._pictures.values() for part in pictures.collect(self.era, finish=finish)]
        if self._alone is not None:
            parts += self._alone.collect(self.era, finish=finish)
        self._made = self._made or bool(parts)
        return parts


class _Pictures:
    """One rendition of the picture, with the sound."""

    def __init__(self, name: str, rendition: VideoRendition, sound: Sound | None) -> None:
        self.rendition = rendition
        self._name = name
        self._reader: PictureReader = picture_reader(rendition)
        self._sequence = 0
        self.begin_anew(sound)

    def begin_anew(self, sound: Sound | None) -> None:
        """Forget what was, and wait for a keyframe."""
        self._is_alone = self._name.endswith(ALONE)
        self._sound = None if self._is_alone else sound
        self._is_first = True
        self._format: PictureFormat | None = None
        self._track: Track | None = None
        self._times: DecodeTimes | None = None
        self._waiting: tuple[bytes, int, int, bool] | None = None
        self._step = STEP_US * 9 // 100
        self._part: list[Sample] = []
        self._part_begins_segment = True
        self._segment_start: int | None = None
        self._segment_bytes = 0
        self._segment_independent = True
        self._closed: deque[_Closed] = deque()
        self.begins_us: int | None = None
        self.until_us: int | None = None
        self._sound_samples: deque[Sample] = deque(maxlen=SOUND_HELD_MAX)
        self._latest_us: int | None = None
        self._keyframe = b""
        self._is_held = False

    def give_sound(self, samples: Sequence[Sample]) -> None:
        """Add what is to be heard with the pictures."""
        if self._sound is not None:
            self._sound_samples.extend(samples)

    def read(self, frame: TappedFrame) -> bytes:
        """The frame's data as it is stored; empty if there is nothing in it, or it cannot be decoded yet."""
        sample = self._reader.read(frame.payload, frame.keyframe)
        if self._format is None and not frame.keyframe:
            return b""
        return sample if self._reader.format is not None else b""

    def goes_on(self, frame: TappedFrame) -> bool:
        """Whether the frame, which was just read, goes on where the last one ended, with the same settings."""
        if self._format is None or self._latest_us is None:
            return True
        return self._reader.format == self._format and frame.time_us - self._latest_us <= STILL_US_MAX

    def take(self, sample: bytes, frame: TappedFrame) -> None:
        """Add a frame that was read."""
        if self._format is None:
            if not frame.keyframe:
                return
            self._begin(frame.time_us)
        assert self._times is not None  # noqa: S101  # made with the format
        shown = frame.time_us * 9 // 100
        if self._is_held and not (frame.keyframe and self._goes_on_from_held(shown)):
            return
        decoded = self._times.place(shown)
        if self._waiting is not None:
            self._finish_sample(decoded - self._waiting[1])
        self._waiting = (sample, decoded, shown - decoded, frame.keyframe)
        self._latest_us = frame.time_us
        if frame.keyframe:
            self._keyframe = sample

    def hold(self, heard_us: int) -> None:
        """Show the last keyframe on, where no picture has come for long although there is sound up to `heard_us`.

        Players stop where the picture ends. The next real one that can be shown is a keyframe, too: what lies between
        refers to pictures that a decoder has let go of.
        """
        if self._sound is None or self._waiting is None or self._latest_us is None or self._times is None:
            return
        if not self._is_held and heard_us - self._latest_us < HOLD_AFTER_US:
            return
        _, decoded, offset, _ = self._waiting
        step, until = self._step, (heard_us - HOLD_BEHIND_US) * 9 // 100
        if not self._is_held:
            self._is_held = True
            self._finish_sample(step)
            # Behind all that are shown later than they are decoded.
            decoded, offset = decoded + step, self._times.depth * step
        for _ in range(HOLD_STEPS_MAX):
            self._waiting = (self._keyframe, decoded, offset, True)
            if decoded + HOLD_STEP > until:
                break
            self._finish_sample(HOLD_STEP)
            decoded += HOLD_STEP
        self._waiting = (self._keyframe, decoded, offset, True)
        self._step = step
        self._latest_us = _us(decoded + offset)

    def _goes_on_from_held(self, shown: int) -> bool:
        """Whether a keyframe comes behind the held picture; if so its group is decoded by a count of its own."""
        assert self._format is not None  # noqa: S101  # what is held was read
        assert self._waiting is not None  # noqa: S101  # the held picture
        _, decoded, offset, _ = self._waiting
        if shown - max((self._format.reordered or 0) * self._step, offset) <= decoded:
            return False
        self._times = DecodeTimes(self._format.reordered, step=self._step)
        self._is_held = False
        return True

    def _begin(self, time_us: int) -> None:
        self._format = self._reader.format
        assert self._format is not None  # noqa: S101  # nothing is read before it is known
        if self.rendition.fps:
            self._step = int(VIDEO_TIMESCALE / min(max(self.rendition.fps, 1.0), 240.0))
        self._times = DecodeTimes(self._format.reordered, step=self._step)
        entries = [self._format.entry]
        timescales = [VIDEO_TIMESCALE]
        codecs = self._format.codecs
        if self._sound is not None:
            entries.append(self._sound.format.entry)
            timescales.append(self._sound.format.timescale)
            codecs = f"{codecs},{self._sound.format.codecs}"
        size = (self._format.width_px, self._format.height_px)
        init = init_segment(entries, timescales=timescales, size_px=size)
        self._track = Track(self._name, "video", init, codecs, *size)
        self.begins_us = time_us

    def _finish_sample(self, duration: int) -> None:
        assert self._waiting is not None  # noqa: S101  # it is what is finished
        data, decoded, offset, keyframe = self._waiting
        self._waiting = None
        if 0 < duration < VIDEO_TIMESCALE:
            self._step = duration
        sample = Sample(data, decoded, duration, offset, keyframe)
        begins_segment = self._begins_segment(sample)
        if self._part and (
            begins_segment or _us(sample.decode_time + duration - self._part[0].decode_time) > PART_US_MAX
        ):
            self._close_part(ends_segment=begins_segment)
        if begins_segment:
            self._is_first = self._segment_start is None
            self._part_begins_segment = True
            self._segment_start, self._segment_bytes, self._segment_independent = decoded, 0, keyframe
        self._part.append(sample)
        self._segment_bytes += len(data)
        self.until_us = _us(decoded + duration)
        if _us(duration) >= PART_US_MAX:
            self._close_part(ends_segment=False)

    def _begins_segment(self, sample: Sample) -> bool:
        if self._segment_start is None:
            return True
        elapsed_us = _us(sample.decode_time - self._segment_start)
        # A segment that begins without a keyframe ends at the next one, however short that makes it.
        if sample.keyframe and (elapsed_us >= SEGMENT_US_MIN or not self._segment_independent):
            return True
        longest_us = FIRST_US_MAX if self._is_first and not self._is_alone else SEGMENT_US_MAX
        return elapsed_us + _us(sample.duration) > longest_us or self._segment_bytes > SEGMENT_BYTES_MAX

    def _close_part(self, *, ends_segment: bool) -> None:
        if self._part:
            until_us = _us(self._part[-1].decode_time + self._part[-1].duration)
            self._closed.append(_Closed(self._part, self._part_begins_segment, ends_segment, until_us))
            self._part, self._part_begins_segment = [], False

    def collect(self, era: int, *, finish: bool) -> list[Part]:
        """The parts that are complete, sound and all; if it is to finish, also what has no end yet."""
        if finish:
            if self._waiting is not None:
                self._finish_sample(self._step)
            self._close_part(ends_segment=True)
        parts = []
        while self._closed and (finish or self._has_sound_until(self._closed[0].until_us)):
            parts.append(self._make_part(self._closed.popleft(), era))
        return parts

    def _has_sound_until(self, until_us: int) -> bool:
        return self._sound is None or (self._sound.until_us is not None and self._sound.until_us >= until_us)

    def _make_part(self, closed: _Closed, era: int) -> Part:
        assert self._track is not None  # noqa: S101  # made with the format
        first, last = closed.samples[0], closed.samples[-1]
        runs = [TrackRun(1, closed.samples)]
        if self._sound is not None:
            sound = self._take_sound(_us(first.decode_time), closed.until_us, self._sound.format.timescale)
            if sound:
                runs.append(TrackRun(2, sound))
        self._sequence += 1
        return Part(
            track=self._track,
            era=era,
            begins_segment=closed.begins_segment,
            ends_segment=closed.ends_segment,
            independent=first.keyframe,
            start_us=_us(first.decode_time),
            duration_us=_us(last.decode_time + last.duration) - _us(first.decode_time),
            data=fragment(self._sequence, runs),
        )

    def _take_sound(self, from_us: int, until_us: int, timescale: int) -> list[Sample]:
        """The sound up to a time; what is from before the first picture is left out."""
        taken = []
        is_first = self._sequence == 0
        while self._sound_samples and self._sound_samples[0].decode_time * 1_000_000 < until_us * timescale:
            sample = self._sound_samples.popleft()
            if is_first and (sample.decode_time + sample.duration) * 1_000_000 <= from_us * timescale:
                continue
            taken.append(sample)
        return taken


class _SoundAlone:
    """The sound as a rendition of its own."""

    def __init__(self, sound: Sound) -> None:
        timescale = sound.format.timescale
        init = init_segment([sound.format.entry], timescales=[timescale])
        kind: Kind = "audio"
        self._track = Track(SOUND, kind, init, sound.format.codecs)
        self._timescale = timescale
        self._segment_start: int | None = None
        self._sequence = 0
        self.samples: deque[Sample] = deque(maxlen=SOUND_HELD_MAX)

    def collect(self, era: int, *, finish: bool) -> list[Part]:
        """The parts that are complete; if it is to finish, also the one that is under way."""
        parts = []
        while self.samples:
            count = self._count_in_part()
            if count == len(self.samples) and not finish:
                break
            taken = [self.samples.popleft() for _ in range(count)]
            parts.append(self._make_part(taken, self.samples[0] if self.samples else None, era))
        return parts

    def _count_in_part(self) -> int:
        """How many samples make the next part, which ends where its segment does: after 2 s."""
        first = self.samples[0]
        start = first.decode_time if self._segment_start is None else self._segment_start
        if self._is_over(start, first):
            start = first.decode_time
        for count, sample in enumerate(self.samples):
            lasts_us = self._us(sample.decode_time + sample.duration - first.decode_time)
            if count and (lasts_us > PART_US_MAX or self._is_over(start, sample)):
                return count
        return len(self.samples)

    def _is_over(self, start: int, sample: Sample) -> bool:
        return self._us(sample.decode_time - start) >= 2_000_000

    def _make_part(self, samples: list[Sample], following: Sample | None, era: int) -> Part:
        first, last = samples[0], samples[-1]
        begins = self._segment_start is None or self._is_over(self._segment_start, first)
        if begins:
            self._segment_start = first.decode_time
        self._sequence += 1
        start_us = self._us(first.decode_time)
        return Part(
            track=self._track,
            era=era,
            begins_segment=begins,
            ends_segment=following is None or self._is_over(self._segment_start or 0, following),
            independent=True,
            start_us=start_us,
            duration_us=self._us(last.decode_time + last.duration) - start_us,
            data=fragment(self._sequence, [TrackRun(1, samples)]),
        )

    def _us(self, units: int) -> int:
        return units * 1_000_000 // self._timescale


def _decoding(rendition: Rendition | None) -> tuple[object, ...] | None:
    return None if rendition is None else rendition.decoding


def _us(units: int) -> int:
    return units * 100 // 9
