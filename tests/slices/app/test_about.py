"""What the platform says of itself: numbers, and whether it is well."""

import json
import re
from pathlib import Path

import httpx
import pytest

from livehouse.app import House, build_house
from livehouse.config import Settings
from livehouse.platform.metrics import merge
from livehouse.workers import ParentNumbers
from tests.support.clock import FakeClock
from tests.support.people import refusal

DASHBOARD = Path(__file__).parents[3] / "docs" / "operating" / "grafana.json"


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


async def asked(house: House, path: str) -> httpx.Response:
    transport = httpx.ASGITransport(house.http, client=("203.0.113.5", 50_000))
    async with httpx.AsyncClient(transport=transport, base_url="http://livehouse.test") as http:
        return await http.get(path)


async def test_ready_as_long_as_everything_is_there(tmp_path: Path) -> None:
    house = build_house(Settings(data=tmp_path), FakeClock())
    answer = await asked(house, "/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})
    house.closed.set()
    answer = await asked(house, "/readyz")
    assert refusal(answer)["message"] == "This server is closing. Try again in a moment."
    assert answer.status_code == 503
    assert (await asked(house, "/healthz")).status_code == 200
    await house.database.close()


async def test_not_ready_without_its_database(tmp_path: Path) -> None:
    away = "postgresql://nobody@127.0.0.1:9/nothing"
    house = build_house(Settings(data=tmp_path, database_url=away), FakeClock())
    answer = await asked(house, "/readyz")
    assert answer.status_code == 503
    error = refusal(answer)
    assert (error["code"], error["retry"]) == ("not_ready", True)
    assert "database" in error["message"]
    await house.database.close()


async def test_not_ready_without_its_broker(tmp_path: Path) -> None:
    house = build_house(Settings(data=tmp_path, broker_url="redis://127.0.0.1:9/0"), FakeClock())
    answer = await asked(house, "/readyz")
    assert answer.status_code == 503
    assert "cannot be reached" in refusal(answer)["message"]
    await house.database.close()


def test_every_number_on_the_dashboard_exists(tmp_path: Path) -> None:
    house = build_house(Settings(data=tmp_path), FakeClock())
    numbers = merge({"0": house.metrics.own_text(), "parent": ParentNumbers(lambda: 1).text()})
    known = {line.split("{")[0].split(" ")[0] for line in numbers.splitlines() if not line.startswith("#")}
    # Those with labels show up once they were counted.
    for line in numbers.splitlines():
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split()
            known |= {name} if kind != "histogram" else {f"{name}_bucket", f"{name}_sum", f"{name}_count"}
    dashboard = json.loads(DASHBOARD.read_text())
    expressions = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", ())]
    assert len(expressions) >= 12
    named = {name for each in expressions for name in re.findall(r"\b(?:livehouse|process)_[a-z_]+", each)}
    assert named <= known, f"not there: {sorted(named - known)}"
    # And the other way round: what is counted is shown.
    shown = {
        name for name in known if name.startswith("livehouse_") and not name.endswith(("_created", "_sum", "_count"))
    }
    assert shown <= named, f"on no panel: {sorted(shown - named)}"


def test_every_slice_that_keeps_something_about_people_adds_it_to_their_export(tmp_path: Path) -> None:
    house = build_house(Settings(data=tmp_path), FakeClock())
    assert house.self_service.exports.names == {
        "comments",
        "earnings",
        "events",
        "feed",
        "gifts",
        "live_access",
        "lives",
        "notifications",
        "payouts",
        "replays",
        "sharing",
        "standing",
        "videos",
        "wallet",
    }
