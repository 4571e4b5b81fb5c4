from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from livehouse.platform.database import Database
from livehouse.platform.events import Events
from tests.slices.videos.house import House, open_house
from tests.support.clock import FakeClock


@pytest.fixture
async def house(database: Database, clock: FakeClock, events: Events, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(database, clock, events, tmp_path / "house") as opened:
        yield opened
