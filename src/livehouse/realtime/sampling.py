"""Which events viewers of a fast room get: as many as a person can read, each speaker about equally likely."""

from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import Final

# For how long it counts that a speaker was shown: between one and two of these windows.
_WINDOW_S: Final = 60.0
# The part of the burst that is kept for those who were shown no more than others. Without it a chatty speaker gets
# every moment in which no quiet one happens to write: measured in a room of 95 comments a second, ten of whose hundred
# speakers write ten times as much, those were shown 1.6 times as often as the others; with it, 1.05 times.
_KEPT_BACK: Final = 0.25


class Sampler:
    """Thins a room's sampled events to `per_s`, with a burst of one second's worth.

    When there are more than fit, those go first whose speakers were shown least in the last minute or two, in random
    order among equals; so somebody who writes ten times as much is not shown ten times as often. Nobody is held back
    for fairness' sake as long as there is room: in a room that can be read everything is shown. Memory: one entry per
    speaker shown, `2 * _WINDOW_S * per_s` at most.

    Args:
        per_s: events a second.
        random: where ties are broken.
    """

    __slots__ = ("_at_s", "_kept_back", "_per_s", "_random", "_shown", "_shown_before", "_tokens", "_window_ends_s")

    def __init__(self, per_s: float, random: Random) -> None:
        self._per_s = per_s
        # One event fits at any rate, whoever it comes from.
        self._kept_back = max(0.0, min(_KEPT_BACK * per_s, per_s - 1))
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
        fits = len(speakers) <= self._tokens - self._kept_back
        chosen = list(range(len(speakers))) if fits else self._choose_fairly(speakers)
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

    def _choose_fairly(self, speakers: Sequence[str | None]) -> list[int]:
        turns: Counter[str] = Counter()
        ranked: list[tuple[int, float, int]] = []
        for index, speaker in enumerate(speakers):
            times_shown = 0
            if speaker is not None:
                times_shown = self._shown[speaker] + self._shown_before[speaker] + turns[speaker]
                turns[speaker] += 1
            ranked.append((times_shown, self._random.random(), index))
        ranked.sort()
        average = self._times_shown_on_average()
        chosen: list[int] = []
        for times_shown, _, index in ranked:
            kept_back = self._kept_back if times_shown > average else 0.0
            if self._tokens - len(chosen) - kept_back < 1:
                break
            chosen.append(index)
        return sorted(chosen)

    def _times_shown_on_average(self) -> float:
        speakers = len(self._shown.keys() | self._shown_before.keys())
        return (self._shown.total() + self._shown_before.total()) / speakers if speakers else 0.0
