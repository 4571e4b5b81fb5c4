"""The pictures that previews of links show, drawn when they are asked for and kept for a while."""

import asyncio
from collections import OrderedDict
from typing import Final

import msgspec

from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import BadInput
from livehouse.sharing.model import Kind, NoSuchThing
from livehouse.sharing.preview_picture import WIDTH_PX, draw_preview
from livehouse.sharing.things import Thing, Things

# A link that becomes popular is looked at by many programs within a minute, each of which wants the picture.
KEPT_MAX: Final = 64
KEPT_S: Final = 60.0
# A picture is 2 MB while it is drawn.
DRAWN_AT_ONCE_MAX: Final = 2
# While it is on the air it says so: nobody may keep that for ever.
ON_AIR_S: Final = 60
OTHERWISE_S: Final = 3_600
WIDTH_MIN: Final = 16


class WidthInvalid(BadInput):
    """No preview is so wide."""

    code = "width_invalid"


class Preview(msgspec.Struct, frozen=True):
    """A JPEG, and for how many seconds it may be kept."""

    data: bytes
    cached_s: int


class Pictures:
    """Draws them."""

    def __init__(self, things: Things, clock: Clock) -> None:
        self._things = things
        self._clock = clock
        self._slots = asyncio.Semaphore(DRAWN_AT_ONCE_MAX)
        self._kept: OrderedDict[tuple[str, ...], tuple[float, Preview]] = OrderedDict()

    async def load(self, kind: Kind, thing_id: str, width_px: int | None) -> Preview:
        """The picture of something that everybody may see.

        Raises:
            NoSuchThing: there is nothing, or it is not for everybody.
            Forbidden: it is for some only.
            WidthInvalid: nobody shows so small a picture, or so large a one.
        """
        width_px = WIDTH_PX if width_px is None else width_px
        if not WIDTH_MIN <= width_px <= WIDTH_PX:
            raise WidthInvalid(f"Ask for a width of {WIDTH_MIN} to {WIDTH_PX} pixels.", field="w")
        thing = await self._things.access(kind, thing_id, None)
        if not thing.is_for_all:
            raise NoSuchThing
        key = (kind, thing_id, thing.picture_version, thing.state, str(width_px))
        kept = self._find_kept(key)
        if kept is not None:
            return kept
        async with self._slots:
            # Of those who waited for the same one the first has drawn it.
            kept = self._find_kept(key)
            if kept is None:
                kept = await self._draw(thing, width_px)
                self._kept[key] = (self._clock.monotonic(), kept)
                self._kept.move_to_end(key)
                if len(self._kept) > KEPT_MAX:
                    self._kept.popitem(last=False)
        return kept

    def _find_kept(self, key: tuple[str, ...]) -> Preview | None:
        drawn_s, kept = self._kept.get(key, (0.0, None))
        return kept if self._clock.monotonic() - drawn_s < KEPT_S else None

    async def _draw(self, thing: Thing, width_px: int) -> Preview:
        picture = await self._things.picture(thing)
        drawn = await asyncio.to_thread(draw_preview, picture, thing.id, is_on_air=thing.is_on_air, width_px=width_px)
        return Preview(drawn, ON_AIR_S if thing.is_on_air else OTHERWISE_S)
