"""Demo clip "venue": a small stage at night, five people against the light, beams in the haze, heads in front."""

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
    step,
)
from livehouse.demo.clips.venue_band import FLOOR, Band, Shape, Stencil
from livehouse.demo.clips.venue_crowd import Crowd

SECONDS: Final = 25.6
FPS: Final = 30
FRAMES: Final = round(SECONDS * FPS)
BEATS: Final = 48

# Light in haze is soft, so it is worked out on a quarter of the columns and rows.
COARSE: Final = 4
TRUSS: Final = 152
WALL_TOP: Final = 130
_LAMPS: Final = (44.0, 134.0, 224.0, 316.0, 406.0, 496.0)
RING: Final = (270.0, 404.0)
RING_RADIUS: Final = 132.0
BULBS: Final = 28

# Four bars each: the beams' colours by turns, and the wall's.
_SECTIONS: Final = (
    (("#ff9a3d", "#ff5a4a"), "#7a2a1e"),
    (("#5cc8ff", "#7a5cff"), "#1c2f6e"),
    (("#ff3d71", "#ffb454"), "#6e1848"),
)


def enlarge(coarse: Picture) -> Picture:
    """A picture of four times as many columns and rows, in between blended: columns first, while they are few."""
    planes, rows, columns = coarse.shape
    wide = np.empty((planes, rows, columns * COARSE), np.float32)
    right = np.concatenate([coarse[..., 1:], coarse[..., -1:]], axis=2)
    for part in range(COARSE):
        wide[..., part::COARSE] = coarse * np.float32(1 - part / COARSE) + right * np.float32(part / COARSE)
    high = np.empty((planes, rows * COARSE, columns * COARSE), np.float32)
    below = np.concatenate([wide[:, 1:], wide[:, -1:]], axis=1)
    for part in range(COARSE):
        high[:, part::COARSE] = wide * np.float32(1 - part / COARSE) + below * np.float32(part / COARSE)
    return high


