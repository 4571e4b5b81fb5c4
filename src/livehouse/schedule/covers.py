"""An event's cover: what its host uploaded, lying on its side."""

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
from livehouse.schedule import model, store
from livehouse.schedule.model import EventFacts, NoSuchEvent

WIDTH_PX: Final = 1200
HEIGHT_PX: Final = 675
# An upload may unpack to 40 megapixels, which is 120 MB while it is made small.
UNPACKED_AT_ONCE_MAX: Final = 1


class Covers:
    """Keeps and gives out the events' covers."""

    def __init__(self, database: Database, files: Files, clock: Clock, ids: Ids, settings: Settings) -> None:
        self._database = database
        self._files = files
        self._clock = clock
        self._ids = ids
        self._bytes_max = settings.cover_bytes_max
        self._pixels_max = settings.image_pixels_max
        self._slots = asyncio.Semaphore(UNPACKED_AT_ONCE_MAX)

    async def upload(self, event: EventFacts, account_id: str, data: bytes) -> EventFacts:
        """Make the picture in `data` the event's cover; the event as it is then.

        Raises:
            NotTheEventsHost: as it says.
            PictureTooLarge: too many bytes or pixels.
            PictureUnreadable: not a PNG, JPEG or WebP, or none at all.
            StorageFull, StorageUnavailable: it cannot be kept; the cover is what it was.
        """
        model.check_is_host(event, account_id, what="choose the cover")
        if not data:
            raise PictureUnreadable("Send the picture as the body of the request; it was empty.")
        if len(data) > self._bytes_max:
            raise PictureTooLarge(f"Choose a picture of at most {self._bytes_max:,} bytes.", bytes_max=self._bytes_max)
        async with self._slots:
            picture = await pictures.fit(data, width_px=WIDTH_PX, height_px=HEIGHT_PX, pixels_max=self._pixels_max)
        cover_id = self._ids.new()
        # The file first: an address that is given out must never lead to nothing.
        async with self._files.adding(_key(event.id, cover_id), picture), self._database.transaction() as tx:
            before = await store.lock_event(tx, event.id)
            if before is None:
                raise NoSuchEvent
            after = msgspec.structs.replace(before, cover_id=cover_id, updated_at=self._clock.now())
            await store.update_event(tx, after)
        await self.remove(before)
        return after

    async def load(self, event: EventFacts) -> bytes | None:
        """The picture, as WebP; None if the host uploaded none."""
        return None if event.cover_id is None else await self._files.get(_key(event.id, event.cover_id))

    async def remove(self, event: EventFacts) -> None:
        """Remove the picture that the event had."""
        if event.cover_id is not None:
            await self._files.delete(_key(event.id, event.cover_id))


def _key(event_id: str, cover_id: str) -> str:
    return f"events/{event_id}/{cover_id}.webp"
