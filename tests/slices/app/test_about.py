from pathlib import Path

import httpx
import pytest

from livehouse.app import build_house
from livehouse.config import Settings
from tests.support.clock import FakeClock


@pytest.mark.parametrize(
    ("metrics", "address", "status"),
    [(False, "127.0.0.1", 404), (True, "127.0.0.1", 200), (True, "::1", 200), (True, "203.0.113.5", 403)],
)
async def test_metrics_are_given_where_asked_for_and_to_this_machine_only(
    tmp_path: Path, metrics: bool, address: str, status: int
) -> None:
    house = build_house(Settings(data=tmp_path, metrics=metrics), FakeClock())
    transport = httpx.ASGITransport(house.http, client=(address, 50_000))
    async with httpx.AsyncClient(transport=transport, base_url="http://livehouse.test") as http:
        answer = await http.get("/metrics")
    assert answer.status_code == status
    assert ("livehouse_" in answer.text) == (status == 200)
    await house.database.close()
