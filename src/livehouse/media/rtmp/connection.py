"""One encoder's connection, from the first byte to the last."""

import asyncio
import contextlib
import dataclasses
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, Final, Protocol

import structlog

from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import AppError
from livehouse.kernel.pace import Pace
from livehouse.media.moq_adapter import LocalBroadcast
from livehouse.media.rtmp.errors import ProtocolError
from livehouse.media.rtmp.feed import Contents, Counts, Feed, Spawn
from livehouse.media.rtmp.handshake import RANDOM_BYTES
from livehouse.media.rtmp.metrics import RtmpMetrics
from livehouse.media.rtmp.port import Ending, Publication, Upload
from livehouse.media.rtmp.session import PublishAsked, PublishEnded, Session, State

log = structlog.get_logger(__name__)

# What is read is taken in at one go, 16,000 messages at worst: a tenth of a second.
READ_BYTES: Final = 16_384
# How long somebody who is turned away has to read why.
FAREWELL_S: Final = 2.0
WATCH_S: Final = 1.0
RATE_WINDOW_S: Final = 10.0
# Six pictures and their sound are 700 messages a second; the burst is half a minute of that, kept by a bad network. A
# message costs 5 µs however small it is, and who sends more of them, or what costs as much, is read more slowly.
MESSAGES_PER_S_MAX: Final = 2_000
MESSAGES_AT_ONCE_MAX: Final = 20_000
# A keyframe begins a group, which the relay keeps for a while: 12 kB each, however small the picture is. There may be
# 200 of them a second.
KEYFRAME_WORK: Final = 10
_MESSAGES: Final = Pace(MESSAGES_PER_S_MAX, MESSAGES_AT_ONCE_MAX)

_GOODBYES: Final = {
    Ending.TAKEN_OVER: "Another encoder or browser publishes this LIVE now.",
    Ending.REVOKED: "This stream key no longer holds. Copy the new one from the page.",
    Ending.ROOM_CLOSED: "This LIVE has ended.",
    Ending.SILENT: "No picture and no sound has come for a while. Start again.",
    Ending.STOPPED: "The server restarts. Try again in a moment.",
}


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """What one connection may use; see `RtmpSettings`."""

    greeting_timeout_s: float
    silence_timeout_s: float
    message_bytes_max: int
    bits_per_s_max: int


class Stage(Protocol):
    """What a connection needs of the server: the right to publish, and the place to."""

    async def enter(self, key: str, address: str) -> tuple[Publication, LocalBroadcast]:
        """Let somebody with this key publish, or raise an `AppError`."""

    async def leave(self, publication: Publication, ending: Ending, farewell: str) -> None:
        """The publication is over, and the encoder is told so in these words."""

    def is_open(self, room_id: str) -> bool:
        """Whether the room still is there to be published into."""


class _Over(Exception):
    """The publication ends."""

    def __init__(self, ending: Ending, goodbye: str | None = None) -> None:
        super().__init__(ending)
        self.ending = ending
        self.goodbye = goodbye if goodbye is not None else _GOODBYES.get(ending, "")


