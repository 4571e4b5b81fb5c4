"""The relay as seen from processes that do not have it. It lives in one of them; the others hear of it by notices.

The owner tells what changes at once and everything every second. Whoever has not heard of it for a while knows
nothing: no host is on air, no picture can be had. What is asked of the owner may be lost; nothing depends on it, for
the owner lets people into running rooms as they come, and closes ended ones by itself.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

import msgspec
import structlog

from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Unavailable
from livehouse.media.relay import Relay

log = structlog.get_logger(__name__)
T = TypeVar("T")

TELL_S: Final = 1.0
# Three tellings missed.
STALE_S: Final = 3.5
PICTURE_S_MAX: Final = 5.0
# One of 540 x 960 pixels has some 80 kB; every process gets to see the answer.
PICTURE_BYTES_MAX: Final = 512_000
PICTURE_KEPT_S: Final = 10.0
PICTURES_KEPT_MAX: Final = 200
# How long a process that begins waits to hear of the relay.
HEAR_S_MAX: Final = 2.0
ASKED_MAX: Final = 1_000

TOLD: Final = "relay"
ASKED: Final = "relay-asked"
PICTURE: Final = "relay-picture:"
CLOCK: Final = "relay-clock:"
CLOCK_S_MAX: Final = 4.0
# Each is asked for by somebody who looks at a player's measurements.
CLOCKS_ASKED_MAX: Final = 200


class Notices(Protocol):
    """What carries notices from process to process, each at most once, to every one of them."""

    def notify(self, topic: str, payload: bytes) -> None:
        """Tell every process, this one included."""

    def on_notice(self, topic: str, listener: Callable[[bytes], None]) -> None:
        """Hear what is told of `topic`."""


class _State(msgspec.Struct, frozen=True, tag="state"):
    """Everything that others need to know of a relay."""

    owner: str
    port: int
    certificate_sha256: str | None
    broadcasting: frozenset[str]
    # Where the other processes ask for HLS, `host:port`.
    hls: str | None = None


class _Changed(msgspec.Struct, frozen=True, tag="changed"):
    """A host's frames began or ceased to arrive."""

    owner: str
    room: str
    online: bool


class _TellMe(msgspec.Struct, frozen=True, tag="tell"):
    """Somebody who knows nothing yet asks for the state."""


class _Open(msgspec.Struct, frozen=True, tag="open"):
    """A room was made."""

    room: str


class _Close(msgspec.Struct, frozen=True, tag="close"):
    """A room has ended."""

    room: str


class _Picture(msgspec.Struct, frozen=True, tag="picture"):
    """`asker` wants a picture of a room."""

    room: str
    asker: str


class _Clock(msgspec.Struct, frozen=True, tag="clock"):
    """`asker` wants to know the media clock of a room."""

    room: str
    asker: str


_Told = _State | _Changed
_Asked = _TellMe | _Open | _Close | _Picture | _Clock
_told_decoder: msgspec.msgpack.Decoder[_Told] = msgspec.msgpack.Decoder(_Told)
_asked_decoder: msgspec.msgpack.Decoder[_Asked] = msgspec.msgpack.Decoder(_Asked)
_clock_decoder: msgspec.msgpack.Decoder[tuple[str, int | None]] = msgspec.msgpack.Decoder(tuple[str, int | None])
_picture_decoder: msgspec.msgpack.Decoder[tuple[str, bytes | None]] = msgspec.msgpack.Decoder(tuple[str, bytes | None])


def _read(decoder: msgspec.msgpack.Decoder[T], payload: bytes) -> T | None:
    """What was told; None if it cannot be read, which must not end the hearing of everything else."""
    try:
        return decoder.decode(payload)
    except msgspec.DecodeError:
        log.warning("what is told of the relay cannot be read", do="run one version of Livehouse everywhere")
        return None


