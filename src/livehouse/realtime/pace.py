"""How often something may happen: the generic cell rate algorithm (ITU-T I.371), one float of state per subject."""


class Pace:
    """A rate with a burst. Immutable and shared; each subject keeps one float, 0.0 at first.

    Args:
        per_s: how often, sustained.
        burst: how many at once after a pause.
    """

    __slots__ = ("_interval_s", "_slack_s")

    def __init__(self, per_s: float, burst: float) -> None:
        self._interval_s = 1.0 / per_s
        self._slack_s = (burst - 1) / per_s

    def take(self, state: float, now_s: float) -> float | None:
        """The subject's new state if it may go on at `now_s`, None if it is too early."""
        due = max(state, now_s)
        if due - now_s > self._slack_s:
            return None
        return due + self._interval_s
