"""Ten thousand connects in a burst: they get in, or are told to come back; the LIVE next door does not notice."""

import asyncio
import json
import resource
import statistics
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.slices.hostile.conftest import DELAY_MAX_S
from tests.support.app import ServedApp
from tests.support.people import Bystander, Person

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.alone, pytest.mark.timeout(300)]

WANTED = 10_000
# Files that server and crowd need for other things than viewers.
FILES_KEPT = 300
SETTLED_WITHIN_S = 120.0
# One comment may meet a busy moment of the machine; the one after it may not.
DELAY_ONCE_MAX_S = 5.0
ADDRESSES = 10
PER_ADDRESS_MAX = 2_000
ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Arrived:
    """How a crowd fared: how often which fate, in how many seconds, and the neighbours' delays meanwhile."""

    fates: dict[str, int]
    seconds: float
    delays_s: list[float]

    def expect_undisturbed_neighbours(self) -> None:
        assert statistics.median(self.delays_s) < DELAY_MAX_S, self.delays_s
        assert max(self.delays_s) < DELAY_ONCE_MAX_S, self.delays_s


def possible_count() -> int:
    """As many of the ten thousand as the limit of open files lets one process have."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return min(WANTED, hard - FILES_KEPT) if hard != resource.RLIM_INFINITY else WANTED


@asynccontextmanager
async def crowd(
    app: ServedApp, room_id: str, neighbours: Bystander, count: int, addresses: int
) -> AsyncIterator[Arrived]:
    """A crowd in the room until the block ends; the neighbours talk while it arrives."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.support.crowd", str(app.port), room_id, str(count), str(addresses)),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        arriving = asyncio.create_task(process.stdout.readline())
        delays_s = []
        async with asyncio.timeout(SETTLED_WITHIN_S):
            while not arriving.done():
                delays_s.append(await neighbours.measure_delay())
                await asyncio.wait([arriving], timeout=0.8)  # no faster than one may comment
        settled = json.loads(arriving.result())
        yield Arrived(settled["fates"], settled["seconds"], delays_s)
    finally:
        process.stdin.close()
        await process.wait()


async def test_ten_thousand_come_at_once(app: ServedApp, elsewhere: Bystander, undisturbed: None) -> None:
    count = possible_count()
    async with Person(app.url) as host:
        await host.sign_up()
        async with host.on_air() as room, host.channel(room["id"]) as ears:
            async with crowd(app, room["id"], elsewhere, count, ADDRESSES) as arrived:
                sys.stdout.write(
                    f"{count} connects (limit of open files allowing) in {arrived.seconds:.1f} s: {arrived.fates}; "
                    f"neighbours' comments took at most {max(arrived.delays_s) * 1000:.0f} ms\n"
                )
                assert arrived.fates == {"joined": count}
                arrived.expect_undisturbed_neighbours()
                await ears.wait_for(lambda: ears.counters().get("viewers") == count)
                await ears.call("comment", text="so many of you")
                await ears.wait_for_comment("so many of you", within_s=2)
            await ears.wait_for(lambda: ears.counters().get("viewers") == 0, within_s=20)


async def test_too_many_from_one_address_are_told_to_come_back(
    app: ServedApp, elsewhere: Bystander, undisturbed: None
) -> None:
    extra = 300
    async with crowd(app, elsewhere.room["id"], elsewhere, PER_ADDRESS_MAX + extra, 1) as arrived:
        assert arrived.fates.pop("joined") == PER_ADDRESS_MAX
        assert sum(arrived.fates.values()) == extra
        assert set(arrived.fates) <= {"HTTP 503", "HTTP 429", "closed 4002"}, arrived.fates
        arrived.expect_undisturbed_neighbours()