class Connection:
    """Reads one encoder, as fast as what it sends is to be shown.

    Args:
        address: whom it comes from.
        entered: told once it publishes, so that it is no longer counted as waiting.
    """

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        address: str,
        limits: ConnectionLimits,
        stage: Stage,
        clock: Clock,
        metrics: RtmpMetrics,
        workers: Executor,
        spawn: Spawn,
        entered: Callable[["Connection"], None],
    ) -> None:
        self.address = address
        self.publication: Publication | None = None
        self._reader = reader
        self._writer = writer
        self._limits = limits
        self._stage = stage
        self._clock = clock
        self._metrics = metrics
        self._workers = workers
        self._spawn = spawn
        self._entered = entered
        self._session = Session(random=os.urandom(RANDOM_BYTES), message_bytes_max=limits.message_bytes_max)
        self._hang_up: asyncio.Future[Ending] = asyncio.get_running_loop().create_future()
        self._encoder = ""
        self._bytes = 0
        self._rate = _Rate()
        self._work = 0
        self._work_used = 0.0
        self._feed: Feed | None = None
        self._counted = Counts()

    def hang_up(self, ending: Ending) -> None:
        """End it soon; at once and without a word if it does not publish yet."""
        if self.publication is None:
            self._writer.transport.abort()
        elif not self._hang_up.done():
            self._hang_up.set_result(ending)

    def upload(self) -> Upload:
        """How the upload does."""
        bits_per_s, pictures_per_s = self._rate.per_second(self._clock.monotonic())
        contents = Contents() if self._feed is None else self._feed.contents()
        return Upload(
            encoder=self._encoder,
            picture=contents.picture,
            sound=contents.sound,
            bits_per_s=round(bits_per_s),
            pictures_per_s=round(pictures_per_s, 1),
            keyframe_every_ms=contents.keyframe_every_ms,
            frames_dropped=0 if self._feed is None else self._feed.counts.dropped,
        )

    async def run(self) -> None:
        """Attend to the encoder until one side has enough."""
        try:
            async with asyncio.timeout(self._limits.greeting_timeout_s):
                asked = await self._read_key()
                entrance = None if asked is None else await self._enter(asked)
            if entrance is not None:
                await self._publish(*entrance)
        except TimeoutError:
            self._metrics.refused.labels("late").inc()
        except ProtocolError as error:
            self._metrics.refused.labels(error.reason).inc()
            log.info("an encoder was turned away", address=self.address, reason=str(error))
            self._session.end("")
        except OSError:
            # It is gone; that is no news.
            pass
        finally:
            await self._say_goodbye()

    # Before it publishes

    async def _read_key(self) -> PublishAsked | None:
        """What somebody wants to publish, or None if they left or were hung up on before they said."""
        while True:
            event = self._session.next_event()
            if isinstance(event, PublishAsked):
                return event
            if not await self._read_more():
                return None

    async def _enter(self, asked: PublishAsked) -> tuple[Publication, LocalBroadcast] | None:
        self._encoder = asked.encoder
        try:
            return await self._stage.enter(asked.key, self.address)
        except AppError as error:
            self._session.refuse(error.message)
            self._metrics.refused.labels(error.code).inc()
            log.info("an encoder was turned away", address=self.address, encoder=self._encoder, reason=error.code)
            return None

    # While it publishes

    async def _publish(self, publication: Publication, broadcast: LocalBroadcast) -> None:
        self.publication = publication
        self._entered(self)
        began_s = self._clock.monotonic()
        ending, farewell = Ending.STOPPED, ""
        logger = log.bind(room=publication.room_id, key_id=publication.key_id)
        logger.info("an encoder publishes", encoder=self._encoder, address=self.address)
        self._feed = feed = Feed(broadcast, workers=self._workers, spawn=self._spawn)
        try:
            self._session.accept()
            async with asyncio.TaskGroup() as group:
                group.create_task(self._pump(feed), name=f"rtmp {publication.room_id}")
                group.create_task(self._watch(feed, publication, broadcast), name=f"rtmp watch {publication.room_id}")
        except* _Over as overs:
            over = next(_flat(overs))
            ending, farewell = over.ending, over.goodbye
            if farewell:
                self._session.end(farewell)
        except* OSError:
            ending = Ending.LEFT
        finally:
            feed.close()
            broadcast.close()
            self._count_frames(feed)
            self._metrics.ended.labels(ending.value).inc()
            lasted_s = round(self._clock.monotonic() - began_s, 1)
            logger.info("an encoder has left", ending=ending.value, lasted_s=lasted_s, bytes=self._bytes)
            await self._stage.leave(publication, ending, farewell)

    async def _pump(self, feed: Feed) -> None:
        """Read and pass on until there is no more; always ends by `_Over`."""
        try:
            while True:
                event = self._session.next_event()
                if event is None:
                    self._rate.observe(self._clock.monotonic(), self._bytes, feed.counts.pictures)
                    await self._keep_pace(feed)
                    if not await self._read_more():
                        raise _Over(Ending.LEFT)
                    continue
                if isinstance(event, PublishEnded):
                    raise _Over(Ending.LEFT)
                assert not isinstance(event, PublishAsked)  # noqa: S101  # a session lets nobody ask twice
                feed.take(event, self._now_us())
                ahead_us = feed.timeline.ahead_us(self._now_us())
                if ahead_us:
                    await asyncio.sleep(ahead_us / 1_000_000)
        except ProtocolError as error:
            log.info("an encoder was hung up on", address=self.address, encoder=self._encoder, reason=str(error))
            raise _Over(Ending.BROKEN, f"What came cannot be used: {error}.") from error

    async def _keep_pace(self, feed: Feed) -> None:
        before, self._work = self._work, self._session.work + KEYFRAME_WORK * feed.counts.keyframes
        wait_s, self._work_used = _MESSAGES.charge(self._work_used, self._clock.monotonic(), self._work - before)
        if wait_s > 0:
            await asyncio.sleep(wait_s)

    async def _watch(self, feed: Feed, publication: Publication, broadcast: LocalBroadcast) -> None:
        """Look after what `_pump` does not see; always ends by `_Over`."""
        over = asyncio.ensure_future(broadcast.until_over())
        signals: tuple[asyncio.Future[Any], ...] = (over, self._hang_up)
        written, written_s = 0, self._clock.monotonic()
        try:
            while True:
                await asyncio.wait(signals, timeout=WATCH_S, return_when=asyncio.FIRST_COMPLETED)
                if self._hang_up.done():
                    raise _Over(self._hang_up.result())
                if over.done():
                    is_open = self._stage.is_open(publication.room_id)
                    raise _Over(Ending.TAKEN_OVER if is_open else Ending.ROOM_CLOSED)
                now_s = self._clock.monotonic()
                if feed.frames_written != written:
                    written, written_s = feed.frames_written, now_s
                elif now_s - written_s >= self._limits.silence_timeout_s:
                    raise _Over(Ending.SILENT)
                self._count_frames(feed)
                if self._rate.is_more(self._bytes, self._limits.bits_per_s_max):
                    limit = self._limits.bits_per_s_max // 1_000_000
                    raise _Over(Ending.BROKEN, f"More than {limit} Mbit/s. Set a lower bitrate in the encoder.")
        finally:
            over.cancel()

    # Both

    async def _read_more(self) -> bool:
        """Send what waits, then take what comes; False at the end."""
        await self._flush()
        # What has come already is given without a pause; others get their turn all the same.
        await asyncio.sleep(0)
        data = await self._reader.read(READ_BYTES)
        self._bytes += len(data)
        self._metrics.bytes.inc(len(data))
        if data:
            self._session.feed(data)
        return bool(data)

    def _now_us(self) -> int:
        return round(self._clock.monotonic() * 1_000_000)

    async def _flush(self) -> None:
        data = self._session.data_to_send()
        if data:
            self._writer.write(data)
            await self._writer.drain()

    def _count_frames(self, feed: Feed) -> None:
        counted = feed.counts - self._counted
        self._counted = dataclasses.replace(feed.counts)
        self._metrics.frames.labels("picture").inc(counted.pictures)
        self._metrics.frames.labels("sound").inc(counted.packets)
        self._metrics.frames.labels("dropped").inc(counted.dropped)

    async def _say_goodbye(self) -> None:
        """Send what is left, and wait for the other side to read it: closed at once, it could be lost on the way."""
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(FAREWELL_S):
                await self._flush()
                if self._session.state is State.OVER and self._writer.can_write_eof():
                    self._writer.write_eof()
                    while await self._reader.read(READ_BYTES):
                        pass
        # Whoever has taken nothing of it so far never may; to wait for them would keep their place for ever.
        self._writer.transport.abort()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()


