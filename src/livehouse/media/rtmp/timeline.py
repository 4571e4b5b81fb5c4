"""One clock out of what encoders call time. Pure: it is told what was sent and when it came.

RTMP's times are milliseconds modulo 2**32. They wrap after 50 days, jump when an encoder switches scenes or starts its
clock anew, and stand still when one forgets to count. What leaves here never goes back within a track, never leaps, and
keeps picture and sound together.
"""

from dataclasses import dataclass
from typing import Final

_CLOCK_MS: Final = 1 << 32
# The first frame's time: room below it, as some pictures are shown earlier than they are decoded.
BEGIN_US: Final = 1_000_000
# A step forward beyond the time that really passed, or back, by more than this is a new clock and no late frame.
LEAP_US: Final = 3_000_000
BACK_US: Final = 1_000_000
# So long stood still while frames come, and the time at which they come is taken for theirs.
STILL_US: Final = 1_000_000
STILL_FRAMES: Final = 5
# A clock that runs slower than this share of ours stands still.
STILL_SHARE: Final = 20
# What somebody sends faster than it is to be shown waits in their own buffer from here on.
AHEAD_US_MAX: Final = 2_000_000
# Two clocks never run alike: so much is made up for, so that hours of it are not taken for haste.
DRIFT_PER_S: Final = 0.001


@dataclass(slots=True)
class _Track:
    last_ms: int
    offset_us: int
    last_us: int
    came_us: int
    still_frames: int = 0
    still_us: int = 0
    by_arrival: bool = False


class Timeline:
    """The clock of one publication. Its tracks, known by a name each, share it."""

    def __init__(self) -> None:
        self._tracks: dict[str, _Track] = {}
        self._newest_us = BEGIN_US
        # What is shown at arrival zero, if everything comes at the speed at which it is shown.
        self._origin_us: float | None = None
        self._observed_us = 0
        self.leaps = 0

    def place(self, track: str, timestamp_ms: int, came_us: int) -> int:
        """When a frame is to be decoded, in microseconds on the publication's clock.

        Args:
            timestamp_ms: as it was sent, modulo 2**32.
            came_us: when it came, on a monotonic clock.
        """
        known = self._tracks.get(track)
        if known is None:
            return self._begin(track, timestamp_ms, came_us)
        step_ms = (timestamp_ms - known.last_ms + _CLOCK_MS // 2) % _CLOCK_MS - _CLOCK_MS // 2
        known.last_ms += step_ms
        sent_us = known.last_ms * 1_000
        passed_us = max(came_us - known.came_us, 0)
        known.came_us = came_us
        placed_us = self._fit(track, known, sent_us, passed_us)
        if (placed_us - known.last_us) * STILL_SHARE > passed_us:
            known.still_frames, known.still_us, known.by_arrival = 0, 0, False
        else:
            known.still_frames += 1
            known.still_us += passed_us
            if known.by_arrival:
                placed_us = known.last_us + passed_us
            elif known.still_frames >= STILL_FRAMES and known.still_us >= STILL_US:
                known.by_arrival = True
                placed_us = known.last_us + known.still_us
            else:
                placed_us = max(placed_us, known.last_us)
            if known.by_arrival:
                known.offset_us = placed_us - sent_us
        known.last_us = placed_us
        self._observe(placed_us, came_us)
        return placed_us

    def ahead_us(self, now_us: int) -> int:
        """How much longer than allowed the newest frame is from being due; more should be read when it is 0."""
        if self._origin_us is None:
            return 0
        return max(round(self._newest_us - self._origin_us) - now_us - AHEAD_US_MAX, 0)

    def _begin(self, track: str, timestamp_ms: int, came_us: int) -> int:
        sent_us = timestamp_ms * 1_000
        placed_us = None
        for other in self._tracks.values():
            moved_us = sent_us + other.offset_us
            if abs(moved_us - self._newest_us) <= LEAP_US and moved_us >= 0:
                placed_us = moved_us
        if placed_us is None:
            placed_us = self._newest_us
        self._tracks[track] = _Track(timestamp_ms, placed_us - sent_us, placed_us, came_us)
        self._observe(placed_us, came_us)
        return placed_us

    def _fit(self, track: str, known: _Track, sent_us: int, passed_us: int) -> int:
        def fits(placed_us: int) -> bool:
            return known.last_us - BACK_US <= placed_us <= known.last_us + passed_us + LEAP_US

        placed_us = sent_us + known.offset_us
        if fits(placed_us):
            return placed_us
        self.leaps += 1
        for name, other in self._tracks.items():
            # The other track may have taken the same leap a moment ago: then both stay together.
            if name != track and fits(sent_us + other.offset_us):
                known.offset_us = other.offset_us
                return sent_us + known.offset_us
        known.offset_us = known.last_us + passed_us - sent_us
        return sent_us + known.offset_us

    def _observe(self, placed_us: int, came_us: int) -> None:
        self._newest_us = max(self._newest_us, placed_us)
        if self._origin_us is None:
            self._origin_us, self._observed_us = placed_us - came_us, came_us
            return
        ahead_us = self._newest_us - came_us - self._origin_us
        # What is late may catch up, so that only haste moves it, and slowly.
        allowance_us = DRIFT_PER_S * max(came_us - self._observed_us, 0)
        self._origin_us += min(max(ahead_us, 0.0), allowance_us)
        self._observed_us = came_us


class SoundPacer:
    """Gives packets of sound the time that their samples take, in place of one that was rounded to milliseconds.

    A player that takes rounded times at their word leaves a gap of some samples, or cuts some off, at every packet.
    """

    # Further than this from what the encoder says, something is missing: its word counts again.
    APART_US: Final = 30_000

    def __init__(self) -> None:
        self._next_us: float | None = None
        self._last_us = 0.0

    def place(self, said_us: int, duration_us: float) -> int:
        """When a packet is due that the encoder says is due at `said_us` and that lasts `duration_us`."""
        begin_us = self._next_us
        if begin_us is None or abs(said_us - begin_us) > self.APART_US:
            # One whose samples come faster than its clock goes has packets that overlap; none begins before another.
            begin_us = max(said_us, self._last_us)
        self._last_us = begin_us
        self._next_us = begin_us + duration_us
        return round(begin_us)
