from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from livehouse.platform.database import Database
from livehouse.platform.events import Events
from livehouse.videos import audience
from tests.slices.videos.house import House, open_house
from tests.support.clock import FakeClock


@pytest.fixture(autouse=True)
def _quick_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports are gathered for a moment before they are written; a test has no need to wait for others."""
    monkeypatch.setattr(audience, "GATHER_S", 0.001)


@pytest.fixture
async def house(database: Database, clock: FakeClock, events: Events, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(database, clock, events, tmp_path / "house") as opened:
        yield opened
