"""The relay through real QUIC: a publisher and viewers made with the MoQ library's client, as strict as a browser."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path

import moq
import pytest
from structlog.testing import capture_logs

from livehouse.kernel.clock import SystemClock
from livehouse.kernel.errors import Unavailable
from livehouse.media import BROADCAST, NoSuchRoom, Relay, RelaySettings, RelayUnavailable, Tokens
from livehouse.media import relay as relay_module
from tests.support.clock import FakeClock

ROOM = "01jroom000000000000000000a"
OTHER = "01jroom000000000000000000b"
SESSION = "01jsession0000000000000000"
SECRET = b"k" * 32
WAIT_S = 5.0


@dataclass
class House:
    relay: Relay
    tokens: Tokens
    changes: list[tuple[str, bool]] = field(default_factory=list)

    async def note(self, room_id: str, online: bool) -> None:
        self.changes.append((room_id, online))

    def url(self, token: str, room: str = ROOM) -> str:
        return f"https://localhost:{self.relay.port}/{room}?jwt={token}"

    def client(self, token: str, room: str = ROOM, **options: object) -> moq.Client:
        fingerprint = self.relay.certificate_sha256()
        assert fingerprint is not None
        return moq.Client(
            self.url(token, room),
            tls_fingerprints=[fingerprint],
            reconnect=False,
            websocket_enabled=False,
            **options,
        )


@contextlib.asynccontextmanager
async def running(folder: Path, **settings: object) -> AsyncIterator[House]:
    clock = SystemClock()
    tokens = Tokens(SECRET, clock, lifetime=timedelta(hours=1))
    relay = Relay(RelaySettings(port=0, folder=folder, **settings), tokens, clock)
    house = House(relay, tokens)
    relay.on_publisher(house.note)
    await relay.start()
    relay.open_room(ROOM)
    try:
        yield house
    finally:
        await relay.stop()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with running(tmp_path / "relay", publisher_silence_s=1.5) as house:
        yield house


class Host:
    """A publisher that sends 25 packets of something a second, each a group, as an audio encoder would."""

    def __init__(self, house: House, name: str = BROADCAST, mark: bytes = b"frame", session: str = SESSION) -> None:
        self._mark = mark
        self._name = name
        self._origin = moq.OriginProducer()
        self._client = house.client(house.tokens.publisher(ROOM, session), publish=self._origin)
        self._writing: asyncio.Task[None] | None = None
        self.silent = False

    async def __aenter__(self) -> "Host":
        await self._client.__aenter__()
        broadcast = self._origin.create_broadcast(self._name)
        header = b"OpusHead\x01\x02\x38\x01\x80\xbb\x00\x00\x00\x00\x00"
        self._track = broadcast.publish_audio(moq.AudioFormat.OPUS, header, track="audio")
        broadcast.announce()
        self._broadcast = broadcast
        self._writing = asyncio.create_task(self._write())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._writing is not None
        self._writing.cancel()
        await asyncio.wait([self._writing])
        await self._client.__aexit__()

    def announce_again(self) -> None:
        self._broadcast.announce(moq.Route(cost=3))

    async def closed(self) -> None:
        assert self._client.session is not None
        with contextlib.suppress(moq.Error):
            await self._client.session.closed()

    async def _write(self) -> None:
        number = 0
        while True:
            if not self.silent:
                self._track.write_frame(self._mark, number * 40_000)
                self._track.cut()
            number += 1
            await asyncio.sleep(0.04)


async def first_frame(viewer: moq.Client) -> bytes:
    async with asyncio.timeout(WAIT_S):
        broadcast = await viewer.announced_broadcast(BROADCAST)
        async with await broadcast.subscribe_catalog() as catalogs:
            async for catalog in catalogs:
                if "audio" in catalog.audio:
                    break
        async with await broadcast.subscribe_media("audio", catalog.audio["audio"]) as frames:
            async for frame in frames:
                return bytes(frame.payload)
    raise AssertionError("the broadcast ended before its first frame")


async def until(condition: Callable[[], bool], wait_s: float = WAIT_S) -> None:
    async with asyncio.timeout(wait_s):
        while not condition():  # noqa: ASYNC110  # what is waited for has no event to wait on
            await asyncio.sleep(0.02)


async def is_closed(client: moq.Client) -> bool:
    """Whether the session ends by itself, at the handshake or right after it."""
    try:
        async with asyncio.timeout(WAIT_S), client:
            assert client.session is not None
            await client.session.closed()
    except moq.Error:
        return True
    return False


async def is_turned_away(client: moq.Client) -> bool:
    """Whether the session ends as unauthorized, at the handshake or right after it."""
    try:
        async with asyncio.timeout(WAIT_S), client:
            assert client.session is not None
            await client.session.closed()
    except moq.Error as error:
        return moq.is_auth(error)
    return False


async def test_what_the_host_sends_reaches_a_viewer(house: House) -> None:
    async with Host(house, mark=b"music"), house.client(house.tokens.viewer(ROOM)) as viewer:
        assert await first_frame(viewer) == b"music"


@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c", "e" * 5_000])
async def test_a_token_that_is_none_is_turned_away(house: House, token: str) -> None:
    assert await is_turned_away(house.client(token))


async def test_a_token_signed_by_somebody_else_is_turned_away(house: House) -> None:
    forged = Tokens(b"x" * 32, SystemClock(), lifetime=timedelta(hours=1)).publisher(ROOM, SESSION)
    assert await is_turned_away(house.client(forged))


async def test_an_expired_token_is_turned_away(house: House) -> None:
    expired = Tokens(SECRET, FakeClock(), lifetime=timedelta(hours=1)).viewer(ROOM)
    assert await is_turned_away(house.client(expired))


async def test_a_token_for_another_room_is_turned_away(house: House) -> None:
    house.relay.open_room(OTHER)
    assert await is_turned_away(house.client(house.tokens.viewer(OTHER), room=ROOM))


async def test_a_room_that_is_not_open_lets_nobody_in(house: House) -> None:
    assert await is_closed(house.client(house.tokens.viewer(OTHER), room=OTHER))


async def test_another_room_is_invisible(house: House) -> None:
    house.relay.open_room(OTHER)
    async with Host(house), house.client(house.tokens.viewer(OTHER), room=OTHER) as stranger:
        await until(lambda: house.relay.has_broadcast(ROOM))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await stranger.announced_broadcast(BROADCAST)
        with pytest.raises(moq.Error):
            await stranger.request_broadcast(BROADCAST)


async def test_a_viewer_cannot_publish(house: House) -> None:
    origin = moq.OriginProducer()
    async with (
        house.client(house.tokens.viewer(ROOM), publish=origin),
        house.client(house.tokens.viewer(ROOM)) as other,
    ):
        forged = origin.create_broadcast(BROADCAST)
        track = forged.publish_track("audio")
        forged.announce()
        track.write_frame(b"forged", 0)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.7):
                await other.announced_broadcast(BROADCAST)
        assert not house.relay.has_broadcast(ROOM)
        assert house.changes == []


async def test_a_publisher_does_not_see_the_room(house: House) -> None:
    async with Host(house), house.client(house.tokens.viewer(ROOM)) as viewer:
        await first_frame(viewer)
        # A second publisher takes the first one's place, so the room is asked through the host's own session.
    house.relay.publish_local(ROOM).announce()
    async with house.client(house.tokens.publisher(ROOM, SESSION)) as publisher:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await publisher.announced_broadcast(BROADCAST)


@pytest.mark.parametrize("name", ["somebody", "host/second", ""])
async def test_a_publisher_that_announces_another_name_is_cut_off(house: House, name: str) -> None:
    async with Host(house, name=name) as host, asyncio.timeout(WAIT_S):
        await host.closed()
    assert not house.relay.has_broadcast(ROOM)


async def test_a_name_hidden_from_announcements_reaches_nobody(house: House) -> None:
    async with Host(house, name=".hidden"), house.client(house.tokens.viewer(ROOM)) as viewer:
        with pytest.raises(moq.Error):
            await viewer.request_broadcast(".hidden")


async def test_a_host_who_is_signed_out_is_cut_off_and_stays_out(house: House) -> None:
    async with Host(house) as host:
        await until(lambda: house.relay.has_broadcast(ROOM))
        house.relay.close_session("01janother0000000000000000")
        assert house.relay.has_broadcast(ROOM)
        house.relay.close_session(SESSION)
        async with asyncio.timeout(WAIT_S):
            await host.closed()
    await until(lambda: not house.relay.has_broadcast(ROOM))
    assert await is_turned_away(house.client(house.tokens.publisher(ROOM, SESSION)))
    async with Host(house, session="01jsignedinagain0000000000"):
        await until(lambda: house.relay.has_broadcast(ROOM))


async def test_the_newest_publisher_wins(house: House) -> None:
    async with Host(house, mark=b"old") as old, house.client(house.tokens.viewer(ROOM)) as viewer:
        assert await first_frame(viewer) == b"old"
        async with Host(house, mark=b"new"):
            async with asyncio.timeout(WAIT_S):
                await old.closed()
            await until(lambda: house.relay.has_broadcast(ROOM))
            assert await first_frame(viewer) == b"new"


async def test_online_is_told_when_frames_arrive_and_offline_when_the_session_ends(house: House) -> None:
    host = Host(house)
    host.silent = True
    async with host:
        await asyncio.sleep(0.8)
        assert not house.relay.has_broadcast(ROOM), "announced, but no frame has come"
        host.silent = False
        await until(lambda: house.changes == [(ROOM, True)])
        assert house.relay.has_broadcast(ROOM)
    await until(lambda: house.changes == [(ROOM, True), (ROOM, False)], wait_s=1.0)
    assert not house.relay.has_broadcast(ROOM)


async def test_a_publisher_whose_session_lingers_without_frames_is_offline(house: House) -> None:
    async with Host(house) as host:
        await until(lambda: house.relay.has_broadcast(ROOM))
        host.silent = True
        # 1.5 s of silence and a look every half second; all of it twice when the idle connection's bytes make one step.
        await until(lambda: house.changes[-1:] == [(ROOM, False)], wait_s=10.0)
        host.silent = False
        await until(lambda: house.changes[-1:] == [(ROOM, True)], wait_s=10.0)


@pytest.mark.parametrize("error", [RuntimeError("a fault of ours"), Unavailable("The disk is full.")])
async def test_a_change_that_could_not_be_handled_is_told_again(tmp_path: Path, error: Exception) -> None:
    with capture_logs() as logs:
        async with running(tmp_path / "relay") as house:
            told: list[bool] = []

            async def fail_once(_room_id: str, online: bool) -> None:
                told.append(online)
                if len(told) == 1:
                    raise error

            house.relay.on_publisher(fail_once)
            async with Host(house):
                await until(lambda: told == [True, True])
    (line,) = (line for line in logs if "told again" in line["event"])
    assert line["reason"] == str(error)
    # What is nobody's fault may last for hours, a line each second.
    assert ("exc_info" in line) == isinstance(error, RuntimeError)


async def test_a_room_that_cannot_be_handled_does_not_hold_up_another(house: House) -> None:
    house.relay.open_room(OTHER)
    began = asyncio.Event()
    told: list[str] = []

    async def fail_for_the_first(room_id: str, _online: bool) -> None:
        told.append(room_id)
        if room_id == ROOM:
            began.set()
            await until(lambda: house.relay.has_broadcast(OTHER))
            raise RuntimeError("the store is busy")

    house.relay.on_publisher(fail_for_the_first)
    async with Host(house), asyncio.timeout(WAIT_S):
        await began.wait()
        broadcast = house.relay.publish_local(OTHER)
        track = broadcast.add_opus(b"OpusHead\x01\x02\x38\x01\x80\xbb\x00\x00\x00\x00\x00")
        broadcast.announce()
        for number in count():
            if OTHER in told:
                break
            track.write(b"local", number * 20_000)
            await asyncio.sleep(0.02)
    assert told[:2] == [ROOM, OTHER]


async def test_announcing_again_does_not_interrupt(house: House) -> None:
    async with Host(house) as host:
        await until(lambda: house.relay.has_broadcast(ROOM))
        host.announce_again()
        await asyncio.sleep(1.2)
    assert house.changes == [(ROOM, True)]


async def test_closing_a_room_ends_everybody_in_it(house: House) -> None:
    async with Host(house) as host, house.client(house.tokens.viewer(ROOM)) as viewer:
        await first_frame(viewer)
        await house.relay.close_room(ROOM)
        async with asyncio.timeout(WAIT_S):
            await host.closed()
            assert viewer.session is not None
            with contextlib.suppress(moq.Error):
                await viewer.session.closed()
    await house.relay.close_room(ROOM)
    with pytest.raises(NoSuchRoom):
        house.relay.publish_local(ROOM)


async def test_a_full_room_turns_further_viewers_away(tmp_path: Path) -> None:
    async with running(tmp_path / "relay", sessions_per_room_max=1) as house, Host(house):
        assert await is_closed(house.client(house.tokens.viewer(ROOM)))


@pytest.mark.parametrize("limit", ["sessions_max", "sessions_per_room_max"])
async def test_viewers_who_fill_the_house_do_not_keep_the_host_out(tmp_path: Path, limit: str) -> None:
    async with (
        running(tmp_path / "relay", **{limit: 1}) as house,
        house.client(house.tokens.viewer(ROOM)) as viewer,
    ):
        assert await is_closed(house.client(house.tokens.viewer(ROOM))), "full for viewers"
        async with Host(house):
            assert await first_frame(viewer) == b"frame"


async def test_more_people_at_the_door_than_fit_disturb_nobody_inside(tmp_path: Path) -> None:
    async with (
        running(tmp_path / "relay", handshakes_max=4) as house,
        Host(house),
        house.client(house.tokens.viewer(ROOM)) as viewer,
    ):
        await asyncio.gather(*(is_closed(house.client("nonsense")) for _ in range(40)))
        assert await first_frame(viewer) == b"frame"


async def test_a_broadcast_of_our_own_is_seen_like_any_other(house: House) -> None:
    broadcast = house.relay.publish_local(ROOM)
    track = broadcast.add_opus(b"OpusHead\x01\x02\x38\x01\x80\xbb\x00\x00\x00\x00\x00")
    broadcast.announce()
    async with house.client(house.tokens.viewer(ROOM)) as viewer:
        reading = asyncio.create_task(first_frame(viewer))
        for number in range(60):
            track.write(b"local", number * 20_000)
            await asyncio.sleep(0.02)
        assert await reading == b"local"
    assert house.changes[0] == (ROOM, True)
    broadcast.close()
    await until(lambda: house.changes[-1:] == [(ROOM, False)])


async def test_the_certificate_is_renewed_while_sessions_go_on(tmp_path: Path) -> None:
    clock = FakeClock(SystemClock().now())
    tokens = Tokens(SECRET, SystemClock(), lifetime=timedelta(hours=1))
    relay = Relay(RelaySettings(port=0, folder=tmp_path / "relay"), tokens, clock)
    house = House(relay, tokens)
    await relay.start()
    try:
        relay.open_room(ROOM)
        before = relay.certificate_sha256()
        async with Host(house), house.client(tokens.viewer(ROOM)) as viewer:
            await first_frame(viewer)
            assert not await relay.renew_certificate_if_due()
            clock.advance(timedelta(days=11).total_seconds())
            assert await relay.renew_certificate_if_due()
            assert relay.certificate_sha256() != before
            async with house.client(tokens.viewer(ROOM)) as newcomer:
                assert await first_frame(newcomer) == b"frame"
            assert await first_frame(viewer) == b"frame", "the session from before the renewal goes on"
    finally:
        await relay.stop()


async def test_the_port_is_opened_anew_when_the_certificate_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(_port: int, _sha256: str) -> bool:
        return False

    monkeypatch.setattr(relay_module, "serves_certificate", never)
    monkeypatch.setattr(relay_module, "TAKEN_CHECKS_MAX", 2)
    clock = FakeClock(SystemClock().now())
    tokens = Tokens(SECRET, SystemClock(), lifetime=timedelta(hours=1))
    relay = Relay(RelaySettings(port=0, folder=tmp_path / "relay"), tokens, clock)
    house = House(relay, tokens)
    await relay.start()
    try:
        relay.open_room(ROOM)
        port = relay.port
        clock.advance(timedelta(days=11).total_seconds())
        assert await relay.renew_certificate_if_due()
        await until(lambda: relay.port == port)
        async with Host(house), house.client(tokens.viewer(ROOM)) as viewer:
            assert await first_frame(viewer) == b"frame"
    finally:
        await relay.stop()


async def test_a_restart_keeps_the_certificate_so_that_pages_can_reconnect(tmp_path: Path) -> None:
    async with running(tmp_path / "relay") as house:
        before = house.relay.certificate_sha256()
    async with running(tmp_path / "relay") as house:
        assert house.relay.certificate_sha256() == before


async def test_a_port_that_is_taken_is_named_with_what_to_do(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as other:
        other.bind(("::", 0))
        port = other.getsockname()[1]
        settings = RelaySettings(port=port, folder=tmp_path / "relay")
        relay = Relay(settings, Tokens(SECRET, SystemClock(), lifetime=timedelta(hours=1)), SystemClock())
        with pytest.raises(RelayUnavailable, match=rf"UDP port {port}.*LIVEHOUSE_RELAY_PORT"):
            await relay.start()


async def test_stopping_frees_the_port_at_once(tmp_path: Path) -> None:
    async with running(tmp_path / "relay") as house:
        port = house.relay.port
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as other:
        other.bind(("::", port))
