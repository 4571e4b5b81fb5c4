"""How much of something counts: the generic cell rate algorithm (ITU-T I.371) over amounts."""

from typing import Final

# The state is a time in seconds; sums of tenths and fortieths of them must not lose a unit to rounding.
_ROUNDING_S: Final = 1e-6


class Allowance:
    """A rate with a burst, out of which a part of an amount can be granted. Immutable; each subject keeps one float.

    Args:
        per_s: units a second, sustained.
        burst: units at once after a pause.
    """

    __slots__ = ("_burst_s", "_unit_s")

    def __init__(self, *, per_s: float, burst: float) -> None:
        self._unit_s = 1.0 / per_s
        self._burst_s = burst / per_s

    def take(self, state: float, now_s: float, amount: int) -> tuple[int, float]:
        """How many of `amount` are granted at `now_s`, and the subject's new state; 0.0 is the state of a newcomer."""
        used_until = max(state, now_s)
        room_for = int((now_s + self._burst_s - used_until + _ROUNDING_S) / self._unit_s)
        granted = max(0, min(amount, room_for))
        return granted, used_until + granted * self._unit_s
