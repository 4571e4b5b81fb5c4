"""When pictures are decoded, where only is said when they are shown. Pure."""

import heapq

# More would delay the picture by more than anything sends; a publisher that jumps about must not teach us that.
_GUESSED_MAX = 4


class DecodeTimes:
    """Gives each picture a time to be decoded, rising, and not after it is shown as far as that can be.

    With pictures that refer to later ones (B-frames), those later ones come first. If at most `n` come out of order,
    the k-th picture is decoded when the (k - n)-th in order is shown, which is known at once, since by then all that
    are shown before have come.

    Args:
        reordered: how many come out of order; None if it is not said, then it is learned from what comes.
        step: how far apart pictures are, about; for the very first ones.
    """

    def __init__(self, reordered: int | None, *, step: int) -> None:
        self._depth = reordered or 0
        self._learns = reordered is None
        self._step = step
        self._shown: list[int] = []
        self._latest: int | None = None

    @property
    def depth(self) -> int:
        """How many come out of order, as far as is known."""
        return self._depth

    def place(self, shown: int) -> int:
        """When the next picture, shown at `shown`, is decoded; in the same units."""
        latest = self._latest
        if latest is None:
            latest = shown - self._depth * self._step - 1
        elif self._learns and shown <= latest and self._depth < _GUESSED_MAX:
            self._depth += 1
        heapq.heappush(self._shown, shown)
        if len(self._shown) > self._depth:
            due = heapq.heappop(self._shown)
        elif self._learns:
            # Pictures that were decided before it was known: as little behind as can be.
            due = latest + 1
        else:
            # The first few: as many steps before the first one as come out of order.
            due = latest + (1 if self._latest is None else self._step)
        self._latest = max(due, latest + 1)
        return self._latest
