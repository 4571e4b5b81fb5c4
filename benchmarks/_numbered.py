"""Frames that carry their own number in their pixels, so that delay and loss are read from what a person would see.

The number is drawn as a grid of black and white cells in the middle of the frame, seven wide and four high:

    W b b b b b b      W, K: always white, always black; they show that the grid is there and how bright it is
    b b b b b b K      b: 16 bits of the number, most significant first, then 8 bits of CRC
    K b b b b b b
    b b b b b b W

A cell is 40 pixels wide in a frame of 360 × 640, so that it survives being scaled to a third and coded at 100 kbit/s. A
frame caught between two pictures, or one that shows something else, reads as None: the CRC lets one in 256 of those
through, the four fixed cells one in 16 of the rest.
"""

import json
from typing import Final

import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]

COLUMNS: Final = 7
ROWS: Final = 4
NUMBERS: Final = 1 << 16
# Where the grid lies, as shares of the frame's width and height. It keeps clear of what a player may crop.
LEFT: Final = 0.11
RIGHT: Final = 0.89
TOP: Final = 0.30
BOTTOM: Final = 0.70
WHITE: Final = 235
BLACK: Final = 16
# White and black must differ by so much, of 255, to be a grid at all.
CONTRAST_MIN: Final = 60

_FIXED: Final = {0: True, 13: False, 14: False, 27: True}
_DATA_CELLS: Final = tuple(cell for cell in range(COLUMNS * ROWS) if cell not in _FIXED)


def crc8(number: int) -> int:
    """The CRC of a number's two bytes: x^8 + x^2 + x + 1, starting at 0xA5, so that all-black is never good."""
    crc = 0xA5
    for byte in (number >> 8, number & 0xFF):
        crc ^= byte
        for _ in range(8):
            crc = ((crc << 1) ^ 0x07) & 0xFF if crc & 0x80 else crc << 1
    return crc


def draw_number(frame: Gray, number: int) -> None:
    """Draw `number` (0 to 65,535) onto a frame's brightness plane, in place."""
    height_px, width_px = frame.shape
    word = (number << 8) | crc8(number)
    bits = {cell: bool(word >> (23 - index) & 1) for index, cell in enumerate(_DATA_CELLS)} | _FIXED
    xs = _edges(LEFT, RIGHT, COLUMNS, width_px)
    ys = _edges(TOP, BOTTOM, ROWS, height_px)
    for cell, bit in bits.items():
        row, column = divmod(cell, COLUMNS)
        frame[ys[row] : ys[row + 1], xs[column] : xs[column + 1]] = WHITE if bit else BLACK


def read_number(frame: Gray) -> int | None:
    """The number on a frame's brightness plane, whatever its size; None if there is none, or it is not whole."""
    height_px, width_px = frame.shape
    xs = _edges(LEFT, RIGHT, COLUMNS, width_px)
    ys = _edges(TOP, BOTTOM, ROWS, height_px)
    means = []
    for row in range(ROWS):
        for column in range(COLUMNS):
            # The middle half of a cell: its edges are smeared by scaling and coding.
            margin_x = (xs[column + 1] - xs[column]) // 4
            margin_y = (ys[row + 1] - ys[row]) // 4
            inner = frame[
                ys[row] + margin_y : ys[row + 1] - margin_y, xs[column] + margin_x : xs[column + 1] - margin_x
            ]
            means.append(float(inner.mean()))
    return _decode(means)


def _decode(means: list[float]) -> int | None:
    whites = [means[cell] for cell, bit in _FIXED.items() if bit]
    blacks = [means[cell] for cell, bit in _FIXED.items() if not bit]
    if min(whites) - max(blacks) < CONTRAST_MIN:
        return None
    threshold = (sum(whites) + sum(blacks)) / 4
    word = 0
    for cell in _DATA_CELLS:
        word = word << 1 | (means[cell] > threshold)
    number, crc = word >> 8, word & 0xFF
    return number if crc == crc8(number) else None


def _edges(begin: float, end: float, parts: int, size_px: int) -> list[int]:
    return [round(size_px * (begin + (end - begin) * part / parts)) for part in range(parts + 1)]


# The same for a page: an expression that gives `readNumber(source)`, which takes a <canvas>, <video>, VideoFrame or
# ImageBitmap and returns the number or null. It scales the grid down to 8 pixels a cell and reads the middle 4 × 4 of
# each; the scratch canvas stays on the CPU, where reading it back is cheap.
#     page.evaluate(f"() => {{ window.readNumber = {READ_NUMBER_JS}; }}")
_LAYOUT: Final = {
    "LEFT": LEFT,
    "RIGHT": RIGHT,
    "TOP": TOP,
    "BOTTOM": BOTTOM,
    "COLUMNS": COLUMNS,
    "ROWS": ROWS,
    "CONTRAST_MIN": CONTRAST_MIN,
}
READ_NUMBER_JS: Final = (
    "(() => {\n  const { LEFT, RIGHT, TOP, BOTTOM, COLUMNS, ROWS, CONTRAST_MIN } = "
    + json.dumps(_LAYOUT)
    + """;
  const CELL = 8;
  const scratch = new OffscreenCanvas(COLUMNS * CELL, ROWS * CELL);
  const context = scratch.getContext("2d", { willReadFrequently: true });
  context.imageSmoothingQuality = "medium";
  const crc8 = (number) => {
    let crc = 0xa5;
    for (const byte of [number >> 8, number & 0xff]) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? ((crc << 1) ^ 0x07) & 0xff : crc << 1;
    }
    return crc;
  };
  return (source) => {
    const width = source.displayWidth ?? source.videoWidth ?? source.width;
    const height = source.displayHeight ?? source.videoHeight ?? source.height;
    if (!width || !height) return null;
    context.drawImage(source, LEFT * width, TOP * height, (RIGHT - LEFT) * width, (BOTTOM - TOP) * height,
      0, 0, scratch.width, scratch.height);
    const pixels = context.getImageData(0, 0, scratch.width, scratch.height).data;
    const means = [];
    for (let cell = 0; cell < COLUMNS * ROWS; cell++) {
      const x0 = (cell % COLUMNS) * CELL + 2, y0 = Math.floor(cell / COLUMNS) * CELL + 2;
      let sum = 0;
      for (let y = y0; y < y0 + 4; y++) for (let x = x0; x < x0 + 4; x++) {
        const at = 4 * (y * scratch.width + x);
        sum += 0.299 * pixels[at] + 0.587 * pixels[at + 1] + 0.114 * pixels[at + 2];
      }
      means.push(sum / 16);
    }
    const [w1, k1, k2, w2] = [means[0], means[13], means[14], means[27]];
    if (Math.min(w1, w2) - Math.max(k1, k2) < CONTRAST_MIN) return null;
    const threshold = (w1 + w2 + k1 + k2) / 4;
    let word = 0;
    for (let cell = 0; cell < COLUMNS * ROWS; cell++)
      if (![0, 13, 14, 27].includes(cell)) word = (word << 1) | (means[cell] > threshold ? 1 : 0);
    const number = word >>> 8;
    return (word & 0xff) === crc8(number) ? number : null;
  };
})()
"""
)
