"""From a publisher's clock to ours. Pure: it is told what came and when."""

from collections.abc import Collection
from typing import Final

# A connection may hold frames back for a while and let them go in a bunch; past this it was the clock that jumped.
LATE_US_MAX: Final = 15_000_000
# Frames cannot be from the future, but the first ones, by which the clocks were compared, may have been late.
EARLY_US_MAX: Final = 15_000_000
# Pictures that refer to later ones are sent after those: up to 16 frames back. Further back is a jump.
BACK_US_MAX: Final = 1_000_000
# Tracks of one clock that jump together are at most this far apart.
TOGETHER_US_MAX: Final = 3_000_000


class TapClock:
    """Places what a publisher sends on one line of time.

    The publisher's timestamps say how far apart frames are, our clock says when that is. Both are compared once, for
    all tracks together, so that sound stays with its picture. Clocks that drift apart are noticed after days. If even
    the first frames were late, later ones seem to come before their time: by `early_us` all were placed too late.

    Args:
        since_1970_us: what to add to this process's monotonic microseconds to have those since 1970.
    """

    def __init__(self, since_1970_us: int) -> None:
        self._since_1970_us = since_1970_us
        # What to add to a track's timestamps to have our monotonic microseconds.
        self._offsets_us: dict[str, int] = {}
        self._offset_us = 0
        self._early_us = 0
        self._latest_us: dict[str, int] = {}

    def settle(self, first: Collection[tuple[int, int]], *, after_us: int = 0) -> None:
        """Compare the clocks by the first frames: (timestamp, when it arrived in monotonic microseconds).

        The one that came soonest after its time counts, for nothing can come before.

        Args:
            first: at least one.
            after_us: no frame is placed before this, in microseconds since 1970.
        """
        soonest_us = min(arrived_us - timestamp_us for timestamp_us, arrived_us in first)
        earliest_us = min(timestamp_us for timestamp_us, _ in first)
        self._offset_us = max(soonest_us, after_us - self._since_1970_us - earliest_us)

    def is_that_of(self, first: Collection[tuple[int, int]]) -> bool:
        """Whether the first frames of a broadcast tell the time of this clock, as they do when its publisher is back.

        Args:
            first: at least one (timestamp, when it arrived in monotonic microseconds).
        """
        soonest_us = min(arrived_us - timestamp_us for timestamp_us, arrived_us in first)
        offsets_us = (*self._offsets_us.values(), self._offset_us)
        return any(abs(soonest_us - offset_us) <= TOGETHER_US_MAX for offset_us in offsets_us)

    def place(self, track: str, timestamp_us: int, now_us: int) -> int | None:
        """When the frame is to be presented, in microseconds since 1970; None if the timestamps have jumped."""
        time_us = timestamp_us + self._offsets_us.get(track, self._offset_us)
        latest_us = self._latest_us.get(track)
        if latest_us is not None and time_us < latest_us - BACK_US_MAX:
            return None
        if not now_us - LATE_US_MAX <= time_us <= now_us + EARLY_US_MAX:
            return None
        if latest_us is None or time_us > latest_us:
            self._latest_us[track] = time_us
        self._early_us = max(self._early_us, time_us - now_us)
        return time_us + self._since_1970_us

    @property
    def early_us(self) -> int:
        """How much later than it could have been here the earliest frame was placed, in microseconds."""
        return self._early_us

    def zero_us(self, track: str) -> int:
        """When a frame of timestamp 0 would have been here, in microseconds since 1970."""
        return self._offsets_us.get(track, self._offset_us) - self._early_us + self._since_1970_us

    def restart(self, track: str, timestamp_us: int, now_us: int) -> int:
        """Compare the clocks anew by this frame of a track that has jumped; when it is to be presented.

        If another track has jumped to the same clock before, that one's comparison is taken.
        """
        for offset_us in (*self._offsets_us.values(), self._offset_us):
            if abs(timestamp_us + offset_us - now_us) <= TOGETHER_US_MAX:
                break
        else:
            offset_us = now_us - timestamp_us
        self._early_us = 0
        self._offsets_us[track] = offset_us
        self._latest_us[track] = time_us = timestamp_us + offset_us
        return time_us + self._since_1970_us
