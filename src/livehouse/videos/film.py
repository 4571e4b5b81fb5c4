"""A video as a film among others: what it is known by, and with which it is compared. Pure."""

from typing import Final

import msgspec

# The shorter film has to have at least this share of the longer one's length, or it quotes rather than copies.
LENGTH_SHARE_MIN: Final = 0.7
SHIFT_S_MAX: Final = 5


class Film(msgspec.Struct, frozen=True, kw_only=True):
    """A video as seen here: `fingerprint` has 8 bytes for each half second, 0 where its picture says nothing."""

    id: str
    length_s: float
    fingerprint: bytes


def length_window_s(length_s: float) -> tuple[float, float]:
    """How long a film can be that is the same as one of this length."""
    return length_s * LENGTH_SHARE_MIN - SHIFT_S_MAX, length_s / LENGTH_SHARE_MIN + SHIFT_S_MAX
