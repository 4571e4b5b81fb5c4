"""The picture of an account that has uploaded none: stage light on a figure, drawn from the id alone. Pure.

The same id gives the same drawing for ever, and no text goes in, so nothing that a person typed reaches the SVG.
"""

import hashlib
import math
from collections.abc import Callable
from typing import Final

# Counted up whenever a drawing changes, because browsers keep what they have seen under the old address.
DRAWING_VERSION: Final = 1
SIZE: Final = 256
_CENTRE: Final = SIZE // 2

# The house's colours.
_VELVET: Final = "#1a1423"
_CHALK: Final = "#f6f1ea"
_TUNGSTEN, _NEON, _MINT, _SKY = "#ffb454", "#ff3d71", "#3ddc97", "#5cc8ff"
# Light from two sides and its shadow: pairs that stay apart when they mix.
_LIGHTS: Final = (
    (_TUNGSTEN, _NEON, "#4a1030"),
    (_NEON, _SKY, "#241250"),
    (_SKY, _MINT, "#0d3350"),
    (_MINT, _TUNGSTEN, "#0e3b33"),
    (_TUNGSTEN, _SKY, "#33214f"),
    (_NEON, _MINT, "#3a1240"),
    (_SKY, _NEON, "#10234f"),
    (_TUNGSTEN, _MINT, "#3d2a14"),
)


class _Dice:
    """Numbers that depend on nothing but the id."""

    def __init__(self, seed: str) -> None:
        self._bytes = hashlib.shake_256(seed.encode()).digest(64)
        self._next = 0

    def pick(self, count: int) -> int:
        """A number from 0 to `count` - 1."""
        value = int.from_bytes(self._bytes[self._next : self._next + 2])
        self._next += 2
        return value % count


def draw_avatar(account_id: str) -> str:
    """An SVG of 256×256, without scripts, styles, fonts or outside references."""
    dice = _Dice(account_id)
    warm, cool, shadow = _LIGHTS[dice.pick(len(_LIGHTS))]
    figure = _FIGURES[dice.pick(len(_FIGURES))](dice)
    side = 48 + dice.pick(40)
    turn = dice.pick(12) * 30
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" height="{SIZE}">'
        "<defs>"
        f'<linearGradient id="f" gradientTransform="rotate({25 + dice.pick(40)})">'
        f'<stop stop-color="{warm}"/><stop offset="1" stop-color="{cool}"/></linearGradient>'
        f'<radialGradient id="a"><stop stop-color="{warm}" stop-opacity=".62"/>'
        f'<stop offset="1" stop-color="{warm}" stop-opacity="0"/></radialGradient>'
        f'<radialGradient id="b"><stop stop-color="{cool}" stop-opacity=".5"/>'
        f'<stop offset="1" stop-color="{cool}" stop-opacity="0"/></radialGradient>'
        f'<linearGradient id="g" x2="0" y2="1"><stop stop-color="{shadow}"/><stop offset="1" stop-color="{_VELVET}"/>'
        "</linearGradient></defs>"
        f'<rect width="{SIZE}" height="{SIZE}" fill="url(#g)"/>'
        f'<circle cx="{side}" cy="20" r="150" fill="url(#a)"/>'
        f'<circle cx="{SIZE - side + 24}" cy="{SIZE - 8}" r="150" fill="url(#b)"/>'
        f'<g fill="url(#f)" stroke="none" transform="rotate({turn if figure.turns else 0} {_CENTRE} {_CENTRE})">'
        f"{figure.shapes}</g></svg>"
    )


class _Figure:
    def __init__(self, shapes: str, *, turns: bool) -> None:
        self.shapes = shapes
        self.turns = turns


def _flower(dice: _Dice) -> _Figure:
    petals = 5 + dice.pick(4)
    width = 17 + dice.pick(8)
    drawn = "".join(
        f'<ellipse cx="128" cy="80" rx="{width}" ry="46" fill-opacity=".72" '
        f'transform="rotate({360 * number / petals:.1f} 128 128)"/>'
        for number in range(petals)
    )
    return _Figure(f'{drawn}<circle cx="128" cy="128" r="19" fill="{_CHALK}"/>', turns=True)


def _record(dice: _Dice) -> _Figure:
    rings = []
    for number in range(4):
        radius = 36 + number * 18
        around = 2 * math.pi * radius
        gap = around * (0.12 + 0.06 * dice.pick(4))
        rings.append(
            f'<circle cx="128" cy="128" r="{radius}" fill="none" stroke="url(#f)" stroke-width="10" '
            f'stroke-linecap="round" stroke-dasharray="{around - gap:.1f} {gap:.1f}" '
            f'transform="rotate({dice.pick(24) * 15} 128 128)"/>'
        )
    return _Figure(f'{"".join(rings)}<circle cx="128" cy="128" r="15" fill="{_CHALK}"/>', turns=True)


def _equaliser(dice: _Dice) -> _Figure:
    half = [34 + dice.pick(10) * 9 for _ in range(3)]
    heights = [*half, 96 + dice.pick(6) * 11, *reversed(half)]
    bars = "".join(
        f'<rect x="{41 + number * 26}" y="{128 - height / 2}" width="18" height="{height}" rx="9"/>'
        for number, height in enumerate(heights)
    )
    return _Figure(bars, turns=False)


def _eclipse(dice: _Dice) -> _Figure:
    apart = 20 + dice.pick(16)
    shapes = (
        f'<circle cx="{128 - apart}" cy="128" r="58" fill-opacity=".85"/>'
        f'<circle cx="{128 + apart}" cy="128" r="58" fill="{_CHALK}" fill-opacity=".34"/>'
        f'<circle cx="{128 + apart}" cy="128" r="{20 + dice.pick(14)}" fill="{_CHALK}" fill-opacity=".92"/>'
    )
    return _Figure(shapes, turns=True)


def _waves(dice: _Dice) -> _Figure:
    height = 22 + dice.pick(14)
    flip = -1 if dice.pick(2) else 1
    lines = "".join(
        f'<path d="M-8 {y} C 40 {y - flip * height * 2}, 84 {y + flip * height * 2}, 128 {y} '
        f'S 216 {y - flip * height * 2}, 264 {y}" fill="none" stroke="url(#f)" stroke-width="{17 - number * 2}" '
        f'stroke-linecap="round" stroke-opacity="{1 - number * 0.17:.2f}"/>'
        for number, y in enumerate((70, 108, 146, 184))
    )
    return _Figure(f'{lines}<circle cx="{78 + dice.pick(100)}" cy="48" r="14" fill="{_CHALK}"/>', turns=False)


def _star(dice: _Dice) -> _Figure:
    # From seven up: stars of fewer points are the signs of faiths and states.
    points = 7 + dice.pick(5)
    inner = 40 + dice.pick(16)
    corners = []
    for number in range(points * 2):
        radius = 88 if number % 2 == 0 else inner
        angle = math.pi * number / points - math.pi / 2
        corners.append(f"{128 + radius * math.cos(angle):.1f},{128 + radius * math.sin(angle):.1f}")
    shapes = (
        f'<polygon points="{" ".join(corners)}" stroke="url(#f)" stroke-width="18" stroke-linejoin="round"/>'
        f'<circle cx="128" cy="128" r="{inner * 0.46:.0f}" fill="{_CHALK}"/>'
    )
    return _Figure(shapes, turns=True)


_FIGURES: Final[tuple[Callable[[_Dice], _Figure], ...]] = (_flower, _record, _equaliser, _eclipse, _waves, _star)
