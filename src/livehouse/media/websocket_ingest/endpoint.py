"""Where pages publish that cannot reach the relay themselves: their recordings come in by a WebSocket.

Each message is read only when the one before it was passed on, so whoever sends faster than that waits. A connection
that is lost leaves its broadcast standing for a moment, in which the same page may come back to it.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final
from urllib.parse import quote

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge
from starlette.websockets import WebSocket, WebSocketDisconnect

from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import AppError
from livehouse.kernel.pace import Pace
from livehouse.media import moq_adapter
from livehouse.media.moq_adapter import RelayUnreachable
from livehouse.media.tokens import Grant, Tokens
from livehouse.media.websocket_ingest.protocol import (
    Begin,
    Enter,
    Entered,
    MessageUnreadable,
    Pause,
    Ping,
    Pong,
    PublishCloseCode,
    decode_message,
    encode_message,
)
from livehouse.media.websocket_ingest.publication import Publication
from livehouse.media.websocket_ingest.samples import MediaRefused
from livehouse.platform.origins import is_own_origin
from livehouse.platform.tasks import Supervisor

log = structlog.get_logger(__name__)

# Sustained, 32 Mbit/s; at once, what a page may have gathered while its network was away.
BYTES_PER_S_MAX: Final = 4_000_000
BYTES_AT_ONCE_MAX: Final = 16_000_000
# What any message counts for at least: there are a thousand a second at most, each costs 0.1 ms. Pages send ten.
MESSAGE_BYTES_MIN: Final = 4_000
# What each byte between the samples counts for on top: two of them can be an element, and cost 2 µs.
OVERHEAD_WEIGHT: Final = 40
REASON_BYTES_MAX: Final = 123  # RFC 6455, 5.5
LEFT: Final = (1000, 1001)  # close codes of a page that leaves on purpose
CLOSE_S_MAX: Final = 1.0
ABNORMAL: Final = 1006  # RFC 6455, 7.1.5


@dataclass(frozen=True, slots=True)
class IngestSettings:
    """What is allowed.

    Attributes:
        connections_max: pages at once, those whose connection was just lost included.
        entering_max: connections that have not shown their ticket yet; past it the oldest makes way for a newcomer.
        enter_s: how long they have for that.
        idle_s: after so many seconds without a word, pings included, a connection counts as lost.
        return_s: for how long a lost page's broadcast stands.
        own_origins: origins of our pages beside the request's own host.
    """

    connections_max: int = 500
    entering_max: int = 100
    enter_s: float = 5.0
    idle_s: float = 10.0
    return_s: float = 3.0
    own_origins: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RelayPlace:
    """Where this process reaches the relay: its origin, and its certificate's hash (None: the authorities vouch)."""

    origin: str
    sha256: str | None


