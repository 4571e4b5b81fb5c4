"""The media relay: QUIC on one UDP port, a room per path, everybody judged by their token before they are let in."""

import asyncio
import errno
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs

import structlog

from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import AppError, NotFound
from livehouse.media.certificate import SelfMadeCertificate
from livehouse.media.clock_reading import read_clock
from livehouse.media.covers import Covers
from livehouse.media.moq_adapter import (
    REFUSED_BUSY,
    REFUSED_NO_ROOM,
    REFUSED_NO_TOKEN,
    Listener,
    ListenFailed,
    LocalBroadcast,
    Request,
    Session,
    serves_certificate,
)
from livehouse.media.revoked import EndedSessions
from livehouse.media.room import MediaRoom
from livehouse.media.tap import Tap, TapListener
from livehouse.media.tokens import Tokens
from livehouse.platform.tasks import Supervisor

log = structlog.get_logger(__name__)

PublisherChanged = Callable[[str, bool], Awaitable[None]]
Admits = Callable[[str, str | None], Awaitable[bool]]
"""Called with a room and, of a publisher, the sign-in; raises `AppError` when nobody can tell."""

# Told to sessions that end because their room or the whole relay does; 0 means "no error" in MoQ.
ENDED: Final = 0
TELL_AGAIN_S: Final = 1.0
RENEWAL_CHECK_S: Final = 3_600.0
# The library took a new certificate within 0.05 s here.
TAKEN_CHECK_S: Final = 0.1
TAKEN_CHECKS_MAX: Final = 50
# Asked from a relay that was only just closed, the port may need a moment.
TAKEOVER_S_MAX: Final = 2.0


class RelayUnavailable(Exception):
    """The relay cannot run; the text says what to do about it."""


class NoSuchRoom(NotFound):
    """The relay has no room of that id open."""

    code = "no_such_room"


@dataclass(frozen=True, slots=True)
class RelaySettings:
    """How the relay runs and what it allows.

    Attributes:
        port: UDP port; 0 takes a free one.
        folder: where the self-made certificate is kept; a folder of its own.
        names: host names that the self-made certificate is made out to.
        certificate, key: PEM files to use in place of the self-made one.
        sessions_max: sessions at once, past which viewers are turned away. Publishers never are: a room has one anyway,
            and a crowd must not keep a host from the stage.
        sessions_per_room_max: the same for one room. There is no limit for an address, which the library does not tell.
        handshakes_max: people at the door at once; those who come then are dropped without an answer.
        handshake_timeout_s: how long somebody may stand at the door.
        publisher_silence_s: seconds without a frame after which a publisher counts as gone.
        leave_s: how long those in a room that closes have to leave by themselves. A session closed from here can crash
            a Chromium (seen with 156: a stream that fails outside of any script), one that the page closes cannot.
    """

    port: int
    folder: Path
    names: tuple[str, ...] = ("localhost",)
    certificate: Path | None = None
    key: Path | None = None
    sessions_max: int = 20_000
    sessions_per_room_max: int = 5_000
    handshakes_max: int = 512
    handshake_timeout_s: float = 10.0
    publisher_silence_s: float = 3.0
    leave_s: float = 1.0


