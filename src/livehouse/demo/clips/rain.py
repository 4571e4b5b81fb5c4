"""Demo clip "rain": a street at night, out of focus, through a window with rain on it; a cat that watches."""

import math
from typing import Final

import numpy as np

from livehouse.demo.clips.paint import (
    HEIGHT_PX,
    WIDTH_PX,
    Film,
    Frame,
    Picture,
    Plane,
    blur,
    cloud_noise,
    color,
    glow,
    grid,
    over,
    ramp,
    step,
)
from livehouse.demo.clips.rain_glass import COARSE, Runners, hanging_drops
from livehouse.demo.clips.rain_room import Room

SECONDS: Final = 25.6
FPS: Final = 30
FRAMES: Final = round(SECONDS * FPS)

STREET: Final = 640

# Lamps that stand still: x, y, radius, colour, strength.
_LAMPS: Final = (
    (64, 392, 27, "#ffb35c", 0.62),
    (470, 352, 31, "#ffb35c", 0.66),
    (300, 448, 20, "#ffc680", 0.50),
    (176, 470, 17, "#ffd9a0", 0.42),
    (402, 500, 16, "#ffbe78", 0.42),
    (120, 548, 22, "#ff8a5c", 0.36),
    (246, 560, 14, "#9fe8ff", 0.40),
    (508, 560, 24, "#ffa860", 0.40),
    (350, 604, 15, "#6affc2", 0.34),
    (30, 600, 20, "#ff6f91", 0.34),
    (208, 300, 12, "#bcd7ff", 0.24),
    (360, 250, 11, "#bcd7ff", 0.20),
    (96, 250, 12, "#d9c8ff", 0.20),
    (440, 210, 10, "#ffe2b0", 0.18),
)
# Cars: lane's y, radius, direction, start as a share of the loop, how much of the loop a crossing takes.
_CARS: Final = (
    (632, 15, 1, 0.02, 0.22),
    (652, 18, -1, 0.14, 0.18),
    (632, 14, 1, 0.30, 0.24),
    (652, 19, -1, 0.41, 0.17),
    (632, 15, 1, 0.55, 0.20),
    (652, 17, -1, 0.66, 0.19),
    (632, 14, 1, 0.78, 0.22),
    (652, 18, -1, 0.88, 0.18),
)


def bokeh(radius: float, rows: Plane, columns: Plane, x: float, y: float) -> Plane:
    """A light out of focus: a disc, a little brighter at its rim, soft at its edge."""
    distance = np.hypot(columns - x, rows - y)
    inside = 0.66 + 0.34 * step(radius * 0.45, radius * 0.95, distance)
    return np.asarray(np.clip((radius + 1.5 - distance) / 3.0, 0, 1) * inside, np.float32)


def put_light(picture: Picture, x: float, y: float, radius: float, tint: Picture) -> None:
    """Add a light out of focus to a picture, where it reaches."""
    left, right = max(0, int(x - radius) - 2), min(WIDTH_PX, int(x + radius) + 3)
    top, bottom = max(0, int(y - radius) - 2), min(HEIGHT_PX, int(y + radius) + 3)
    if left < right and top < bottom:
        columns = np.arange(left, right, dtype=np.float32)[None, :]
        rows = np.arange(top, bottom, dtype=np.float32)[:, None]
        picture[:, top:bottom, left:right] += bokeh(radius, rows, columns, x, y) * tint