class RelayOwner:
    """Tells the other processes of the relay in this one, and does what they ask.

    Args:
        owner: this process's name, never used before.
        hls_at: where the others ask for HLS, as far as it is known.
    """

    def __init__(
        self, relay: Relay, notices: Notices, owner: str, *, hls_at: Callable[[], str | None] = lambda: None
    ) -> None:
        self._relay = relay
        self._hls_at = hls_at
        self._notices = notices
        self._owner = owner
        self._asked: asyncio.Queue[_Asked] = asyncio.Queue(ASKED_MAX)
        notices.on_notice(ASKED, self._note_asked)
        notices.on_notice(TOLD, self._note_told)

    def tell_change(self, room_id: str, online: bool) -> None:
        """Let the others know that a host's frames began or ceased to arrive."""
        self._notices.notify(TOLD, msgspec.msgpack.encode(_Changed(self._owner, room_id, online)))

    async def tell(self) -> None:
        """Tell everything every second, for as long as the process lives."""
        while True:
            self._tell_state()
            await asyncio.sleep(TELL_S)

    async def serve(self) -> None:
        """Do what is asked, for as long as the process lives."""
        async with asyncio.TaskGroup() as answers:
            while True:
                match await self._asked.get():
                    case _TellMe():
                        self._tell_state()
                    case _Open(room):
                        self._relay.open_room(room)
                    case _Close(room):
                        await self._relay.close_room(room)
                    case _Picture(room, asker):
                        answers.create_task(self._answer_picture(room, asker))
                    case _Clock(room, asker):
                        answers.create_task(self._answer_clock(room, asker))

    def _tell_state(self) -> None:
        relay = self._relay
        rooms, certificate = relay.broadcasting_rooms(), relay.certificate_sha256()
        state = _State(self._owner, relay.port, certificate, rooms, self._hls_at())
        self._notices.notify(TOLD, msgspec.msgpack.encode(state))

    async def _answer_picture(self, room_id: str, asker: str) -> None:
        picture = await self._relay.latest_picture(room_id)
        if picture is not None and len(picture) > PICTURE_BYTES_MAX:
            log.warning("a picture is too large to be passed on", room=room_id, picture_bytes=len(picture))
            picture = None
        self._notices.notify(PICTURE + asker, msgspec.msgpack.encode((room_id, picture)))

    async def _answer_clock(self, room_id: str, asker: str) -> None:
        zero_us = await self._relay.media_clock(room_id)
        self._notices.notify(CLOCK + asker, msgspec.msgpack.encode((room_id, zero_us)))

    def _note_asked(self, payload: bytes) -> None:
        asked = _read(_asked_decoder, payload)
        if asked is None:
            return
        try:
            self._asked.put_nowait(asked)
        except asyncio.QueueFull:
            log.warning("more is asked of the relay than it can do")

    def _note_told(self, payload: bytes) -> None:
        told = _read(_told_decoder, payload)
        if isinstance(told, _State) and told.owner != self._owner:
            log.error(
                "two servers have a media relay; hosts and viewers will miss each other",
                do="set LIVEHOUSE_RELAY=false for all servers but one",
            )


@dataclass(slots=True)
class _Known:
    """What was last heard of the relay, and when."""

    state: _State
    heard_s: float


@dataclass(slots=True)
class _Taken:
    """A picture, and when it came; still to come while `waiting` is not done."""

    waiting: asyncio.Future[bytes | None]
    asked_s: float


