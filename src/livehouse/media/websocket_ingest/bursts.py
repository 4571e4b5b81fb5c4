"""How many pictures a recording brings at once, for players to know how long they must wait. Pure.

By the recording's own time, not by when it came: a network that stands still for a second says nothing of what comes
after, and players adapt to that by themselves. Nor does a machine that is too busy to record evenly, as any is in the
first seconds; so of the pieces that came lately a small one counts, which three in four exceed.
"""

from collections import deque
from collections.abc import Sequence
from typing import Final

from livehouse.media.websocket_ingest.samples import Sample

PIECES: Final = 21
PIECES_MIN: Final = 7
# Told again only when it is more by so much, for each telling is heard as a small gap.
GROWN_BY: Final = 1.3


class Bursts:
    """Watches by how much a recording's time goes on with each piece that brings something."""

    def __init__(self) -> None:
        self._steps: deque[int] = deque(maxlen=PIECES)
        self._latest_us: int | None = None
        self._told_us = 0

    def begin(self) -> None:
        """Another recording begins, at another time."""
        self._latest_us = None

    def observe(self, samples: Sequence[Sample]) -> int | None:
        """Take note of what came at once; the time to tell players, if it is another one now."""
        latest_us = max((sample.timestamp_us for sample in samples), default=None)
        if latest_us is None:
            return None
        before_us, self._latest_us = self._latest_us, latest_us
        if before_us is None:
            return None
        self._steps.append(latest_us - before_us)
        if len(self._steps) < PIECES_MIN:
            return None
        usual_us = sorted(self._steps)[len(self._steps) // 4]
        if usual_us <= self._told_us * GROWN_BY:
            return None
        self._told_us = usual_us
        return usual_us
