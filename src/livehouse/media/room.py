"""One room as the relay sees it: an origin, who publishes into it, and whether frames arrive."""

import asyncio
from collections.abc import Callable
from typing import Final

import structlog

from livehouse.kernel.clock import Clock
from livehouse.media.liveness import Liveness
from livehouse.media.moq_adapter import (
    REFUSED_FORBIDDEN,
    Broadcast,
    Catalog,
    GroupReader,
    LocalBroadcast,
    Origin,
    Session,
    TrackEnded,
)
from livehouse.media.tap import Spawn, TapSource
from livehouse.media.tokens import BROADCAST

log = structlog.get_logger(__name__)

# What following a publisher costs is decided here. Tried on this code's first machine, per room, in percent of a core,
# a host that sends 50 audio packets and 40 frames of 2 Mbit/s a second:
#   nothing subscribed 0.3; every audio packet read 4.6; every video frame read 3.1;
#   the newest audio group asked for twice a second 1.8; the newest video group 1.3.
# `session.stats()` alone is nearly free (0.02 ms), but says nothing: a browser encodes only what somebody subscribes
# to, so a host without viewers sends no byte. Hence one subscription, to the audio (which costs the *host* the least to
# encode), looked at twice a second, with the byte counter beside it.
POLL_S: Final = 0.5
ASK_AGAIN_S: Final = 0.1

StateChanged = Callable[[str, bool], None]


class MediaRoom:
    """The origin of a room and the one publisher that may fill it.

    Args:
        changed: told when the publisher comes online or goes offline; must return at once.
        spawn: runs what reads frames for this process's own use, and ends it with the relay.
    """

    def __init__(self, room_id: str, clock: Clock, *, silence_s: float, changed: StateChanged, spawn: Spawn) -> None:
        self.id = room_id
        self.origin = Origin()
        self.sessions: set[Session] = set()
        self.online = False
        self.broadcast: Broadcast | None = None
        self.catalog = Catalog(video=(), audio=())
        self.taps = TapSource(room_id, clock, spawn)
        self._clock = clock
        self._silence_s = silence_s
        self._changed = changed
        self._liveness = Liveness(silence_s=silence_s)
        self._groups = 0
        self._publisher: Session | None = None
        self._publisher_gone = asyncio.Event()
        self._local: LocalBroadcast | None = None

    async def watch(self) -> None:
        """Follow what is announced in the room, for as long as the room is open."""
        following: asyncio.Task[None] | None = None
        async with asyncio.TaskGroup() as group:
            async for announcement in self.origin.announcements():
                if announcement.name != BROADCAST:
                    if announcement.active:
                        self._cut_off(announcement.name)
                    continue
                if following is not None:
                    following.cancel()
                    following = None
                if announcement.active:
                    # Announced again while it runs, it is followed afresh, but not offline in between.
                    following = group.create_task(self._follow(), name=f"follow {self.id}")
                else:
                    self._liveness, self._groups = Liveness(silence_s=self._silence_s), 0
                    self._set_online(False)

    def take_over(self, publisher: Session) -> None:
        """Make `publisher` the one that fills the room; whoever did so before is closed."""
        self.make_way()
        self._publisher = publisher
        self._publisher_gone.clear()

    def make_way(self) -> None:
        """Close the present publisher, if there is one, so that a newer one can take its place."""
        if self._publisher is not None:
            self._publisher.close(REFUSED_FORBIDDEN)
        self.end_local()

    async def until_vacant(self) -> None:
        """Wait until no publisher is connected.

        Viewers' players see the old broadcast end before the new one begins, and so start afresh.
        """
        if self._publisher is not None:
            await self._publisher_gone.wait()

    def has_left(self, publisher: Session) -> None:
        """Note that a publisher's session is over."""
        if self._publisher is publisher:
            self._publisher = None
            self._publisher_gone.set()

    def publish_local(self) -> LocalBroadcast:
        """A broadcast that this process fills; takes the place of any other publisher."""
        self.make_way()
        self._local = self.origin.create(BROADCAST)
        return self._local

    def end_local(self) -> None:
        """End the broadcast that this process fills, if there is one; whoever fills it is told so."""
        if self._local is not None:
            self._local.close()
            self._local = None

    def close(self, code: int) -> None:
        """End every session of the room."""
        self.taps.close()
        self.end_local()
        for session in tuple(self.sessions):
            session.close(code)

    def _cut_off(self, name: str) -> None:
        log.warning("publisher announced a name that is not its own", room=self.id, name=name[:80])
        if self._publisher is not None:
            self._publisher.close(REFUSED_FORBIDDEN)

    async def _follow(self) -> None:
        while True:
            if (broadcast := await self.origin.broadcast(BROADCAST)) is not None:
                await self._follow_one(broadcast)
            # It is over, and nobody has said so: another took its place in that moment, which is told only once, and
            # whoever asked a little too early was given the one before.
            self._set_online(
                self._liveness.observe(
                    self._clock.monotonic(), groups=self._groups, bytes_received=self._bytes_received()
                )
            )
            await asyncio.sleep(ASK_AGAIN_S)

    async def _follow_one(self, broadcast: Broadcast) -> None:
        """Follow a broadcast until it ends."""
        self.broadcast = broadcast
        self.taps.begin(broadcast)
        try:
            async with asyncio.TaskGroup() as group:
                life = group.create_task(self._watch_life(broadcast), name=f"life {self.id}")
                await self._read_catalogs(broadcast)
                life.cancel()
        finally:
            # Its tasks take a moment to end; the next one may be followed by then.
            if self.broadcast is broadcast:
                self.broadcast = None
                self.catalog = Catalog(video=(), audio=())
                self.taps.end()

    async def _read_catalogs(self, broadcast: Broadcast) -> None:
        async for catalog in broadcast.catalogs():
            self.catalog = catalog
            self.taps.offer(catalog)

    async def _watch_life(self, broadcast: Broadcast) -> None:
        followed: str | None = None
        reader: GroupReader | None = None
        loop = asyncio.get_running_loop()
        try:
            while True:
                next_look_s = loop.time() + POLL_S
                wanted = _cheapest_track(self.catalog)
                if wanted != followed:
                    if reader is not None:
                        reader.close()
                    reader = None if wanted is None else await broadcast.follow(wanted)
                    followed = None if reader is None else wanted
                if reader is not None:
                    try:
                        self._groups += await _count_new(reader)
                    except TrackEnded:
                        followed = None
                received = self._bytes_received()
                now_s = self._clock.monotonic()
                self._set_online(self._liveness.observe(now_s, groups=self._groups, bytes_received=received))
                # A silent track has used the time up already; to wait again would notice a silence a second late.
                await asyncio.sleep(max(next_look_s - loop.time(), 0.0))
        finally:
            if reader is not None:
                reader.close()

    def _bytes_received(self) -> int:
        if self._publisher is not None:
            return self._publisher.bytes_received()
        return 0 if self._local is None else self._local.bytes_written

    def _set_online(self, online: bool) -> None:
        if online != self.online:
            self.online = online
            self._changed(self.id, online)


def _cheapest_track(catalog: Catalog) -> str | None:
    if catalog.audio:
        return catalog.audio[0]
    if catalog.video:
        return min(catalog.video, key=lambda rendition: rendition.pixels).track
    return None


async def _count_new(reader: GroupReader) -> int:
    """1 if a new group has come since the last call or comes within the time of one poll, else 0."""
    try:
        async with asyncio.timeout(POLL_S):
            await reader.next()
    except TimeoutError:
        return 0
    return 1
