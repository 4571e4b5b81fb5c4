"""What the tests of rooms and of chat start from."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from livehouse.platform.database import Database
from tests.slices.rooms.house import House, open_house
from tests.support.clock import FakeClock

OpenHouse = Callable[..., Any]


@pytest.fixture
def store_url(database: Database) -> str:
    """An empty database that houses can be opened on, one after the other."""
    return database.url.render_as_string(hide_password=False)


@pytest.fixture
async def another_house(store_url: str, tmp_path: Path, clock: FakeClock) -> AsyncIterator[OpenHouse]:
    """Opens one more house on the same database; it is closed with the test."""
    async with AsyncExitStack() as stack:

        async def open_another(**settings: Any) -> House:
            return await stack.enter_async_context(open_house(store_url, tmp_path, clock, **settings))

        yield open_another


@pytest.fixture
async def house(another_house: OpenHouse) -> House:
    opened: House = await another_house()
    return opened
