"""The landscape of demo clip "train": mountains, forests, a village, telegraph poles, each at its own pace."""

from typing import Final

import numpy as np

from livehouse.demo.clips.paint import (
    WIDTH_PX,
    Picture,
    Plane,
    blur,
    cloud_noise,
    color,
    glow,
    line_noise,
    over,
    ramp,
    step,
)

HORIZON: Final = 486
SHORE: Final = 640
SILL: Final = 812


class Layer:
    """A strip of landscape that passes by: a picture with coverage, as wide as it moves in a loop, or a part of it."""

    def __init__(self, picture: Picture, coverage: Plane, top: int, *, travel_px: int) -> None:
        if travel_px % coverage.shape[1]:
            raise ValueError("a layer that does not travel whole tiles would jump at the loop's seam")
        # Half a screen of its beginning is repeated at its end, so that a view never has to be put together.
        padding = WIDTH_PX + 1
        repeats = -(-padding // coverage.shape[1])
        tiled = np.tile(coverage, (1, 1 + repeats))[:, : coverage.shape[1] + padding]
        painted = np.tile(picture, (1, 1, 1 + repeats))[..., : coverage.shape[1] + padding]
        self._veil = (1 - tiled).astype(np.float32)
        self._light = (painted * tiled).astype(np.float32)
        self._top = top
        self._width = coverage.shape[1]
        self._travel_px = travel_px

    def paint(self, light: Picture, share: float) -> None:
        """Paint what is in view at `share` (0 to 1) of the loop; blended between pixels, or slow layers would crawl."""
        position = (share * self._travel_px) % self._width
        at = int(position)
        part = np.float32(round(position - at, 3))
        target = light[:, self._top : self._top + self._veil.shape[0]]
        here, there = slice(at, at + WIDTH_PX), slice(at + 1, at + 1 + WIDTH_PX)
        if part == 0:
            target *= self._veil[:, here]
            target += self._light[..., here]
        else:
            target *= self._veil[:, here] * (1 - part) + self._veil[:, there] * part
            target += self._light[..., here] * (1 - part) + self._light[..., there] * part


def _below(heights: Plane, rows: int) -> Plane:
    """Coverage of what lies below a line of heights (rows from the top), with a smooth edge."""
    rows_below = np.arange(rows, dtype=np.float32)[:, None] - heights[None, :]
    return np.asarray(np.clip(rows_below + 0.5, 0, 1))


def mountains() -> Layer:
    """A ridge with snow on it, lit by the moon."""
    width, rows, top = WIDTH_PX, 196, HORIZON - 192
    x = np.arange(width, dtype=np.float32)
    turn = x / width * 2 * np.pi
    ridge = 92 - 40 * np.cos(turn + 0.8) - 18 * np.cos(2 * turn + 2.4)
    ridge += 26 * (1 - 2 * np.abs(line_noise(width, 5, scale_px=150, rough=2.2))) + 5 * line_noise(
        width, 6, scale_px=40
    )
    ridge = (ridge - ridge.min() + 8).astype(np.float32)
    coverage = _below(ridge, rows)
    depth = np.arange(rows, dtype=np.float32)[:, None] - ridge[None, :]
    # Flanks: noise sheared down and away from the summits, lit from the side of the moon.
    folds = cloud_noise(width, rows, 7, scale_px=60, rough=1.25, wide=0.8)
    shear = (x[None, :] + 0.55 * np.arange(rows)[:, None]).astype(int) % width
    folds = np.take_along_axis(folds, shear, axis=1)
    lit = np.clip(0.5 + 7 * (np.roll(folds, 2, axis=1) - folds), 0, 1)
    snow_line = 34 + 44 * folds
    snow = (1 - step(-14, 16, depth - snow_line)) * step(0.15, 0.5, folds * 0.4 + lit * 0.6)
    rock = ramp([(0, "#3a3160"), (0.5, "#4b3d6b"), (1, "#7c5c80")], np.clip(depth / 140, 0, 1))
    rock *= 0.78 + 0.40 * lit
    white = color("#b7a4cf") * (0.52 + 0.50 * lit)
    picture = rock + (white - rock) * (snow * 0.85)
    haze = step(50, 190, depth) * 0.75
    picture = picture + (color("#c98a86") - picture) * haze
    return Layer(picture.astype(np.float32), coverage, top, travel_px=width)


def hills(seed: int, *, width: int, top: int, rows: int, mean: float, swing: float, dark: str, haze: str) -> Layer:
    """Wooded hills, their line `mean` ± `swing` pixels below `top`; mist of colour `haze` lies at their feet."""
    ridge = mean + swing * line_noise(width, seed, scale_px=width / 4, rough=2.0)
    trees = np.abs(line_noise(width, seed + 1, scale_px=9, rough=0.7)) * 9
    stand = step(-0.25, 0.25, line_noise(width, seed + 2, scale_px=120, rough=1.5))
    coverage = _below((ridge - trees * stand).astype(np.float32), rows)
    depth = np.arange(rows, dtype=np.float32)[:, None] - ridge[None, :]
    texture = cloud_noise(width, rows, seed + 3, scale_px=22, rough=1.1, wide=2.0)
    picture = color(dark) * (0.8 + 0.4 * texture)
    mist = step(8, rows * 0.8, depth) * 0.75
    picture = picture + (color(haze) - picture) * mist
    return Layer(picture.astype(np.float32), coverage, top, travel_px=width)


def village(width: int) -> Layer:
    """The near shore: dark meadows, roofs, and windows with somebody behind them."""
    random = np.random.default_rng(12)
    rows, top = SILL - SHORE + 70, SHORE - 70
    ground = 62 + 12 * line_noise(width, 31, scale_px=700, rough=2.0)
    bushes = (
        np.abs(line_noise(width, 32, scale_px=26, rough=0.9))
        * 20
        * step(-0.2, 0.5, line_noise(width, 33, scale_px=400))
    )
    heights = (ground - bushes).astype(np.float32)
    coverage = _below(heights, rows)
    x = np.arange(width, dtype=np.float32)[None, :]
    y = np.arange(rows, dtype=np.float32)[:, None]
    depth = y - ground[None, :]
    texture = cloud_noise(width, rows, 34, scale_px=30, rough=1.0, wide=4.0)
    picture = ramp([(0, "#17142c"), (1, "#0d0b18")], np.clip(depth / 90, 0, 1)) * (0.75 + 0.5 * texture)
    lamps = np.zeros((rows, width), np.float32)
    halos = np.zeros((3, rows, width), np.float32)
    at = 120.0
    while at < width - 160:
        for _ in range(int(random.integers(1, 6))):
            wide, high = int(random.integers(26, 54)), int(random.integers(15, 26))
            floor = float(ground[int(at) % width]) + 3
            left, right = at, at + wide
            roof = floor - high - (wide / 2 - np.abs(x - (left + right) / 2)) * 0.62
            house = np.clip(y - roof + 0.5, 0, 1) * np.clip(x - left + 3.5, 0, 1) * np.clip(right + 3.5 - x, 0, 1)
            house = house * (y < floor + 4)
            coverage = np.maximum(coverage, house)
            over(picture, color("#1d1730") * np.ones_like(picture), house)
            for column in range(int(wide // 11)):
                if random.random() < 0.55:
                    wx, wy = left + 5 + column * 11, floor - high + 4 + (random.random() < 0.3) * 7
                    lamps += ((x >= wx) & (x < wx + 5) & (y >= wy) & (y < wy + 6)) * random.uniform(0.6, 1.0)
            at = right + random.uniform(4, 30)
        if random.random() < 0.7:
            lamp_x, lamp_y = at + 8, float(ground[int(at) % width]) - 16
            halos += glow(width, rows, lamp_x, lamp_y, 9) * color("#ffb066") * 0.9
            lamps += (np.hypot(x - lamp_x, y - lamp_y) < 1.8) * 1.0
        at += random.uniform(260, 620)
    warm = blur(lamps, 5) * color("#ff9c4a") * 1.6 + halos
    picture = picture + np.clip(lamps, 0, 1) * color("#ffcf8a") + warm
    coverage = np.clip(np.maximum(coverage, np.clip(warm.max(axis=0) * 0.9, 0, 1)), 0, 1)
    return Layer(np.clip(picture, 0, 1.3).astype(np.float32), coverage.astype(np.float32), top, travel_px=width)


class Lineside:
    """What rushes by: grass, telegraph poles and their wires, blurred as far as they move in half a frame."""

    ROWS: Final = 560
    WIDTH: Final = 2430
    PX_PER_FRAME: Final = 27
    DARK: Final = "#0e0b16"

    def __init__(self) -> None:
        x = np.arange(self.WIDTH, dtype=np.float32)[None, :]
        y = np.arange(self.ROWS, dtype=np.float32)[:, None]
        grass = self.ROWS - 60 + 24 * line_noise(self.WIDTH, 41, scale_px=340, rough=1.4)
        grass -= 16 * np.abs(line_noise(self.WIDTH, 42, scale_px=60, rough=0.8))
        coverage = _below(grass.astype(np.float32), self.ROWS)
        off_pole = np.abs(x - self.WIDTH / 2)
        arms = np.clip(2.6 - np.abs(y - 60), 0, 1) + np.clip(2.6 - np.abs(y - 92), 0, 1)
        pole = np.clip(5.5 - off_pole, 0, 1) * (y > 34) + np.clip(34 - off_pole, 0, 1) * arms
        coverage = np.maximum(coverage, np.clip(pole, 0, 1))
        share = (x / self.WIDTH + 0.5) % 1.0
        for height, sag in ((52, 46), (52, 58), (84, 44), (84, 60)):
            wire = height + sag * 4 * share * (1 - share)
            coverage = np.maximum(coverage, np.clip(1.1 - np.abs(y - wire), 0, 1) * 0.75)
        smear = np.zeros(self.WIDTH)
        smear[: self.PX_PER_FRAME // 2] = 1 / (self.PX_PER_FRAME // 2)
        coverage = np.fft.irfft(np.fft.rfft(coverage, axis=1) * np.fft.rfft(smear), n=self.WIDTH, axis=1)
        veil = 1 - np.clip(coverage, 0, 1)
        self._veil = np.concatenate([veil, veil[:, :WIDTH_PX]], axis=1).astype(np.float32)
        self._dark = color(self.DARK)

    def paint(self, light: Picture, number: int, sway_px: int) -> None:
        """Paint what is in view; all of it is one colour, the night's."""
        at = (number * self.PX_PER_FRAME) % self.WIDTH
        top = SILL - self.ROWS + 4 + sway_px
        target = light[:, top : top + self.ROWS]
        target -= self._dark
        target *= self._veil[:, at : at + WIDTH_PX]
        target += self._dark
