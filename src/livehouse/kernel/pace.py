"""How often something may happen: the generic cell rate algorithm (ITU-T I.371), one float of state per subject."""

from typing import Final

# The state is a time in seconds; sums of tenths and fortieths of them must not lose a unit to rounding.
_ROUNDING_S: Final = 1e-6


class Pace:
    """A rate with a burst. Immutable and shared; each subject keeps one float, 0.0 at first.

    Args:
        per_s: units a second, sustained.
        burst: units at once after a pause; 1 at least.
    """

    __slots__ = ("_burst_s", "_slack_s", "_unit_s")

    def __init__(self, per_s: float, burst: float) -> None:
        self._unit_s = 1.0 / per_s
        self._burst_s = burst / per_s + _ROUNDING_S
        self._slack_s = self._burst_s - self._unit_s

    def take(self, state: float, now_s: float) -> float | None:
        """The subject's new state if it may have one unit at `now_s`, None if it is too early."""
        used_until_s = max(state, now_s)
        if used_until_s - now_s > self._slack_s:
            return None
        return used_until_s + self._unit_s

    def wait_s(self, state: float, now_s: float) -> float:
        """For how many seconds the subject cannot have another unit."""
        return max(0.0, state - now_s - self._slack_s)

    def charge(self, state: float, now_s: float, amount: int) -> tuple[float, float]:
        """Take all of `amount`, which has come already: how many seconds the subject is to wait, and its new state."""
        used_until_s = max(state, now_s) + amount * self._unit_s
        return max(0.0, used_until_s - now_s - self._burst_s), used_until_s

    def grant(self, state: float, now_s: float, amount: int) -> tuple[int, float]:
        """How many of `amount` units the subject gets at `now_s`, and its new state."""
        used_until_s = max(state, now_s)
        room_for = int((now_s + self._burst_s - used_until_s) / self._unit_s)
        granted = max(0, min(amount, room_for))
        return granted, used_until_s + granted * self._unit_s
