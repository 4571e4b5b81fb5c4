"""Browsers, cameras and servers for tests that drive the pages; everything that lasts is made once."""

import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Playwright

from tests.support.app import ServedApp, served
from tests.support.chromium import Devices, make_devices, playwright_running
from tests.support.witnesses import pytest_runtest_makereport

__all__ = ["pytest_runtest_makereport"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives browsers, so it runs with patience; all of it shares one event loop.

    What needs the most patience comes first: begun last, it would be waited for alone.
    """
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.timeout(180))
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
    items.sort(key=_patience_s, reverse=True)


def _patience_s(item: pytest.Item) -> float:
    marker = item.get_closest_marker("timeout")
    return 0.0 if marker is None else float(marker.args[0])


@pytest.fixture(scope="session")
def devices(tmp_path_factory: pytest.TempPathFactory) -> Devices:
    return make_devices(tmp_path_factory.mktemp("devices"))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def playwright() -> AsyncIterator[Playwright]:
    async with playwright_running() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def app(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServedApp]:
    async with served(tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.fixture
def report(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Print a measurement, also when the test passes."""

    def write(line: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n  {line}")

    return write
