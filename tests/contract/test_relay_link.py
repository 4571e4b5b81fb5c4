"""The relay as other processes see it: the real one tells, a link hears, notices between them."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from livehouse.kernel.clock import SystemClock
from livehouse.kernel.errors import Unavailable
from livehouse.media import RelayLink, RelayOwner, relay_link
from livehouse.platform.tasks import Supervisor
from livehouse.realtime import MemoryBroker
from tests.contract.test_relay import OTHER, ROOM, Host, House, is_closed, is_turned_away, running, until
from tests.support.clock import FakeClock

PICTURE = b"\xff\xd8\xff a picture"


class Notices(MemoryBroker):
    """One broker for both, which can be away."""

    def __init__(self) -> None:
        names = iter(range(1_000_000))
        super().__init__(SystemClock(), lambda: str(next(names)))
        self.is_away = False

    def notify(self, topic: str, payload: bytes) -> None:
        if not self.is_away:
            super().notify(topic, payload)


class Apart:
    """A relay, its owner, and a link in "another process"."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.notices = Notices()
        self.clock = FakeClock()
        self.ports: list[int] = []
        self.owner = RelayOwner(house.relay, self.notices, "owner")
        self.link = RelayLink(self.notices, self.clock, "asker", self.ports.append)

        async def changed(room_id: str, online: bool) -> None:
            self.owner.tell_change(room_id, online)

        house.relay.on_publisher(changed)


@pytest.fixture
async def apart(tmp_path: Path) -> AsyncIterator[Apart]:
    supervisor = Supervisor()
    async with running(tmp_path / "relay", publisher_silence_s=1.5) as house:
        apart = Apart(house)
        supervisor.start("owner serves", apart.owner.serve)
        supervisor.start("owner tells", apart.owner.tell)
        await apart.link.start()
        try:
            yield apart
        finally:
            await supervisor.stop()


async def test_a_link_knows_port_certificate_and_who_is_on_air(apart: Apart) -> None:
    relay, link = apart.house.relay, apart.link
    assert apart.ports == [relay.port]
    assert link.certificate_sha256() == relay.certificate_sha256()
    assert not link.has_broadcast(ROOM)
    async with Host(apart.house):
        await until(lambda: link.has_broadcast(ROOM))
        assert not link.has_broadcast(OTHER)
    await until(lambda: not link.has_broadcast(ROOM))


async def test_a_change_that_was_not_heard_is_heard_within_a_second_or_two(apart: Apart) -> None:
    async with Host(apart.house):
        apart.notices.is_away = True
        await until(lambda: apart.house.relay.has_broadcast(ROOM))
        assert not apart.link.has_broadcast(ROOM)
        apart.notices.is_away = False
        await until(lambda: apart.link.has_broadcast(ROOM), wait_s=2)


async def test_of_a_relay_that_is_silent_nothing_is_known_but_its_certificate(apart: Apart) -> None:
    async with Host(apart.house):
        await until(lambda: apart.link.has_broadcast(ROOM))
        apart.notices.is_away = True
        apart.clock.advance(relay_link.STALE_S + 1)
        assert apart.link.is_stale
        assert not apart.link.has_broadcast(ROOM)
        assert await apart.link.latest_picture(ROOM) is None
        assert apart.link.certificate_sha256() == apart.house.relay.certificate_sha256()
        apart.notices.is_away = False
        await until(lambda: apart.link.has_broadcast(ROOM), wait_s=2)


async def test_who_never_heard_of_the_relay_cannot_make_tickets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay_link, "HEAR_S_MAX", 0.05)
    link = RelayLink(Notices(), FakeClock(), "asker", lambda _port: None)
    await link.start()
    with pytest.raises(Unavailable, match="Try again"):
        link.certificate_sha256()


async def test_rooms_open_and_close_by_word_of_another_process(apart: Apart) -> None:
    apart.link.open_room(OTHER)
    await until(lambda: OTHER in apart.house.relay.open_rooms())
    await apart.link.close_room(OTHER)
    await until(lambda: OTHER not in apart.house.relay.open_rooms())


