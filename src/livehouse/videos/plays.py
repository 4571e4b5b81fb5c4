"""What counts as watched: intervals that a player reports become seconds that nobody can inflate. Pure."""

import math
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

Interval = tuple[float, float]

# Who watched so long has watched.
VIEW_S: Final = 2.0
# A player's clock and ours begin a play at different moments; so much more than has passed is believed.
GRACE_S: Final = 1.0
RETENTION_POINTS: Final = 21


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


def seen_seconds(intervals: Sequence[Interval], *, length_s: float) -> bytes:
    """The seconds of the video that were seen, one bit each, the first one highest.

    A second is seen when its middle is: so it is counted in exactly one of two intervals that meet within it.
    """
    count = count_seconds(length_s)
    begins = np.arange(count, dtype=np.float64)
    middles = (begins + np.minimum(begins + 1.0, length_s)) / 2
    seen = np.zeros(count, dtype=np.bool_)
    for begin, end in intervals:
        seen |= (middles >= begin) & (middles < end)
    return np.packbits(seen).tobytes()


def merge(one: bytes, other: bytes) -> bytes:
    """The seconds in either of the two."""
    size = max(len(one), len(other))
    either = int.from_bytes(one.ljust(size, b"\0")) | int.from_bytes(other.ljust(size, b"\0"))
    return either.to_bytes(size)


def as_counts(seconds: bytes, *, length_s: float) -> NDArray[np.uint32]:
    """1 for each second in `seconds`, 0 for the others."""
    count = count_seconds(length_s)
    bits = np.unpackbits(np.frombuffer(seconds, np.uint8), count=count) if seconds else np.zeros(count, np.uint8)
    return bits.astype(np.uint32)


class Gain(msgspec.Struct, frozen=True):
    """What a video's numbers grow by."""

    views: int
    play_s: float
    counts: NDArray[np.uint32]


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
    new = as_counts(after.seconds, length_s=length_s) - as_counts(before.seconds, length_s=length_s)
    return Gain(0, after.play_s - before.play_s, new)


def add_counts(stored: bytes, added: NDArray[np.uint32]) -> bytes:
    """The viewers of each second, as they are stored, with those in `added`."""
    counts = read_counts(stored, seconds=len(added))
    return (counts + added).astype("<u4").tobytes()


def read_counts(stored: bytes, *, seconds: int) -> NDArray[np.uint32]:
    """The viewers of each second as numbers."""
    counts = np.zeros(seconds, np.uint32)
    known = np.frombuffer(stored, "<u4")[:seconds]
    counts[: len(known)] = known
    return counts


def shares_seen(counts: NDArray[np.uint32], views: int) -> list[float]:
    """For each second the share of the viewers who saw it."""
    if views <= 0:
        return [0.0] * len(counts)
    return [round(min(1.0, int(count) / views), 4) for count in counts]


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
