from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.slices.rooms.fixtures import store_url
from tests.slices.schedule.house import ScheduleHouse
from tests.support.clock import FakeClock

__all__ = ["store_url"]

OpenSchedule = Callable[..., Any]
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
async def another_house(store_url: str, tmp_path: Path, clock: FakeClock) -> AsyncIterator[OpenSchedule]:
    """Opens one more house on the same database and files; it is closed with the test."""
    async with AsyncExitStack() as stack:

        async def open_another(**settings: Any) -> ScheduleHouse:
            opened = ScheduleHouse(store_url, tmp_path, clock, **settings)
            await opened.start()
            stack.push_async_callback(opened.kill)
            return opened

        yield open_another


@pytest.fixture
async def house(another_house: OpenSchedule) -> ScheduleHouse:
    opened: ScheduleHouse = await another_house()
    return opened
