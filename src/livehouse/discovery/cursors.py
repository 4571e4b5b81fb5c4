"""Where a page of a feed ends, as text that the next page is asked for with. Pure.

A feed changes every moment, so a place in it means nothing a second later. A cursor is what the pages before have
shown, which the next one leaves out; it holds for one person, one day and one feed, and a seal says so.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from livehouse.discovery.errors import FeedCursorInvalid
from livehouse.kernel.later import loaded_later

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:
    np = loaded_later("numpy")

MARK_BYTES: Final = 4
SEAL_BYTES: Final = 12
# Whoever has seen so many begins again; it bounds how long an address gets.
MARKS_MAX: Final = 240
# A little more than the longest, so that one that is too long is refused as what it is.
CURSOR_LENGTH_MAX: Final = 2_000


def mark_of(item_id: str) -> int:
    """What stands for an item in cursors, and for its part of everybody's chance."""
    return int.from_bytes(hashlib.blake2b(item_id.encode(), digest_size=MARK_BYTES).digest())


class Seal:
    """Writes and reads the cursors of one feed, one person and one day."""

    def __init__(self, key: bytes, *, feed: str, person: str, day: date) -> None:
        self._key = key
        self._holder = "\n".join((feed, person, day.isoformat())).encode() + b"\n"

    def write(self, marks: Sequence[int]) -> str | None:
        """The cursor after what these marks stand for; None if that is all that is given."""
        if not marks or len(marks) >= MARKS_MAX:
            return None
        body = b"".join(mark.to_bytes(MARK_BYTES) for mark in marks)
        return base64.urlsafe_b64encode(self._seal(body) + body).rstrip(b"=").decode()

    def read(self, cursor: str | None) -> list[int]:
        """The marks of what was shown before, in its order; none for the first page.

        Raises:
            FeedCursorInvalid: this feed gave it to nobody, to somebody else, or on another day.
        """
        if cursor is None:
            return []
        try:
            data = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raise FeedCursorInvalid from None
        seal, body = data[:SEAL_BYTES], data[SEAL_BYTES:]
        if not body or len(body) % MARK_BYTES or len(body) > MARK_BYTES * MARKS_MAX:
            raise FeedCursorInvalid
        if not hmac.compare_digest(seal, self._seal(body)):
            raise FeedCursorInvalid
        return [int.from_bytes(body[at : at + MARK_BYTES]) for at in range(0, len(body), MARK_BYTES)]

    def _seal(self, body: bytes) -> bytes:
        return hashlib.blake2b(self._holder + body, key=self._key, digest_size=SEAL_BYTES).digest()


def draw(marks: NDArray[np.uint64], person: str, day: date) -> NDArray[np.float64]:
    """A number from 0 to 1 for each mark: one person's chance on one day, alike on every page and in every process."""
    seed = np.uint64(int.from_bytes(hashlib.blake2b(f"{person}\n{day}".encode(), digest_size=8).digest()))
    # The finaliser of splitmix64, https://prng.di.unimi.it/splitmix64.c
    mixed = marks * np.uint64(0x9E3779B97F4A7C15) + seed
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    drawn: NDArray[np.float64] = (mixed >> np.uint64(11)).astype(np.float64) / float(1 << 53)
    return drawn