async def test_however_many_want_a_picture_it_is_asked_for_once(apart: Apart, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    async def picture(room_id: str) -> bytes:
        asked.append(room_id)
        return PICTURE

    monkeypatch.setattr(apart.house.relay, "latest_picture", picture)
    async with Host(apart.house):
        await until(lambda: apart.link.has_broadcast(ROOM))
        assert await asyncio.gather(*(apart.link.latest_picture(ROOM) for _ in range(20))) == [PICTURE] * 20
        assert await apart.link.latest_picture(OTHER) is None
        assert asked == [ROOM]
        apart.clock.advance(relay_link.PICTURE_KEPT_S + 0.5)
        await until(lambda: apart.link.has_broadcast(ROOM), wait_s=2)
        assert await apart.link.latest_picture(ROOM) == PICTURE
        assert asked == [ROOM, ROOM]


async def test_the_media_clock_is_asked_for_once_and_passed_on(apart: Apart, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    async def clock(room_id: str) -> int:
        asked.append(room_id)
        await asyncio.sleep(0.05)
        return 1_700_000_000_000_000

    monkeypatch.setattr(apart.house.relay, "media_clock", clock)
    async with Host(apart.house):
        await until(lambda: apart.link.has_broadcast(ROOM))
        assert await asyncio.gather(*(apart.link.media_clock(ROOM) for _ in range(20))) == [1_700_000_000_000_000] * 20
        assert await apart.link.media_clock(OTHER) is None
        assert asked == [ROOM]
        assert await apart.link.media_clock(ROOM) == 1_700_000_000_000_000
        assert asked == [ROOM, ROOM]


async def test_a_picture_that_is_too_large_or_late_is_none(apart: Apart, monkeypatch: pytest.MonkeyPatch) -> None:
    async def huge(room_id: str) -> bytes:
        return b"x" * (relay_link.PICTURE_BYTES_MAX + 1)

    async def never(room_id: str) -> bytes:
        await asyncio.Event().wait()
        raise AssertionError

    async with Host(apart.house):
        await until(lambda: apart.link.has_broadcast(ROOM))
        monkeypatch.setattr(apart.house.relay, "latest_picture", huge)
        assert await apart.link.latest_picture(ROOM) is None
        monkeypatch.setattr(relay_link, "PICTURE_S_MAX", 0.1)
        monkeypatch.setattr(apart.house.relay, "latest_picture", never)
        apart.clock.advance(relay_link.PICTURE_KEPT_S + 0.5)
        await until(lambda: apart.link.has_broadcast(ROOM), wait_s=2)
        assert await apart.link.latest_picture(ROOM) is None


async def test_two_relays_are_complained_about(apart: Apart, capsys: pytest.CaptureFixture[str]) -> None:
    RelayOwner(apart.house.relay, apart.notices, "another owner")._tell_state()
    assert "LIVEHOUSE_RELAY=false" in capsys.readouterr().out


@pytest.mark.parametrize("payload", [b"", b"nonsense", b"\xff" * 40], ids=["nothing", "nonsense", "numbers"])
async def test_what_nobody_can_read_harms_nobody(apart: Apart, payload: bytes) -> None:
    for topic in (relay_link.TOLD, relay_link.ASKED, f"{relay_link.PICTURE}asker"):
        apart.notices.notify(topic, payload)
    apart.link.open_room(OTHER)
    await until(lambda: OTHER in apart.house.relay.open_rooms())


async def test_whoever_is_admitted_finds_a_room_that_nobody_told_the_relay_of(apart: Apart) -> None:
    house = apart.house
    asked: list[tuple[str, str | None]] = []
    runs = {OTHER}

    async def admits(room_id: str, session_id: str | None) -> bool:
        asked.append((room_id, session_id))
        return room_id in runs

    house.relay.on_arrival(admits)
    async with house.client(house.tokens.viewer(OTHER), room=OTHER):
        await until(lambda: OTHER in house.relay.open_rooms())
    # A room that is open needs no asking for viewers, but publishers are asked about every time.
    async with house.client(house.tokens.viewer(ROOM)):
        pass
    assert asked == [(OTHER, None)]
    assert await is_turned_away(house.client(house.tokens.publisher(ROOM, "ended")))
    assert asked == [(OTHER, None), (ROOM, "ended")]
    third = "01jroom000000000000000000c"
    assert await is_closed(house.client(house.tokens.viewer(third), room=third))
    assert third not in house.relay.open_rooms()


async def test_while_nobody_can_tell_whether_a_room_runs_people_are_told_to_wait(apart: Apart) -> None:
    async def admits(_room_id: str, _session_id: str | None) -> bool:
        raise Unavailable("The database is away.")

    apart.house.relay.on_arrival(admits)
    assert await is_closed(apart.house.client(apart.house.tokens.viewer(OTHER), room=OTHER))
    # Those who watch what is open are let in all the same.
    async with apart.house.client(apart.house.tokens.viewer(ROOM)):
        pass
