from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from livehouse.replays import recording
from tests.slices.replays.house import ReplayHouse
from tests.slices.rooms.fixtures import store_url
from tests.support.clock import FakeClock

__all__ = ["store_url"]

OpenReplays = Callable[..., Any]
# Where files and films are what a test is about, and the SQL is what others run on both stores.
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def _quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be written now is tried again at once."""
    monkeypatch.setattr(recording, "RETRY_S", 0.001)


@pytest.fixture
async def another_house(store_url: str, tmp_path: Path, clock: FakeClock) -> AsyncIterator[OpenReplays]:
    """Opens one more house on the same database and files; it is closed with the test."""
    async with AsyncExitStack() as stack:

        async def open_another(**settings: Any) -> ReplayHouse:
            opened = ReplayHouse(store_url, tmp_path, clock, **settings)
            await opened.start()
            stack.push_async_callback(opened.kill)
            return opened

        yield open_another


@pytest.fixture
async def house(another_house: OpenReplays) -> ReplayHouse:
    opened: ReplayHouse = await another_house()
    return opened