class Painter:
    """Paints the frames of the clip."""

    def __init__(self) -> None:
        columns, rows = grid()
        self._wall = self._paint_wall(columns, rows)[WALL_TOP:FLOOR]
        self._floor = self._paint_floor(columns, rows)[FLOOR - 30 :]
        self._truss = self._truss_shape()
        self._haze = cloud_noise(WIDTH_PX // COARSE, HEIGHT_PX // COARSE * 2, 41, scale_px=46, rough=1.7, wide=1.6)
        self._coarse_x, self._coarse_y = (axis * COARSE for axis in grid(WIDTH_PX // COARSE, HEIGHT_PX // COARSE))
        self._ring_glow = self._glow_of_ring()[:, WALL_TOP:FLOOR]
        self._band = Band()
        bulb = grid(25, 25)
        self._bulb = np.asarray(1.5 / (1 + (np.hypot(bulb[0] - 12, bulb[1] - 12) / 2.6) ** 2) ** 1.7, np.float32)
        self._crowd = Crowd(17)
        self._film = Film(19, grain=0.008, vignette=0.42)

    def frame(self, number: int) -> Frame:
        """The frame of that number, from 0; after the last the first follows without a seam."""
        share = (number % FRAMES) / FRAMES
        beats = share * BEATS
        beams, rim, wash = self._light_at(share, beats)
        light = enlarge(beams)
        kick = math.exp(-(beats % 1.0) * 3.2)
        light[:, FLOOR - 30 :] *= self._floor
        back = light[:, WALL_TOP:FLOOR]
        back += self._wall * wash
        back += self._ring_glow * np.float32(0.50 + 0.34 * kick)
        self._paint_bulbs(light, beats, kick)
        self._truss.paint(light, rim * np.float32(0.15), ambient=0.04)
        self._paint_lamps(light, share, beats)
        self._band.paint(light, rim, beats)
        self._crowd.paint(light, rim * np.float32(0.85), beats, BEATS)
        return self._film.develop(light, number)

    def _mood(self, beats: float) -> tuple[Picture, Picture, Picture]:
        """Two beam colours and the wall's at a beat, faded over the last half bar of each section."""
        per_section = BEATS / len(_SECTIONS)
        at = int(beats // per_section) % len(_SECTIONS)
        fade = float(step(per_section - 2, per_section, beats % per_section))
        (one, two), wall = _SECTIONS[at]
        (next_one, next_two), next_wall = _SECTIONS[(at + 1) % len(_SECTIONS)]
        pairs = ((one, next_one), (two, next_two), (wall, next_wall))
        first, second, third = (color(a) + (color(b) - color(a)) * np.float32(fade) for a, b in pairs)
        return first, second, third

    def _light_at(self, share: float, beats: float) -> tuple[Picture, Picture, Picture]:
        """The haze lit by the beams, the colour that edges take, and how much the wall shows."""
        one, two, wall = self._mood(beats)
        turn = 2 * math.pi * share
        drift = int(share * self._haze.shape[0])
        haze = np.take(self._haze, np.arange(drift, drift + HEIGHT_PX // COARSE), axis=0, mode="wrap")
        haze = 0.30 + 0.95 * haze
        out = np.zeros((3, HEIGHT_PX // COARSE, WIDTH_PX // COARSE), np.float32)
        depth = self._coarse_y - (TRUSS + 16)
        below = step(0, 14, depth)
        for index, x in enumerate(_LAMPS):
            side = 1 if index % 2 else -1
            aim = 0.44 * math.sin(3 * turn + index * 1.05) * side + 0.16 * math.sin(8 * turn + index) + (270 - x) / 900
            spread = 15 + 0.10 * np.maximum(depth, 0)
            off = (self._coarse_x - x - aim * depth) / spread
            pulse = 0.55 + 0.45 * math.exp(-((beats + 0.5 * (index % 2)) % 1.0) * 2.4)
            beam = np.exp(-off * off) * below * pulse * (15 / spread) ** 0.55
            out += beam * haze * (one if index % 2 == 0 else two)
        out *= np.float32(0.82)
        out += haze * step(760, 300, self._coarse_y) * (one + two) * np.float32(0.045)
        rim = (one + two) * np.float32(0.30 + 0.18 * math.exp(-(beats % 1.0) * 3)) + np.float32(0.10)
        return out, rim, wall * np.float32(1.0 + 0.35 * math.exp(-(beats % 2.0) * 2.0))

    def _paint_wall(self, columns: Plane, rows: Plane) -> Plane:
        """Bricks, as the light from below and above finds them; one plane, coloured by the mood."""
        course = np.floor(rows / 15)
        within_y = rows / 15 - course
        within_x = (columns + 22 * (course % 2)) / 44 % 1.0
        joint = np.clip(1 - np.minimum(within_y, 1 - within_y) * 15 / 1.6, 0, 1)
        joint = np.maximum(joint, np.clip(1 - np.minimum(within_x, 1 - within_x) * 44 / 1.8, 0, 1))
        random = np.random.default_rng(43)
        tones = random.uniform(0.72, 1.1, (80, 16)).astype(np.float32)
        brick = tones[(course.astype(int) % 80), (np.floor((columns + 22 * (course % 2)) / 44).astype(int) % 16)]
        surface = brick * (0.82 + 0.36 * cloud_noise(WIDTH_PX, HEIGHT_PX, 44, scale_px=12, rough=1.1))
        surface = surface * (1 - 0.5 * blur(joint.astype(np.float32), 0.8))
        lit = glow(WIDTH_PX, HEIGHT_PX, RING[0], RING[1], 210) * 1.25 + 0.10
        return np.asarray(surface * lit * step(130, 230, rows) * step(FLOOR - 8, FLOOR - 60, rows) * 0.95, np.float32)

    def _paint_floor(self, columns: Plane, rows: Plane) -> Plane:
        """How much of the beams each place shows: the boards take them, the dark in front of the stage does not."""
        boards = 0.9 + 0.25 * cloud_noise(WIDTH_PX, HEIGHT_PX, 45, scale_px=26, rough=1.3, wide=9.0)
        on_stage = step(FLOOR - 26, FLOOR - 4, rows) * step(FLOOR + 30, FLOOR + 10, rows)
        front = step(FLOOR + 26, FLOOR + 44, rows)
        plane = 1.0 + on_stage * (boards * 1.9 - 1.0) - front * 0.72
        lip = np.exp(-(((rows - FLOOR - 27) / 3.0) ** 2)) * 1.6
        return np.asarray(plane + lip + 0 * columns, np.float32)

    def _glow_of_ring(self) -> Picture:
        columns, rows = grid()
        off = np.abs(np.hypot(columns - RING[0], rows - RING[1]) - RING_RADIUS)
        halo = 0.30 / (1 + (off / 16) ** 2) + 0.20 / (1 + (off / 60) ** 2)
        disc = 0.10 * step(RING_RADIUS, RING_RADIUS - 60, np.hypot(columns - RING[0], rows - RING[1]))
        return np.asarray((halo + disc) * color("#ffab52") * step(FLOOR - 4, FLOOR - 60, rows), np.float32)

    def _paint_bulbs(self, light: Picture, beats: float, kick: float) -> None:
        """The ring of bulbs behind the band; a brighter spot runs round it once a bar."""
        for bulb in range(BULBS):
            angle = 2 * math.pi * bulb / BULBS - math.pi / 2
            x, y = RING[0] + RING_RADIUS * math.cos(angle), RING[1] + RING_RADIUS * math.sin(angle)
            if y > FLOOR - 60:
                continue
            chase = (bulb / BULBS - beats / 4) % 0.25 / 0.25
            strength = 0.55 + 0.75 * math.exp(-(1 - chase) * 5) + 0.35 * kick
            left, top = round(x) - 12, round(y) - 12
            light[:, top : top + 25, left : left + 25] += self._bulb * color("#ffd7a0") * np.float32(strength)

    def _truss_shape(self) -> Shape:
        truss = Stencil(-20, TRUSS - 60, WIDTH_PX + 40, 110)
        for y in (TRUSS - 30.0, TRUSS - 6.0):
            truss.limb((-20, y), (WIDTH_PX + 20, y), 3.0)
        for x in range(-20, WIDTH_PX + 40, 30):
            truss.limb((x, TRUSS - 30), (x + 15, TRUSS - 6), 1.4)
            truss.limb((x + 15, TRUSS - 6), (x + 30, TRUSS - 30), 1.4)
        for lamp in _LAMPS:
            truss.limb((lamp, TRUSS - 4), (lamp, TRUSS + 10), 9, 12)
        return truss.cut()

    def _paint_lamps(self, light: Picture, share: float, beats: float) -> None:
        """The lamps themselves, as bright as their beams."""
        one, two, _ = self._mood(beats)
        for index, x in enumerate(_LAMPS):
            pulse = 0.5 + 0.5 * math.exp(-((beats + 0.5 * (index % 2)) % 1.0) * 2.4)
            left, right = max(0, int(x) - 46), min(WIDTH_PX, int(x) + 47)
            top = TRUSS - 30
            columns = np.arange(left, right, dtype=np.float32)[None, :] - np.float32(x)
            rows = np.arange(top, top + 92, dtype=np.float32)[:, None] - np.float32(TRUSS + 16)
            distance = np.hypot(columns, rows * 1.3)
            core = 1.3 / (1 + (distance / 5.5) ** 2) ** 1.6
            halo = 0.34 / (1 + (distance / 17) ** 2) * step(46, 30, distance)
            tint = one if index % 2 == 0 else two
            light[:, top : top + 92, left:right] += (core * (tint * 0.4 + np.float32(0.6)) + halo * tint) * np.float32(
                pulse
            )
