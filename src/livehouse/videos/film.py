"""A video as a film among others: what it is known by, and with which it is compared. Pure."""

from typing import Final

import msgspec

# The shorter film has to have at least this share of the longer one's length, or it quotes rather than copies.
LENGTH_SHARE_MIN: Final = 0.7
SHIFT_S_MAX: Final = 5
HASH_BYTES: Final = 8
MOMENTS_PER_S: Final = 2
# Which of a moment's hashes is of what (`platform.films.fingerprint`).
VIEWS: Final = 11
WHOLE, TRIMMED = 0, 1
MIDDLES: Final = (2, 3, 4, 5, 6)
BANDS: Final = (7, 8, 9, 10)


class Film(msgspec.Struct, frozen=True, kw_only=True):
    """A video as seen here.

    `fingerprint` has a byte for its kind, then 8 bytes for each view of each half second, 0 where there is nothing to
    see. Those without that byte are of the whole pictures only.
    """

    id: str
    length_s: float
    fingerprint: bytes


def length_window_s(length_s: float) -> tuple[float, float]:
    """How long a film can be that is the same as one of this length."""
    return length_s * LENGTH_SHARE_MIN - SHIFT_S_MAX, length_s / LENGTH_SHARE_MIN + SHIFT_S_MAX


def moments_of(fingerprint: bytes) -> int:
    """How many moments it has."""
    has_views = len(fingerprint) % HASH_BYTES != 0
    return len(fingerprint) // (HASH_BYTES * (VIEWS if has_views else 1))