class _Rate:
    """Bits and pictures per second over the last ten seconds, in steps of one."""

    def __init__(self) -> None:
        self._seen: list[tuple[float, int, int]] = []

    def is_more(self, bytes_: int, bits_per_s_max: int) -> bool:
        """Whether `bytes_` so far are too many for the last ten seconds, over or not."""
        # The oldest that is remembered may be a step older.
        return bool(self._seen) and (bytes_ - self._seen[0][1]) * 8 > bits_per_s_max * (RATE_WINDOW_S + WATCH_S)

    def observe(self, now_s: float, bytes_: int, pictures: int) -> None:
        if self._seen and now_s - self._seen[-1][0] < 1:
            return
        self._seen.append((now_s, bytes_, pictures))
        while now_s - self._seen[0][0] > RATE_WINDOW_S:
            del self._seen[0]

    def per_second(self, now_s: float) -> tuple[float, float]:
        if len(self._seen) < 2 or now_s - self._seen[-1][0] > RATE_WINDOW_S:
            return 0.0, 0.0
        (began_s, bytes_before, pictures_before), (ended_s, bytes_now, pictures_now) = self._seen[0], self._seen[-1]
        lasted_s = max(ended_s, now_s - 1) - began_s
        return (bytes_now - bytes_before) * 8 / lasted_s, (pictures_now - pictures_before) / lasted_s


def _flat(group: BaseExceptionGroup[_Over]) -> Iterator[_Over]:
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _flat(error)
        else:
            yield error
