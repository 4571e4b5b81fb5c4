"""Every room that is packaged in this process: begun when somebody asks, stopped when nobody does."""

from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, Protocol

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge

from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import NotFound
from livehouse.media.packager.keeper import Keeper
from livehouse.media.packager.room import PackagedRoom
from livehouse.media.packager.segment import Segment
from livehouse.media.tap import Tap, TapListener
from livehouse.platform.tasks import Supervisor

log = structlog.get_logger(__name__)

# Packing holds the interpreter's lock for most of its time; encoding sound does not.
THREADS: Final = 2


class TapOpener(Protocol):
    """Where taps come from; `livehouse.media.Relay` is one."""

    def tap(self, room_id: str, listener: TapListener) -> Tap:
        """A tap of an open room.

        Raises:
            NoSuchRoom: it is not open.
        """


class Packager:
    """Makes segments of what hosts send, once for everybody: those who watch by HLS, and those who keep replays."""

    def __init__(self, relay: TapOpener, clock: Clock, registry: CollectorRegistry) -> None:
        self._relay = relay
        self._clock = clock
        self._supervisor = Supervisor()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="packager")
        self._rooms: dict[str, PackagedRoom] = {}
        self._segments = Counter("livehouse_hls_segments", "Segments given to who keeps replays.", registry=registry)
        rooms = Gauge("livehouse_hls_rooms", "Rooms that are packaged for HLS and replays just now.", registry=registry)
        rooms.set_function(lambda: float(len(self._rooms)))

    async def stop(self) -> None:
        """End everything; what is under way is given to those who keep it first."""
        for room in tuple(self._rooms.values()):
            room.ended()
        await self._supervisor.stop()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def segments(self, room_id: str) -> AsyncIterator[Segment]:
        """Every segment of the room's best picture, and of its sound, from now on; one track in each.

        Each is given when it is complete, some 2 s after it began; a pause of the host only ends one early. Which
        picture is the best may change, then it is another rendition. Ends when the room is closed, or the server
        stops. Whoever reads too slowly (64 MB behind) loses the oldest, and the next one says discontinuity.

        Raises:
            NotFound: the relay of this process has no such room open.
        """
        keeper = Keeper()
        room = self.access(room_id)
        if room.is_closed:
            raise NotFound("This LIVE has ended; nothing more comes of it.")
        room.add_keeper(keeper)
        try:
            async for segment in keeper.segments():
                self._segments.inc()
                yield segment
        finally:
            room.remove_keeper(keeper)

    def access(self, room_id: str) -> PackagedRoom:
        """The room, packaged from now on if it was not; for a while after its end, what there was.

        Raises:
            NoSuchRoom: the relay of this process has no such room open.
        """
        room = self._rooms.get(room_id)
        if room is not None and not room.is_closed:
            return room
        try:
            fresh = PackagedRoom(room_id, self._opener(room_id), self._clock, self._threads)
        except NotFound:
            if room is None:
                raise
            # It has ended, and who watched to the end may fetch the end.
            return room
        self._rooms[room_id] = fresh
        self._supervisor.start(f"packager {room_id}", partial(self._run, fresh), restart=False)
        return fresh

    def _opener(self, room_id: str) -> Callable[[TapListener], Tap]:
        return lambda listener: self._relay.tap(room_id, listener)

    async def _run(self, room: PackagedRoom) -> None:
        log.info("room is packaged", room=room.room_id)
        try:
            await room.run()
            if room.has_ended:
                await room.linger()
        finally:
            if self._rooms.get(room.room_id) is room:
                del self._rooms[room.room_id]
            log.info("room is packaged no longer", room=room.room_id)
