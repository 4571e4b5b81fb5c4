import asyncio

import msgspec
import pytest
import sqlalchemy as sa

from livehouse.live_access import LiveAccess, NoLiveAccess, load_policy
from tests.slices.accounts.house import House, error_of

POLICY = load_policy("open")
TERMS = POLICY.terms_version


async def test_access_is_explained_requirement_by_requirement(house: House) -> None:
    mika = await house.signed_up("mika")
    answer = (await mika.get("/live-access")).json()
    assert answer == {
        "allowed": False,
        "policy_version": POLICY.version,
        "requirements": [
            {"id": "age", "met": True, "needed": 16, "actual": 26, "what_to_do": None, "met_on": "2016-02-29"},
            {
                "id": "terms",
                "met": False,
                "needed": TERMS,
                "actual": None,
                "what_to_do": "Read and accept the LIVE terms.",
                "met_on": None,
            },
        ],
    }


async def test_accepting_the_terms_opens_access_and_stays(house: House) -> None:
    mika = await house.signed_up("mika")
    answer = await mika.post("/live-access/terms", json={"version": TERMS})
    assert answer.status_code == 200
    assert answer.json()["allowed"] is True
    house.clock.advance(3 * 24 * 3_600)
    again = (await mika.post("/live-access/terms", json={"version": TERMS})).json()
    assert again["requirements"][1]["met_on"] == "2026-03-14"
    assert (await mika.get("/live-access")).json() == again
    me = (await mika.get("/me")).json()["account"]
    assert (await house.live_access.check_may_go_live(me["id"])).allowed


async def test_accepting_twice_at_once_is_accepting(house: House) -> None:
    mika = await house.signed_up("mika")
    answers = await asyncio.gather(*(mika.post("/live-access/terms", json={"version": TERMS}) for _ in range(6)))
    assert [answer.json()["allowed"] for answer in answers] == [True] * 6
    async with house.database.read() as connection:
        assert (await connection.execute(sa.text("SELECT count(*) FROM live_terms"))).scalar_one() == 1


async def test_another_version_of_the_terms_is_not_accepted(house: House) -> None:
    mika = await house.signed_up("mika")
    for version in ("", "1999-01-01", "x" * 10_000, "\x00"):
        answer = await mika.post("/live-access/terms", json={"version": version})
        assert error_of(answer) == (409, "terms_changed", "version")
        assert answer.json()["error"]["details"] == {"version": TERMS}


async def test_half_a_form_is_refused(house: House) -> None:
    mika = await house.signed_up("mika")
    for body in ({}, {"version": None}, {"version": TERMS, "account_id": "other"}):
        assert error_of(await mika.post("/live-access/terms", json=body))[:2] == (400, "bad_input"), body


async def test_signed_out_people_have_no_access(house: House) -> None:
    browser = house.browser()
    assert error_of(await browser.get("/live-access"))[:2] == (401, "not_signed_in")
    answer = await browser.post("/live-access/terms", json={"version": TERMS})
    assert error_of(answer)[:2] == (401, "not_signed_in")
    assert not await house.live_access.is_adult_id(None)


async def test_who_is_too_young_hears_from_when_on_and_gets_in_on_that_day(house: House) -> None:
    june = await house.signed_up("june", birth_date="2010-03-16")
    me = (await june.get("/me")).json()["account"]
    await june.post("/live-access/terms", json={"version": TERMS})
    with pytest.raises(NoLiveAccess, match="on 2026-03-16") as refused:
        await house.live_access.check_may_go_live(me["id"])
    age, terms = msgspec.convert(refused.value.details["requirements"], list[dict[str, object]])
    assert (age["id"], age["met"], age["met_on"], terms["met"]) == ("age", False, "2026-03-16", True)
    house.clock.advance(2 * 24 * 3_600)
    assert (await house.live_access.check_may_go_live(me["id"])).allowed


async def test_when_the_terms_change_everybody_is_asked_again(house: House) -> None:
    mika = await house.signed_up("mika")
    me = (await mika.get("/me")).json()["account"]
    await mika.post("/live-access/terms", json={"version": TERMS})
    changed = msgspec.structs.replace(POLICY, terms_version="next")
    later = LiveAccess(house.database, house.clock, house.accounts, changed)
    with pytest.raises(NoLiveAccess, match="have changed"):
        await later.check_may_go_live(me["id"])
    house.clock.advance(60)
    assert (await later.accept_terms(me["id"], "next")).allowed
    # One process may still run with the old policy for a moment; it goes by what was accepted of its own.
    assert (await house.live_access.check_may_go_live(me["id"])).allowed


@pytest.mark.parametrize(("region", "is_adult"), [("SE", True), ("KR", False)])
async def test_who_is_an_adult_depends_on_the_region(house: House, region: str, is_adult: bool) -> None:
    june = await house.signed_up("june", birth_date="2008-03-14", region=region)
    me = (await june.get("/me")).json()["account"]
    assert await house.live_access.is_adult_id(me["id"]) is is_adult