class _Refused(Exception):
    """The connection is closed with this code and reason."""

    def __init__(self, code: PublishCloseCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class _Holder:
    """One connection; while it is its place's holder, the publication gets its recordings by it."""

    def __init__(self, websocket: WebSocket, count: Callable[[int], None]) -> None:
        self.place: _Place | None = None
        self._websocket = websocket
        self._count = count
        self._closed = False

    async def say(self, message: Entered | Pong) -> None:
        """Say something to the page.

        Raises:
            WebSocketDisconnect: the connection was lost, or closed from here.
        """
        if self._closed:
            raise WebSocketDisconnect(ABNORMAL)
        await self._websocket.send_text(encode_message(message))

    async def close(self, code: int, reason: str) -> None:
        if self._closed:
            return
        self._closed = True
        self._count(code)
        try:
            async with asyncio.timeout(CLOSE_S_MAX):
                await self._websocket.close(code, reason.encode()[:REASON_BYTES_MAX].decode("utf-8", "ignore"))
        except (RuntimeError, TimeoutError, WebSocketDisconnect):
            # It was closed from the other side meanwhile, or takes nothing any more.
            return


@dataclass(slots=True)
class _Place:
    publication: Publication
    holder: _Holder | None
    leaving: asyncio.TimerHandle | None = None
    over: bool = False


class WebSocketIngest:
    """Takes in pages' recordings and publishes them into their rooms.

    Args:
        relay_at: where the relay is just now; raises `AppError` while nobody knows.
    """

    def __init__(
        self,
        settings: IngestSettings,
        tokens: Tokens,
        clock: Clock,
        supervisor: Supervisor,
        registry: CollectorRegistry,
        relay_at: Callable[[], RelayPlace],
    ) -> None:
        self._settings = settings
        self._tokens = tokens
        self._clock = clock
        self._supervisor = supervisor
        self._relay_at = relay_at
        self._places: dict[tuple[str, str], _Place] = {}
        # Those that have not shown their ticket, the first that came first.
        self._entering: dict[WebSocket, asyncio.Timeout] = {}
        self._stopped = False
        self._pace = Pace(BYTES_PER_S_MAX, BYTES_AT_ONCE_MAX)
        Gauge(
            "livehouse_publish_connections",
            "Pages that publish by a WebSocket of this process.",
            registry=registry,
        ).set_function(lambda: float(len(self._places)))
        self._bytes = Counter(
            "livehouse_publish_bytes", "Bytes of recordings that came by WebSocket.", registry=registry
        )
        self._closes = Counter(
            "livehouse_publish_closes",
            "Connections of publishing pages that the server closed, by code.",
            ["code"],
            registry=registry,
        )

    async def attend(self, websocket: WebSocket) -> None:
        """One connection, from the handshake to the end."""
        origin, host = websocket.headers.get("origin"), websocket.headers.get("host", "")
        if origin is not None and not is_own_origin(origin, host, self._settings.own_origins):
            await websocket.close()
            return
        await websocket.accept()
        holder = _Holder(websocket, lambda code: self._closes.labels(str(code)).inc())
        left = False
        try:
            place = await self._enter(websocket, holder)
            await self._read(websocket, holder, place.publication)
        except _Refused as refusal:
            await holder.close(refusal.code, refusal.reason)
            left = refusal.code >= PublishCloseCode.BAD_MESSAGE
        except TimeoutError:
            await holder.close(PublishCloseCode.GOING_AWAY, "nothing was heard of this page for too long")
        except WebSocketDisconnect as end:
            left = end.code in LEFT
        finally:
            # Also when it was lost while it entered: a place that nobody holds or lets go of would stand for ever.
            if (held := holder.place) is not None and held.holder is holder:
                held.holder = None
                self._let_go(held, 0.0 if left else self._settings.return_s)

    async def stop(self) -> None:
        """End every broadcast; nobody is let in from now on."""
        self._stopped = True
        reason = "the server is going away; come back in a moment"
        ends = [self._end(place, PublishCloseCode.GOING_AWAY, reason) for place in self._places.values()]
        await asyncio.gather(*ends)

    # Coming in

    async def _enter(self, websocket: WebSocket, holder: _Holder) -> _Place:
        if self._stopped:
            raise _Refused(PublishCloseCode.GOING_AWAY, "the server is going away; come back in a moment")
        try:
            async with asyncio.timeout(self._settings.enter_s):
                entering = await self._read_enter(websocket)
                grant = self._check(entering)
                place, resumed = await self._find_place(entering, grant, holder)
                await holder.say(Entered(resumed=resumed))
                return place
        except TimeoutError:
            raise _Refused(PublishCloseCode.SERVER_BUSY, "this took too long; come back in a moment") from None

    async def _read_enter(self, websocket: WebSocket) -> Enter:
        if len(self._entering) >= self._settings.entering_max:
            # A page shows its ticket at once; whoever has waited longest is the likeliest to have none.
            longest = self._entering.pop(next(iter(self._entering)))
            if not longest.expired():
                longest.reschedule(asyncio.get_running_loop().time())
        try:
            async with asyncio.timeout(None) as self._entering[websocket]:
                message = await _receive(websocket)
        finally:
            self._entering.pop(websocket, None)
        entering = _decode(message) if isinstance(message, str) else None
        if not isinstance(entering, Enter):
            raise _Refused(PublishCloseCode.BAD_MESSAGE, "the first message must be 'enter', with room, token and page")
        return entering

    def _check(self, entering: Enter) -> Grant:
        try:
            grant = self._tokens.check_token(entering.token, entering.room)
        except AppError as error:
            raise _Refused(PublishCloseCode.TICKET_REFUSED, error.message) from None
        if not grant.may_publish:
            raise _Refused(PublishCloseCode.TICKET_REFUSED, "this ticket lets nobody publish; ask for a publisher's")
        return grant

    async def _find_place(self, entering: Enter, grant: Grant, holder: _Holder) -> tuple[_Place, bool]:
        """The page's place: the one that it left a moment ago, or a new one."""
        key = (grant.room_id, entering.page)
        place = self._places.get(key)
        if place is not None and place.publication.session_id == grant.session_id:
            if place.leaving is not None:
                place.leaving.cancel()
                place.leaving = None
            before, place.holder, holder.place = place.holder, holder, place
            if before is not None:
                # The page came back before its old connection was known to be lost.
                await before.close(PublishCloseCode.GOING_AWAY, "this page has another connection now")
            return place, True
        if len(self._places) >= self._settings.connections_max:
            raise _Refused(PublishCloseCode.SERVER_BUSY, "as many pages publish here as may; come back in a minute")
        publication = Publication(grant.room_id, entering.page, grant.session_id)
        place = self._places[key] = holder.place = _Place(publication, holder)
        try:
            relay = self._relay_at()
            url = f"{relay.origin}/{quote(grant.room_id, safe='')}?jwt={entering.token}"
            await publication.open(url, sha256=relay.sha256)
        except (AppError, RelayUnreachable) as error:
            log.warning("a publishing page could not be brought to the relay", room=grant.room_id, reason=str(error))
            # The page may have come in once more meanwhile: whoever holds the place is told.
            code, reason = PublishCloseCode.SERVER_BUSY, "the stage is not reached; come back in a moment"
            await self._end(place, code, reason)
            raise _Refused(code, reason) from None
        except BaseException:
            await self._end(place, PublishCloseCode.SERVER_BUSY, "this took too long; come back in a moment")
            raise
        if place.over:
            # It was given up while the relay was reached.
            await publication.close()
            raise _Refused(PublishCloseCode.GOING_AWAY, "this took too long; come back in a moment")
        self._supervisor.start(f"publication {grant.room_id}", partial(self._watch, place), restart=False)
        return place, False

    # Being there

    async def _read(self, websocket: WebSocket, holder: _Holder, publication: Publication) -> None:
        received, overhead = 0, publication.overhead_bytes
        used = 0.0
        while True:
            async with asyncio.timeout(self._settings.idle_s):
                message = await _receive(websocket)
            cost = max(len(message), MESSAGE_BYTES_MIN) + OVERHEAD_WEIGHT * (publication.overhead_bytes - overhead)
            overhead = publication.overhead_bytes
            wait_s, used = self._pace.charge(used, self._clock.monotonic(), cost)
            if wait_s > 0:
                await asyncio.sleep(wait_s)
            if isinstance(message, bytes):
                received += len(message)
                self._bytes.inc(len(message))
                self._take(publication, message)
                continue
            match _decode(message):
                case Ping(number):
                    await holder.say(Pong(number, received))
                case Begin(mime, at_ms):
                    try:
                        publication.begin(mime, int(at_ms * 1_000), self._now_us())
                    except MediaRefused as error:
                        raise _Refused(PublishCloseCode.MEDIA_REFUSED, str(error)) from None
                case Pause():
                    publication.pause()
                case _:
                    raise _Refused(PublishCloseCode.BAD_MESSAGE, "'enter' is said once")

    def _take(self, publication: Publication, data: bytes) -> None:
        try:
            publication.take(data, self._now_us())
        except MediaRefused as error:
            log.info("a recording was refused", room=publication.room_id, reason=str(error))
            raise _Refused(PublishCloseCode.MEDIA_REFUSED, str(error)) from None

    def _now_us(self) -> int:
        return int(self._clock.monotonic() * 1_000_000)

    # Going

    async def _watch(self, place: _Place) -> None:
        """Wait for the relay to end the publication, and tell the page why."""
        code = await place.publication.closed()
        if not place.over:
            await self._end(place, *_farewell(code))

    def _let_go(self, place: _Place, wait_s: float) -> None:
        if place.over or self._stopped:
            return

        def end() -> None:
            if not self._stopped:
                self._supervisor.start("publication's end", partial(self._end_if_left, place), restart=False)

        if wait_s:
            place.leaving = asyncio.get_running_loop().call_later(wait_s, end)
        else:
            end()

    async def _end_if_left(self, place: _Place) -> None:
        # The page may have come back just now.
        if place.holder is None:
            await self._end(place, PublishCloseCode.GOING_AWAY, "")

    async def _end(self, place: _Place, code: int, reason: str) -> None:
        """End a publication; whoever holds it is told why."""
        place.over = True
        if place.leaving is not None:
            place.leaving.cancel()
        key = (place.publication.room_id, place.publication.page)
        if self._places.get(key) is place:
            del self._places[key]
        try:
            if place.holder is not None:
                # First of all: what the page sends meanwhile would be refused as bad, and it would not come back.
                await place.holder.close(code, reason)
        finally:
            await place.publication.close()


def _farewell(code: int | None) -> tuple[PublishCloseCode, str]:
    """What the page is told when the relay has ended its publication with this code."""
    match code:
        case moq_adapter.REFUSED_FORBIDDEN:
            return PublishCloseCode.DISPLACED, "another page or device publishes into this LIVE"
        case moq_adapter.REFUSED_NO_TOKEN:
            return PublishCloseCode.SESSION_ENDED, "the sign-in has ended; sign in again"
        case moq_adapter.REFUSED_BUSY:
            return PublishCloseCode.SERVER_BUSY, "the stage is busy; come back in a moment"
        case _:
            # The room may be over, or the relay was started anew: asking for a new ticket tells which.
            return PublishCloseCode.GOING_AWAY, "the stage has closed this; ask for a new ticket"


async def _receive(websocket: WebSocket) -> str | bytes:
    message = await websocket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1005), message.get("reason"))
    data = message.get("bytes")
    if data is not None:
        return bytes(data)
    return str(message.get("text") or "")


def _decode(text: str) -> Enter | Begin | Pause | Ping:
    try:
        return decode_message(text)
    except MessageUnreadable as error:
        raise _Refused(PublishCloseCode.BAD_MESSAGE, f"this message cannot be read: {error}") from None
