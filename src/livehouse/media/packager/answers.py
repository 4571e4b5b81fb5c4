"""What is answered under `/hls/{room}/…`, wherever the room is packaged."""

import re
from typing import Final, Literal, Protocol
from urllib.parse import parse_qsl

import msgspec

from livehouse.kernel.errors import BadInput, NotFound
from livehouse.media.packager.packager import Packager
from livehouse.media.packager.room import HlsNotReady, NoSuchPiece, PackagedRoom
from livehouse.media.packager.window import TooFarAhead

_PLAYLIST: Final = re.compile(r"([a-z0-9]{1,20})\.m3u8")
_INIT: Final = re.compile(r"([a-z0-9]{1,20})/(init-[0-9a-f]{12}\.mp4)")
_PIECE: Final = re.compile(r"([a-z0-9]{1,20})/([0-9]{1,12})(?:\.([0-9]{1,4}))?\.m4s")
_INDEX: Final = "index"
# Players add two; what links and caches add to an address is let pass.
QUERY_FIELDS_MAX: Final = 16
_PLAYLIST_TYPE: Final = "application/vnd.apple.mpegurl"

Kept = Literal["forever", "briefly", "not"]
"""How long a cache may keep it: what an address names never changes, or changes soon, or is nobody else's business."""


class Answer(msgspec.Struct, frozen=True):
    """What was asked for; `packed` is the same with gzip, of what is worth it."""

    media_type: str
    body: bytes
    packed: bytes | None
    kept: Kept


class HlsSource(Protocol):
    """Where answers come from: the packager of this process, or that of another."""

    async def answer(self, room_id: str, path: str, query: str) -> Answer:
        """What is at a path of a room.

        Raises:
            AppError: it is not there, or not yet.
        """


class LocalHls:
    """Answers from the packager of this process."""

    def __init__(self, packager: Packager) -> None:
        self._packager = packager

    async def answer(self, room_id: str, path: str, query: str) -> Answer:
        """What is at a path of a room.

        Raises:
            NoSuchPiece: there is nothing there, or it has left the window.
            HlsNotReady, HlsCannotCarry, BadInput: as they say.
        """
        try:
            room = self._packager.access(room_id)
        except NotFound:
            # It is on the air, or nobody would have been let in; the host has not come since this server began.
            raise HlsNotReady("Nothing comes from the host just now. Try again in a few seconds.") from None
        return await _answer(room, path, query)


async def _answer(room: PackagedRoom, path: str, query: str) -> Answer:
    if (match := _PLAYLIST.fullmatch(path)) is not None:
        return await _playlist(room, match[1], query)
    if (match := _PIECE.fullmatch(path)) is not None:
        pieces = await room.piece(match[1], int(match[2]), None if match[3] is None else int(match[3]))
        if pieces is not None:
            return Answer(_media_type(match[1]), b"".join(pieces), None, "forever")
    elif (match := _INIT.fullmatch(path)) is not None:
        init = await room.init(match[1], match[2])
        if init is not None:
            return Answer(_media_type(match[1]), init, None, "forever")
    raise NoSuchPiece("There is no such piece of this LIVE, or it is too old. Begin with index.m3u8.")


async def _playlist(room: PackagedRoom, name: str, query: str) -> Answer:
    if name == _INDEX:
        return Answer(_PLAYLIST_TYPE, await room.multivariant(), None, "briefly")
    number, part = _read_wish(query)
    try:
        playlist = await room.playlist(name, number, part)
    except TooFarAhead as error:
        raise BadInput(
            "_HLS_msn names a segment that is far from now. Ask for the playlist without it.", field="_HLS_msn"
        ) from error
    # Nobody else asks for that part again without it being there; what came without it is old at once.
    kept: Kept = "briefly" if number is None or playlist.has_wish else "not"
    return Answer(_PLAYLIST_TYPE, playlist.text, playlist.packed, kept)


def _media_type(rendition: str) -> str:
    return "audio/mp4" if rendition == "audio" else "video/mp4"


def _read_wish(query: str) -> tuple[int | None, int | None]:
    """The segment and part that a playlist is to be held back for (draft-pantos-hls-rfc8216bis, 6.2.5.2)."""
    try:
        wishes = dict(parse_qsl(query, max_num_fields=QUERY_FIELDS_MAX)) if query else {}
    except ValueError:
        raise BadInput(f"An address has {QUERY_FIELDS_MAX} parameters at most.", field="query") from None
    number, part = wishes.get("_HLS_msn"), wishes.get("_HLS_part")
    for name, value in (("_HLS_msn", number), ("_HLS_part", part)):
        if value is not None and not (value.isascii() and value.isdigit() and len(value) <= 12):
            raise BadInput(f"{name} is the number of a segment or part.", field=name)
    if number is None:
        if part is not None:
            raise BadInput("_HLS_part needs _HLS_msn, the segment that the part is of.", field="_HLS_part")
        return None, None
    return int(number), None if part is None else int(part)
