"""Uploaded pictures, checked and made small: whatever comes in, a WebP of a known size goes out, without metadata."""

import asyncio
import io
import warnings
from typing import Final

from livehouse.kernel.errors import BadInput, TooLarge

FORMATS: Final = ("PNG", "JPEG", "WEBP")
WEBP_QUALITY: Final = 84


class PictureUnreadable(BadInput):
    """The upload is not a picture that we can read."""

    code = "picture_unreadable"


class PictureTooLarge(TooLarge):
    """The picture has too many bytes or unpacks to too many pixels."""

    code = "picture_too_large"


async def fit(data: bytes, *, width_px: int, height_px: int, pixels_max: int) -> bytes:
    """A WebP of exactly `width_px` by `height_px`, cut from the middle of the picture in `data`, the right way up.

    Raises:
        PictureUnreadable: not a PNG, JPEG or WebP, or a broken one.
        PictureTooLarge: more than `pixels_max` pixels (refused before it is unpacked).
    """
    return await asyncio.to_thread(_fit, data, width_px, height_px, pixels_max)


def _fit(data: bytes, width_px: int, height_px: int, pixels_max: int) -> bytes:
    # Loaded when it is needed: 5 MB.
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            # The size is judged below, by our own limit, before anything is unpacked.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
                if opened.width * opened.height > pixels_max:
                    raise PictureTooLarge(
                        f"This picture is {opened.width} × {opened.height}; make it smaller than "
                        f"{pixels_max // 1_000_000} megapixels and try again.",
                        pixels_max=pixels_max,
                    )
                upright = ImageOps.exif_transpose(opened)
                fitted = ImageOps.fit(upright.convert("RGB"), (width_px, height_px), Image.Resampling.LANCZOS)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise PictureUnreadable("This is not a picture that we can read. Use a PNG, JPEG or WebP file.") from None
    packed = io.BytesIO()
    fitted.save(packed, "WEBP", quality=WEBP_QUALITY)
    return packed.getvalue()
