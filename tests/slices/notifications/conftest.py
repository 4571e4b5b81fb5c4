from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.slices.notifications.house import MessageHouse
from tests.slices.rooms.fixtures import store_url
from tests.support.clock import FakeClock
from tests.support.push_service import PushService, running_push_service

__all__ = ["store_url"]

OpenHouse = Callable[..., Any]
# What no store makes a difference to.
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
async def push_service() -> AsyncIterator[PushService]:
    async with running_push_service() as service:
        yield service


@pytest.fixture
async def another_house(
    store_url: str, tmp_path: Path, clock: FakeClock, push_service: PushService
) -> AsyncIterator[OpenHouse]:
    """Opens one more house on the same database and files; it is closed with the test."""
    async with AsyncExitStack() as stack:

        async def open_another(**settings: Any) -> MessageHouse:
            opened = MessageHouse(
                store_url,
                tmp_path,
                clock,
                **{"push_inside": push_service.origin, "push_answer_s_max": 60.0, **settings},
            )
            await opened.start()
            stack.push_async_callback(opened.kill)
            return opened

        yield open_another


@pytest.fixture
async def house(another_house: OpenHouse) -> MessageHouse:
    opened: MessageHouse = await another_house()
    return opened
