"""The cover of a room that shows no picture yet: a stage before the show, drawn from the id alone. Pure.

The same id gives the same drawing for ever, and no text goes in, so nothing that a person typed reaches the SVG.
"""

import hashlib
from typing import Final

# Counted up whenever the drawing changes, because browsers keep what they have seen under the old address.
DRAWING_VERSION: Final = 1
WIDTH: Final = 720
HEIGHT: Final = 1280
FLOOR_Y: Final = 930
LAMPS: Final = 3

# The house's colours.
_BLACK, _VELVET, _SMOKE = "#0d0a12", "#1a1423", "#2a2236"
_LIGHTS: Final = ("#ffb454", "#ff3d71", "#3ddc97", "#5cc8ff")


def draw_cover(room_id: str) -> str:
    """An SVG, 720 × 1280, of three lamps that light an empty stage."""
    dice = hashlib.shake_256(room_id.encode()).digest(LAMPS * 3)
    first = dice[0] % len(_LIGHTS)
    gradients, beams, pools = [], [], []
    for lamp in range(LAMPS):
        colour = _LIGHTS[(first + lamp) % len(_LIGHTS)]
        # Each lamp hangs in its own third and aims somewhere near the middle, so that the beams cross.
        hangs_at = WIDTH * lamp // LAMPS + 40 + dice[lamp * 3] * 160 // 255
        aims_at = WIDTH // 4 + dice[lamp * 3 + 1] * WIDTH // 2 // 255
        spread = 90 + dice[lamp * 3 + 2] * 90 // 255
        gradients.append(
            f'<linearGradient id="beam{lamp}" x1="0" y1="0" x2="0" y2="1">'
            f'<stop offset="0" stop-color="{colour}" stop-opacity=".75"/>'
            f'<stop offset="1" stop-color="{colour}" stop-opacity=".06"/></linearGradient>'
            f'<radialGradient id="pool{lamp}"><stop offset="0" stop-color="{colour}" stop-opacity=".55"/>'
            f'<stop offset="1" stop-color="{colour}" stop-opacity="0"/></radialGradient>'
        )
        beams.append(
            f'<path d="M{hangs_at - 14} 0H{hangs_at + 14}L{aims_at + spread} {FLOOR_Y}H{aims_at - spread}Z" '
            f'fill="url(#beam{lamp})"/>'
        )
        pools.append(f'<ellipse cx="{aims_at}" cy="{FLOOR_Y}" rx="{spread + 70}" ry="64" fill="url(#pool{lamp})"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f'<defs><linearGradient id="wall" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="{_SMOKE}"/>'
        f'<stop offset="1" stop-color="{_VELVET}"/></linearGradient>{"".join(gradients)}</defs>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="url(#wall)"/>{"".join(beams)}'
        f'<path d="M0 {FLOOR_Y}H{WIDTH}V{HEIGHT}H0Z" fill="{_BLACK}"/>{"".join(pools)}</svg>'
    )
