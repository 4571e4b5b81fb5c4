"""What a link shows in a chat or a feed: the thing's picture, in the shape that previews have. Pure, and blocking.

Those who make previews crop a picture that stands upright to its middle, and show neither SVG nor WebP.
"""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Final

import PIL

from livehouse.kernel.later import loaded_later

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps
else:
    Image = loaded_later("PIL.Image")
    ImageDraw = loaded_later("PIL.ImageDraw")
    ImageEnhance = loaded_later("PIL.ImageEnhance")
    ImageFilter = loaded_later("PIL.ImageFilter")
    ImageOps = loaded_later("PIL.ImageOps")

# What the Open Graph's readers ask for: 1.91 to 1.
WIDTH_PX: Final = 1_200
HEIGHT_PX: Final = 630
PREVIEW_SIZE: Final = (WIDTH_PX, HEIGHT_PX)
JPEG_QUALITY: Final = 85
BLUR_PX: Final = 28
SMALL_PX: Final = 420
DARKENED: Final = 0.45

_SMOKE, _BLACK, _NEON, _CHALK = (42, 34, 54), (13, 10, 18), (216, 27, 82), (246, 241, 234)
_LIGHTS: Final = ((255, 180, 84), (255, 61, 113), (61, 220, 151), (92, 200, 255))
# The letters of LIVE as strokes on a grid of 4 x 6.
_LETTERS: Final = (
    (((0, 0), (0, 6), (4, 6)),),
    (((0, 0), (0, 6)),),
    (((0, 0), (2, 6), (4, 0)),),
    (((4, 0), (0, 0), (0, 6), (4, 6)), ((0, 3), (3, 3))),
)


def draw_preview(cover: bytes | None, thing_id: str, *, is_on_air: bool, width_px: int = WIDTH_PX) -> bytes:
    """A JPEG of 1200 x 630 pixels: the picture before a blurred copy of itself, and LIVE on it while that is so.

    Args:
        cover: a JPEG or WebP of ours; None, or what is neither, gives an empty stage, always the same for one thing.
        thing_id: by which the empty stage's lamps are chosen.
        is_on_air: whether it is a LIVE that is on now.
        width_px: how wide it shall be, if not 1200; the height follows.
    """
    picture = _framed(cover) if cover is not None else None
    if picture is None:
        picture = _stage(thing_id)
    if is_on_air:
        _draw_badge(picture)
    if width_px < WIDTH_PX:
        picture = picture.resize((width_px, height_of(width_px)), Image.Resampling.LANCZOS)
    packed = io.BytesIO()
    picture.save(packed, "JPEG", quality=JPEG_QUALITY, progressive=True)
    return packed.getvalue()


def height_of(width_px: int) -> int:
    """How high a preview is that is so wide."""
    return max(1, round(width_px * HEIGHT_PX / WIDTH_PX))


def _framed(cover: bytes) -> Image.Image | None:
    try:
        with Image.open(io.BytesIO(cover), formats=("JPEG", "WEBP", "PNG")) as opened:
            sharp = opened.convert("RGB")
    except (PIL.UnidentifiedImageError, OSError):
        return None
    backdrop = ImageOps.fit(sharp, (WIDTH_PX // 4, HEIGHT_PX // 4)).filter(ImageFilter.GaussianBlur(BLUR_PX / 4))
    picture = ImageEnhance.Brightness(backdrop).enhance(DARKENED).resize((WIDTH_PX, HEIGHT_PX))
    # A small one, as an avatar is, stays sharp.
    room = (WIDTH_PX, HEIGHT_PX) if sharp.height >= HEIGHT_PX // 2 else (SMALL_PX, SMALL_PX)
    front = ImageOps.contain(sharp, room, Image.Resampling.LANCZOS)
    picture.paste(front, ((WIDTH_PX - front.width) // 2, (HEIGHT_PX - front.height) // 2))
    return picture


def _stage(thing_id: str) -> Image.Image:
    dice = hashlib.shake_256(thing_id.encode()).digest(4)
    wall = Image.linear_gradient("L").resize((WIDTH_PX, HEIGHT_PX))
    picture = Image.composite(Image.new("RGB", wall.size, _BLACK), Image.new("RGB", wall.size, _SMOKE), wall)
    for lamp in range(3):
        beam = Image.new("L", (WIDTH_PX, HEIGHT_PX), 0)
        hangs_at, aims_at = WIDTH_PX * (lamp + 1) // 4, WIDTH_PX // 4 + dice[lamp] * WIDTH_PX // 512
        shape = [(hangs_at - 12, 0), (hangs_at + 12, 0), (aims_at + 150, HEIGHT_PX), (aims_at - 150, HEIGHT_PX)]
        ImageDraw.Draw(beam).polygon(shape, fill=110)
        colour = Image.new("RGB", beam.size, _LIGHTS[(dice[3] + lamp) % len(_LIGHTS)])
        picture.paste(colour, mask=beam.filter(ImageFilter.GaussianBlur(6)))
    return picture


def _draw_badge(picture: Image.Image) -> None:
    draw = ImageDraw.Draw(picture)
    left, top, step = 40, 40, 6
    draw.rounded_rectangle((left, top, left + 196, top + 76), radius=20, fill=_NEON)
    x = left + 44
    for letter in _LETTERS:
        for stroke in letter:
            points = [(x + step * column, top + 20 + step * row) for column, row in stroke]
            draw.line(points, fill=_CHALK, width=7, joint="curve")
        x += step * max(column for stroke in letter for column, _ in stroke) + 12
