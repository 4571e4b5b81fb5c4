"""Covers: what the host uploaded, else a frame of the stream, else a drawing."""

import asyncio
from typing import Final

import msgspec

from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.ids import Ids
from livehouse.platform import pictures
from livehouse.platform.database import Database
from livehouse.platform.files import Files
from livehouse.platform.pictures import PictureTooLarge, PictureUnreadable
from livehouse.rooms import model, store
from livehouse.rooms.cover_drawing import draw_cover
from livehouse.rooms.events import CoverChanged
from livehouse.rooms.model import NoSuchRoom, RoomFacts, RoomHasEnded
from livehouse.rooms.open_rooms import OpenRooms
from livehouse.rooms.ports import Relay
from livehouse.rooms.views import FRAME_COVER_S, cover_version

WIDTH_PX: Final = 720
HEIGHT_PX: Final = 1280
# An upload may unpack to 40 megapixels, which is 120 MB while it is made small.
UNPACKED_AT_ONCE_MAX: Final = 2
YEAR_S: Final = 31_536_000


class Cover(msgspec.Struct, frozen=True, kw_only=True):
    """A picture as it is served; `cached_s` says for how long its address shows the same."""

    media_type: str
    data: bytes
    cached_s: int

    @property
    def is_final(self) -> bool:
        """Whether its address never shows anything else."""
        return self.cached_s == YEAR_S


class Covers:
    """Keeps and gives out the rooms' covers."""

    def __init__(
        self,
        database: Database,
        open_rooms: OpenRooms,
        relay: Relay,
        files: Files,
        clock: Clock,
        ids: Ids,
        settings: Settings,
    ) -> None:
        self._database = database
        self._open_rooms = open_rooms
        self._relay = relay
        self._files = files
        self._clock = clock
        self._ids = ids
        self._bytes_max = settings.cover_bytes_max
        self._pixels_max = settings.image_pixels_max
        self._slots = asyncio.Semaphore(UNPACKED_AT_ONCE_MAX)

    async def upload(self, room: RoomFacts, account_id: str, data: bytes) -> RoomFacts:
        """Make the picture in `data` the room's cover; the room as it is then.

        Raises:
            NotTheHost, RoomHasEnded: as they say.
            PictureTooLarge: too many bytes or pixels.
            PictureUnreadable: not a PNG, JPEG or WebP, or none at all.
            StorageFull, StorageUnavailable: it cannot be kept; the cover is what it was.
        """
        model.check_is_host(room, account_id, what="choose the cover")
        if room.state == "ended":
            raise RoomHasEnded
        if not data:
            raise PictureUnreadable("Send the picture as the body of the request; it was empty.")
        if len(data) > self._bytes_max:
            raise PictureTooLarge(f"Choose a picture of at most {self._bytes_max:,} bytes.", bytes_max=self._bytes_max)
        async with self._slots:
            picture = await pictures.fit(data, width_px=WIDTH_PX, height_px=HEIGHT_PX, pixels_max=self._pixels_max)
        cover_id = self._ids.new()
        # The file first: an address that is given out must never lead to nothing.
        async with self._files.adding(_key(room.id, cover_id), picture), self._database.transaction() as tx:
            before = await store.lock_room(tx, room.id)
            if before is None:
                raise NoSuchRoom
            await store.update_cover(tx, room.id, cover_id)
            tx.emit(CoverChanged(room_id=room.id))
        after = msgspec.structs.replace(before, cover_id=cover_id)
        self._open_rooms.note(after)
        if before.cover_id is not None:
            await self._files.delete(_key(room.id, before.cover_id))
        return after

    async def load(self, room: RoomFacts, version: str | None) -> Cover:
        """The room's cover as it is now; `version` is the one that was asked for."""
        is_current = version == cover_version(room, self._clock.now())
        if room.cover_id is not None:
            uploaded = await self._files.get(_key(room.id, room.cover_id))
            if uploaded is not None:
                return Cover(media_type="image/webp", data=uploaded, cached_s=YEAR_S if is_current else 0)
        frame = await self._relay.latest_picture(room.id) if room.is_on_air else None
        if frame is not None:
            return Cover(media_type="image/jpeg", data=frame, cached_s=FRAME_COVER_S if is_current else 0)
        # Not for long: a frame may come any moment.
        drawn_s = 0 if room.is_on_air or room.state == "preparing" or not is_current else YEAR_S
        return Cover(media_type="image/svg+xml", data=draw_cover(room.id).encode(), cached_s=drawn_s)

    async def forget_host(self, host_id: str) -> None:
        """Remove what a host wrote and showed of their LIVEs; the LIVEs stay, without it."""
        async with self._database.read() as connection:
            hosted = await store.load_hosted(connection, host_id)
        # The files first: if this process dies here, this is done again; the other way round they would stay for ever.
        for room in hosted:
            if room.cover_id is not None:
                await self._files.delete(_key(room.id, room.cover_id))
        async with self._database.transaction() as tx:
            await store.forget_host(tx, host_id)


def _key(room_id: str, cover_id: str) -> str:
    return f"covers/{room_id}/{cover_id}.webp"