class RelayLink:
    """The relay of another process, by the same methods as far as others need them.

    Args:
        asker: this process's name, never used before.
        on_port: told the relay's UDP port when it becomes known or changes.
    """

    def __init__(self, notices: Notices, clock: Clock, asker: str, on_port: Callable[[int], None]) -> None:
        self._notices = notices
        self._clock = clock
        self._asker = asker
        self._on_port = on_port
        self._known: _Known | None = None
        self._heard = asyncio.Event()
        self._pictures: dict[str, _Taken] = {}
        self._clocks: dict[str, asyncio.Future[int | None]] = {}
        notices.on_notice(TOLD, self._note_told)
        notices.on_notice(PICTURE + asker, self._note_picture)
        notices.on_notice(CLOCK + asker, self._note_clock)

    async def start(self) -> None:
        """Ask for the relay, and wait a little for the answer. Without one, everything goes on but the pictures."""
        self._ask(_TellMe())
        try:
            async with asyncio.timeout(HEAR_S_MAX):
                await self._heard.wait()
        except TimeoutError:
            log.warning("no process with the media relay answers yet")

    @property
    def is_stale(self) -> bool:
        """Whether the relay has not been heard of for so long that nothing is known of it."""
        return self._known is None or self._clock.monotonic() - self._known.heard_s > STALE_S

    def hls_address(self) -> str | None:
        """Where the relay's process is asked for HLS; None while nobody knows."""
        return None if self._known is None or self.is_stale else self._known.state.hls

    def certificate_sha256(self) -> str | None:
        """The hash that browsers pin; None with a real certificate.

        It outlives its owner, so the last that was told is given while nobody tells.

        Raises:
            Unavailable: the relay was never heard of.
        """
        if self._known is None:
            raise Unavailable("The server for pictures and sound cannot be reached. Try again in a few seconds.")
        return self._known.state.certificate_sha256

    def open_room(self, room_id: str) -> None:
        """Ask for the room to be opened."""
        self._ask(_Open(room_id))

    async def close_room(self, room_id: str) -> None:
        """Ask for the room to be closed."""
        self._pictures.pop(room_id, None)
        self._ask(_Close(room_id))

    def open_rooms(self) -> frozenset[str]:
        """None is open here."""
        return frozenset()

    def has_broadcast(self, room_id: str) -> bool:
        """Whether frames of a publisher arrive in the room, as far as is known."""
        return not self.is_stale and self._known is not None and room_id in self._known.state.broadcasting

    async def latest_picture(self, room_id: str) -> bytes | None:
        """A JPEG of what the room shows, at most twenty seconds old; None if there is none or nobody answers."""
        if not self.has_broadcast(room_id):
            return None
        now_s = self._clock.monotonic()
        taken = self._pictures.get(room_id)
        if taken is None or now_s - taken.asked_s > PICTURE_KEPT_S:
            while len(self._pictures) >= PICTURES_KEPT_MAX:
                self._pictures.pop(next(iter(self._pictures)))
            waiting: asyncio.Future[bytes | None] = asyncio.get_running_loop().create_future()
            taken = self._pictures[room_id] = _Taken(waiting, now_s)
            self._ask(_Picture(room_id, self._asker))
        try:
            async with asyncio.timeout(PICTURE_S_MAX):
                # However many wait, one of them giving up leaves the others waiting.
                return await asyncio.shield(taken.waiting)
        except TimeoutError:
            return None

    async def media_clock(self, room_id: str) -> int | None:
        """What to add to the timestamps in the room to have microseconds since 1970; None if nobody answers."""
        if not self.has_broadcast(room_id):
            return None
        waiting = self._clocks.get(room_id)
        if waiting is None:
            if len(self._clocks) >= CLOCKS_ASKED_MAX:
                return None
            waiting = self._clocks[room_id] = asyncio.get_running_loop().create_future()
            self._ask(_Clock(room_id, self._asker))
        try:
            async with asyncio.timeout(CLOCK_S_MAX):
                return await asyncio.shield(waiting)
        except TimeoutError:
            return None
        finally:
            if self._clocks.get(room_id) is waiting:
                del self._clocks[room_id]

    def _ask(self, question: _Asked) -> None:
        self._notices.notify(ASKED, msgspec.msgpack.encode(question))

    def _note_told(self, payload: bytes) -> None:
        told = _read(_told_decoder, payload)
        if isinstance(told, _State):
            before = self._known
            self._known = _Known(told, self._clock.monotonic())
            if before is None or before.state.port != told.port:
                self._on_port(told.port)
            self._heard.set()
        elif told is not None and (known := self._known) is not None and known.state.owner == told.owner:
            broadcasting = known.state.broadcasting - {told.room} | ({told.room} if told.online else set())
            known.state = msgspec.structs.replace(known.state, broadcasting=broadcasting)

    def _note_clock(self, payload: bytes) -> None:
        answer = _read(_clock_decoder, payload)
        if answer is None:
            return
        room_id, zero_us = answer
        waiting = self._clocks.get(room_id)
        if waiting is not None and not waiting.done():
            waiting.set_result(zero_us)

    def _note_picture(self, payload: bytes) -> None:
        answer = _read(_picture_decoder, payload)
        if answer is None:
            return
        room_id, picture = answer
        taken = self._pictures.get(room_id)
        if taken is not None and not taken.waiting.done():
            taken.waiting.set_result(picture)
