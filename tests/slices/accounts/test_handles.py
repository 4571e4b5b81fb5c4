from pathlib import Path

import pytest

from livehouse.platform.database import Database
from livehouse.platform.events import Events
from tests.slices.accounts.house import House, error_of, form, open_house
from tests.support.clock import FakeClock


async def test_a_free_handle_is_said_to_be_free_as_it_would_be_kept(house: House) -> None:
    for spelling in ("Mika.K", "@mika.k", "mika.k"):
        response = await house.browser().get(f"/handles/{spelling}")
        assert response.status_code == 200
        assert response.json() == {"handle": "mika.k", "is_free": True, "refusal": None}


@pytest.mark.parametrize(
    ("handle", "code"),
    [
        *(("mika", "handle_taken"), ("MIKA", "handle_taken"), ("%40mika", "handle_taken")),
        *(("admin", "handle_reserved"), ("ad.min", "handle_reserved")),
        *(("ab", "handle_invalid"), ("x" * 5_000, "handle_invalid"), ("a..b", "handle_invalid")),
        *(("page.html", "handle_invalid"), ("123", "handle_invalid"), ("%F0%9F%98%80", "handle_invalid")),
    ],
)
async def test_a_handle_that_is_not_free_is_refused_in_the_words_of_signing_up(
    house: House, handle: str, code: str
) -> None:
    await house.signed_up("mika")
    response = await house.browser().get(f"/handles/{handle}")
    assert response.status_code == 200
    answer = response.json()
    assert (answer["is_free"], answer["refusal"]["code"]) == (False, code)
    signing_up = await house.browser().post("/accounts", json=form("newcomer", handle=answer["handle"]))
    assert signing_up.json()["error"] == answer["refusal"]


async def test_one_network_asks_for_only_so_many_handles_a_minute(
    database: Database, clock: FakeClock, events: Events, tmp_path: Path
) -> None:
    async with open_house(database, clock, events, tmp_path / "files", handle_checks_per_minute=3) as house:
        for handle in ("mika", "admin", "x"):
            assert (await house.browser().get(f"/handles/{handle}")).status_code == 200
        refused = await house.browser().get("/handles/mika")
        assert error_of(refused)[:2] == (429, "too_fast")
        assert 0 < int(refused.headers["retry-after"]) <= 60
        elsewhere = await house.browser(address="198.51.100.7").get("/handles/mika")
        assert elsewhere.json()["is_free"]
        # Signing up, with a handle that one knows, stays open.
        assert (await house.browser().post("/accounts", json=form("mika"))).status_code == 201
