"""Demo clip "train": the window of a night train along a lake, a mug on the sill, the moon that keeps up."""

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
from livehouse.demo.clips.train_cabin import Cabin, Steam
from livehouse.demo.clips.train_land import HORIZON, SHORE, Layer, Lineside, hills, mountains, village

SECONDS: Final = 24.0
FPS: Final = 30
FRAMES: Final = round(SECONDS * FPS)

MOON: Final = (372, 196)


class Painter:
    """Paints the frames of the clip; making one takes two seconds, a frame some 15 ms."""

    def __init__(self) -> None:
        columns, rows = grid()
        at = np.clip(rows / HORIZON, 0, 1) + 0 * columns
        self._sky = ramp(
            [
                (0.0, "#0d0d26"),
                (0.30, "#1f1b45"),
                (0.58, "#4a3568"),
                (0.78, "#8f5579"),
                (0.92, "#d68378"),
                (1.0, "#f0a983"),
            ],
            at,
        )
        self._sky *= 0.94 + 0.12 * cloud_noise(WIDTH_PX, HEIGHT_PX, 2, scale_px=260, rough=2.2, wide=2.5)
        self._stars(rows)
        moon_x, moon_y = MOON
        self._sky += glow(WIDTH_PX, HEIGHT_PX, moon_x, moon_y, 46) * color("#cdb8d8") * np.float32(0.55)
        distance = np.hypot(columns - moon_x, rows - moon_y)
        face = np.clip(27.5 - distance, 0, 1)
        seas = cloud_noise(WIDTH_PX, HEIGHT_PX, 3, scale_px=30, rough=1.6)
        over(self._sky, color("#fff3dc") * (0.9 + 0.12 * seas), face)
        self._clouds = self._cloud_layer()
        self._mountains = mountains()
        self._far = hills(11, width=1080, top=HORIZON - 62, rows=84, mean=44, swing=15, dark="#392c55", haze="#a5717f")
        self._near = hills(21, width=2160, top=HORIZON - 34, rows=70, mean=27, swing=12, dark="#231b3c", haze="#6d4d6b")
        self._village = village(4320)
        self._lineside = Lineside()
        self._water_setup(rows, columns)
        cabin = Cabin(columns, rows)
        self._steam = Steam()
        self._film = Film(9, shade=cabin.shade, front=cabin.front)

    def frame(self, number: int) -> Frame:
        """The frame of that number, from 0; after the last the first follows without a seam."""
        share = (number % FRAMES) / FRAMES
        turn = 2 * math.pi * share
        light = self._sky.copy()
        self._twinkle_stars(light, turn)
        self._clouds.paint(light, share)
        self._mountains.paint(light, share)
        self._far.paint(light, share)
        self._paint_water(light, share, turn)
        self._near.paint(light, share)
        self._village.paint(light, share)
        sway = round(1.2 * math.sin(7 * turn) + 0.8 * math.sin(16 * turn))
        self._lineside.paint(light, number % FRAMES, sway)
        self._steam.paint(light, share)
        return self._film.develop(light, number)

    def _stars(self, rows: Plane) -> None:
        random = np.random.default_rng(4)
        count = 150
        self._star_x = random.integers(4, WIDTH_PX - 4, count)
        self._star_y = (random.random(count) ** 1.6 * HORIZON * 0.72).astype(int) + 4
        self._star_light = random.random(count).astype(np.float32) ** 3 * 0.8 + 0.12
        self._star_light *= 1 - step(0.3, 0.75, self._star_y / HORIZON)
        self._star_turns = random.integers(3, 14, count)
        self._star_phase = random.random(count) * 2 * np.pi

    def _twinkle_stars(self, light: Picture, turn: float) -> None:
        bright = self._star_light * (0.72 + 0.28 * np.sin(self._star_turns * turn + self._star_phase))
        tint = color("#fff4e6")[..., 0]
        light[:, self._star_y, self._star_x] += bright * tint
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            light[:, self._star_y + dy, self._star_x + dx] += bright * tint * np.float32(0.28)

    def _cloud_layer(self) -> Layer:
        top, rows = 120, HORIZON - 140
        noise = cloud_noise(WIDTH_PX, rows, 8, scale_px=150, rough=1.9, wide=3.6)
        height = np.arange(rows, dtype=np.float32)[:, None] / rows
        coverage = step(0.56, 0.95, noise) * 0.62 * step(0.0, 0.3, height) * (1 - step(0.75, 1.0, height))
        picture = ramp([(0, "#453c70"), (0.5, "#a0637f"), (1, "#f2a487")], height + 0 * noise)
        return Layer(picture, coverage.astype(np.float32), top, travel_px=WIDTH_PX)

    def _water_setup(self, rows: Plane, columns: Plane) -> None:
        self._water_top, self._water_bottom = HORIZON + 8, SHORE + 40
        size = self._water_bottom - self._water_top
        depth = np.arange(size, dtype=np.float32) / size
        # A mirror of the sky, a little darker, stretched towards the viewer.
        source = (HORIZON - 1 - (depth**1.15) * HORIZON * 0.80).astype(int)
        mirror = self._sky[:, source]
        mirror = np.stack([blur(band, 7) for band in mirror])
        self._water = (mirror * (0.80 - 0.22 * depth)[:, None]).astype(np.float32)
        self._water_depth = depth
        ripples = [cloud_noise(WIDTH_PX, size, 50 + index, scale_px=16, rough=0.8, wide=6.0) for index in range(2)]
        self._ripples = [np.concatenate([noise, noise], axis=1) for noise in ripples]
        moon_x = MOON[0]
        spread = 16 + 46 * depth[:, None]
        self._glitter = np.exp(-(((columns - moon_x) / spread) ** 2)) * (0.35 + 0.65 * (1 - depth[:, None]))

    def _paint_water(self, light: Picture, share: float, turn: float) -> None:
        first = int(share * WIDTH_PX * 2) % WIDTH_PX
        second = int(-share * WIDTH_PX) % WIDTH_PX
        crossing = self._ripples[0][:, first : first + WIDTH_PX] * self._ripples[1][:, second : second + WIDTH_PX]
        target = light[:, self._water_top : self._water_bottom]
        target[...] = self._water
        target *= 0.86 + 0.5 * crossing
        sparkle = step(0.24, 0.52, crossing) * self._glitter
        target += sparkle * (color("#ffe2b8") * np.float32(0.85 + 0.05 * math.sin(5 * turn)))
