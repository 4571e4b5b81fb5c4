import asyncio
from datetime import date
from pathlib import Path

import pytest

from livehouse.accounts import AccountDeleted
from livehouse.live_access import LiveAccess, NoLiveAccess, PolicyKeeper, TooYoungForGifts, load_policy
from tests.slices.live_access.helping import DAY_S, done, refusal, write_policy
from tests.slices.rooms.fixtures import OpenHouse
from tests.slices.rooms.house import House

POLICY = load_policy("open")
TERMS = POLICY.terms_version


async def test_access_is_explained_requirement_by_requirement(another_house: OpenHouse) -> None:
    house: House = await another_house(live_policy="standard")
    mika = await house.sign_up("mika", born=date(2000, 2, 29), may_go_live=False)
    async with house.browser(mika) as browser:
        answer = done(await browser.get("/live-access"))
    nothing = {"met_on": None, "met_at": None, "estimated_on": None, "covered_by": None}
    assert answer["requirements"] == [
        {
            **nothing,
            "id": "age",
            "met": True,
            "needed": 16,
            "actual": 26,
            "unit": "years",
            "share": 1.0,
            "what_to_do": None,
            "met_on": "2016-02-29",
        },
        {
            **nothing,
            "id": "followers",
            "met": False,
            "needed": 1000,
            "actual": 0,
            "unit": "followers",
            "share": 0.0,
            "what_to_do": "1,000 more followers are needed.",
        },
        {
            **nothing,
            "id": "quality",
            "met": False,
            "needed": 60,
            "actual": None,
            "unit": "points",
            "share": 0.0,
            "what_to_do": "3 more posts are needed for a score; posts of the last 90 days count. With quality 50 "
            "followers are enough; 50 more are needed.",
        },
        {
            **nothing,
            "id": "standing",
            "met": True,
            "needed": 2,
            "actual": 0,
            "unit": "strikes",
            "share": 1.0,
            "what_to_do": None,
        },
        {
            **nothing,
            "id": "terms",
            "met": False,
            "needed": TERMS,
            "actual": None,
            "unit": "version",
            "share": 0.0,
            "what_to_do": "Read and accept the LIVE terms.",
        },
    ]
    assert (answer["allowed"], answer["policy_version"]) == (False, load_policy().version)
    assert answer["followers"] == {"counted": 0, "total": 0, "gained": 0, "left_out": {}}
    assert (answer["quality"]["score"], answer["quality"]["bar"], answer["quality"]["posts_min"]) == (None, 60, 3)
    assert answer["quality"]["areas"][0]["id"] == "few_posts"
    assert (answer["decision"], answer["review"], answer["estimated_on"]) == (None, None, None)
    assert answer["application"] == {"allowed": True, "why_not": None, "again_at": None}


async def test_accepting_the_terms_opens_access_and_stays(house: House) -> None:
    mika = await house.sign_up("mika", may_go_live=False)
    async with house.browser(mika) as browser:
        assert done(await browser.post("/live-access/terms", json={"version": TERMS}))["allowed"] is True
        house.clock.advance(3 * DAY_S)
        again = done(await browser.post("/live-access/terms", json={"version": TERMS}))
        assert again["requirements"][4]["met_on"] == "2026-03-14"
        assert done(await browser.get("/live-access")) == again
    assert (await house.live_access.check_may_go_live(mika.id)).allowed


async def test_accepting_twice_at_once_is_accepting(house: House) -> None:
    mika = await house.sign_up("mika", may_go_live=False)
    async with house.browser(mika) as browser:
        answers = await asyncio.gather(*(browser.post("/live-access/terms", json={"version": TERMS}) for _ in range(6)))
    assert [answer.json()["allowed"] for answer in answers] == [True] * 6
    assert len(await house.rows("SELECT * FROM live_terms")) == 1


async def test_another_version_of_the_terms_is_not_accepted(house: House) -> None:
    async with house.browser(await house.sign_up("mika", may_go_live=False)) as browser:
        for version in ("", "1999-01-01", "x" * 10_000, "\x00"):
            answer = await browser.post("/live-access/terms", json={"version": version})
            assert refusal(answer) == (409, "terms_changed", "version")
            assert answer.json()["error"]["details"] == {"version": TERMS}
        for body in ({}, {"version": None}, {"version": TERMS, "account_id": "other"}):
            assert refusal(await browser.post("/live-access/terms", json=body))[:2] == (400, "bad_input"), body


