"""Cuts what arrives of a LIVE into pieces of a replay: the best picture there is, and the sound with it. Pure.

Of several renditions the largest is kept and the others are dropped; where the largest stops, the next one takes its
place. Only where a keyframe is can a piece begin, unless keyframes are absurdly far apart.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from livehouse.replays.ports import Segment

# A piece is one file and one row; so much of a LIVE is lost when the process is killed, at most, and so much is loaded
# to see any place of a replay.
PIECE_US: Final = 6_000_000
# Past this a piece ends even where no keyframe is.
PIECE_US_MAX: Final = 30_000_000
# How long a piece waits for a better picture, and for the sound that belongs to it.
WAIT_US: Final = 4_000_000
# Renditions are cut at keyframes of their own, so that they begin and end a little apart.
TOGETHER_US: Final = 1_000_000
# Sound that is short by less than this is all there.
NEARLY_US: Final = 100_000


class Cut(msgspec.Struct, frozen=True):
    """The segments of one piece; one of the two kinds may be missing.

    `begins_run` says that it does not go on where the cut before it ended.
    """

    video: tuple[Segment, ...]
    audio: tuple[Segment, ...]
    begins_run: bool

    @property
    def at_us(self) -> int:
        """When it begins."""
        return (self.video or self.audio)[0].start_us

    @property
    def duration_us(self) -> int:
        """How long it lasts."""
        return _length_us(self.video or self.audio)


class Cutter:
    """Takes segments in the order in which they are finished; gives pieces in theirs.

    Holds `PIECE_US_MAX` and what comes until the sound is there, whatever is sent.
    """

    def __init__(self) -> None:
        self._video: dict[str, list[Segment]] = {}
        self._audio: list[Segment] = []
        self._main: str | None = None
        # Renditions that have sent something since the last break.
        self._seen: set[str] = set()
        self._has_sound = False
        self._begins_run = True
        self._end_us: int | None = None

    def feed(self, segment: Segment) -> list[Cut]:
        """The pieces that are whole with this segment."""
        cuts: list[Cut] = []
        if self._jumps(segment) or (segment.discontinuity and segment.rendition in self._seen):
            cuts = self.flush()
            self._begins_run, self._has_sound = True, False
            self._seen.clear()
        elif segment.discontinuity and self._follows_what_waits(segment):
            # Another rendition takes over where this one ended.
            cuts = self.flush()
        self._seen.add(segment.rendition)
        if segment.kind == "video":
            self._video.setdefault(segment.rendition, []).append(segment)
        else:
            self._audio.append(segment)
            self._has_sound = True
        while (cut := self._cut()) is not None:
            cuts.append(cut)
        return cuts

    def _jumps(self, segment: Segment) -> bool:
        """Whether it is not where what waits of its rendition ended, without saying so."""
        waiting = self._video.get(segment.rendition) if segment.kind == "video" else self._audio
        return waiting is not None and bool(waiting) and abs(segment.start_us - _end_us(waiting)) > TOGETHER_US

    def _follows_what_waits(self, segment: Segment) -> bool:
        waiting = [each for each in self._video.values() if each]
        return bool(waiting) and max(map(_end_us, waiting)) <= segment.start_us + NEARLY_US

    def flush(self) -> list[Cut]:
        """What is left, as a last piece, which may be short; of renditions that follow each other, as several."""
        cuts = []
        while (video := self._video.get(self._best(self._video) or "", [])) or self._audio:
            cuts.append(
                self._take(video, len(video), self._audio_until(_end_us(video) if video else None, at_end=True))
            )
        return cuts

    def _cut(self) -> Cut | None:
        ready = {name: count for name, pending in self._video.items() if (count := _whole(pending))}
        name = self._best({name: self._video[name][:count] for name, count in ready.items()})
        if name is None:
            return self._cut_without_picture()
        pending, count = self._video[name], ready[name]
        larger = self._best(self._video)
        if larger is not None and larger != name and _end_us(pending) - _end_us(self._video[larger]) < WAIT_US:
            # Its next segment is on its way.
            return None
        end_us = _end_us(pending[:count])
        if self._is_sound_awaited(end_us) and _end_us(pending) - end_us < WAIT_US:
            return None
        return self._take(pending, count, self._audio_until(end_us))

    def _best(self, pending: dict[str, list[Segment]]) -> str | None:
        """The largest rendition of those that begin as early as any."""
        there = {name: segments for name, segments in pending.items() if segments}
        if not there:
            return None
        first_us = min(segments[0].start_us for segments in there.values())
        early = [name for name, segments in there.items() if segments[0].start_us <= first_us + TOGETHER_US]
        return max(early, key=lambda name: (_pixels(there[name][0]), name == self._main))

    def _is_sound_awaited(self, end_us: int) -> bool:
        return self._has_sound and (not self._audio or _end_us(self._audio) < end_us - NEARLY_US)

    def _cut_without_picture(self) -> Cut | None:
        """Where sound comes and no picture does: what there was of that, or nothing."""
        if not self._audio:
            return None
        name = self._best(self._video)
        video = self._video[name] if name is not None else []
        begin_us = _end_us(video) if video else self._audio[0].start_us
        if _end_us(self._audio) - begin_us < PIECE_US + WAIT_US:
            return None
        if video:
            return self._take(video, len(video), self._audio_until(begin_us))
        return self._take([], 0, self._audio_until(begin_us + PIECE_US))

    def _audio_until(self, end_us: int | None, *, at_end: bool = False) -> int:
        """How many of the sound's segments belong before `end_us`."""
        if end_us is None:
            return len(self._audio)
        if at_end:
            # Nothing comes after it that the rest could go with.
            end_us += PIECE_US
        return sum(1 for segment in self._audio if segment.start_us + segment.duration_us // 2 < end_us)

    def _take(self, pending: list[Segment], count: int, audio_count: int) -> Cut:
        video, audio = tuple(pending[:count]), tuple(self._audio[:audio_count])
        # Taken away by their number, for a segment may be shorter than what times may be apart.
        del self._audio[:audio_count]
        del pending[:count]
        at_us = (video or audio)[0].start_us
        jumps = self._end_us is not None and abs(at_us - self._end_us) > TOGETHER_US
        cut = Cut(video, audio, self._begins_run or jumps)
        self._begins_run = False
        self._main = video[0].rendition if video else None
        self._end_us = end_us = at_us + cut.duration_us
        # The others' of the same time, and what came too late.
        self._video = {
            name: left
            for name, segments in self._video.items()
            if (left := [each for each in segments if each.start_us >= end_us - NEARLY_US])
        }
        return cut


def _whole(pending: Sequence[Segment]) -> int:
    """How many of these make a piece; 0 if they do not yet."""
    length_us = 0
    # Where keyframes are far apart it has to be seen what the next segment begins with.
    is_sparse = not all(segment.independent for segment in pending)
    for count, segment in enumerate(pending, 1):
        length_us += segment.duration_us
        if length_us >= PIECE_US_MAX:
            return count
        if length_us >= PIECE_US and (pending[count].independent if count < len(pending) else not is_sparse):
            return count
    return 0


def _length_us(segments: Sequence[Segment]) -> int:
    return sum(segment.duration_us for segment in segments)


def _end_us(segments: Sequence[Segment]) -> int:
    return segments[-1].start_us + segments[-1].duration_us


def _pixels(segment: Segment) -> int:
    return segment.width_px * segment.height_px
