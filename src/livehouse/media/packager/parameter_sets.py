"""What the parameter sets of H.264 and HEVC say of their pictures. Pure.

Written by strangers: whatever is in them, reading ends, with numbers or with `ParametersUnusable`.
"""

from dataclasses import dataclass
from typing import Final

from livehouse.media.packager.bits import BitReader, OutOfBits

# Profiles whose parameter sets say more of their colours (ITU-T H.264, 7.3.2.1.1).
_WITH_CHROMA: Final = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135})
_EXTENDED_SAR: Final = 255
_PIXELS_MAX: Final = 16_384
# A decoder holds at most 16 pictures.
_REORDERED_MAX: Final = 16


class ParametersUnusable(Exception):
    """A parameter set cannot be read, or is absurd."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """The size of a sequence's pictures, and how many can come out of order; None if it is not said."""

    width_px: int
    height_px: int
    reordered: int | None


def read_h264(sps: bytes) -> Pictures:
    """What a sequence parameter set says, its header byte included.

    Raises:
        ParametersUnusable: it is damaged.
    """
    try:
        return _check(_read_h264(BitReader(sps[1:])))
    except OutOfBits:
        raise ParametersUnusable("the sequence parameter set ends too soon") from None


def read_hevc(sps: bytes) -> Pictures:
    """The same for HEVC (ITU-T H.265, 7.3.2.2), its two header bytes included.

    Raises:
        ParametersUnusable: it is damaged.
    """
    try:
        return _check(_read_hevc(BitReader(sps[2:])))
    except OutOfBits:
        raise ParametersUnusable("the sequence parameter set ends too soon") from None


def _check(pictures: Pictures) -> Pictures:
    if not (0 < pictures.width_px <= _PIXELS_MAX and 0 < pictures.height_px <= _PIXELS_MAX):
        raise ParametersUnusable(f"pictures of {pictures.width_px} x {pictures.height_px} pixels")
    if pictures.reordered is not None and pictures.reordered > _REORDERED_MAX:
        raise ParametersUnusable(f"{pictures.reordered} pictures out of order")
    return pictures


def _read_h264(read: BitReader) -> Pictures:
    profile = read.bits(8)
    read.bits(16)
    read.unsigned()
    chroma, separate_planes = 1, False
    if profile in _WITH_CHROMA:
        chroma = read.unsigned()
        if chroma == 3:
            separate_planes = read.flag()
        read.unsigned()
        read.unsigned()
        read.flag()
        if read.flag():
            for index in range(12 if chroma == 3 else 8):
                if read.flag():
                    _skip_scaling_list(read, 16 if index < 6 else 64)
    read.unsigned()
    order_type = read.unsigned()
    if order_type == 0:
        read.unsigned()
    elif order_type == 1:
        read.flag()
        read.signed()
        read.signed()
        for _ in range(min(read.unsigned(), 255)):
            read.signed()
    read.unsigned()
    read.flag()
    width = (read.unsigned() + 1) * 16
    map_units = read.unsigned() + 1
    frames_only = read.flag()
    height = map_units * 16 * (1 if frames_only else 2)
    if not frames_only:
        read.flag()
    read.flag()
    if read.flag():
        left, right, top, bottom = (read.unsigned() for _ in range(4))
        across = 2 if chroma in {1, 2} and not separate_planes else 1
        down = (2 if chroma == 1 and not separate_planes else 1) * (1 if frames_only else 2)
        width -= (left + right) * across
        height -= (top + bottom) * down
    reordered = _read_reordered(read) if read.flag() else None
    # Order type 2 means that pictures are shown in the order in which they are decoded.
    return Pictures(width, height, 0 if order_type == 2 else reordered)


def _skip_scaling_list(read: BitReader, size: int) -> None:
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + read.signed()) % 256
        last = following or last


def _read_reordered(read: BitReader) -> int | None:
    """What the usability information says of the order (ITU-T H.264, E.1.1)."""
    if read.flag() and read.bits(8) == _EXTENDED_SAR:
        read.bits(32)
    if read.flag():
        read.flag()
    if read.flag():
        read.bits(4)
        if read.flag():
            read.bits(24)
    if read.flag():
        read.unsigned()
        read.unsigned()
    if read.flag():
        read.bits(65)
    has_hrd = [_skip_hrd(read) for _ in range(2)]
    if any(has_hrd):
        read.flag()
    read.flag()
    if not read.flag():
        return None
    read.flag()
    for _ in range(4):
        read.unsigned()
    return read.unsigned()


def _skip_hrd(read: BitReader) -> bool:
    if not read.flag():
        return False
    count = read.unsigned() + 1
    read.bits(8)
    for _ in range(min(count, 32)):
        read.unsigned()
        read.unsigned()
        read.flag()
    read.bits(20)
    return True


def _read_hevc(read: BitReader) -> Pictures:
    read.bits(4)
    sub_layers = read.bits(3)
    read.flag()
    read.bits(88)
    read.bits(8)
    present = [(read.flag(), read.flag()) for _ in range(sub_layers)]
    if sub_layers:
        read.bits(2 * (8 - sub_layers))
    for has_profile, has_level in present:
        read.bits(88 * has_profile + 8 * has_level)
    read.unsigned()
    chroma = read.unsigned()
    if chroma == 3:
        read.flag()
    width, height = read.unsigned(), read.unsigned()
    if read.flag():
        left, right, top, bottom = (read.unsigned() for _ in range(4))
        width -= (left + right) * (2 if chroma in {1, 2} else 1)
        height -= (top + bottom) * (2 if chroma == 1 else 1)
    read.unsigned()
    read.unsigned()
    read.unsigned()
    every_layer = read.flag()
    reordered = 0
    for _ in range(sub_layers + 1 if every_layer else 1):
        read.unsigned()
        reordered = read.unsigned()
        read.unsigned()
    return Pictures(width, height, reordered)
