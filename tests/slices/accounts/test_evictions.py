"""A session that ends closes what it has open in every process, also when the broker was away meanwhile."""

import asyncio
from collections.abc import Callable

import argon2
import pytest

from livehouse.accounts import Evictions, Passwords, SessionEnded, Sessions, evictions
from livehouse.kernel.ids import Ids
from livehouse.platform.limits import RateLimits
from livehouse.platform.tasks import Supervisor
from livehouse.realtime import BrokerStatus, MemoryBroker
from tests.slices.accounts.house import House
from tests.support.clock import FakeClock
from tests.support.waiting import eventually

AGENT = "a browser"


class Line(MemoryBroker):
    """One process's way to the others, which can be cut: `wire` is all the lines together."""

    def __init__(self, clock: FakeClock, wire: list["Line"]) -> None:
        super().__init__(clock, lambda: "epoch")
        self._wire = wire
        wire.append(self)
        self.is_cut = False
        self._back: list[Callable[[], None]] = []

    def notify(self, topic: str, payload: bytes) -> None:
        if not self.is_cut:
            for line in self._wire:
                if not line.is_cut:
                    MemoryBroker.notify(line, topic, payload)

    def on_back(self, listener: Callable[[], None]) -> None:
        self._back.append(listener)

    def status(self) -> BrokerStatus:
        return "away" if self.is_cut else "ready"

    def mend(self) -> None:
        self.is_cut = False
        for listener in self._back:
            listener()


class Place:
    """Where sessions have something open."""

    def __init__(self, *session_ids: str) -> None:
        self.open = set(session_ids)

    def session_ids(self) -> frozenset[str]:
        return frozenset(self.open)

    def close_session(self, session_id: str) -> None:
        self.open.discard(session_id)


class Process:
    """What one process has of all this."""

    def __init__(self, house: House, wire: list[Line]) -> None:
        passwords = Passwords(
            argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1), lambda size: bytes(size)
        )
        ids = Ids(house.clock)
        self.sessions = Sessions(house.database, house.settings, house.clock, ids, passwords, RateLimits())
        self.line = Line(house.clock, wire)
        self.place = Place()
        self.evictions = Evictions(self.sessions, self.line, house.clock, [self.place])

    async def end(self, account_id: str, session_id: str) -> None:
        await self.sessions.end(account_id, session_id)
        await self.evictions.on_session_ended(SessionEnded(session_id=session_id, account_id=account_id))


@pytest.fixture
def both(house: House) -> tuple[Process, Process]:
    wire: list[Line] = []
    return Process(house, wire), Process(house, wire)


async def signed_in(house: House, process: Process) -> tuple[str, str, str]:
    """(account, session, token) of somebody whose session has something open in `process`."""
    browser = await house.signed_up("mika")
    account_id = (await browser.get("/me")).json()["account"]["id"]
    token = await process.sessions.start(account_id, address="203.0.113.5", user_agent=AGENT)
    resolved = await process.sessions.resolve(token)
    assert resolved is not None
    process.place.open = {resolved.session_id}
    return account_id, resolved.session_id, token


async def test_it_closes_everywhere_and_nobody_believes_in_it(house: House, both: tuple[Process, Process]) -> None:
    here, there = both
    account_id, session_id, token = await signed_in(house, there)
    there.place.open.add("somebody else's")
    await here.end(account_id, session_id)
    assert there.place.open == {"somebody else's"}
    assert await there.sessions.resolve(token) is None


async def test_here_it_closes_at_once_though_the_broker_is_away(house: House, both: tuple[Process, Process]) -> None:
    here, _ = both
    account_id, session_id, _ = await signed_in(house, here)
    here.line.is_cut = True
    await here.end(account_id, session_id)
    assert here.place.open == set()


@pytest.mark.parametrize("cut", ["teller", "hearer"])
async def test_what_nobody_could_be_told_is_made_good_when_the_broker_is_back(
    house: House, both: tuple[Process, Process], monkeypatch: pytest.MonkeyPatch, cut: str
) -> None:
    monkeypatch.setattr(evictions, "SETTLE_S", 0.01)
    here, there = both
    account_id, session_id, _ = await signed_in(house, there)
    living = await there.sessions.start(account_id, address="203.0.113.5", user_agent=AGENT)
    resolved = await there.sessions.resolve(living)
    assert resolved is not None
    there.place.open.add(resolved.session_id)
    supervisor = Supervisor()
    for process in both:
        supervisor.start("evictions", process.evictions.work)
    line = here.line if cut == "teller" else there.line
    line.is_cut = True
    await here.end(account_id, session_id)
    house.clock.advance(3_600)
    assert session_id in there.place.open
    line.mend()

    async def is_closed() -> bool:
        return there.place.open == {resolved.session_id}

    await eventually(is_closed, within_s=5, every_s=0.01)
    await asyncio.sleep(0.05)
    assert there.place.open == {resolved.session_id}
    await supervisor.stop()