class Painter:
    """Paints the frames of the clip."""

    def __init__(self) -> None:
        columns, rows = grid()
        self._street = self._paint_street(columns, rows)
        self._neon_box, self._neon = self._paint_neon()
        self._signal_box = (slice(430, 520), slice(230, 330))
        self._mist = self._paint_mist(rows)
        self._drops = hanging_drops(5, 620)
        self._runners = Runners(6, 15)
        room = Room(columns, rows)
        self._room = room
        self._film = Film(11, grain=0.007, vignette=0.30, shade=room.shade, front=room.front)

    def frame(self, number: int) -> Frame:
        """The frame of that number, from 0; after the last the first follows without a seam."""
        share = (number % FRAMES) / FRAMES
        turn = 2 * math.pi * share
        light = self._street.copy()
        flicker = 0.86 + 0.08 * math.sin(9 * turn) + 0.06 * math.sin(23 * turn + 1)
        # Once in the loop the sign loses its nerve.
        if 0.615 < share < 0.635 and number % 3:
            flicker *= 0.35
        light[:, *self._neon_box] += self._neon * np.float32(flicker)
        self._paint_signal(light, share)
        for car in _CARS:
            self._paint_car(light, share, *car)
        coarse = np.ascontiguousarray(light[:, ::COARSE, ::COARSE]).reshape(3, -1)
        light += self._mist
        flat = light.reshape(3, -1)
        self._drops.paint(flat, coarse)
        self._runners.paint(flat, coarse, share)
        frame = self._film.develop(light, number)
        self._room.paint_tail(frame, turn)
        return frame

    def _paint_street(self, columns: Plane, rows: Plane) -> Picture:
        at = rows / HEIGHT_PX + 0 * columns
        picture = ramp(
            [
                (0.0, "#0b1020"),
                (0.22, "#131a31"),
                (0.48, "#26254a"),
                (0.66, "#4a3047"),
                (0.71, "#3c2a40"),
                (1.0, "#10121f"),
            ],
            at,
        )
        picture *= 0.85 + 0.3 * cloud_noise(WIDTH_PX, HEIGHT_PX, 21, scale_px=240, rough=2.2)
        random = np.random.default_rng(22)
        left = -30.0
        while left < WIDTH_PX:
            width, top = random.uniform(70, 150), random.uniform(110, 400)
            block = step(left - 5, left + 5, columns) * step(left + width + 5, left + width - 5, columns)
            block = block * step(top - 6, top + 6, rows) * step(STREET + 20, STREET - 30, rows)
            tone = color("#0d1122") * random.uniform(0.7, 1.3) + color("#3a2c44") * step(300, 680, rows) * 0.5
            over(picture, tone + 0 * picture, block * 0.9)
            for y in np.arange(top + 26, STREET - 70, 34):
                for x in np.arange(left + 16, left + width - 10, 26):
                    if random.random() < 0.34:
                        tint = color(("#ffcf8f", "#ffe6c4", "#ffb877", "#a8c8ff")[int(random.integers(0, 4))])
                        put_light(picture, x, float(y), 9, tint * random.uniform(0.05, 0.20))
            left += width * random.uniform(0.75, 1.0)
        for x, y, radius, code, strength in _LAMPS:
            put_light(picture, x, y, radius, color(code) * strength)
            picture += glow(WIDTH_PX, HEIGHT_PX, x, y, radius * 2.6) * color(code) * strength * 0.20
            # On wet asphalt a lamp becomes a long streak.
            mirror = np.exp(-(((columns - x) / (radius * 0.9)) ** 2)) * step(STREET - 10, STREET + 60, rows)
            picture += mirror * step(1010, 700, rows) * color(code) * strength * 0.34
        wet = cloud_noise(WIDTH_PX, HEIGHT_PX, 23, scale_px=60, rough=1.4, wide=3.0)
        picture *= 1 - (0.45 * wet) * step(STREET, STREET + 40, rows)
        return np.stack([blur(band, 2.2) for band in picture])

    def _paint_neon(self) -> tuple[tuple[slice, slice], Picture]:
        """A sign that nobody can read from here; a bowl with steam over it, perhaps."""
        box = (slice(236, 416), slice(236, 436))
        columns, rows = grid(200, 180)
        bowl = np.abs(np.hypot(columns - 100, (rows - 92) * 1.05) - 46)
        arc = np.exp(-((bowl / 4.2) ** 2)) * step(88, 94, rows)
        rim = np.exp(-(((rows - 92) / 4.2) ** 2)) * step(48, 54, columns) * step(152, 146, columns)
        steam = np.zeros_like(arc)
        for x in (80, 100, 120):
            wave = x + 6 * np.sin(rows / 9)
            steam += np.exp(-(((columns - wave) / 3.6) ** 2)) * step(44, 50, rows) * step(80, 74, rows)
        pink, blue = arc + rim, np.clip(steam, 0, 1)
        soft = [blur(plane.astype(np.float32), 3.4) for plane in (pink, blue)]
        haze = [blur(plane.astype(np.float32), 24) for plane in (pink, blue)]
        sign = color("#ff3d71") * (soft[0] * 1.15 + haze[0] * 1.5) + color("#5cc8ff") * (soft[1] * 1.0 + haze[1] * 1.5)
        return box, sign.astype(np.float32)

    def _paint_signal(self, light: Picture, share: float) -> None:
        """A traffic light: green, amber, red, and green again."""
        phase = (share * 2) % 1.0
        if phase < 0.46:
            code, x, y = "#46f0a0", 280, 492
        elif phase < 0.52:
            code, x, y = "#ffc24d", 280, 478
        else:
            code, x, y = "#ff4646", 280, 464
        columns, rows = grid(100, 90)
        disc = bokeh(12, rows, columns, x - 230, y - 430) * 0.62 + glow(100, 90, x - 230, y - 430, 16) * 0.18
        light[:, *self._signal_box] += disc * color(code)

    def _paint_car(
        self, light: Picture, share: float, y: float, radius: float, direction: int, start: float, lasts: float
    ) -> None:
        progress = ((share - start) % 1.0) / lasts
        if progress >= 1:
            return
        way = WIDTH_PX + 240
        middle = -120 + way * progress if direction > 0 else WIDTH_PX + 120 - way * progress
        code, strength = ("#ff5040", 0.55) if direction > 0 else ("#fff2d8", 0.62)
        for offset in (-radius * 1.3, radius * 1.3):
            x = middle + offset
            first, last = max(0, int(x - radius * 2)), min(WIDTH_PX, int(x + radius * 2) + 1)
            if first >= last:
                continue
            top, bottom = int(y - radius - 4), HEIGHT_PX - 150
            columns = np.arange(first, last, dtype=np.float32)[None, :]
            rows = np.arange(top, bottom, dtype=np.float32)[:, None]
            disc = np.zeros((bottom - top, last - first), np.float32)
            size = int(radius * 2 + 8)
            disc[:size] = bokeh(radius, rows[:size], columns, x, y)
            streak = np.exp(-(((columns - x) / (radius * 0.75)) ** 2)) * step(y + 10, y + 60, rows)
            fade = step(bottom, y + 70, rows)
            light[:, top:bottom, first:last] += (disc + 0.42 * streak * fade) * color(code) * np.float32(strength)

    def _paint_mist(self, rows: Plane) -> Picture:
        """The pane is a little misted, more towards its lower edge."""
        fine = cloud_noise(WIDTH_PX, HEIGHT_PX, 31, scale_px=5, rough=0.6)
        broad = cloud_noise(WIDTH_PX, HEIGHT_PX, 32, scale_px=170, rough=2.0)
        amount = (0.018 + 0.030 * fine) * (0.45 + 0.9 * broad) * (0.7 + 0.7 * step(300, 820, rows))
        return np.asarray(amount * color("#9fb4e8"), np.float32)
