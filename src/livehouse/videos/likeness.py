"""Whether two videos are the same film: their pictures' hashes, moment by moment, laid beside each other. Pure.

A hash has 64 bits. Measured on films of our own making: copies that were encoded anew or made smaller differ in 0 to 5
bits on average and in 10 at most, those that were cut a quarter of a second off in up to 7; pictures of different films
differ in 31, and in 10 or less once in 60,000 pairs. Since the pictures of a film that stands still are one picture,
such films have to agree nearly to the bit: one stage filmed on two evenings is no copy. Copies whose beginning was cut
off are found by shifting, mirrored ones by turning the hash around, which in a cosine transform is the sign of every
second column.

Whoever loads this loads numpy, 17 MB: only a process that compares films does.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from livehouse.videos.film import LENGTH_SHARE_MIN, SHIFT_S_MAX, Film, length_window_s

HASH_BYTES: Final = 8
# How many of the 64 bits of one moment may differ, and how many on average.
BITS_MAX: Final = 10
MEAN_BITS_MAX: Final = 7.0
SAME_UPLOAD_MEAN_BITS_MAX: Final = 2.0
# From one moment to the next fewer bits than this change in a film that stands still.
STILL_BITS: Final = 3.0
# So many of the moments that lie beside each other have to be alike.
ALIKE_MIN: Final = 0.8
SAME_UPLOAD_ALIKE_MIN: Final = 0.9
# Moments that say something: black and white ones look alike whatever they belong to.
TELLING_MIN: Final = 3
MOMENTS_PER_S: Final = 2
SAME_UPLOAD_LENGTH_S: Final = 0.25
# Bits of the odd columns in each row of eight.
MIRROR: Final = np.uint64(0x5555_5555_5555_5555)


def find_copy(film: Film, others: Sequence[Film]) -> str | None:
    """The id of the first of `others` that shows the same as `film`, whole or cut, mirrored or not; None if none."""
    shortest_s, longest_s = length_window_s(film.length_s)
    close = [other for other in others if shortest_s <= other.length_s <= longest_s]
    if not close:
        return None
    own = _read(film.fingerprint)
    matrix = _matrix([other.fingerprint for other in close])
    is_copy = np.zeros(len(close), np.bool_)
    mean_max = SAME_UPLOAD_MEAN_BITS_MAX if _stands_still(own) else MEAN_BITS_MAX
    for hashes in (own, np.where(own == 0, own, own ^ MIRROR)):
        for shift in range(-SHIFT_S_MAX * MOMENTS_PER_S, SHIFT_S_MAX * MOMENTS_PER_S + 1):
            is_copy |= _alike(hashes, matrix, shift, mean_max=mean_max, alike_min=ALIKE_MIN)
    return next((other.id for other, copy in zip(close, is_copy, strict=True) if copy), None)


def find_same(film: Film, others: Sequence[Film]) -> str | None:
    """The id of the first of `others` that is the very film, uploaded again; None if none."""
    close = [other for other in others if abs(other.length_s - film.length_s) <= SAME_UPLOAD_LENGTH_S]
    if not close:
        return None
    matrix = _matrix([other.fingerprint for other in close])
    same = _alike(
        _read(film.fingerprint), matrix, 0, mean_max=SAME_UPLOAD_MEAN_BITS_MAX, alike_min=SAME_UPLOAD_ALIKE_MIN
    )
    return next((other.id for other, is_same in zip(close, same, strict=True) if is_same), None)


def _read(fingerprint: bytes) -> NDArray[np.uint64]:
    return np.frombuffer(fingerprint, ">u8").astype(np.uint64)


def _matrix(fingerprints: Sequence[bytes]) -> NDArray[np.uint64]:
    """A row for each film, filled up with moments that say nothing."""
    moments = max(len(fingerprint) for fingerprint in fingerprints) // HASH_BYTES
    filled = b"".join(fingerprint.ljust(moments * HASH_BYTES, b"\0") for fingerprint in fingerprints)
    return _read(filled).reshape(len(fingerprints), moments)


def _alike(
    own: NDArray[np.uint64], matrix: NDArray[np.uint64], shift: int, *, mean_max: float, alike_min: float
) -> NDArray[np.bool_]:
    """For each row whether it is alike when `own` begins `shift` moments into it."""
    begin = max(0, shift)
    ours = own[begin - shift :]
    width = min(len(ours), matrix.shape[1] - begin)
    if width <= 0:
        return np.zeros(len(matrix), np.bool_)
    ours, theirs = ours[:width], matrix[:, begin : begin + width]
    telling = (ours != 0) & (theirs != 0)
    bits = np.bitwise_count(ours ^ theirs)
    close = telling & (bits <= BITS_MAX)
    beside = telling.sum(axis=1)
    # Of the shorter of the two most has to lie beside the other, or a moment that both quote would make them one.
    shorter = np.minimum((own != 0).sum(), (matrix != 0).sum(axis=1))
    enough = beside >= np.maximum(TELLING_MIN, LENGTH_SHARE_MIN * shorter)
    mean = np.where(close, bits, 0).sum(axis=1) / np.maximum(1, close.sum(axis=1))
    result: NDArray[np.bool_] = enough & (close.sum(axis=1) >= alike_min * beside) & (mean <= mean_max)
    return result


def _stands_still(hashes: NDArray[np.uint64]) -> bool:
    telling = hashes[hashes != 0]
    if len(telling) < TELLING_MIN:
        return True
    return float(np.bitwise_count(telling[1:] ^ telling[:-1]).mean()) < STILL_BITS
