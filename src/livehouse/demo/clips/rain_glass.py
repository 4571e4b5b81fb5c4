"""The glass of demo clip "rain": drops that hang, drops that run, and the beads that they leave behind.

A drop is a lens: it shows the street behind it upside down and far wider than the eye sees it. Which pixel of the
street each pixel of a drop shows is worked out once; a frame only looks it up.
"""

import math
from typing import Final

import numpy as np

from livehouse.demo.clips.paint import HEIGHT_PX, WIDTH_PX, Picture, Plane, step

# Drops look at the street through every third pixel; it is out of focus anyway.
COARSE: Final = 3
COARSE_WIDTH: Final = WIDTH_PX // COARSE
COARSE_HEIGHT: Final = HEIGHT_PX // COARSE
# How much wider than the drop itself the view in it is.
VIEW: Final = 5.5


class Beads:
    """Many drops that stay where they are, each as present as it is told to be."""

    def __init__(self, x: Plane, y: Plane, radius: Plane, squash: Plane) -> None:
        pixels, sources, covers, shades, shines, owners = [], [], [], [], [], []
        for index, (cx, cy, size, flat) in enumerate(zip(x, y, radius, squash, strict=True)):
            reach = int(size * max(1.0, flat)) + 2
            columns = np.arange(max(0, int(cx) - reach), min(WIDTH_PX, int(cx) + reach + 1))
            rows = np.arange(max(0, int(cy) - reach), min(HEIGHT_PX, int(cy) + reach + 1))
            if not columns.size or not rows.size:
                continue
            across = (columns[None, :] - cx) / size
            along = (rows[:, None] - cy) / (size * flat)
            cover, source, shade, shine = look_through(across, along, float(cx), float(cy), float(size))
            inside = cover > 0.02
            at = rows[:, None] * WIDTH_PX + columns[None, :]
            pixels.append(at[inside])
            sources.append(source[inside])
            covers.append(cover[inside])
            shades.append(shade[inside])
            shines.append(shine[inside])
            owners.append(np.full(int(inside.sum()), index))
        self._pixels = np.concatenate(pixels)
        self._sources = np.concatenate(sources)
        self._cover = np.concatenate(covers).astype(np.float32)
        self._shade = np.concatenate(shades).astype(np.float32)
        self._shine = np.concatenate(shines).astype(np.float32)
        self._owner = np.concatenate(owners)

    def paint(self, flat: Picture, coarse: Picture, presence: Plane | None = None) -> None:
        """Paint them onto `flat`, a picture with its rows in one; `coarse` is what they look through, likewise."""
        cover = self._cover if presence is None else self._cover * presence[self._owner]
        for band in range(3):
            seen = coarse[band][self._sources] * self._shade + self._shine
            below = flat[band][self._pixels]
            flat[band][self._pixels] = below + (seen - below) * cover


def look_through(across: Plane, along: Plane, cx: float, cy: float, size: float) -> tuple[Plane, Plane, Plane, Plane]:
    """What a drop does to each pixel: coverage, index of the coarse pixel seen, shade, shine.

    Args:
        across, along: the pixel's place in the drop, -1 to 1 from edge to edge.
    """
    distance = np.hypot(across, along)
    cover = np.clip((1 - distance) * size * 0.9 + 0.3, 0, 1)
    # Towards its edge a lens bends more.
    bend = 1 + 0.9 * distance**3
    source_x = np.clip((cx - across * size * VIEW * bend) / COARSE, 0, COARSE_WIDTH - 1).astype(int)
    source_y = np.clip((cy - 40 - along * size * VIEW * bend) / COARSE, 0, COARSE_HEIGHT - 1).astype(int)
    shade = (1.75 - 1.30 * step(0.60, 1.05, distance)) * (1.0 - 0.30 * np.clip(-along, 0, 1))
    shine = 0.55 * np.exp(-(((across + 0.34) / 0.22) ** 2) - ((along + 0.42) / 0.18) ** 2) * min(1.0, size / 5)
    shine = shine + 0.16 * step(0.35, 0.95, along) * step(1.1, 0.75, distance)
    return cover, source_y * COARSE_WIDTH + source_x, shade, shine