async def test_signed_out_people_have_no_access(house: House) -> None:
    async with house.browser() as browser:
        for method, path in (
            ("GET", "/live-access"),
            ("GET", "/live-access/quality"),
            ("POST", "/live-access/terms"),
            ("POST", "/live-access/review"),
            ("DELETE", "/live-access/review"),
            ("GET", "/me/notices"),
            ("PUT", "/me/notices/read"),
        ):
            assert refusal(await browser.request(method, path, json={}))[:2] == (401, "not_signed_in"), path
    assert not await house.live_access.is_adult_id(None)


async def test_who_is_too_young_hears_from_when_on_and_gets_in_on_that_day(house: House) -> None:
    june = await house.sign_up("june", born=date(2010, 3, 16))
    with pytest.raises(NoLiveAccess, match="on 2026-03-16") as refused:
        await house.live_access.check_may_go_live(june.id)
    requirements = refused.value.details["requirements"]
    assert isinstance(requirements, list)
    assert [(one["id"], one["met"]) for one in requirements if one["covered_by"] is None] == [
        ("age", False),
        ("followers", True),
        ("standing", True),
        ("terms", True),
    ]
    assert refused.value.details["policy_version"] == POLICY.version
    house.clock.advance(2 * DAY_S)
    assert (await house.live_access.check_may_go_live(june.id)).allowed


async def test_when_the_terms_change_everybody_is_asked_again(another_house: OpenHouse, tmp_path: Path) -> None:
    file = write_policy(tmp_path, followers_min=0)
    house: House = await another_house(live_policy=str(file))
    mika = await house.sign_up("mika")
    assert (await house.live_access.access_live(mika.id)).allowed
    file.write_text(file.read_text().replace('version = "t2"', 'version = "next"'))
    later = LiveAccess(house.database, house.clock, house.accounts, house.moderation, PolicyKeeper(house.clock, file))
    with pytest.raises(NoLiveAccess, match="have changed"):
        await later.check_may_go_live(mika.id)
    house.clock.advance(60)
    assert (await later.accept_terms(mika.id, "next")).allowed
    # Another process may still have the old policy for a moment; it goes by what was accepted of its own.
    assert (await house.live_access.check_may_go_live(mika.id)).allowed


@pytest.mark.parametrize(("region", "is_adult"), [("SE", True), ("KR", False)])
async def test_who_is_an_adult_depends_on_the_region(house: House, region: str, is_adult: bool) -> None:
    june = await house.sign_up("june", born=date(2008, 3, 14), region=region)
    assert await house.live_access.is_adult_id(june.id) is is_adult


async def test_what_is_kept_goes_into_the_export_and_the_words_go_with_the_account(another_house: OpenHouse) -> None:
    house: House = await another_house(live_policy="standard")
    mika = await house.sign_up("mika")
    review = await house.gate.reviews.apply(mika.id, "Please, my grandmother wants to see me sing.")
    await house.gate.reviews.decide(review.id, grants=True, reason="Of course.", until=None, operator_id="0" * 26)
    await house.settled()
    exported = await house.gate.personal.export(mika.id)
    assert [one["version"] for one in exported["terms_accepted"]] == [TERMS]
    assert exported["reviews"][0]["note"].startswith("Please")
    assert exported["reviews"][0]["decision"].reason == "Of course."
    assert [notice.kind for notice in exported["notices"]] == ["live_access_opened", "review_granted"]
    assert exported["last_judgement"].allowed
    async with house.database.transaction() as tx:
        tx.emit(AccountDeleted(account_id=mika.id))
    await house.settled()
    gone = await house.gate.personal.export(mika.id)
    assert (gone["reviews"][0]["note"], gone["notices"], gone["last_judgement"]) == ("", [], None)
    assert gone["reviews"][0]["decision"] == exported["reviews"][0]["decision"]


async def test_coins_and_gifts_wait_for_the_age_of_the_region(house: House) -> None:
    today = house.clock.now().date()
    born = today.replace(year=today.year - 18)
    mika = await house.sign_up("mika", born=born)
    jun = await house.sign_up("jun", born=born, region="KR")
    await house.live_access.check_gift_age(mika.id)
    with pytest.raises(TooYoungForGifts) as refused:
        await house.live_access.check_gift_age(jun.id)
    on = today.replace(year=today.year + 1).isoformat()
    assert refused.value.details == {"who": "sender", "age_min": 19, "on": on}
    assert (house.live_access.gift_age("KR"), house.live_access.gift_age("JP")) == (19, 18)
