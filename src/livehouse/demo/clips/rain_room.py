"""The room of demo clip "rain": a frame, a sill in lamplight, books, a plant, and a cat with a tail of its own."""

import math
from typing import Final

import numpy as np
from PIL import ImageDraw

from livehouse.demo.clips.paint import (
    HEIGHT_PX,
    WIDTH_PX,
    Frame,
    Picture,
    Plane,
    blur,
    cloud_noise,
    color,
    drawn,
    glow,
    over,
    ramp,
)

SILL: Final = 846
CAT_X: Final = 168
CAT_FLOOR: Final = SILL + 22
TAIL_BOX: Final = (slice(CAT_FLOOR - 80, CAT_FLOOR + 16), slice(CAT_X + 10, CAT_X + 160))


class Room:
    """What stands in front of the pane.

    Attributes:
        shade: how much of the street's light gets through.
        front: the room's own light.
    """

    def __init__(self, columns: Plane, rows: Plane) -> None:
        frame = drawn(WIDTH_PX, HEIGHT_PX, _draw_frame)
        wall = ramp(
            [(0, "#120e12"), (0.80, "#171114"), (0.875, "#2b1d18"), (0.885, "#4a3022"), (1, "#1a1110")],
            rows / HEIGHT_PX + 0 * columns,
        )
        wall *= 0.88 + 0.24 * cloud_noise(WIDTH_PX, HEIGHT_PX, 61, scale_px=40, rough=1.2, wide=6.0)
        wall += glow(WIDTH_PX, HEIGHT_PX, 452, SILL + 34, 130, squash=1.4) * color("#ffab5e") * 0.42
        edge = blur(frame, 3)
        wall += np.clip((1 - edge) * frame * 3, 0, 1) * color("#6a4a3c") * 0.5
        coverage = frame
        for draw, tone, rim in (
            (_draw_books, "#20171c", 0.9),
            (_draw_plant, "#0f1512", 0.8),
            (_draw_cat, "#08070b", 1.0),
        ):
            shape = drawn(WIDTH_PX, HEIGHT_PX, draw)
            self._put(wall, shape, tone, rim, columns, rows)
            coverage = np.maximum(coverage, shape)
        self.shade = 1 - coverage
        self.front = wall * coverage + glow(WIDTH_PX, HEIGHT_PX, 452, SILL + 20, 210) * color("#ffab5e") * 0.045
        self._tail_grid = (
            np.arange(TAIL_BOX[1].start, TAIL_BOX[1].stop, dtype=np.float32)[None, :],
            np.arange(TAIL_BOX[0].start, TAIL_BOX[0].stop, dtype=np.float32)[:, None],
        )

    def _put(self, wall: Picture, shape: Plane, tone: str, rim: float, columns: Plane, rows: Plane) -> None:
        """Paint a dark shape, with the lamp's light on the edges that face it and the street's on its upper ones."""
        soft = blur(shape, 2.6)
        to_lamp = np.clip((soft - np.roll(soft, -5, axis=1)) * 2.4, 0, 1)
        to_sky = np.clip((soft - np.roll(soft, 4, axis=0)) * 1.8, 0, 1)
        near = 0.35 + 0.65 * glow(WIDTH_PX, HEIGHT_PX, 452, SILL, 260)
        tint = color(tone) + to_lamp * near * color("#ffa45c") * 0.75 * rim + to_sky * color("#7a86c8") * 0.30 * rim
        over(wall, tint, shape)

    def paint_tail(self, frame: Frame, turn: float) -> None:
        """Paint the cat's tail, which lies on the sill and curls, onto a finished frame."""
        columns, rows = self._tail_grid
        cover = np.zeros((rows.shape[0], columns.shape[1]), np.float32)
        x, y, heading = CAT_X + 30.0, CAT_FLOOR - 7.0, 0.16
        mood = 0.7 * math.sin(4 * turn) + 0.3 * math.sin(9 * turn + 1)
        for joint in range(36):
            distance = np.hypot(columns - x, rows - y)
            cover = np.maximum(cover, np.clip(8.5 - 0.145 * joint - distance + 0.5, 0, 1))
            heading -= 0.0045 * joint * (0.75 + 0.45 * mood * joint / 36)
            x += 3.3 * math.cos(heading)
            y += 3.3 * math.sin(heading)
        lit = np.clip(cover - np.roll(cover, -3, axis=1), 0, 1)[..., None] * np.array((112, 72, 42), np.float32)
        target = frame[TAIL_BOX]
        target[...] = target + (np.array((11, 9, 13), np.float32) + lit - target) * cover[..., None]


