"""What the process that makes films says, one JSON object a line."""

from typing import Final, Literal

import msgspec

Fault = Literal["not_a_video", "too_long", "picture_too_large", "no_picture", "unreadable"]


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What a film may be at most; `seconds` are what its pictures show, whatever its header says."""

    seconds: float
    side_px: int


class Progress(msgspec.Struct, frozen=True, kw_only=True, tag="progress"):
    """How far it has come, from 0 to 1."""

    share: float


class Refused(msgspec.Struct, frozen=True, kw_only=True, tag="refused"):
    """The film cannot be taken, and never will be."""

    fault: Fault


class DiskFull(msgspec.Struct, frozen=True, kw_only=True, tag="disk_full"):
    """There was no room for what it made."""


class Rendition(msgspec.Struct, frozen=True, kw_only=True):
    """One playable file in the folder: `<name>.mp4`."""

    name: str
    width: int
    height: int
    bitrate: int
    size_bytes: int


class Made(msgspec.Struct, frozen=True, kw_only=True, tag="made"):
    """The film is ready: its renditions, the best first, and `poster.webp` are in the folder.

    `fingerprint` is in hex: a byte for its kind, then 8 for each view of each half second.
    """

    length_s: float
    width: int
    height: int
    renditions: tuple[Rendition, ...]
    fingerprint: str


Line = Progress | Refused | DiskFull | Made

POSTER: Final = "poster.webp"


class FilmRefused(Exception):
    """The film cannot be taken; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault: Fault = fault


def encode(line: Line) -> bytes:
    """`line` as it is said."""
    return msgspec.json.encode(line) + b"\n"


def decode(line: bytes) -> Line:
    """What was said.

    Raises:
        msgspec.ValidationError, msgspec.DecodeError: something else.
    """
    said: Line = msgspec.json.decode(line, type=Line)
    return said
