"""Whether two videos are the same film: their pictures' hashes, moment by moment, laid beside each other. Pure.

A hash has 64 bits. Copies that were encoded anew or made smaller differ in 0 to 5 bits on average, those that were cut
a quarter of a second off in up to 7; pictures of different films differ in 31, and in 10 or less once in 60,000 pairs.
Copies whose beginning was cut off are found by shifting, mirrored ones by turning the hash around, which in a cosine
transform is the sign of every second column.

Each moment has hashes of several views of the picture. What was cropped is the other's middle, what was framed has the
other's whole in its middle or within its borders; where something was written over it, two of four bands are left as
they were. Any of these makes two films one, by most of their moments at one shift.

One stage filmed on two evenings is no copy. So two films have to agree better than one of them agrees with itself two
seconds later: by two fifths of that, and nearly to the bit where the camera stands still. Bands that do not change say
nothing alone. What is found, and what is not, is measured in docs/live_access.md.

Whoever loads this loads numpy, 17 MB: only a process that compares films does.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from livehouse.videos.film import (
    BANDS,
    HASH_BYTES,
    LENGTH_SHARE_MIN,
    MIDDLES,
    MOMENTS_PER_S,
    SHIFT_S_MAX,
    TRIMMED,
    VIEWS,
    WHOLE,
    Film,
    length_window_s,
    moments_of,
)

# How many of the 64 bits of one moment may differ, and how many on average.
BITS_MAX: Final = 10
MEAN_BITS_MAX: Final = 7.0
# A film that stands still, and the very film uploaded again.
STILL_MEAN_BITS_MAX: Final = 2.0
# How near a copy has to be, beside what the film itself changes in so many moments.
SHARE_OF_CHANGE_MAX: Final = 0.4
CHANGE_MOMENTS: Final = 2 * MOMENTS_PER_S
# A band that changes by fewer bits may be anybody's wall: one that changes by more has to agree as well.
BAND_CHANGE_MIN: Final = 4.0
# So many of the moments that lie beside each other have to be alike.
ALIKE_MIN: Final = 0.8
SAME_UPLOAD_ALIKE_MIN: Final = 0.9
# Of four.
BANDS_MIN: Final = 2
# Moments that say something: black and white ones look alike whatever they belong to.
TELLING_MIN: Final = 3
SAME_UPLOAD_LENGTH_S: Final = 0.25
# Bits of the odd columns in each row of eight.
MIRROR: Final = np.uint64(0x5555_5555_5555_5555)
# Which of one film's views may be which of the other's: as it is, cropped, framed.
_PAIRS: Final = (
    (WHOLE, WHOLE),
    (TRIMMED, TRIMMED),
    (TRIMMED, WHOLE),
    (WHOLE, TRIMMED),
    *((WHOLE, middle) for middle in MIDDLES),
    *((middle, WHOLE) for middle in MIDDLES),
)

_Hashes = NDArray[np.uint64]


def find_copy(film: Film, others: Sequence[Film]) -> str | None:
    """The id of the first of `others` that shows the same as `film`, whole, cut, cropped or mirrored; None if none."""
    shortest_s, longest_s = length_window_s(film.length_s)
    close = [other for other in others if shortest_s <= other.length_s <= longest_s]
    if not close:
        return None
    own, theirs = _read([film])[:, 0], _read(close)
    is_copy = np.zeros(len(close), np.bool_)
    change = [_change(hashes) for hashes in own]
    mean_max = [max(STILL_MEAN_BITS_MAX, min(MEAN_BITS_MAX, SHARE_OF_CHANGE_MAX * bits)) for bits in change]
    for turned in (own, np.where(own == 0, own, own ^ MIRROR)):
        for shift in range(-SHIFT_S_MAX * MOMENTS_PER_S, SHIFT_S_MAX * MOMENTS_PER_S + 1):
            for view, other_view in _PAIRS:
                is_copy |= _alike(turned[view], theirs[other_view], shift, mean_max=mean_max[view])
            votes = np.zeros(len(close), np.int8)
            tells = np.zeros(len(close), np.bool_)
            for band in BANDS:
                agrees = _alike(turned[band], theirs[band], shift, mean_max=mean_max[band])
                votes += agrees
                if change[band] >= BAND_CHANGE_MIN:
                    tells |= agrees
            is_copy |= tells & (votes >= BANDS_MIN)
    return next((other.id for other, copy in zip(close, is_copy, strict=True) if copy), None)


def find_same(film: Film, others: Sequence[Film]) -> str | None:
    """The id of the first of `others` that is the very film, uploaded again; None if none."""
    close = [other for other in others if abs(other.length_s - film.length_s) <= SAME_UPLOAD_LENGTH_S]
    if not close:
        return None
    same = _alike(
        _read([film])[WHOLE, 0],
        _read(close)[WHOLE],
        0,
        mean_max=STILL_MEAN_BITS_MAX,
        alike_min=SAME_UPLOAD_ALIKE_MIN,
    )
    return next((other.id for other, is_same in zip(close, same, strict=True) if is_same), None)


def _read(films: Sequence[Film]) -> _Hashes:
    """By view, film and moment; filled up with moments that say nothing."""
    moments = max(moments_of(film.fingerprint) for film in films)
    hashes = np.zeros((len(films), moments, VIEWS), np.uint64)
    for row, film in zip(hashes, films, strict=True):
        known = np.frombuffer(film.fingerprint, ">u8", offset=len(film.fingerprint) % HASH_BYTES)
        known = known.reshape(moments_of(film.fingerprint), -1)
        row[: known.shape[0], : known.shape[1]] = known
    return np.ascontiguousarray(hashes.transpose(2, 0, 1))


def _alike(
    own: _Hashes, matrix: _Hashes, shift: int, *, mean_max: float, alike_min: float = ALIKE_MIN
) -> NDArray[np.bool_]:
    """For each row whether it is alike when `own` begins `shift` moments into it."""
    begin = max(0, shift)
    ours = own[begin - shift :]
    width = min(len(ours), matrix.shape[1] - begin)
    if width <= 0:
        return np.zeros(len(matrix), np.bool_)
    ours, theirs = ours[:width], matrix[:, begin : begin + width]
    bits = np.bitwise_count(ours ^ theirs)
    close = bits <= BITS_MAX
    if not close.any():
        # So it is nearly always.
        return np.zeros(len(matrix), np.bool_)
    telling = (ours != 0) & (theirs != 0)
    close &= telling
    beside = telling.sum(axis=1)
    # Of the shorter of the two most has to lie beside the other, or a moment that both quote would make them one.
    shorter = np.minimum((own != 0).sum(), (matrix != 0).sum(axis=1))
    enough = beside >= np.maximum(TELLING_MIN, LENGTH_SHARE_MIN * shorter)
    mean = np.where(close, bits, 0).sum(axis=1) / np.maximum(1, close.sum(axis=1))
    result: NDArray[np.bool_] = enough & (close.sum(axis=1) >= alike_min * beside) & (mean <= mean_max)
    return result


def _change(hashes: _Hashes) -> float:
    """By how many bits the film differs from itself two seconds later, on average."""
    now, later = hashes[:-CHANGE_MOMENTS], hashes[CHANGE_MOMENTS:]
    telling = (now != 0) & (later != 0)
    return float(np.bitwise_count(now ^ later)[telling].mean()) if telling.any() else 0.0
