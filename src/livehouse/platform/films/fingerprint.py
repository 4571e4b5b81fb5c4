"""What a picture is known by when it comes again: signs of its lowest waves, and how much it has to tell. Pure.

The hash is the classical one of perceptual hashing (C. Zauner, Implementation and Benchmarking of Perceptual Image
Hash Functions, 2010): grey, 32 by 32, a cosine transform (DCT-II), its 8 by 8 lowest coefficients. A bit is a
coefficient's sign, not its side of the median as there, so that a mirrored picture has a hash that can be foretold.

Who shows somebody else's film crops it, frames it or writes over it. So each moment is hashed as several views: of the
whole, of what is left without uniform borders, of its middle, and of bands across it.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Grey = NDArray[np.uint8]

# How often a film is looked at; a copy that was cut anywhere is half of that off at most.
MOMENTS_PER_S: Final = 2
# What of each picture is looked at, in this order: 8 bytes each.
VIEWS: Final = ("whole", "trimmed", "95%", "90%", "85%", "80%", "75%", "0-40%", "20-60%", "40-80%", "60-100%")
MIDDLES: Final = (0.95, 0.9, 0.85, 0.8, 0.75)
# Of the height, from and to: whatever a caption of a fifth covers, two are left.
BANDS: Final = ((0.0, 0.4), (0.2, 0.6), (0.4, 0.8), (0.6, 1.0))
# Before a fingerprint of this kind; those without it have the whole picture's hashes only.
KIND: Final = b"\x02"
LOOK_PX: Final = 160
SIDE_PX: Final = 32
KEPT: Final = 8
# Standard deviation of the grey values, of 255, below which a picture is as good as empty.
TELLING_MIN: Final = 4.0
# A row or column at the edge whose grey values vary less than this belongs to a border, at most this share a side.
BORDER_VARIES_MAX: Final = 3.0
BORDER_SHARE_MAX: Final = 0.3

_Box = tuple[float, float, float, float]


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


def hash_views(grey: Grey) -> bytes:
    """8 bytes for each of `VIEWS` of a grey picture of any size."""
    height, width = grey.shape
    picture = Image.fromarray(grey)
    boxes = (
        (0, 0, width, height),
        _within_borders(grey),
        *(_middle(width, height, share) for share in MIDDLES),
        *((0.0, height * top, float(width), height * bottom) for top, bottom in BANDS),
    )
    return b"".join(hash_picture(_shrink(picture, box)).to_bytes(8) for box in boxes)


def _shrink(picture: Image.Image, box: _Box) -> Grey:
    return np.asarray(picture.resize((SIDE_PX, SIDE_PX), Image.Resampling.BOX, box=box))


def _middle(width: int, height: int, share: float) -> _Box:
    aside = (1 - share) / 2
    return (width * aside, height * aside, width * (1 - aside), height * (1 - aside))


def _within_borders(grey: Grey) -> _Box:
    """The picture without bars and frames of one colour."""
    height, width = grey.shape
    top, bottom = _edges(grey.std(axis=1))
    left, right = _edges(grey[top : height - bottom].std(axis=0))
    if left or right:
        # Beside a bar no row was of one colour.
        top, bottom = _edges(grey[:, left : width - right].std(axis=1))
    return (left, top, width - right, height - bottom)


def _edges(varies: NDArray[np.floating]) -> tuple[int, int]:
    most = int(len(varies) * BORDER_SHARE_MAX)
    telling = np.flatnonzero(varies >= BORDER_VARIES_MAX)
    if not len(telling):
        return 0, 0
    first, last = int(telling[0]), len(varies) - 1 - int(telling[-1])
    return (first if first <= most else 0), (last if last <= most else 0)


def telling(grey: Grey) -> float:
    """How well a picture would stand for its film: detail, in the light, with both bright and dark."""
    values = grey.astype(np.float64)
    detail = np.abs(np.diff(values, axis=0)).mean() + np.abs(np.diff(values, axis=1)).mean()
    # Nearly black and nearly white pictures have detail in few places only.
    lit = 1.0 - abs(values.mean() / 255.0 - 0.5) * 1.6
    return float((values.std() + 2.0 * detail) * max(0.05, lit))
