"""The orders that are compared. All but the last are given what they may go by, and nobody's mind."""

from collections.abc import Callable
from typing import Final

import numpy as np

from benchmarks.offline.generator import Ints, Platform
from benchmarks.offline.ours import Ours
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


ORDERS: Final[dict[str, Callable[[Platform], Order]]] = {
    "ours": Ours,
    "popularity": lambda _: Simple(_popularity),
    "recency": lambda _: Simple(_recency),
    "random": lambda _: Simple(_random),
    "followed, then popularity": lambda _: Simple(_followed_popularity),
    "mind reader": lambda platform: Simple(
        lambda sight, viewers, chance: platform.liking[np.ix_(viewers, sight.host)].astype(np.float64)
    ),
}
"""Ours; most viewers first; begun last first; any; followed hosts first and then most viewers; and what would be
possible for somebody who knew what each viewer likes of each host, to see how much there is to be won."""
