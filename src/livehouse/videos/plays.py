"""What counts as watched: intervals that a player reports become seconds that nobody can inflate. Pure."""

import math
import struct
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

import msgspec

Interval = tuple[float, float]

# Who watched so long has watched.
VIEW_S: Final = 2.0
# A player's clock and ours begin a play at different moments; so much more than has passed is believed.
GRACE_S: Final = 1.0
RETENTION_POINTS: Final = 21
# Less than any clock tells, more than sums of floats are off.
_TINY_S: Final = 1e-6


class Play(msgspec.Struct, frozen=True, kw_only=True):
    """One time that somebody watches one video. It gets no more seconds after `closed_at`: they watch another one."""

    id: str
    video_id: str
    viewer_key: str
    began_at: datetime
    closed_at: datetime | None = None
    watched_s: float = 0.0


class View(msgspec.Struct, frozen=True, kw_only=True):
    """All that one person watched of one video on one day; `seconds` has a bit for each second that they saw."""

    seconds: bytes = b""
    play_s: float = 0.0
    why_not: str | None = None

    @property
    def is_view(self) -> bool:
        """Whether they watched long enough to be counted."""
        return self.play_s >= VIEW_S


def count_seconds(length_s: float) -> int:
    """How many seconds a video of this length has, the last of which may be a part of one."""
    return max(1, math.ceil(length_s))


def believable_s(play: Play, now: datetime) -> float:
    """How many seconds this play can have at most: as many as passed since it began, by our clock."""
    until = now if play.closed_at is None else min(now, play.closed_at)
    return max(0.0, (until - play.began_at).total_seconds()) + GRACE_S


def believable_of_day_s(view: View, first_began_at: datetime, now: datetime) -> float:
    """How many more seconds somebody's day with a video can have: however many plays they begin, time passes once."""
    return max(0.0, (now - first_began_at).total_seconds() + GRACE_S - view.play_s)


def believe(watched: Iterable[Interval], *, length_s: float, seconds_max: float) -> list[Interval]:
    """The intervals of `watched` that lie in the video, in their order, until `seconds_max` seconds are used up.

    A second watched twice is two seconds of time: loops and repeats are meant to count.
    """
    left_s = seconds_max
    believed = []
    for from_s, to_s in watched:
        if not (math.isfinite(from_s) and math.isfinite(to_s)):
            continue
        begin, end = max(0.0, from_s), min(length_s, to_s)
        end = min(end, begin + left_s)
        if end > begin:
            believed.append((begin, end))
            left_s -= end - begin
        if left_s <= 0:
            break
    return believed


def total_s(intervals: Iterable[Interval]) -> float:
    """Seconds of watching in `intervals`, repeats included."""
    return sum(end - begin for begin, end in intervals)


def grow(view: View, believed: Sequence[Interval], *, more_s: float, length_s: float) -> View:
    """Somebody's day when they have watched `believed` in a play, which is `more_s` longer than it was.

    A second is seen when at least half of it was. However reports cut and change what they say, nobody sees more
    seconds in a day than they watched: past that the new ones that were seen least are left out.
    """
    count = count_seconds(length_s)
    size = -(-count // 8)
    known = int.from_bytes(view.seconds.ljust(size, b"\0"))
    covered_s = _cover(believed, count, length_s)
    new = [
        second
        for second in range(count)
        if not known & _bit(second, size) and 2 * covered_s[second] >= min(1.0, length_s - second) - _TINY_S
    ]
    play_s = view.play_s + more_s
    room = max(0, math.ceil(play_s - _TINY_S) - known.bit_count())
    for second in sorted(new, key=lambda second: -covered_s[second])[:room]:
        known |= _bit(second, size)
    return View(seconds=known.to_bytes(size), play_s=play_s, why_not=view.why_not)


def _bit(second: int, size: int) -> int:
    return 1 << (8 * size - 1 - second)


def _cover(intervals: Sequence[Interval], count: int, length_s: float) -> list[float]:
    """How much of each second lies in one of the intervals or more."""
    covered_s = [0.0] * count
    until = 0.0
    for from_s, to_s in sorted(intervals):
        begin, end = max(from_s, until), min(to_s, length_s)
        if end <= begin:
            continue
        until = end
        for second in range(int(begin), min(count, math.ceil(end))):
            covered_s[second] += min(end, second + 1.0) - max(begin, float(second))
    return covered_s


def as_counts(seconds: bytes, *, length_s: float) -> list[int]:
    """1 for each second in `seconds`, 0 for the others."""
    bits = int.from_bytes(seconds)
    highest = 8 * len(seconds) - 1
    return [bits >> (highest - second) & 1 if second <= highest else 0 for second in range(count_seconds(length_s))]


class Gain(msgspec.Struct, frozen=True):
    """What a video's numbers grow by."""

    views: int
    play_s: float
    counts: list[int]


def gain(before: View, after: View, *, length_s: float) -> Gain | None:
    """What the video gains when somebody's day with it goes from `before` to `after`; None for nothing.

    Nothing counts until they have watched for `VIEW_S`; then all that they watched does.
    """
    if after.why_not is not None or not after.is_view:
        return None
    if not before.is_view:
        return Gain(1, after.play_s, as_counts(after.seconds, length_s=length_s))
    if after == before:
        return None
    known = int.from_bytes(before.seconds)
    new = (int.from_bytes(after.seconds) & ~known).to_bytes(len(after.seconds))
    return Gain(0, after.play_s - before.play_s, as_counts(new, length_s=length_s))


def add_counts(stored: bytes, added: Sequence[int]) -> bytes:
    """The viewers of each second, as they are stored, with those in `added`."""
    counts = read_counts(stored, seconds=len(added))
    return struct.pack(f"<{len(added)}I", *(count + more for count, more in zip(counts, added, strict=True)))


def read_counts(stored: bytes, *, seconds: int) -> list[int]:
    """The viewers of each second as numbers."""
    size = 4 * seconds
    return list(struct.unpack(f"<{seconds}I", stored[:size].ljust(size, b"\0")))


def shares_seen(counts: Sequence[int], views: int) -> list[float]:
    """For each second the share of the viewers who saw it."""
    if views <= 0:
        return [0.0] * len(counts)
    return [round(min(1.0, count / views), 4) for count in counts]


def average_retention(shares: Sequence[float]) -> float:
    """The share of the video that a viewer saw, on average."""
    return round(sum(shares) / len(shares), 4) if shares else 0.0


def still_there(shares: Sequence[float]) -> tuple[float, ...]:
    """The share of viewers still there at 0 %, 5 % … 100 % of the video, falling from 1; empty if nobody watched.

    At each point it is the most that any later second has: who jumps ahead has not left.
    """
    if not shares or max(shares) <= 0:
        return ()
    left: list[float] = []
    most = 0.0
    for share in reversed(shares):
        most = max(most, share)
        left.append(most)
    left.reverse()
    last = len(left) - 1
    points = [left[round(last * number / (RETENTION_POINTS - 1))] for number in range(RETENTION_POINTS)]
    return (1.0, *points[1:])
