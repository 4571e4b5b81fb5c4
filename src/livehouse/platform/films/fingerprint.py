"""What a picture is known by when it comes again: signs of its lowest waves, and how much it has to tell. Pure.

The hash is the classical one of perceptual hashing (C. Zauner, Implementation and Benchmarking of Perceptual Image
Hash Functions, 2010): grey, 32 by 32, a cosine transform (DCT-II), its 8 by 8 lowest coefficients. A bit is a
coefficient's sign, not its side of the median as there, so that a mirrored picture has a hash that can be foretold.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]

# How often a film is looked at; a copy that was cut anywhere is half of that off at most.
MOMENTS_PER_S: Final = 2
SIDE_PX: Final = 32
KEPT: Final = 8
# Standard deviation of the grey values, of 255, below which a picture is as good as empty.
TELLING_MIN: Final = 4.0


def _cosines() -> NDArray[np.float64]:
    rows = np.arange(KEPT)[:, None]
    columns = np.arange(SIDE_PX)[None, :]
    waves: NDArray[np.float64] = np.cos(np.pi * rows * (2 * columns + 1) / (2 * SIDE_PX))
    return waves


_COSINES: Final = _cosines()


def hash_picture(grey: Grey) -> int:
    """64 bits, row by row, of a grey picture of 32 by 32; 0 for one that says nothing."""
    values = grey.astype(np.float64)
    if values.std() < TELLING_MIN:
        return 0
    coefficients = _COSINES @ values @ _COSINES.T
    bits = (coefficients > 0).ravel()
    # The first coefficient is the brightness, which is positive always: so no hash of a telling picture is 0.
    return int.from_bytes(np.packbits(bits).tobytes())


def telling(grey: Grey) -> float:
    """How well a picture would stand for its film: detail, in the light, with both bright and dark."""
    values = grey.astype(np.float64)
    detail = np.abs(np.diff(values, axis=0)).mean() + np.abs(np.diff(values, axis=1)).mean()
    # Nearly black and nearly white pictures have detail in few places only.
    lit = 1.0 - abs(values.mean() / 255.0 - 0.5) * 1.6
    return float((values.std() + 2.0 * detail) * max(0.05, lit))
