from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from stripe import HTTPClient

from livehouse.platform.database import Database
from tests.slices.payments.wallet_house import ShopHouse, StripeHouse
from tests.support.clock import FakeClock
from tests.support.stripe_server import StripeServer

OpenShop = Callable[..., Any]


@pytest.fixture
def shop_url(database: Database) -> str:
    """An empty database that shops can be opened on, one after the other."""
    return database.url.render_as_string(hide_password=False)


@pytest.fixture
async def another_shop(shop_url: str, tmp_path: Path, clock: FakeClock) -> AsyncIterator[OpenShop]:
    """Opens one more shop on the same database, with the sandbox; it is closed with the test."""
    async with AsyncExitStack() as stack:

        async def open_another(**settings: Any) -> ShopHouse:
            opened = ShopHouse(shop_url, tmp_path, clock, **settings)
            stack.push_async_callback(opened.close)
            return opened

        yield open_another


@pytest.fixture
async def shop(another_shop: OpenShop) -> ShopHouse:
    opened: ShopHouse = await another_shop()
    return opened


@pytest.fixture
async def stripe(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[StripeServer]:
    # Between two attempts the library waits for half a second and more.
    monkeypatch.setattr(HTTPClient, "INITIAL_DELAY", 0.01)
    async with StripeServer(clock).running() as server:
        yield server


@pytest.fixture
async def another_stripe_shop(
    shop_url: str, tmp_path: Path, clock: FakeClock, stripe: StripeServer
) -> AsyncIterator[OpenShop]:
    """Opens one more shop on the same database, with Stripe; it is closed with the test."""
    async with AsyncExitStack() as stack:

        async def open_another(**settings: Any) -> StripeHouse:
            opened = StripeHouse(shop_url, tmp_path, clock, stripe, **settings)
            stack.push_async_callback(opened.close)
            return opened

        yield open_another


@pytest.fixture
async def stripe_shop(another_stripe_shop: OpenShop) -> StripeHouse:
    opened: StripeHouse = await another_stripe_shop()
    return opened
