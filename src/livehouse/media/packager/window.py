"""The newest segments of one rendition, in memory, and those who wait for the next. Belongs to the event loop."""

import gzip
import hashlib
from collections import deque
from dataclasses import dataclass, field
from typing import Final

from livehouse.media.packager.playlist import ListedPart, ListedSegment, Report, write_media_playlist
from livehouse.media.packager.pulse import Pulse
from livehouse.media.packager.segment import Part, Segment, Track

# Eight segments are 16 s: a player without parts keeps 6 s from the end and has 10 s to fetch what it was told of.
SEGMENTS_LISTED: Final = 8
# Those who were told of a segment just before it left the list still get it.
SEGMENTS_KEPT: Final = 11
# 8 s of 20 Mbit/s and a half. Past this the oldest go, whatever the list would be; three stay in any case.
BYTES_MAX: Final = 32_000_000
SEGMENTS_MIN: Final = 4


class TooFarAhead(Exception):
    """A segment that cannot come for a while."""


@dataclass(frozen=True, slots=True)
class Playlist:
    """A playlist as it is sent; `packed` is the same with gzip.

    `has_wish` says whether what it was held back for is in it.
    """

    text: bytes
    packed: bytes
    has_wish: bool = True


@dataclass(slots=True)
class _Kept:
    number: int
    era: int
    track: Track
    init_name: str
    start_us: int
    here_us: int
    discontinuity: bool
    parts: list[bytes] = field(default_factory=list)
    listed: list[ListedPart] = field(default_factory=list)
    duration_us: int = 0
    bytes_: int = 0
    is_complete: bool = False