class Relay:
    """Takes in each room's broadcast and passes it on to the room's viewers.

    Knows rooms by opaque ids: a room exists here from `open_room` to `close_room`. Everything it starts ends with
    `stop`.
    """

    def __init__(self, settings: RelaySettings, tokens: Tokens, clock: Clock) -> None:
        self._settings = settings
        self._tokens = tokens
        self._clock = clock
        self._own_certificate = (
            SelfMadeCertificate(settings.folder, settings.names, clock) if settings.certificate is None else None
        )
        self._supervisor = Supervisor()
        self._rooms: dict[str, MediaRoom] = {}
        self._watching: dict[str, asyncio.Task[None]] = {}
        self._covers = Covers(clock)
        self._handshakes = 0
        self._sessions = 0
        self._publishers: dict[Session, str | None] = {}
        self._ended_sessions = EndedSessions(clock, ticket_lifetime_s=tokens.lifetime.total_seconds())
        self._listener: Listener | None = None
        self._port: int | None = None
        self._callback: PublisherChanged | None = None
        self._admits: Admits | None = None
        # The last state that was told, and the state now, per room: what flickers between two tellings is not told.
        self._told: dict[str, bool] = {}
        self._untold: dict[str, bool] = {}
        self._something_to_tell = asyncio.Event()

    @property
    def port(self) -> int:
        """The UDP port that is open.

        Raises:
            RelayUnavailable: the relay is not running.
        """
        if self._port is None:
            raise RelayUnavailable("the media relay is not running")
        return self._port

    def certificate_sha256(self) -> str | None:
        """The hash that browsers pin, in hexadecimal; None with a real certificate. It changes: do not keep it."""
        return None if self._own_certificate is None else self._own_certificate.sha256()

    def on_publisher(self, callback: PublisherChanged) -> None:
        """Have `callback(room_id, online)` called when a room's publisher comes online or goes offline.

        Online means that frames arrive. Calls come one after another; of changes that cancel out before their turn
        neither is told.
        """
        self._callback = callback

    def on_arrival(self, admits: Admits) -> None:
        """Ask `admits(room_id, session_id)` about publishers, and about viewers of rooms that are not open here.

        A room is opened when somebody comes who is admitted, so that rooms made by another process need no word of it.
        Without this, those who come to a room that is not open are turned away.
        """
        self._admits = admits

    async def start(self) -> None:
        """Open the port.

        Raises:
            RelayUnavailable: the port is taken, or the certificate cannot be used.
        """
        self._renew_if_due()
        await self._listen(self._settings.port)
        self._supervisor.start("media relay", self._serve)
        self._supervisor.start("media publishers", self._tell)
        if self._own_certificate is not None:
            self._supervisor.start("media certificate", self._keep_certificate)

    async def stop(self) -> None:
        """End every session and close the port."""
        for room in self._rooms.values():
            room.close(ENDED)
        await self._supervisor.stop()
        if self._listener is not None:
            # The task that owns it was ended before it took its first step.
            await self._listener.close()
        self._rooms.clear()
        self._watching.clear()
        self._port = None

    def open_room(self, room_id: str) -> None:
        """Let a publisher and viewers into the room. Does nothing if it is open."""
        if room_id in self._rooms:
            return
        room = MediaRoom(
            room_id,
            self._clock,
            silence_s=self._settings.publisher_silence_s,
            changed=self._note_change,
            spawn=partial(self._supervisor.start, restart=False),
        )
        self._rooms[room_id] = room
        self._watching[room_id] = self._supervisor.start(f"media room {room_id}", room.watch)

    async def close_room(self, room_id: str) -> None:
        """Let nobody into the room any more, and end its sessions soon. Does nothing if it is not open."""
        room = self._rooms.pop(room_id, None)
        if room is None:
            return
        watching = self._watching.pop(room_id)
        watching.cancel()
        # Before anything is waited for: the room may be opened again meanwhile, and what is told of it then stays told.
        self._covers.forget(room_id)
        self._told.pop(room_id, None)
        self._untold.pop(room_id, None)
        await asyncio.wait([watching])
        if room.sessions:
            self._supervisor.start(f"media farewell {room_id}", partial(self._bid_farewell, room), restart=False)
        room.end_local()
        room.taps.close()

    def open_rooms(self) -> frozenset[str]:
        """The rooms that are open."""
        return frozenset(self._rooms)

    def broadcasting_rooms(self) -> frozenset[str]:
        """The rooms in which frames of a publisher arrive just now."""
        return frozenset(room_id for room_id, room in self._rooms.items() if room.online)

    @property
    def sessions_count(self) -> int:
        """How many sessions are open, publishers' and viewers'."""
        return self._sessions

    def session_ids(self) -> frozenset[str]:
        """By which sign-ins is published just now."""
        return frozenset(session_id for session_id in self._publishers.values() if session_id is not None)

    def close_session(self, session_id: str) -> None:
        """End what is published by tickets of a sign-in that has ended, and let nobody publish with them any more."""
        self._ended_sessions.add(session_id)
        for publisher, by_session_id in list(self._publishers.items()):
            if by_session_id == session_id:
                publisher.close(REFUSED_NO_TOKEN)

    def has_broadcast(self, room_id: str) -> bool:
        """Whether frames of a publisher arrive in the room just now."""
        room = self._rooms.get(room_id)
        return room is not None and room.online

    def publish_local(self, room_id: str) -> LocalBroadcast:
        """A broadcast in the room that this process fills; add tracks, then `announce` it. Closes any other publisher.

        Raises:
            NoSuchRoom: the room is not open.
        """
        room = self._rooms.get(room_id)
        if room is None:
            raise NoSuchRoom("This LIVE is not open on the relay.")
        return room.publish_local()

    async def take_stage(self, room_id: str) -> LocalBroadcast:
        """As `publish_local`, once whoever published before has left: players begin afresh only between two broadcasts.

        Raises:
            NoSuchRoom: the room is not open, or was closed meanwhile.
        """
        room = self._rooms.get(room_id)
        if room is not None:
            room.make_way()
            try:
                async with asyncio.timeout(TAKEOVER_S_MAX):
                    await room.until_vacant()
            except TimeoutError:
                log.warning("the publisher before has not left", room=room_id)
        return self.publish_local(room_id)

    def tap(self, room_id: str, listener: TapListener) -> Tap:
        """Have `listener` told what the host sends: at once what is on offer, then the frames of what it wants.

        Costs nothing while nothing is wanted. However many tap a room, each track is read once. Close it when done.

        Raises:
            NoSuchRoom: the room is not open.
        """
        room = self._rooms.get(room_id)
        if room is None:
            raise NoSuchRoom("This LIVE is not open on the relay.")
        return room.taps.join(listener)

    async def latest_picture(self, room_id: str) -> bytes | None:
        """A JPEG, 540 pixels wide, of what the room shows, at most ten seconds old; None if there is none."""
        room = self._rooms.get(room_id)
        return None if room is None else await self._covers.latest(room)

    async def media_clock(self, room_id: str) -> int | None:
        """What to add to the room's timestamps to have microseconds since 1970 on arrival; None if nothing arrives."""
        room = self._rooms.get(room_id)
        return None if room is None else await read_clock(room.taps)

    # The port

    async def _listen(self, port: int) -> Listener:
        host = _usable_host(port)
        own = self._own_certificate
        certificate = own.path if own is not None else self._settings.certificate
        key = own.path if own is not None else self._settings.key
        assert certificate is not None  # noqa: S101  # without one there is our own
        listener = Listener(f"{host}:{port}", certificate=certificate, key=key or certificate)
        try:
            await listener.open()
        except ListenFailed as error:
            raise RelayUnavailable(
                f"The media relay cannot listen on UDP port {port}: {error}. Choose another with LIVEHOUSE_RELAY_PORT, "
                "or check the files in LIVEHOUSE_TLS_CERTIFICATE and LIVEHOUSE_TLS_KEY."
            ) from error
        self._listener = listener
        self._port = listener.port
        log.info("media relay listens", address=f"{host}:{listener.port}", protocol="QUIC")
        return listener

    async def _serve(self) -> None:
        while True:
            listener = self._listener
            if listener is None:
                # It was closed on purpose, or this task failed: the port stays the same, tickets name it.
                listener = await self._listen(self.port)
            try:
                async for request in listener.requests():
                    if self._handshakes >= self._settings.handshakes_max:
                        request.drop()
                        continue
                    self._supervisor.start("media session", partial(self._attend, request), restart=False)
            finally:
                await listener.close()
                self._listener = None

    async def _bid_farewell(self, room: MediaRoom) -> None:
        await asyncio.sleep(self._settings.leave_s)
        room.close(ENDED)

    # Somebody at the door

    async def _attend(self, request: Request) -> None:
        """One person: let in or turned away, and if let in, accompanied to the end."""
        self._handshakes += 1
        try:
            async with asyncio.timeout(self._settings.handshake_timeout_s):
                admitted = await self._admit(request)
        except TimeoutError:
            request.drop()
            return
        finally:
            self._handshakes -= 1
        if admitted is None:
            return
        room, session = admitted
        self._sessions += 1
        room.sessions.add(session)
        try:
            await session.closed()
        finally:
            self._sessions -= 1
            room.sessions.discard(session)
            room.has_left(session)
            self._publishers.pop(session, None)
            session.close(ENDED)

    async def _admit(self, request: Request) -> tuple[MediaRoom, Session] | None:
        room_id = request.path.strip("/")
        token = parse_qs(request.query).get("jwt", [""])[0]
        try:
            grant = self._tokens.check_token(token, room_id)
        except AppError as error:
            await request.reject(error.status)
            return None
        if grant.session_id in self._ended_sessions:
            await request.reject(REFUSED_NO_TOKEN)
            return None
        if self._admits is not None and (grant.may_publish or room_id not in self._rooms):
            try:
                if await self._admits(room_id, grant.session_id):
                    self.open_room(room_id)
                elif room_id in self._rooms:
                    await request.reject(REFUSED_NO_TOKEN)
                    return None
            except AppError as error:
                log.warning("nobody can tell whether a room runs", room=room_id, error=error.message)
                await request.reject(REFUSED_BUSY)
                return None
        room = self._rooms.get(room_id)
        if room is None:
            await request.reject(REFUSED_NO_ROOM)
            return None
        if grant.may_publish:
            session = await self._admit_publisher(room, request)
        elif grant.may_watch:
            session = await self._admit_viewer(room, request)
        else:
            await request.reject(REFUSED_NO_TOKEN)
            return None
        if session is None:
            return None
        # The room or the sign-in may have ended during the handshake.
        if self._rooms.get(room_id) is not room or grant.session_id in self._ended_sessions:
            session.close(ENDED)
            room.has_left(session)
            return None
        if grant.may_publish:
            self._publishers[session] = grant.session_id
        return room, session

    async def _admit_publisher(self, room: MediaRoom, request: Request) -> Session | None:
        room.make_way()
        try:
            async with asyncio.timeout(TAKEOVER_S_MAX):
                await room.until_vacant()
        except TimeoutError:
            log.warning("the publisher before has not left", room=room.id)
        session = await request.accept_publisher(room.origin)
        if session is not None:
            # Another one may have come in while we waited for the handshake: of two, the later stays.
            room.take_over(session)
        return session

    async def _admit_viewer(self, room: MediaRoom, request: Request) -> Session | None:
        full = len(room.sessions) >= self._settings.sessions_per_room_max
        if full or self._sessions >= self._settings.sessions_max:
            log.warning("a viewer was turned away, the limit is reached", room=room.id, sessions=self._sessions)
            await request.reject(REFUSED_BUSY)
            return None
        return await request.accept_viewer(room.origin)

    # Who is on air

    def _note_change(self, room_id: str, online: bool) -> None:
        self._untold[room_id] = online
        self._something_to_tell.set()

    async def _tell(self) -> None:
        while True:
            await self._something_to_tell.wait()
            self._something_to_tell.clear()
            while self._untold:
                # The one that waits longest: a room that fails again and again must not hold up the others.
                room_id = next(iter(self._untold))
                online = self._untold.pop(room_id)
                if self._callback is None or self._told.get(room_id, False) == online:
                    continue
                try:
                    await self._callback(room_id, online)
                except Exception as error:
                    # A full disk lasts, and where it happened says nothing new each second.
                    tell = log.warning if isinstance(error, AppError) else log.exception
                    what = "a change of publisher could not be handled, it is told again"
                    tell(what, room=room_id, reason=str(error))
                    if room_id in self._rooms:
                        self._untold.setdefault(room_id, online)
                    await asyncio.sleep(TELL_AGAIN_S)
                else:
                    if room_id in self._rooms:
                        self._told[room_id] = online

    # The certificate

    def _renew_if_due(self) -> bool:
        if self._own_certificate is None or not self._own_certificate.is_due():
            return False
        try:
            self._own_certificate.renew()
        except OSError as error:
            raise RelayUnavailable(
                f"The media relay's certificate cannot be written to {self._own_certificate.path}: {error.strerror}. "
                "Give this user the right to write there, or choose another folder with LIVEHOUSE_DATA."
            ) from error
        return True

    async def _keep_certificate(self) -> None:
        """Renew the certificate while the server runs, days before its end.

        The QUIC library takes the new file by itself, and open sessions go on. Where it cannot watch files (the limit
        on watches is used up), the port is closed and opened again: players reconnect within a second.
        """
        while True:
            await asyncio.sleep(RENEWAL_CHECK_S)
            await self.renew_certificate_if_due()

    async def renew_certificate_if_due(self) -> bool:
        """Renew now what would be renewed within the hour anyway; whether there was something to renew."""
        if not self._renew_if_due():
            return False
        sha256 = self.certificate_sha256()
        assert sha256 is not None  # noqa: S101  # what was renewed is our own
        for _ in range(TAKEN_CHECKS_MAX):
            if await serves_certificate(self.port, sha256):
                log.info("media certificate renewed", sha256=sha256)
                return True
            await asyncio.sleep(TAKEN_CHECK_S)
        log.warning("the running relay did not take its new certificate, the port is opened anew", sha256=sha256)
        if self._listener is not None:
            await self._listener.close()
        return True


def _usable_host(port: int) -> str:
    """The address to bind: IPv6 with IPv4 in it where there is one, or `localhost` fails in browsers.

    The QUIC library does not say why it could not bind, so an ordinary socket is asked first.

    Raises:
        RelayUnavailable: the port is taken or not allowed.
    """
    for family, host in ((socket.AF_INET6, "[::]"), (socket.AF_INET, "0.0.0.0")):  # noqa: S104  # viewers come from anywhere
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.bind((host.strip("[]"), port))
        except OSError as error:
            if error.errno in (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL):
                continue
            reason = "it is in use by another program" if error.errno == errno.EADDRINUSE else str(error.strerror)
            raise RelayUnavailable(
                f"The media relay cannot listen on UDP port {port}: {reason}. "
                "Stop the other program, or choose another port with LIVEHOUSE_RELAY_PORT."
            ) from error
        return host
    raise RelayUnavailable("This machine has neither IPv6 nor IPv4; the media relay needs one of them.")
