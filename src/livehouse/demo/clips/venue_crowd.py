"""The audience of demo clip "venue": three rows of heads, some arms, now and then a phone held up."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from livehouse.demo.clips.paint import HEIGHT_PX, WIDTH_PX, Picture, color, step
from livehouse.demo.clips.venue_band import Shape, Stencil, arm

# Far to near: where the heads are, how large they are, how far apart, how much they move.
_ROWS: Final = ((748, 13.0, 41.0, 5.0), (812, 19.5, 66.0, 8.0), (908, 31.0, 112.0, 11.0))


@dataclass(frozen=True)
class Person:
    """Somebody in the audience: where they stand, and how they move."""

    x: float
    y: float
    size: float
    body: Shape
    swing_px: float
    every_beats: float
    shift: float
    # Below a half: keeps the hands down. To 0.62: holds up a phone. To 0.76: one arm. Above: both.
    arms: float
    when: float


class Crowd:
    """Who is there."""

    def __init__(self, seed: int) -> None:
        random = np.random.default_rng(seed)
        self._people = [[_person(random, x, *row) for x in _places(*row)] for row in _ROWS]

    def paint(self, light: Picture, rim: Picture, beats: float, beats_all: float) -> None:
        """Paint all rows at a beat of the song, the far one first, each darker than the one before."""
        for number, people in enumerate(self._people):
            y, size, _, _ = _ROWS[number]
            top = round(y + 0.6 * size)
            rows = np.arange(top, HEIGHT_PX, dtype=np.float32)[:, None]
            # Between bodies it is dark too: more people stand there than one can see.
            light[:, top:] *= 1 - np.float32(0.96) * step(top, top + 3 * size, rows)
            for person in people:
                self._paint_person(light, rim * np.float32(1.0 - 0.22 * number), person, beats, beats_all)

    def _paint_person(self, light: Picture, rim: Picture, person: Person, beats: float, beats_all: float) -> None:
        size = person.size
        phase = beats / person.every_beats + person.shift
        down = -person.swing_px * abs(math.sin(math.pi * phase))
        right = 0.25 * size * math.sin(math.pi * phase + person.when * 6)
        # Arms go up for a while, each at another time.
        up = min(1.0, math.sin(2 * math.pi * (beats / beats_all * 2 + person.when)) * 1.6 - 0.45)
        if person.arms > 0.5 and up > 0:
            self._paint_arms(light, rim, person, person.x + right, person.y + down, up * up * (3 - 2 * up), beats)
        person.body.paint(light, rim, ambient=0.03, right_px=round(right), down_px=round(down))

    def _paint_arms(
        self, light: Picture, rim: Picture, person: Person, x: float, y: float, raised: float, beats: float
    ) -> None:
        size = person.size
        scale = size / 10.5
        stencil = Stencil(x - size * 4, y - size * 5, size * 8, size * 8, soft_px=round(2 + size / 5))
        sway = 6 * scale * math.sin(math.pi * beats / 2 + person.when * 6)
        hand = (x + size * 1.9 + sway, y + size * (2.2 - 5.6 * raised))
        arm(stencil, (x + size * 1.3, y + size * 2.0), hand, -1, scale)
        if person.arms > 0.76:
            left_hand = (x - size * 1.9 + sway, hand[1])
            arm(stencil, (x - size * 1.3, y + size * 2.0), left_hand, 1, scale)
        stencil.paint(light, rim, ambient=0.03)
        if person.arms < 0.62 and raised > 0.6:
            self._paint_phone(light, *hand, size)

    def _paint_phone(self, light: Picture, x: float, y: float, size: float) -> None:
        width, height = max(3, int(size * 0.34)), max(5, int(size * 0.64))
        left, top = int(x) - width, int(y - size * 0.7) - height
        if left < 2 or left + 2 * width > WIDTH_PX - 2 or top < 2:
            return
        light[:, top - 1 : top + 2 * height + 1, left - 1 : left + 2 * width + 1] = color("#050506")
        light[:, top : top + 2 * height, left : left + 2 * width] = color("#8fb4ff") * np.float32(0.55)
        light[:, top + height // 2 : top + height, left : left + 2 * width] = color("#ff9d6a") * np.float32(0.6)


def _places(_y: float, _size: float, spacing: float, _swing: float) -> list[float]:
    return [float(x) for x in np.arange(spacing * 0.2, WIDTH_PX + spacing * 0.5, spacing)]


def _person(
    random: np.random.Generator, place: float, row_y: float, row_size: float, spacing: float, swing: float
) -> Person:
    x = place + random.uniform(-0.22, 0.22) * spacing
    y = row_y + random.uniform(-0.4, 0.5) * row_size
    size = row_size * random.uniform(0.88, 1.1)
    return Person(
        x=x,
        y=y,
        size=size,
        body=_body(x, y, size, int(random.integers(0, 4))),
        swing_px=swing * random.uniform(0.4, 1.15),
        every_beats=float(random.choice([1.0, 1.0, 2.0])),
        shift=random.normal(0, 0.05),
        arms=random.random(),
        when=random.random(),
    )


def _body(x: float, y: float, size: float, hair: int) -> Shape:
    """Head, hair, shoulders and back, seen from behind."""
    stencil = Stencil(x - size * 4, y - size * 2, size * 8, size * 9, soft_px=round(2 + size / 5))
    stencil.disc((x, y), size)
    if hair == 0:
        stencil.limb((x - size * 0.5, y), (x - size * 0.7, y + size * 1.3), size * 0.62, size * 0.4)
        stencil.limb((x + size * 0.5, y), (x + size * 0.7, y + size * 1.3), size * 0.62, size * 0.4)
    elif hair == 1:
        stencil.disc((x, y - size * 1.05), size * 0.48)
    elif hair == 2:
        stencil.disc((x, y - size * 0.25), size * 1.14)
    stencil.limb((x, y), (x, y + size * 1.6), size * 0.62)
    stencil.limb((x - size * 1.25, y + size * 2.35), (x + size * 1.25, y + size * 2.35), size * 0.95)
    stencil.limb((x, y + size * 2.4), (x, y + size * 6), size * 1.9)
    return stencil.cut()
