"""What the tests of gifts start from."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.slices.gifts.gift_house import GiftHouse
from tests.support.clock import FakeClock

OpenGifts = Callable[..., Any]


@pytest.fixture
async def another_gift_house(store_url: str, tmp_path: Path, clock: FakeClock) -> AsyncIterator[OpenGifts]:
    """Opens one more house with gifts on the same database; it is closed with the test."""
    async with AsyncExitStack() as stack:

        async def open_another(**settings: Any) -> GiftHouse:
            opened = GiftHouse(store_url, tmp_path, clock, **settings)
            await opened.start()
            stack.push_async_callback(opened.kill)
            return opened

        yield open_another


@pytest.fixture
async def gift_house(another_gift_house: OpenGifts) -> GiftHouse:
    opened: GiftHouse = await another_gift_house()
    return opened