class Runners:
    """Drops that run down, stop, and run on, each once or twice in a loop."""

    BEADS_EACH: Final = 34
    BEAD_LIFE: Final = 0.42

    def __init__(self, seed: int, count: int) -> None:
        random = np.random.default_rng(seed)
        self._count = count
        self._x = np.linspace(36, WIDTH_PX - 40, count) + random.uniform(-16, 16, count)
        random.shuffle(self._x)
        self._size = random.uniform(5.0, 8.5, count)
        self._start = (np.arange(count) / count + random.uniform(0, 0.04, count)) % 1.0
        self._lasts = random.uniform(0.34, 0.60, count)
        self._phase = random.uniform(0, 2 * math.pi, (count, 3))
        marks = np.sort(random.uniform(0.02, 0.98, (count, self.BEADS_EACH)), axis=1)
        bead_x, bead_y, born = [], [], []
        for drop in range(count):
            x, y = self._place(drop, marks[drop])
            bead_x.append(x + random.normal(0, 1.1, x.size))
            bead_y.append(y)
            born.append((self._start[drop] + marks[drop] * self._lasts[drop]) % 1.0)
        size = random.uniform(1.1, 2.7, count * self.BEADS_EACH)
        self._beads = Beads(np.concatenate(bead_x), np.concatenate(bead_y), size, random.uniform(1.0, 1.5, size.size))
        self._born = np.concatenate(born).astype(np.float32)

    def paint(self, flat: Picture, coarse: Picture, share: float) -> None:
        """Paint them as they are at `share` (0 to 1) of the loop."""
        age = (share - self._born) % 1.0
        self._beads.paint(flat, coarse, np.clip(age / 0.004, 0, 1) * (1 - step(0.3, 1, age / self.BEAD_LIFE)))
        for drop in range(self._count):
            progress = ((share - self._start[drop]) % 1.0) / self._lasts[drop]
            if progress < 1:
                self._paint_drop(flat, coarse, drop, progress)

    def _place(self, drop: int, progress: Plane) -> tuple[Plane, Plane]:
        """Where a drop is when it has done `progress` (0 to 1) of its way."""
        a, b, c = self._phase[drop]
        # It sticks and lets go: time is bent by waves that never turn it back.
        bent = progress + 0.045 * np.sin(6 * math.pi * progress + a) + 0.022 * np.sin(14 * math.pi * progress + b)
        wander = 7 * np.sin(5.1 * progress + c) + 3.5 * np.sin(13 * progress + a)
        return self._x[drop] + wander, -40 + bent * (HEIGHT_PX - 60)

    def _paint_drop(self, flat: Picture, coarse: Picture, drop: int, progress: float) -> None:
        x, y = (float(value) for value in self._place(drop, np.array(progress)))
        size = float(self._size[drop])
        reach = int(size * 2.3) + 2
        columns = np.arange(max(0, int(x) - reach), min(WIDTH_PX, int(x) + reach + 1))
        rows = np.arange(max(0, int(y) - reach), min(HEIGHT_PX, int(y) + reach + 1))
        if not columns.size or not rows.size:
            return
        along = (rows[:, None] - y) / size
        # A tear: round below, drawn out above.
        along = np.where(along < 0, along / 2.0, along / 1.05)
        across = (columns[None, :] - x) / size * (1 + 0.55 * np.clip(-along, 0, 1))
        cover, source, shade, shine = look_through(across, along, x, y, size)
        inside = cover > 0.02
        at = (rows[:, None] * WIDTH_PX + columns[None, :])[inside]
        for band in range(3):
            seen = coarse[band][source[inside]] * shade[inside] + shine[inside]
            below = flat[band][at]
            flat[band][at] = below + (seen - below) * cover[inside]


def hanging_drops(seed: int, count: int) -> Beads:
    """Drops all over the pane, most of them tiny, none on another."""
    random = np.random.default_rng(seed)
    places: list[tuple[float, float, float]] = []
    while len(places) < count:
        size = 1.0 + 7.5 * random.random() ** 3.6
        x, y = random.uniform(0, WIDTH_PX), random.uniform(0, HEIGHT_PX)
        if all(math.hypot(x - px, y - py) > 1.25 * (size + ps) for px, py, ps in places):
            places.append((x, y, size))
    table = np.array(places)
    return Beads(table[:, 0], table[:, 1], table[:, 2], random.uniform(0.95, 1.35, count))
