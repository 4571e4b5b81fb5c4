import io
import struct
import zlib

import pytest
from PIL import Image

from livehouse.platform.pictures import PictureTooLarge, PictureUnreadable, fit


def picture(width: int, height: int, kind: str = "PNG") -> bytes:
    packed = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 90)).save(packed, kind)
    return packed.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
async def test_any_picture_becomes_a_webp_of_the_size_asked_for(kind: str) -> None:
    fitted = await fit(picture(640, 200, kind), width_px=64, height_px=64, pixels_max=1_000_000)
    with Image.open(io.BytesIO(fitted)) as opened:
        assert (opened.format, opened.size) == ("WEBP", (64, 64))


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"<svg/>", picture(50, 50)[:80], b"\xff\xd8\xff\xe0" + b"\0" * 99]
)
async def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(PictureUnreadable, match="PNG, JPEG or WebP"):
        await fit(data, width_px=64, height_px=64, pixels_max=1_000_000)


async def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    header = struct.pack(">IIBBBBB", 10_000, 10_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    bomb += struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))
    with pytest.raises(PictureTooLarge, match="10000 × 10000"):
        await fit(bomb, width_px=64, height_px=64, pixels_max=40_000_000)
