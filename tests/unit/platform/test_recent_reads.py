import asyncio

from livehouse.platform.recent_reads import RecentReads
from tests.support.clock import FakeClock


class Shelf:
    """Something to read from, that counts how often it was asked."""

    def __init__(self) -> None:
        self.value: str | None = "old"
        self.reads = 0
        self.gate: asyncio.Event | None = None

    async def read(self) -> str | None:
        self.reads += 1
        value = self.value
        if self.gate is not None:
            await self.gate.wait()
        return value


def make(clock: FakeClock, entries_max: int = 10) -> RecentReads[str, str]:
    return RecentReads(clock, ttl_s=10, entries_max=entries_max)


async def test_what_was_read_is_believed_for_its_time() -> None:
    clock, shelf = FakeClock(), Shelf()
    recent = make(clock)
    assert await recent.get("a", shelf.read) == "old"
    shelf.value = "new"
    clock.advance(9.9)
    assert await recent.get("a", shelf.read) == "old"
    clock.advance(0.1)
    assert await recent.get("a", shelf.read) == "new"
    assert shelf.reads == 2


async def test_what_is_forgotten_is_read_again() -> None:
    shelf = Shelf()
    recent = make(FakeClock())
    await recent.get("a", shelf.read)
    shelf.value = "new"
    recent.forget("a")
    assert await recent.get("a", shelf.read) == "new"


async def test_what_changed_while_it_was_read_is_not_kept() -> None:
    shelf = Shelf()
    shelf.gate = asyncio.Event()
    recent = make(FakeClock())
    reading = asyncio.create_task(recent.get("a", shelf.read))
    await asyncio.sleep(0)
    shelf.value = "new"
    recent.forget("a")
    shelf.gate.set()
    assert await reading == "old"
    assert await recent.get("a", shelf.read) == "new"


async def test_absence_is_not_kept() -> None:
    shelf = Shelf()
    shelf.value = None
    recent = make(FakeClock())
    assert await recent.get("a", shelf.read) is None
    shelf.value = "there now"
    assert await recent.get("a", shelf.read) == "there now"


async def test_the_oldest_goes_when_it_is_full() -> None:
    shelf = Shelf()
    recent = make(FakeClock(), entries_max=2)
    for key in ("a", "b", "c", "b", "c"):
        await recent.get(key, shelf.read)
    assert shelf.reads == 3
    await recent.get("a", shelf.read)
    assert shelf.reads == 4
