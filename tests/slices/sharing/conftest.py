from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from livehouse.videos import audience
from tests.slices.rooms.fixtures import store_url
from tests.slices.sharing.house import SharingHouse
from tests.support.clock import FakeClock

__all__ = ["store_url"]


@pytest.fixture(autouse=True)
def _quick_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports are gathered for a moment before they are written; a test has no need to wait for others."""
    monkeypatch.setattr(audience, "GATHER_S", 0.001)


@pytest.fixture
async def house(store_url: str, tmp_path: Path, clock: FakeClock) -> AsyncIterator[SharingHouse]:
    opened = SharingHouse(store_url, tmp_path, clock)
    await opened.start()
    yield opened
    await opened.kill()
