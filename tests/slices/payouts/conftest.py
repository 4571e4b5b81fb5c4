from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from livehouse.platform.database import Database
from tests.slices.payouts.payout_house import ConnectHouse, PayoutHouse
from tests.support.clock import FakeClock
from tests.support.stripe_connect import ConnectServer

OpenHouse = Callable[..., Any]


@pytest.fixture
async def another_house(database: Database, tmp_path: Path, clock: FakeClock) -> AsyncIterator[OpenHouse]:
    """Opens one more house on the same database; it is closed with the test."""
    url = database.url.render_as_string(hide_password=False)
    async with AsyncExitStack() as stack:

        async def open_another(**settings: Any) -> PayoutHouse:
            opened = PayoutHouse(url, tmp_path, clock, **settings)
            stack.push_async_callback(opened.close)
            return opened

        yield open_another


@pytest.fixture
async def house(another_house: OpenHouse) -> PayoutHouse:
    opened: PayoutHouse = await another_house()
    return opened


@pytest.fixture(autouse=True)
def _library_waits_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library sleeps between its tries; how often it tries is what matters here."""
    monkeypatch.setattr("stripe._http_client.HTTPClient._sleep_time_seconds", lambda *_: 0.0)


@pytest.fixture
async def connect(clock: FakeClock) -> AsyncIterator[ConnectServer]:
    server = ConnectServer(clock)
    async with server.running():
        yield server


@pytest.fixture
async def another_stripe_house(
    database: Database, tmp_path: Path, clock: FakeClock, connect: ConnectServer
) -> AsyncIterator[OpenHouse]:
    """Opens one more house on the same database, with Stripe; it is closed with the test."""
    url = database.url.render_as_string(hide_password=False)
    async with AsyncExitStack() as stack:

        async def open_another(**settings: Any) -> ConnectHouse:
            opened = ConnectHouse(url, tmp_path, clock, connect, **settings)
            stack.push_async_callback(opened.close)
            return opened

        yield open_another


@pytest.fixture
async def stripe_house(another_stripe_house: OpenHouse) -> ConnectHouse:
    opened: ConnectHouse = await another_stripe_house()
    return opened
