"""The orders that are compared. Each is given what it may go by, and nobody's mind."""

from collections.abc import Callable
from typing import Final

import numpy as np

from benchmarks.offline.generator import Ints
from benchmarks.offline.simulation import Happened, Numbers, Order, Orders, Sight


class Simple:
    """An order that goes by what can be seen at once. `worth` gives a number for each LIVE, or for each viewer too."""

    def __init__(self, worth: Callable[[Sight, Ints, np.random.Generator], Numbers]) -> None:
        self._worth = worth

    def hear(self, happened: Happened) -> None:
        """Nothing: it has no memory."""

    def __call__(self, sight: Sight, viewers: Ints, cards: Ints, chance: np.random.Generator) -> Orders:
        """Most worth first."""
        worth = self._worth(sight, viewers, chance)
        order = np.argsort(-worth, axis=-1, kind="stable")[..., : cards.max()].astype(np.int32)
        return np.broadcast_to(order, (len(viewers), order.shape[-1]))


def _popularity(sight: Sight, viewers: Ints, chance: np.random.Generator) -> Numbers:
    return sight.present


def _recency(sight: Sight, viewers: Ints, chance: np.random.Generator) -> Numbers:
    return -sight.age


def _random(sight: Sight, viewers: Ints, chance: np.random.Generator) -> Numbers:
    return chance.random((len(viewers), len(sight.room)))


def _followed_popularity(sight: Sight, viewers: Ints, chance: np.random.Generator) -> Numbers:
    return sight.follows[np.ix_(viewers, sight.host)] * 1e6 + sight.present


BASELINES: Final[dict[str, Callable[[], Order]]] = {
    "popularity": lambda: Simple(_popularity),
    "recency": lambda: Simple(_recency),
    "random": lambda: Simple(_random),
    "followed, then popularity": lambda: Simple(_followed_popularity),
}
"""Most viewers first; begun last first; any; followed hosts first and then most viewers."""
