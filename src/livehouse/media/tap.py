"""What a room's host sends, for whoever in this process wants the frames: one subscription for all of them.

Nothing is subscribed to that nobody wants, since a browser encodes and uploads only what is. Frames are told by calls,
not queues: each costs some 0.1 ms of reading, and those who are told only put them aside.
"""

import asyncio
from collections.abc import Callable, Collection, Coroutine
from dataclasses import dataclass
from typing import Final, Protocol

import structlog

from livehouse.kernel.clock import Clock
from livehouse.media.moq_adapter import AudioRendition, Broadcast, Catalog, EncodedFrame, VideoRendition
from livehouse.media.tap_clock import TapClock

log = structlog.get_logger(__name__)

Rendition = VideoRendition | AudioRendition
Spawn = Callable[[str, Callable[[], Coroutine[None, None, None]]], asyncio.Task[None]]
"""Runs something under a name until it ends or is cancelled; whoever gives it owns what it runs."""

# What comes later than this after a newer group has begun is given up.
LATE_US_MAX: Final = 3_000_000
# How long the first frames of a broadcast are held back. They come in a bunch that may begin seconds ago, at the newest
# keyframe; only when the last of them is here is it known what time it is on the publisher's clock.
SETTLE_S: Final = 0.15
# Held back at most, which is a keyframe distance of a minute; past it time is what it is.
SETTLE_FRAMES_MAX: Final = 6_000
# A track that ended while the catalog still names it is asked for again after this.
AGAIN_S: Final = 0.5
# How far back the beginning can lie that a track has when it is read again: a long distance between keyframes.
AGAIN_US_MAX: Final = 30_000_000


@dataclass(frozen=True, slots=True)
class TappedFrame:
    """One encoded picture or packet of sound.

    `time_us` is when it is to be presented: microseconds since 1970 by this process's clock, the same for all tracks.
    Pictures come in the order in which they are decoded.
    """

    payload: bytes
    time_us: int
    keyframe: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """What the host offers just now; nothing while nobody publishes."""

    video: tuple[VideoRendition, ...] = ()
    audio: tuple[AudioRendition, ...] = ()


class TapListener(Protocol):
    """Somebody who wants frames. Every call must return at once."""

    def offered(self, offer: Offer) -> None:
        """What can be wanted has changed; also told first of all."""

    def frame(self, rendition: Rendition, frame: TappedFrame) -> None:
        """The next frame of something wanted."""

    def broke(self) -> None:
        """What comes next does not go on where the last frames ended: of all tracks, each begins with a keyframe."""

    def ended(self) -> None:
        """The room is closed; nothing more comes."""


class Tap:
    """One listener's end of it."""

    def __init__(self, source: "TapSource", listener: TapListener) -> None:
        self._source = source
        self.listener = listener
        self.wanted: frozenset[str] = frozenset()

    def want(self, tracks: Collection[str]) -> None:
        """From now on be told the frames of these tracks, by the names that were offered, and of no others."""
        self.wanted = frozenset(tracks)
        self._source.arrange()

    @property
    def early_us(self) -> int:
        """How much later `TappedFrame.time_us` is than the frames could have been here, in microseconds."""
        return self._source.early_us

    def close(self) -> None:
        """Be told nothing more."""
        self._source.leave(self)