class Window:
    """The newest segments of a rendition.

    Args:
        rendition: its name.
        first_number: of the first segment; above all that were given before under this name, so that what is cached
            somewhere under an address stays true.
        segments_kept: how many to hold; one more than is under way where nobody asks for them later.
    """

    def __init__(self, rendition: str, first_number: int, *, segments_kept: int = SEGMENTS_KEPT) -> None:
        self.rendition = rendition
        self._next_number = first_number
        self._segments_kept = segments_kept
        self._segments: deque[_Kept] = deque()
        self._latest_era: int | None = None
        self._inits: dict[str, bytes] = {}
        self._changed = Pulse()
        self._playlist: Playlist | None = None
        self.has_ended = False
        self.is_gone = False
        self.bits_per_s = 0

    @property
    def track(self) -> Track | None:
        """The rendition as it is packed now; None before the first part."""
        return self._segments[-1].track if self._segments else None

    @property
    def has_complete(self) -> bool:
        """Whether there is a complete segment, which players want before they begin."""
        return bool(self._segments) and (len(self._segments) > 1 or self._segments[0].is_complete)

    @property
    def is_empty(self) -> bool:
        """Whether nothing has come yet."""
        return not self._segments

    @property
    def era(self) -> int | None:
        """Discontinuities before the newest segment."""
        return self._latest_era

    def add(self, part: Part, *, early_us: int = 0) -> Segment | None:
        """Take in the next part; the segment that it completes, if it begins another.

        Args:
            early_us: how much later its `start_us` is than it could have been here, in microseconds. Playlists tell
                when pictures were here, by which players tell their delay.
        """
        done = None
        last = self._segments[-1] if self._segments else None
        if last is None or last.is_complete or part.begins_segment or part.era != last.era:
            done = self._complete()
            self._begin(part, early_us)
        kept = self._segments[-1]
        kept.parts.append(part.data)
        kept.listed.append(ListedPart(part.duration_us, part.independent))
        kept.duration_us = part.start_us + part.duration_us - kept.start_us
        kept.bytes_ += len(part.data)
        if part.ends_segment:
            done = self._complete() or done
        self._trim()
        self._tell()
        return done

    def interrupt(self) -> Segment | None:
        """Nothing goes on where the last part ended: the segment under way, completed as it is."""
        done = self._complete()
        self._tell()
        return done

    def end(self) -> Segment | None:
        """The LIVE is over, and playlists say so; the segment that was under way."""
        self.has_ended = True
        return self.interrupt()

    def leave(self) -> Segment | None:
        """The rendition is no more, though the LIVE goes on: whoever waits waits in vain. What was under way."""
        self.is_gone = True
        return self.interrupt()

    def position(self) -> tuple[int, int]:
        """Number and part of what was added last."""
        last = self._segments[-1]
        return last.number, len(last.parts) - 1

    def holds(self, number: int, part: int | None) -> bool:
        """Whether a segment is complete, or has that part; also if a later one does."""
        if not self._segments:
            return False
        last = self._segments[-1]
        if number != last.number:
            return number < last.number
        return last.is_complete or (part is not None and part < len(last.parts))

    def comes_next(self, number: int, part: int) -> bool:
        """Whether it is the part that is made just now, or can be the one after."""
        if not self._segments or self.has_ended:
            return False
        last = self._segments[-1]
        if number == last.number:
            return part <= len(last.parts) + 1
        return number == self._next_number and part <= 1

    async def changed(self) -> None:
        """Wait for anything new."""
        await self._changed.wait()

    def check_near(self, number: int) -> None:
        """Refuse to wait for what cannot come for a while.

        Raises:
            TooFarAhead: it is behind the next segment.
        """
        if number > self._next_number:
            raise TooFarAhead

    def playlist(self, reports: list[Report]) -> Playlist:
        """The playlist as it is now; written once for all who ask before the next part."""
        if self._playlist is None:
            listed = [self._listed(kept) for kept in list(self._segments)[-SEGMENTS_LISTED:]]
            text = write_media_playlist(self.rendition, listed, reports=reports, has_ended=self.has_ended).encode()
            self._playlist = Playlist(text, gzip.compress(text, 5, mtime=0))
        return self._playlist

    def init(self, name: str) -> bytes | None:
        """An initialization segment."""
        return self._inits.get(name)

    def segment(self, number: int) -> list[bytes] | None:
        """A complete segment, in pieces."""
        kept = self._find(number)
        return kept.parts if kept is not None and kept.is_complete else None

    def part(self, number: int, part: int) -> bytes | None:
        """A part."""
        kept = self._find(number)
        return kept.parts[part] if kept is not None and part < len(kept.parts) else None

    def _find(self, number: int) -> _Kept | None:
        if not self._segments:
            return None
        at = number - self._segments[0].number
        return self._segments[at] if 0 <= at < len(self._segments) else None

    def _begin(self, part: Part, early_us: int) -> None:
        init_name = f"init-{hashlib.sha256(part.track.init).hexdigest()[:12]}.mp4"
        self._inits[init_name] = part.track.init
        discontinuity = part.era != self._latest_era
        here_us = part.start_us - early_us
        kept = _Kept(self._next_number, part.era, part.track, init_name, part.start_us, here_us, discontinuity)
        self._segments.append(kept)
        self._next_number += 1
        self._latest_era = part.era

    def _complete(self) -> Segment | None:
        if not self._segments or self._segments[-1].is_complete:
            return None
        kept = self._segments[-1]
        kept.is_complete = True
        if kept.duration_us > 0:
            self.bits_per_s = max(self.bits_per_s, kept.bytes_ * 8_000_000 // kept.duration_us)
        return self._as_segment(kept)

    def _as_segment(self, kept: _Kept) -> Segment:
        track = kept.track
        return Segment(
            rendition=self.rendition,
            number=kept.number,
            start_us=kept.start_us,
            duration_us=kept.duration_us,
            init=track.init,
            data=b"".join(kept.parts),
            discontinuity=kept.discontinuity,
            independent=kept.listed[0].independent,
            kind=track.kind,
            codecs=track.codecs,
            width_px=track.width_px,
            height_px=track.height_px,
        )

    def _trim(self) -> None:
        total = sum(kept.bytes_ for kept in self._segments)
        while len(self._segments) > self._segments_kept or (total > BYTES_MAX and len(self._segments) > SEGMENTS_MIN):
            total -= self._segments.popleft().bytes_
        used = {kept.init_name for kept in self._segments}
        for name in self._inits.keys() - used:
            del self._inits[name]

    def _listed(self, kept: _Kept) -> ListedSegment:
        return ListedSegment(
            kept.number, kept.era, kept.here_us, kept.duration_us, kept.is_complete, kept.init_name, kept.listed
        )

    def _tell(self) -> None:
        self._playlist = None
        self._changed.beat()