def _draw_frame(canvas: ImageDraw.ImageDraw, zoom: int) -> None:
    canvas.rectangle((0, 0, WIDTH_PX * zoom, HEIGHT_PX * zoom), fill=255)
    canvas.rounded_rectangle((14 * zoom, 18 * zoom, (WIDTH_PX - 14) * zoom, SILL * zoom), radius=5 * zoom, fill=0)


def _draw_books(canvas: ImageDraw.ImageDraw, zoom: int) -> None:
    floor = SILL + 30
    for left, top, width, height in ((300, 0, 132, 19), (308, 19, 118, 15), (296, 34, 126, 21)):
        bottom = floor - top
        box = (left * zoom, (bottom - height) * zoom, (left + width) * zoom, (bottom - 1) * zoom)
        canvas.rounded_rectangle(box, radius=3 * zoom, fill=255)


def _draw_plant(canvas: ImageDraw.ImageDraw, zoom: int) -> None:
    base_x, base_y = 466, SILL + 26
    pot = ((base_x - 30, base_y - 46), (base_x + 30, base_y - 46), (base_x + 23, base_y), (base_x - 23, base_y))
    canvas.polygon([(x * zoom, y * zoom) for x, y in pot], fill=255)
    for angle, length, width in (
        (-1.57, 150, 15),
        (-1.20, 126, 14),
        (-2.02, 138, 15),
        (-0.78, 78, 12),
        (-2.45, 112, 13),
        (-1.36, 96, 12),
        (-1.80, 104, 12),
    ):
        _draw_leaf(canvas, zoom, base_x, base_y - 44, angle, length, width)


def _draw_leaf(
    canvas: ImageDraw.ImageDraw, zoom: int, x: float, y: float, angle: float, length: float, width: float
) -> None:
    left, right = [], []
    for at in range(13):
        share = at / 12
        # Leaves hang over by their own weight.
        bend = angle + (0.55 if math.cos(angle) > 0 else -0.55) * share**2 * abs(math.cos(angle))
        px, py = x + length * share * math.cos(bend), y + length * share * math.sin(bend)
        half = width * math.sin(math.pi * share**0.8) * 0.5 + 0.6
        nx, ny = -math.sin(bend), math.cos(bend)
        left.append(((px + nx * half) * zoom, (py + ny * half) * zoom))
        right.append(((px - nx * half) * zoom, (py - ny * half) * zoom))
    canvas.polygon(left + right[::-1], fill=255)


def _draw_cat(canvas: ImageDraw.ImageDraw, zoom: int) -> None:
    """From behind, sitting."""
    x, floor = CAT_X, CAT_FLOOR

    def ellipse(cx: float, cy: float, rx: float, ry: float) -> None:
        canvas.ellipse(((cx - rx) * zoom, (cy - ry) * zoom, (cx + rx) * zoom, (cy + ry) * zoom), fill=255)

    ellipse(x, floor - 34, 47, 40)
    ellipse(x, floor - 74, 34, 46)
    ellipse(x + 1, floor - 104, 27, 34)
    ellipse(x + 2, floor - 142, 29, 25)
    for side in (-1, 1):
        ear = (
            (x + 2 + side * 7, floor - 162),
            (x + 2 + side * 25, floor - 186),
            (x + 2 + side * 28, floor - 146),
        )
        canvas.polygon([(px * zoom, py * zoom) for px, py in ear], fill=255)
    ellipse(x - 28, floor - 8, 24, 10)
    ellipse(x + 26, floor - 8, 24, 10)
