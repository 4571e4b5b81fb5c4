"""Delays and their percentiles, over millions of deliveries."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

BIN_MS: Final = 0.05
LONGEST_MS: Final = 20_000.0

Seconds = Sequence[float] | npt.NDArray[np.float64]


class Delays:
    """Delays in milliseconds, counted in bins of `BIN_MS`; what is over `LONGEST_MS` counts as that long."""

    def __init__(self) -> None:
        self._bins: npt.NDArray[np.int64] = np.zeros(round(LONGEST_MS / BIN_MS) + 1, dtype=np.int64)

    def add(self, delays_s: Seconds) -> None:
        """Count delays, each given in seconds."""
        bins = np.round(np.asarray(delays_s, dtype=np.float64) * (1_000 / BIN_MS)).astype(np.int64)
        counted = np.bincount(np.clip(bins, 0, len(self._bins) - 1))
        self._bins[: len(counted)] += counted

    def add_pairs(self, sent_s: Seconds, received_s: Seconds) -> None:
        """Count the delay between each time of sending and each of receiving: a message that held all those sent."""
        if len(sent_s) and len(received_s):
            sent, received = np.asarray(sent_s, dtype=np.float64), np.asarray(received_s, dtype=np.float64)
            self.add((received[:, None] - sent[None, :]).ravel())

    def add_same(self, delay_s: float, times: int) -> None:
        """Count one delay so many times."""
        if times > 0:
            self._bins[min(round(delay_s * 1_000 / BIN_MS), len(self._bins) - 1)] += times

    @property
    def count(self) -> int:
        """How many were counted."""
        return int(self._bins.sum())

    def percentile(self, percent: float) -> float:
        """Milliseconds within which `percent` of them stayed; 0 when there are none."""
        total = self.count
        if not total:
            return 0.0
        wanted = max(1.0, total * percent / 100)
        return float(np.searchsorted(np.cumsum(self._bins), wanted) * BIN_MS)
