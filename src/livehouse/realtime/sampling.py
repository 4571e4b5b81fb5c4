"""Which events viewers of a fast room get: as many as a person can read, each speaker about equally likely."""

from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import Final

# For how long it counts that a speaker was shown: between one and two of these windows.
_WINDOW_S: Final = 30.0


class Sampler:
    """Thins a room's sampled events to `per_s`, with a burst of one second's worth.

    When there are more than fit, those go first whose speakers were shown least in the last half minute, in random
    order among equals; so somebody who writes ten times as much is not shown ten times as often, and nobody who is
    free to be shown is held back for fairness' sake. Memory: one entry per speaker shown, `2 * _WINDOW_S * per_s` at
    most.

    Args:
        per_s: events a second.
        random: where ties are broken.
    """

    __slots__ = ("_at_s", "_per_s", "_random", "_shown", "_shown_before", "_tokens", "_window_ends_s")

    def __init__(self, per_s: float, random: Random) -> None:
        self._per_s = per_s
        self._random = random
        self._tokens = per_s
        self._at_s: float | None = None
        self._shown: Counter[str] = Counter()
        self._shown_before: Counter[str] = Counter()
        self._window_ends_s = 0.0

    def choose(self, now_s: float, speakers: Sequence[str | None]) -> list[int]:
        """Which of the events by `speakers` to show at `now_s`: ascending indices.

        An event without a speaker counts as one of somebody who was never shown before.
        """
        self._advance(now_s)
        room_for = int(self._tokens)
        fits = len(speakers) <= room_for
        chosen = list(range(len(speakers))) if fits else self._choose_fairly(speakers, room_for)
        self._tokens -= len(chosen)
        self._shown.update(speaker for index in chosen if (speaker := speakers[index]) is not None)
        return chosen

    def _advance(self, now_s: float) -> None:
        if self._at_s is not None:
            self._tokens = min(self._per_s, self._tokens + (now_s - self._at_s) * self._per_s)
        self._at_s = now_s
        if now_s >= self._window_ends_s:
            # After a pause of more than a window nothing of before counts any more.
            fresh = now_s < self._window_ends_s + _WINDOW_S
            self._shown_before = self._shown if fresh else Counter()
            self._shown = Counter()
            self._window_ends_s = now_s + _WINDOW_S

    def _choose_fairly(self, speakers: Sequence[str | None], room_for: int) -> list[int]:
        turns: Counter[str] = Counter()
        ranked: list[tuple[int, float, int]] = []
        for index, speaker in enumerate(speakers):
            times_shown = 0
            if speaker is not None:
                times_shown = self._shown[speaker] + self._shown_before[speaker] + turns[speaker]
                turns[speaker] += 1
            ranked.append((times_shown, self._random.random(), index))
        ranked.sort()
        return sorted(index for _, _, index in ranked[:room_for])
