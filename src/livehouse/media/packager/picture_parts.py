"""Cuts one rendition of the picture into parts and segments, its sound with it. Pure."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from livehouse.media.moq_adapter import VideoRendition
from livehouse.media.packager.boxes import Sample, TrackRun, fragment, init_segment
from livehouse.media.packager.order import DecodeTimes
from livehouse.media.packager.pictures import PictureFormat, PictureReader, picture_reader
from livehouse.media.packager.segment import PART_US_MAX, Part, Track
from livehouse.media.packager.sound import Sound
from livehouse.media.packager.sound_parts import SOUND_HELD_MAX
from livehouse.media.tap import TappedFrame

VIDEO_TIMESCALE: Final = 90_000
# Behind the name of a picture that is packed without the sound, for those who keep both.
ALONE: Final = "-alone"
# Keyframes every 2 s, more or less, make the segments; the playlist says "2", to which 2.49 is still rounded.
SEGMENT_US_MIN: Final = 1_500_000
SEGMENT_US_MAX: Final = 2_480_000
# The first one is short, as players want a whole segment before they begin.
FIRST_US_MAX: Final = 1_010_000
# 20 Mbit/s have 5 MB in 2 s; past this a segment ends whatever its time.
SEGMENT_BYTES_MAX: Final = 24_000_000
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


@dataclass(slots=True)
class _Closed:
    """Pictures of a part that is complete, and up to when their sound goes."""

    samples: list[Sample]
    begins_segment: bool
    ends_segment: bool
    until_us: int


class PictureParts:
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


def _us(units: int) -> int:
    return units * 100 // 9
