"""The inside of demo clip "train": a window with round corners, a sill with a mug, a lamp that shows in the glass."""

from typing import Final

import numpy as np
from PIL import ImageDraw

from livehouse.demo.clips.paint import (
    HEIGHT_PX,
    WIDTH_PX,
    Picture,
    Plane,
    blur,
    cloud_noise,
    color,
    drawn,
    glow,
    over,
    ramp,
    step,
)
from livehouse.demo.clips.train_land import SILL

MUG_LEFT: Final = 356
MUG_TOP: Final = SILL - 74
MUG_WIDTH: Final = 84
MUG_HEIGHT: Final = 96


class Cabin:
    """What stands still in front of the landscape.

    Attributes:
        shade: how much of the landscape's light gets through.
        front: the cabin's own light.
    """

    def __init__(self, columns: Plane, rows: Plane) -> None:
        glass = drawn(WIDTH_PX, HEIGHT_PX, _draw_window)
        edge = blur(glass, 7)
        wall_at = rows / HEIGHT_PX + 0 * columns
        wall = ramp([(0, "#1a1116"), (0.75, "#22161a"), (0.86, "#3a2420"), (1, "#170d10")], wall_at)
        wall *= 0.9 + 0.2 * cloud_noise(WIDTH_PX, HEIGHT_PX, 61, scale_px=60, rough=1.4)
        wall += glow(WIDTH_PX, HEIGHT_PX, 70, SILL + 30, 120) * color("#ff9d5c") * 0.30
        wall += np.clip(edge * (1 - glass) * 4, 0, 1) * color("#8a5a4c") * 0.55
        coverage = self._put_mug(wall, 1 - glass, columns, rows)
        lamp = glow(WIDTH_PX, HEIGHT_PX, 96, 300, 60, squash=0.8) * 0.10
        lamp += glow(WIDTH_PX, HEIGHT_PX, 92, 296, 9, squash=0.75) * 0.16
        streak = np.exp(-(((columns + rows * 0.42 - 620) / 40) ** 2)) * 0.035
        reflection = lamp * color("#ffb978") + streak * color("#cfd6ff")
        self.shade = (0.62 + 0.38 * np.clip((edge - 0.5) * 2, 0, 1)) * (1 - coverage)
        self.front = reflection * (1 - coverage) + wall * coverage

    def _put_mug(self, wall: Picture, coverage: Plane, columns: Plane, rows: Plane) -> Plane:
        """Paint the mug onto the wall's picture; what the cabin covers then."""
        mug = drawn(WIDTH_PX, HEIGHT_PX, _draw_mug)
        handle = drawn(WIDTH_PX, HEIGHT_PX, _draw_handle)
        tea = drawn(WIDTH_PX, HEIGHT_PX, _draw_tea)
        across = (columns - MUG_LEFT) / MUG_WIDTH + 0 * rows
        lit = 0.30 + 0.85 * np.exp(-(((across - 0.16) / 0.20) ** 2)) + 0.28 * step(0.8, 1.0, across)
        glaze = color("#b4573f") * lit
        band = np.exp(-(((rows - MUG_TOP - 62) / 6.0) ** 2)) * 0.8
        glaze += (color("#e8cfa8") * lit - glaze) * band
        shadow = glow(WIDTH_PX, HEIGHT_PX, MUG_LEFT + MUG_WIDTH * 0.62, MUG_TOP + MUG_HEIGHT + 3, 70, squash=5)
        wall *= 1 - 0.7 * shadow
        over(wall, glaze * 0.8, handle * (1 - mug))
        over(wall, glaze, mug)
        over(wall, color("#2a120c") + color("#c98a5a") * step(0.3, 0.0, across) * 0.5, tea)
        return np.maximum(coverage, np.maximum(mug, handle))


class Steam:
    """What rises from the tea."""

    ROWS: Final = 158
    COLUMNS: Final = 164
    PERIOD: Final = 316

    def __init__(self) -> None:
        self._smoke = cloud_noise(self.COLUMNS, self.PERIOD, 71, scale_px=46, rough=1.9, wide=0.6)
        height = np.arange(self.ROWS, dtype=np.float32)[:, None] / self.ROWS
        x = np.arange(self.COLUMNS, dtype=np.float32)[None, :]
        drift = self.COLUMNS / 2 + 16 * np.sin(height * 5.2) * (1 - height)
        shape = np.exp(-(((x - drift) / (14 + 22 * (1 - height))) ** 2))
        self._shape = shape * step(0, 0.55, height) * (1 - step(0.93, 1, height))
        self._color = color("#f3dccb") * np.float32(0.26)

    def paint(self, light: Picture, share: float) -> None:
        """Paint it as it is at `share` (0 to 1) of the loop."""
        rows = np.arange(self.ROWS) + int(share * self.PERIOD * 3)
        smoke = np.take(self._smoke, rows, axis=0, mode="wrap")
        left, top = MUG_LEFT - 40, MUG_TOP + 8 - self.ROWS
        light[:, top : top + self.ROWS, left : left + self.COLUMNS] += (
            step(0.35, 0.9, smoke) * self._shape * self._color
        )


def _draw_window(canvas: ImageDraw.ImageDraw, zoom: int) -> None:
    canvas.rounded_rectangle((12 * zoom, 26 * zoom, (WIDTH_PX - 12) * zoom, SILL * zoom), radius=46 * zoom, fill=255)


def _draw_mug(canvas: ImageDraw.ImageDraw, zoom: int) -> None:
    left, top, right = MUG_LEFT * zoom, MUG_TOP * zoom, (MUG_LEFT + MUG_WIDTH) * zoom
    canvas.rounded_rectangle((left, top + 6 * zoom, right, top + MUG_HEIGHT * zoom), radius=14 * zoom, fill=255)
    canvas.ellipse((left, top - 4 * zoom, right, top + 18 * zoom), fill=255)


def _draw_handle(canvas: ImageDraw.ImageDraw, zoom: int) -> None:
    right, top = (MUG_LEFT + MUG_WIDTH) * zoom, MUG_TOP * zoom
    box = (right - 16 * zoom, top + 22 * zoom, right + 26 * zoom, top + 72 * zoom)
    canvas.ellipse(box, outline=255, width=9 * zoom)


def _draw_tea(canvas: ImageDraw.ImageDraw, zoom: int) -> None:
    left, top, right = MUG_LEFT * zoom, MUG_TOP * zoom, (MUG_LEFT + MUG_WIDTH) * zoom
    canvas.ellipse((left + 5 * zoom, top - zoom, right - 5 * zoom, top + 15 * zoom), fill=255)
