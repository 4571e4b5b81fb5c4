"""The band of demo clip "venue": five figures against the light, made of rounded limbs, each moving to the beat."""

import math
from typing import Final

import numpy as np

from livehouse.demo.clips.paint import HEIGHT_PX, WIDTH_PX, Picture, Plane, color

Point = tuple[float, float]

FLOOR: Final = 652
MIDDLE: Final = 270
# Drawn small, shown larger; on a phone 443 of the 540 columns are seen, and all five have to be among them.
ZOOM: Final = 1.17
KIT: Final = (314.0, FLOOR - 44.0)
HATS: Final = (KIT[0] - 62, KIT[1] - 72)
_DARK: Final = color("#07060a")


class Stencil:
    """A part of the picture onto which a dark shape is drawn, limb by limb.

    Args:
        left, top, width, height: the part, before it is enlarged.
        zoom: how much everything is enlarged, away from the middle of the stage's edge.
        soft_px: how far light reaches round an edge.
    """

    def __init__(
        self, left: float, top: float, width: float, height: float, *, zoom: float = 1.0, soft_px: int = 3
    ) -> None:
        self._zoom = zoom
        self._soft_px = soft_px
        self._left, self._top = (max(0, math.floor(at)) for at in self._enlarge((left, top)))
        right, bottom = self._enlarge((left + width, top + height))
        self._right, self._bottom = min(WIDTH_PX, math.ceil(right)), min(HEIGHT_PX, math.ceil(bottom))
        shape = (max(0, self._bottom - self._top), max(0, self._right - self._left))
        self._cover = np.zeros(shape, np.float32)

    def _enlarge(self, point: Point) -> Point:
        return MIDDLE + (point[0] - MIDDLE) * self._zoom, FLOOR + (point[1] - FLOOR) * self._zoom

    def limb(self, begin: Point, end: Point, thick_begin: float, thick_end: float | None = None) -> None:
        """A rounded stroke, as thick as told at both ends (half its width, in pixels)."""
        tail = (thick_begin if thick_end is None else thick_end) * self._zoom
        begin, end, thick_begin = self._enlarge(begin), self._enlarge(end), thick_begin * self._zoom
        reach = max(thick_begin, tail) + 1.5
        rows, columns = self._cover.shape
        x0 = max(0, math.floor(min(begin[0], end[0]) - reach) - self._left)
        x1 = min(columns, math.ceil(max(begin[0], end[0]) + reach) - self._left)
        y0 = max(0, math.floor(min(begin[1], end[1]) - reach) - self._top)
        y1 = min(rows, math.ceil(max(begin[1], end[1]) + reach) - self._top)
        if x0 >= x1 or y0 >= y1:
            return
        x = np.arange(x0, x1, dtype=np.float32)[None, :] + np.float32(self._left - begin[0])
        y = np.arange(y0, y1, dtype=np.float32)[:, None] + np.float32(self._top - begin[1])
        dx, dy = end[0] - begin[0], end[1] - begin[1]
        length = dx * dx + dy * dy
        # How far along the stroke each pixel is, then how far from it; 130 of these are drawn for each frame.
        share = x * (dx / length) + y * (dy / length) if length else np.zeros((y.size, x.size), np.float32)
        np.maximum(share, 0, out=share)
        np.minimum(share, 1, out=share)
        across, along = x - share * dx, y - share * dy
        across *= across
        along *= along
        across += along
        np.sqrt(across, out=across)
        share *= tail - thick_begin
        share += thick_begin + 0.5
        share -= across
        np.minimum(share, 1, out=share)
        part = self._cover[y0:y1, x0:x1]
        np.maximum(part, share, out=part)

    def disc(self, middle: Point, radius: float) -> None:
        """A filled circle."""
        self.limb(middle, middle, radius)

    def cut(self) -> "Shape":
        """What was drawn, ready to be painted any number of times."""
        rows, columns = (np.flatnonzero(self._cover.any(axis=axis)) for axis in (1, 0))
        if not rows.size:
            return Shape(0, 0, self._cover[:0, :0], self._cover[:0, :0])
        cover = self._cover[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        lit = 2 * cover
        for share in (0.5, 1.0):
            shift = max(1, round(self._soft_px * share))
            lit[shift:] -= cover[:-shift]
        np.clip(lit * np.float32(0.5), 0, 1, out=lit)
        return Shape(self._left + int(columns[0]), self._top + int(rows[0]), cover, lit)

    def paint(self, light: Picture, rim: Picture, *, ambient: float = 0.10) -> None:
        """Paint the shape once; see `Shape.paint`."""
        self.cut().paint(light, rim, ambient=ambient)


class Shape:
    """A dark shape with light on its upper edges."""

    def __init__(self, left: int, top: int, cover: Plane, lit: Plane) -> None:
        self._left, self._top = left, top
        self._cover, self._lit = cover, lit

    def paint(
        self, light: Picture, rim: Picture, *, ambient: float = 0.10, right_px: int = 0, down_px: int = 0
    ) -> None:
        """Paint it, moved by so many pixels.

        Args:
            rim: the colour of the light on its edges.
            ambient: how much of what is behind it shines through, as haze in front of it would.
        """
        rows, columns = self._cover.shape
        left, top = self._left + right_px, self._top + down_px
        x0, y0 = max(0, -left), max(0, -top)
        x1, y1 = min(columns, WIDTH_PX - left), min(rows, HEIGHT_PX - top)
        if x0 >= x1 or y0 >= y1:
            return
        cover, lit = self._cover[y0:y1, x0:x1], self._lit[y0:y1, x0:x1]
        target = light[:, top + y0 : top + y1, left + x0 : left + x1]
        target *= 1 - cover * np.float32(1 - ambient)
        target += lit * (rim + _DARK)


def bent(root: Point, end: Point, upper: float, lower: float, side: float) -> Point:
    """The elbow (or knee) between a root and an end that `upper` and `lower` limbs connect, bent to one side."""
    dx, dy = end[0] - root[0], end[1] - root[1]
    distance = max(1e-3, min(math.hypot(dx, dy), upper + lower - 0.1))
    along = (upper**2 - lower**2 + distance**2) / (2 * distance)
    off = math.sqrt(max(0.0, upper**2 - along**2)) * side
    ux, uy = dx / distance, dy / distance
    return root[0] + ux * along - uy * off, root[1] + uy * along + ux * off


def arm(stencil: Stencil, shoulder: Point, hand: Point, side: float, size: float = 1.0) -> None:
    """Upper arm, forearm and hand."""
    elbow = bent(shoulder, hand, 29 * size, 27 * size, side)
    stencil.limb(shoulder, elbow, 7.4 * size, 5.6 * size)
    stencil.limb(elbow, hand, 5.2 * size, 4.0 * size)
    stencil.disc(hand, 4.4 * size)


def leg(stencil: Stencil, hip: Point, foot: Point, side: float, size: float = 1.0) -> None:
    """Thigh, shin and shoe."""
    knee = bent(hip, (foot[0], foot[1] - 4 * size), 42 * size, 42 * size, side)
    stencil.limb(hip, knee, 9.6 * size, 7.4 * size)
    stencil.limb(knee, (foot[0], foot[1] - 4 * size), 7.0 * size, 5.0 * size)
    stencil.limb((foot[0] - 3 * size, foot[1] - 4 * size), (foot[0] + 8 * side * -size, foot[1] - 3 * size), 4.2 * size)


class Beat:
    """Where the music is; everything on stage moves by it."""

    def __init__(self, beats: float) -> None:
        self.beats = beats
        self.part = beats % 1.0

    def wave(self, every: float = 1.0, shift: float = 0.0) -> float:
        """A swing from -1 to 1 that takes `every` beats."""
        return math.sin(2 * math.pi * (self.beats / every + shift))

    def hit(self, every: float = 1.0, shift: float = 0.0, decay: float = 0.25) -> float:
        """1 at each stroke, dying away within `decay` of the time to the next."""
        since = ((self.beats / every + shift) % 1.0) / decay
        return math.exp(-since * 1.6)

    def bounce(self, every: float = 1.0, shift: float = 0.0) -> float:
        """0 on the beat, 1 between two: knees that give."""
        return abs(math.sin(math.pi * (self.beats / every + shift)))


def torso(stencil: Stencil, hip: Point, neck: Point, size: float = 1.0, *, wide: float = 1.0) -> None:
    """From the hips to the shoulders, and the neck."""
    stencil.limb(
        (hip[0], hip[1] - 4 * size),
        (hip[0] + (neck[0] - hip[0]) * 0.5, hip[1] + (neck[1] - hip[1]) * 0.5),
        14 * size,
        15 * size,
    )
    chest = (hip[0] + (neck[0] - hip[0]) * 0.82, hip[1] + (neck[1] - hip[1]) * 0.82)
    stencil.limb((hip[0] + (neck[0] - hip[0]) * 0.4, hip[1] + (neck[1] - hip[1]) * 0.4), chest, 14 * size, 16.5 * size)
    stencil.limb((chest[0] - 12 * size * wide, chest[1]), (chest[0] + 12 * size * wide, chest[1]), 10.5 * size)
    stencil.limb(chest, neck, 9 * size, 6.6 * size)


def singer(light: Picture, rim: Picture, beat: Beat) -> None:
    """In front, at the microphone, one arm up when the song asks for it."""
    x = 236 + 5 * beat.wave(4)
    dip = 5 * beat.bounce(2)
    stencil = Stencil(130, FLOOR - 280, 210, 300, zoom=ZOOM)
    hip, neck = (x, FLOOR - 88 + dip), (x + 4 * beat.wave(4, 0.1), FLOOR - 158 + dip * 0.8)
    leg(stencil, (hip[0] - 8, hip[1]), (x - 24, FLOOR + 12), 1)
    leg(stencil, (hip[0] + 8, hip[1]), (x + 20, FLOOR + 12), -1)
    torso(stencil, hip, neck)
    # A skirt of a coat, so that five figures do not share one outline.
    stencil.limb((hip[0], hip[1] - 14), (hip[0] - 5, hip[1] + 26), 15, 21)
    head = (neck[0] + 3 + 2 * beat.wave(2), neck[1] - 16)
    stencil.disc(head, 13.5)
    stencil.limb((head[0] - 6, head[1] - 4), (head[0] - 12, head[1] + 20), 10, 7)
    stencil.limb((head[0] + 4, head[1] - 6), (head[0] - 8, head[1] - 4), 11)
    stand = (258.0, FLOOR + 12.0)
    mic = (head[0] + 17, head[1] + 6)
    stencil.limb(stand, (258, FLOOR - 110), 1.6)
    stencil.limb((258, FLOOR - 110), mic, 1.6)
    stencil.disc(mic, 4.2)
    stencil.limb((stand[0] - 17, stand[1]), (stand[0] + 17, stand[1]), 2.2)
    arm(stencil, (neck[0] + 14, neck[1] + 12), (258, FLOOR - 118), 1)
    raised = 0.5 + 0.5 * math.sin(2 * math.pi * (beat.beats / 16 - 0.18))
    raised = raised * raised * (3 - 2 * raised)
    low, high = (neck[0] - 30, neck[1] + 62), (neck[0] - 46 + 4 * beat.wave(2), neck[1] - 46)
    arm(
        stencil,
        (neck[0] - 14, neck[1] + 12),
        (low[0] + (high[0] - low[0]) * raised, low[1] + (high[1] - low[1]) * raised),
        1,
    )
    stencil.paint(light, rim)


def guitarist(light: Picture, rim: Picture, beat: Beat, x: float, *, facing: float, long_neck: bool) -> None:
    """Stands with a guitar or a bass; `facing` is 1 when its neck points left, -1 right."""
    lean = 4 * beat.wave(4, 0.2 * facing)
    dip = 6 * beat.bounce(1 if not long_neck else 2)
    x = x + 3 * beat.wave(8, 0.1)
    stencil = Stencil(x - 120, FLOOR - 270, 240, 290, zoom=ZOOM)
    hip, neck = (x, FLOOR - 90 + dip), (x + lean, FLOOR - 160 + dip)
    leg(stencil, (hip[0] - 9, hip[1]), (x - 28, FLOOR + 4), 1)
    leg(stencil, (hip[0] + 9, hip[1]), (x + 26, FLOOR + 4), -1)
    torso(stencil, hip, neck, wide=1.05)
    nod = 3 * beat.hit(1)
    head = (neck[0] - 3 * facing, neck[1] - 15 + nod)
    stencil.disc(head, 13)
    if long_neck:
        stencil.limb((head[0] - 15, head[1] - 7), (head[0] + 15, head[1] - 7), 3.0)
        stencil.limb((head[0] - 8, head[1] - 12), (head[0] + 8, head[1] - 12), 6.5)
    else:
        stencil.limb((head[0] - 7, head[1] - 2), (head[0] - 9, head[1] + 19), 8, 5)
        stencil.limb((head[0] + 7, head[1] - 2), (head[0] + 9, head[1] + 17), 8, 5)
    body = (hip[0] + 4 * facing, hip[1] - 8)
    tilt = math.radians(24 + 4 * beat.wave(4))
    reach = 96 if long_neck else 78
    top = (body[0] - facing * reach * math.cos(tilt), body[1] - reach * math.sin(tilt))
    stencil.limb((body[0] + 12 * facing, body[1] + 5), (body[0] - 6 * facing, body[1] - 3), 17, 13)
    stencil.limb(body, top, 2.9)
    stencil.limb(top, (top[0] - facing * 9, top[1] - 5), 4.6, 3.6)
    share = 0.60 + 0.16 * (math.floor(beat.beats / 2) % 3 - 1)
    fret = (body[0] + (top[0] - body[0]) * share, body[1] + (top[1] - body[1]) * share)
    stroke = 7 * beat.wave(0.5 if not long_neck else 1)
    arm(stencil, (neck[0] - 15 * facing, neck[1] + 13), fret, -facing)
    arm(stencil, (neck[0] + 15 * facing, neck[1] + 13), (body[0] + 4 * facing, body[1] - 2 + stroke), facing)
    stencil.paint(light, rim)


def keys_player(light: Picture, rim: Picture, beat: Beat) -> None:
    """Behind two keyboards, at the edge of the light."""
    x, size = 436 + 2 * beat.wave(4), 0.94
    dip = 4 * beat.bounce(1)
    stencil = Stencil(346, FLOOR - 250, 190, 262, zoom=ZOOM)
    hip, neck = (x + 6, FLOOR - 84 + dip), (x - 4 + 3 * beat.wave(2), FLOOR - 148 + dip)
    torso(stencil, hip, neck, size)
    leg(stencil, hip, (x + 14, FLOOR - 6), -1, size)
    leg(stencil, (hip[0] - 10, hip[1]), (x - 10, FLOOR - 6), 1, size)
    head = (neck[0] - 5, neck[1] - 14 + 3 * beat.hit(1))
    stencil.disc(head, 12.5)
    stencil.limb((head[0] - 2, head[1] - 8), (head[0] + 7, head[1] - 2), 10)
    for level, width in ((FLOOR - 92, 52), (FLOOR - 72, 58)):
        stencil.limb((x - 24 - width / 2, level), (x - 24 + width / 2, level), 4.2)
    stencil.limb((x - 56, FLOOR - 4), (x - 2, FLOOR - 70), 2.0)
    stencil.limb((x + 4, FLOOR - 4), (x - 50, FLOOR - 70), 2.0)
    arm(stencil, (neck[0] - 13, neck[1] + 12), (x - 40 + 5 * beat.wave(2), FLOOR - 98 - 3 * beat.hit(0.5)), 1, size)
    arm(
        stencil, (neck[0] + 10, neck[1] + 12), (x - 18 + 6 * beat.wave(4), FLOOR - 80 - 3 * beat.hit(0.5, 0.5)), 1, size
    )
    stencil.paint(light, rim)


def drummer(light: Picture, rim: Picture, beat: Beat) -> None:
    """On the riser, behind the kit: hats in quavers, the snare on two and four."""
    x, floor = KIT
    stencil = Stencil(x - 112, floor - 200, 230, 216, zoom=ZOOM)
    neck = (x + 2 * beat.wave(2), floor - 104 + 2 * beat.bounce(1))
    torso(stencil, (x, floor - 40), neck, 0.92)
    head = (neck[0] + 2 * beat.wave(1), neck[1] - 14 + 3 * beat.hit(1))
    stencil.disc(head, 12)
    stencil.limb((head[0] - 6, head[1] - 7), (head[0] + 6, head[1] - 7), 8)
    tilt = 0.06 * beat.wave(1)
    stencil.limb((HATS[0] - 19, HATS[1] - 19 * tilt), (HATS[0] + 19, HATS[1] + 19 * tilt), 1.5)
    lift = 1 - beat.hit(0.5, 0, 0.5)
    left_hand = (HATS[0] + 16, HATS[1] - 8 - 15 * lift)
    stencil.limb(left_hand, (HATS[0] - 4, HATS[1] - 2 - 20 * lift), 1.7)
    arm(stencil, (neck[0] - 14, neck[1] + 12), left_hand, 1, 0.9)
    lift = 1 - beat.hit(2, -0.5, 0.3)
    right_hand = (x + 16, floor - 62 - 34 * lift)
    stencil.limb(right_hand, (x - 8, floor - 54 - 46 * lift), 1.7)
    arm(stencil, (neck[0] + 14, neck[1] + 12), right_hand, -1, 0.9)
    stencil.paint(light, rim, ambient=0.16)


class Band:
    """All five and what they play on."""

    def __init__(self) -> None:
        self._furniture = furniture()
        self._kit = drum_kit()

    def paint(self, light: Picture, rim: Picture, beats: float) -> None:
        """Paint them at a beat of the song, those at the back first."""
        beat = Beat(beats)
        for shape in self._furniture:
            shape.paint(light, rim * np.float32(0.5), ambient=0.06)
        drummer(light, rim, beat)
        self._kit.paint(light, rim, ambient=0.03)
        keys_player(light, rim, beat)
        guitarist(light, rim, beat, 126, facing=-1, long_neck=True)
        guitarist(light, rim, beat, 376, facing=1, long_neck=False)
        singer(light, rim, beat)


def furniture() -> list[Shape]:
    """What stands still on stage: the riser, amplifiers, monitors at the edge, the drums."""
    riser = Stencil(200, FLOOR - 50, 250, 60, zoom=ZOOM)
    for row in range(0, 42, 6):
        riser.limb((222, FLOOR - 42 + row), (424, FLOOR - 42 + row), 4)
    shapes = [riser.cut()]
    for left, width, height in ((62, 50, 74), (446, 52, 62)):
        amplifier = Stencil(left - 10, FLOOR - height - 10, width + 20, height + 20, zoom=ZOOM)
        for row in range(0, height, 8):
            level = FLOOR - height + row + 6
            amplifier.limb((left + 6, level), (left + width - 6, level), 6)
        shapes.append(amplifier.cut())
    for x in (70.0, 190.0, 340.0, 470.0):
        wedge = Stencil(x - 50, FLOOR - 20, 100, 60)
        wedge.limb((x - 20, FLOOR + 16), (x + 20, FLOOR + 16), 9)
        wedge.limb((x - 12, FLOOR + 6), (x + 16, FLOOR + 6), 8)
        shapes.append(wedge.cut())
    return shapes


def drum_kit() -> Shape:
    """The drums; the drummer sits behind them."""
    x, floor = KIT
    kit = Stencil(x - 112, floor - 140, 230, 156, zoom=ZOOM)
    for middle, radius, tilt in (((x + 66, floor - 92), 25, -0.25), ((x - 46, floor - 118), 23, 0.28)):
        across, along = radius * math.cos(tilt), radius * math.sin(tilt)
        kit.limb((middle[0] - across, middle[1] - along), (middle[0] + across, middle[1] + along), 1.5)
        kit.limb(middle, (middle[0], floor), 1.3)
    kit.limb((HATS[0], HATS[1]), (HATS[0], floor), 1.3)
    for middle, radius in (((x - 20, floor - 66), 15), ((x + 18, floor - 66), 16), ((x + 44, floor - 34), 20)):
        kit.limb((middle[0], middle[1] - radius * 0.4), (middle[0], middle[1] + radius * 0.5), radius)
    kit.disc((x, floor - 28), 30)
    kit.limb((x - 36, floor - 46), (x - 8, floor - 46), 6)
    return kit.cut()
