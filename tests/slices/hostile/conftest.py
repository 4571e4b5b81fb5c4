"""One server and one LIVE of somebody else for all bad input: starting them takes longer than most of the tests."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.support.app import ServedApp, served
from tests.support.people import Bystander, Person, bystander
from tests.support.witnesses import pytest_runtest_makereport

__all__ = ["pytest_runtest_makereport"]

# What the people of an undisturbed LIVE may feel of somebody's mischief elsewhere. It is some 50 ms; the rest is for
# other tests that share the processors: who is really held up waits for as long as the mischief goes on.
DELAY_MAX_S = 2.5


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def app(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServedApp]:
    # Between two of its tests this process may do others for minutes; the LIVE elsewhere neither answers pings nor
    # sends a picture meanwhile, and must not be taken for gone.
    patience = {"channel_idle_s": "3600", "publisher_silence_s": "3600"}
    async with served(tmp_path_factory.mktemp("served"), comments_per_10_s="1000", **patience) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def elsewhere(app: ServedApp) -> AsyncIterator[Bystander]:
    """A LIVE that is on air while others misbehave."""
    async with bystander(app.url) as room:
        yield room


@pytest_asyncio.fixture(loop_scope="session")
async def undisturbed(elsewhere: Bystander) -> AsyncIterator[None]:
    """After the test: the LIVE elsewhere is on air and its comments arrive at once."""
    yield
    delay_s = await elsewhere.measure_delay()
    assert delay_s < DELAY_MAX_S, f"a comment in somebody else's LIVE took {delay_s:.2f} s"
    async with Person(elsewhere.url) as passer_by:
        assert (await passer_by.get(f"/rooms/{elsewhere.room['id']}"))["state"] == "live"
