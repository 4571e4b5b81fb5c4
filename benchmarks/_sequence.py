"""Whether anything is missing or came twice, told from the numbers that events carry."""

from collections.abc import Sequence
from itertools import pairwise


class Ledger:
    """What one viewer has seen of a stream whose numbers ascend by one. The first number expected is `last` + 1."""

    __slots__ = ("doubled", "last", "lost")

    def __init__(self, last: int = 0) -> None:
        self.last = last
        self.lost = 0
        self.doubled = 0

    def take(self, numbers: Sequence[int]) -> None:
        """Take note of the numbers of one message, in the order in which they stood in it.

        A number that was passed over counts as lost when a later one comes; if it comes after all, it counts as
        doubled, since a viewer that has shown the later one must drop it.
        """
        for number in numbers:
            if number > self.last:
                self.lost += number - self.last - 1
                self.last = number
            else:
                self.doubled += 1

    def missing_until(self, number: int) -> int:
        """How many did not come, of those up to `number` that nothing later came after."""
        return max(0, number - self.last)


def is_contiguous(numbers: Sequence[int]) -> bool:
    """Whether each number is one more than that before it."""
    return all(after == before + 1 for before, after in pairwise(numbers))


def first_shown(before: int, totals: Sequence[int]) -> list[tuple[int, int]]:
    """Which of the things that were counted each of the totals is the first to show, as slices of those things.

    Args:
        before: the total before the first of them.
        totals: those shown, oldest first.
    """
    slices = []
    shown = 0
    for total in totals:
        upto = max(shown, total - before)
        slices.append((shown, upto))
        shown = upto
    return slices