class TapSource:
    """All taps of one room.

    Args:
        room_id: for the log.
        spawn: runs what reads a track.
    """

    def __init__(self, room_id: str, clock: Clock, spawn: Spawn) -> None:
        self._room_id = room_id
        self._clock = clock
        self._spawn = spawn
        self._taps: list[Tap] = []
        self._broadcast: Broadcast | None = None
        self._offer = Offer()
        self._reading: dict[str, tuple[Rendition, asyncio.Task[None]]] = {}
        self._time: TapClock | None = None
        self._held: list[tuple[Rendition, EncodedFrame, int]] = []
        self._release: asyncio.TimerHandle | None = None
        self._told_frames = False
        self._latest_us = 0
        # The latest timestamp of each track that was told.
        self._told_us: dict[str, int] = {}
        # The same of the broadcast before this one, with its clock, in case its publisher comes back.
        self._before: tuple[TapClock, dict[str, int]] | None = None
        # Tracks that go on after what was told of them before, with the timestamp up to which it was.
        self._resumed_us: dict[str, int] = {}

    def join(self, listener: TapListener) -> Tap:
        """A tap for `listener`, who is told at once what is on offer."""
        tap = Tap(self, listener)
        self._taps.append(tap)
        listener.offered(self._offer)
        return tap

    def leave(self, tap: Tap) -> None:
        """Tell a tap nothing more, and read for it nothing more."""
        if tap in self._taps:
            self._taps.remove(tap)
            self.arrange()

    def zero_us(self, track: str) -> int | None:
        """When a frame of timestamp 0 would have been here, microseconds since 1970; None while nothing was told."""
        return None if self._time is None else self._time.zero_us(track)

    @property
    def early_us(self) -> int:
        """How much later `TappedFrame.time_us` is than the frames could have been here, as far as is known by now."""
        return 0 if self._time is None else self._time.early_us

    def begin(self, broadcast: Broadcast) -> None:
        """A broadcast began in the room."""
        self._forget_broadcast()
        self._broadcast = broadcast

    def offer(self, catalog: Catalog) -> None:
        """What the broadcast offers is this now."""
        self._offer = Offer(catalog.video, catalog.sounds)
        for tap in tuple(self._taps):
            tap.listener.offered(self._offer)
        self.arrange()

    def end(self) -> None:
        """The broadcast is over."""
        self._forget_broadcast()
        self._offer = Offer()
        for tap in tuple(self._taps):
            tap.listener.offered(self._offer)

    def close(self) -> None:
        """The room is closed."""
        self._forget_broadcast()
        taps, self._taps = self._taps, []
        for tap in taps:
            tap.listener.ended()

    def arrange(self) -> None:
        """Read what somebody wants, and nothing else."""
        wanted = frozenset().union(*(tap.wanted for tap in self._taps))
        renditions: list[Rendition] = [*self._offer.video, *self._offer.audio]
        offered = {rendition.track: rendition for rendition in renditions}
        for track, (rendition, task) in tuple(self._reading.items()):
            if track not in wanted or track not in offered or offered[track].container != rendition.container:
                task.cancel()
                del self._reading[track]
            else:
                self._reading[track] = (offered[track], task)
        if self._broadcast is None:
            return
        for track in wanted & offered.keys() - self._reading.keys():
            self._reading[track] = (offered[track], self._start_reading(self._broadcast, offered[track]))

    def _start_reading(self, broadcast: Broadcast, rendition: Rendition) -> asyncio.Task[None]:
        track = rendition.track

        async def read() -> None:
            while True:
                # Subscribed to again, a track begins with what was told before.
                told_us = self._told_us.get(track)
                async for frame in broadcast.frames(rendition, late_us_max=LATE_US_MAX):
                    if told_us is not None and told_us - AGAIN_US_MAX <= frame.timestamp_us <= told_us:
                        continue
                    told_us = None
                    reading = self._reading.get(track)
                    self._take(rendition if reading is None else reading[0], frame)
                await asyncio.sleep(AGAIN_S)

        return self._spawn(f"tap {self._room_id} {rendition.track[:40]}", read)

    def _take(self, rendition: Rendition, frame: EncodedFrame) -> None:
        now_us = int(self._clock.monotonic() * 1_000_000)
        if self._time is not None:
            self._tell(rendition, frame, now_us)
            return
        self._held.append((rendition, frame, now_us))
        if self._release is None:
            self._release = asyncio.get_running_loop().call_later(SETTLE_S, self._settle)
        elif len(self._held) >= SETTLE_FRAMES_MAX:
            self._settle()

    def _settle(self) -> None:
        """Find out what time it is on the publisher's clock, and let go of what was held back."""
        if self._release is not None:
            self._release.cancel()
        held, self._held, self._release = self._held, [], None
        first = [(frame.timestamp_us, arrived_us) for _, frame, arrived_us in held]
        if self._before is not None and self._before[0].is_that_of(first):
            # The same publisher, whose line was lost for a moment: its newest group may begin with what was told.
            self._time, self._resumed_us = self._before
        else:
            since_1970_us = int(self._clock.now().timestamp() * 1_000_000) - int(self._clock.monotonic() * 1_000_000)
            self._time = TapClock(since_1970_us)
            self._time.settle(first, after_us=self._latest_us + 1)
        self._tell_break()
        for rendition, frame, arrived_us in held:
            self._tell(rendition, frame, arrived_us)

    def _tell(self, rendition: Rendition, frame: EncodedFrame, now_us: int) -> None:
        assert self._time is not None  # noqa: S101  # frames are held back until there is one
        if self._was_told(rendition, frame):
            return
        time_us = self._time.place(rendition.track, frame.timestamp_us, now_us)
        if time_us is None:
            log.info("a publisher's clock has jumped", room=self._room_id, track=rendition.track[:40])
            self._tell_break()
            time_us = self._time.restart(rendition.track, frame.timestamp_us, now_us)
            self._told_us.pop(rendition.track, None)
        self._latest_us = max(self._latest_us, time_us)
        told_us = self._told_us.get(rendition.track, frame.timestamp_us)
        self._told_us[rendition.track] = max(told_us, frame.timestamp_us)
        tapped = TappedFrame(frame.payload, time_us, frame.keyframe)
        self._told_frames = True
        for tap in tuple(self._taps):
            if rendition.track in tap.wanted:
                tap.listener.frame(rendition, tapped)

    def _was_told(self, rendition: Rendition, frame: EncodedFrame) -> bool:
        """Whether a track that goes on has not come to what is new yet, or not to a picture that can be begun with."""
        told_us = self._resumed_us.get(rendition.track)
        if told_us is None:
            return False
        # A clock that began anew in the meantime has nothing to do with what was told.
        if told_us - AGAIN_US_MAX <= frame.timestamp_us <= told_us:
            return True
        if isinstance(rendition, VideoRendition) and not frame.keyframe:
            return True
        del self._resumed_us[rendition.track]
        return False

    def _tell_break(self) -> None:
        if self._told_frames:
            self._told_frames = False
            for tap in tuple(self._taps):
                tap.listener.broke()

    def _forget_broadcast(self) -> None:
        for _, task in self._reading.values():
            task.cancel()
        self._reading.clear()
        if self._release is not None:
            self._release.cancel()
        if self._time is not None:
            self._before = (self._time, self._told_us | self._resumed_us)
        self._held, self._release, self._time, self._broadcast = [], None, None, None
        self._told_us, self._resumed_us = {}, {}
        # Whatever comes after this is another broadcast.
        self._tell_break()
