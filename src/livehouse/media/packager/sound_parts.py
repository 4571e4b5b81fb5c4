"""Cuts the sound into parts and segments, as a rendition of its own. Pure."""

from collections import deque
from typing import Final

from livehouse.media.packager.boxes import Sample, TrackRun, fragment, init_segment
from livehouse.media.packager.segment import PART_US_MAX, Kind, Part, Track
from livehouse.media.packager.sound import Sound

SOUND: Final = "audio"
SEGMENT_US: Final = 2_000_000
# Sound kept for a picture that does not come, in access units: 4 s at 96 kHz.
SOUND_HELD_MAX: Final = 400


class SoundParts:
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
        return self._us(sample.decode_time - start) >= SEGMENT_US

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
