"""Applying for access, and deciding on it."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.slices.live_access.helping import DAY_S, done, followed, refusal, told, write_policy
from tests.slices.moderation.helping import make_operator, operating, typed
from tests.slices.rooms.fixtures import OpenHouse
from tests.slices.rooms.house import House

NOTE = {"note": "I teach the violin to forty children, and their parents would like to watch."}


@pytest.fixture
async def strict(another_house: OpenHouse, tmp_path: Path) -> AsyncIterator[House]:
    opened: House = await another_house(live_policy=str(write_policy(tmp_path)))
    yield opened
    # What a decision brings is looked at afterwards; closed meanwhile, a connection would be left behind.
    await opened.settled()


async def test_an_application_waits_is_granted_and_opens_access(strict: House) -> None:
    house, mika = strict, await strict.sign_up("mika")
    async with house.browser(mika) as browser, operating(house) as operator:
        applied = done(await browser.post("/live-access/review", json=NOTE), 201)
        assert applied["review"]["state"] == "waiting"
        assert applied["application"] == {"allowed": False, "why_not": "review_waiting", "again_at": None}
        queue = done(await operator.get("/operators/reviews"))
        (review,) = queue["reviews"]
        assert (queue["waiting"], queue["next"]) == (1, None)
        assert (review["note"], review["account"]["handle"]) == (NOTE["note"], "mika")
        assert (review["applied_by_policy"], review["policy_version"]) == ("p1", None)
        assert [one["id"] for one in review["requirements"] if not one["met"]] == ["followers", "quality"]
        house.clock.advance(60)
        decided = done(
            await operator.put(f"/operators/reviews/{review['id']}", json={"decision": "grant", "reason": "Lovely."})
        )
        assert (decided["state"], decided["decided_by"]["handle"]) == ("granted", "odette")
        await house.settled()
        answer = done(await browser.get("/live-access"))
        assert answer["allowed"] is True
        assert {one["id"]: one["covered_by"] for one in answer["requirements"] if one["covered_by"]} == {
            "followers": "grant",
            "quality": "grant",
        }
        assert answer["decision"] == {
            "outcome": "granted",
            "reason": "Lovely.",
            "decided_at": "2026-03-14T20:01:00Z",
            "until": None,
            "policy_version": "p1",
        }
        assert answer["application"]["why_not"] == "review_not_needed"
        assert done(await operator.get("/operators/reviews"))["reviews"] == []
        assert [one["id"] for one in done(await operator.get("/operators/reviews?state=granted"))["reviews"]] == [
            review["id"]
        ]
    assert told(house) == [(mika.id, "review_granted"), (mika.id, "live_access_opened")]
    assert (await house.prepare(mika)).state == "preparing"


async def test_a_decision_is_in_the_operators_log(strict: House) -> None:
    house, mika = strict, await strict.sign_up("mika")
    review = await house.gate.reviews.apply(mika.id, "Please.")
    async with operating(house) as operator:
        await operator.put(
            f"/operators/reviews/{review.id}",
            json={"decision": "grant", "reason": "For the concert.", "until": "2026-04-01T00:00:00Z"},
        )
        await operator.put(f"/operators/reviews/{review.id}", json={"decision": "refuse", "reason": "No concert."})
    entries = await house.rows("SELECT act, subject, details FROM operator_log ORDER BY number")
    assert [(entry["act"], entry["subject"]) for entry in entries] == [
        ("review.grant", mika.id),
        ("review.refuse", mika.id),
    ]
    assert json.loads(entries[0]["details"]) == {
        "review": review.id,
        "reason": "For the concert.",
        "until": "2026-04-01T00:00:00+00:00",
        "policy": "p1",
    }
    assert (await house.operators_log.check()).is_whole


async def test_a_refusal_is_told_with_its_reason_and_one_may_apply_again_in_a_week(strict: House) -> None:
    house, mika = strict, await strict.sign_up("mika")
    async with house.browser(mika) as browser, operating(house) as operator:
        review = done(await browser.post("/live-access/review", json=NOTE), 201)["review"]
        path = f"/operators/reviews/{review['id']}"
        assert refusal(await operator.put(path, json={"decision": "refuse"})) == (400, "required", "reason")
        done(await operator.put(path, json={"decision": "refuse", "reason": "Show us a video first."}))
        answer = done(await browser.get("/live-access"))
        assert (answer["allowed"], answer["review"]["state"]) == (False, "refused")
        assert answer["review"]["reason"] == "Show us a video first."
        assert answer["application"] == {
            "allowed": False,
            "why_not": "review_too_soon",
            "again_at": "2026-03-21T20:00:00Z",
        }
        again = await browser.post("/live-access/review", json=NOTE)
        assert refusal(again)[:2] == (409, "review_too_soon")
        assert "2026-03-21" in again.json()["error"]["message"]
        await house.settled()
        (notice,) = done(await browser.get("/me/notices"))["notices"]
        assert (notice["kind"], notice["reason"]) == ("review_refused", "Show us a video first.")
        house.clock.advance(7 * DAY_S)
        assert done(await browser.post("/live-access/review", json=NOTE), 201)["review"]["state"] == "waiting"


async def test_a_refusal_answers_the_application_and_closes_no_other_way(strict: House) -> None:
    house, mika = strict, await strict.sign_up("mika")
    review = await house.gate.reviews.apply(mika.id, "Please.")
    await house.gate.reviews.decide(review.id, grants=False, reason="Not yet.", until=None, operator_id="0" * 26)
    await house.settled()
    house.told.clear()
    await followed(house, mika, ["fan0", "fan1", "fan2"])
    assert (await house.live_access.access_live(mika.id)).allowed
    assert told(house) == [(mika.id, "live_access_opened")]


async def test_a_refusal_until_a_time_closes_followers_and_quality_until_then(strict: House) -> None:
    house, mika = strict, await strict.sign_up("mika")
    review = await house.gate.reviews.apply(mika.id, "Please.")
    until = house.clock.now() + timedelta(days=10)
    await house.gate.reviews.decide(review.id, grants=False, reason="Bought fans.", until=until, operator_id="0" * 26)
    await followed(house, mika, ["fan0", "fan1", "fan2"])
    judgement = await house.live_access.access_live(mika.id)
    assert not judgement.allowed
    assert "Bought fans." in (judgement.requirement("followers").what_to_do or "")
    async with house.browser(mika) as browser:
        assert done(await browser.get("/live-access"))["application"]["again_at"] == "2026-03-24T20:00:00Z"
    house.told.clear()
    house.clock.advance(10 * DAY_S)
    await house.gate.brink.look_around()
    await house.settled()
    assert told(house) == [(mika.id, "live_access_opened")]


async def test_a_grant_for_a_time_ends_by_itself(strict: House) -> None:
    house, mika = strict, await strict.sign_up("mika")
    review = await house.gate.reviews.apply(mika.id, "For one evening.")
    until = house.clock.now() + timedelta(days=1)
    await house.gate.reviews.decide(review.id, grants=True, reason="", until=until, operator_id="0" * 26)
    room = await house.go_live(mika)
    house.clock.advance(DAY_S)
    assert not (await house.live_access.access_live(mika.id)).allowed
    assert (await house.rooms.room(room.id, None)).state == "live"
    assert (await house.gate.reviews.apply(mika.id, "For another one.")).state == "waiting"


async def test_a_grant_can_be_taken_back(strict: House) -> None:
    house, mika = strict, await strict.sign_up("mika")
    review = await house.gate.reviews.apply(mika.id, "Please.")
    for grants, allowed in ((True, True), (False, False), (True, True)):
        house.clock.advance(60)
        await house.gate.reviews.decide(
            review.id, grants=grants, reason="Thought again.", until=None, operator_id="0" * 26
        )
        assert (await house.live_access.access_live(mika.id)).allowed is allowed


async def test_a_grant_helps_nobody_who_is_suspended(strict: House) -> None:
    house, mika = strict, await strict.sign_up("mika")
    review = await house.gate.reviews.apply(mika.id, "Please.")
    await typed(house, mika, "suspend")
    await house.gate.reviews.decide(review.id, grants=True, reason="", until=None, operator_id="0" * 26)
    assert not (await house.live_access.access_live(mika.id)).allowed
    await house.settled()
    assert told(house) == [(mika.id, "review_granted")]


async def test_nobody_applies_who_need_not(strict: House) -> None:
    house, mika = strict, await strict.sign_up("mika", may_go_live=False)
    await followed(house, mika, ["fan0", "fan1", "fan2"])
    async with house.browser(mika) as browser:
        assert refusal(await browser.post("/live-access/review", json=NOTE))[:2] == (409, "review_not_needed")


async def test_one_application_at_a_time(strict: House) -> None:
    house, mika = strict, await strict.sign_up("mika")
    async with house.browser(mika) as browser:
        answers = await asyncio.gather(*(browser.post("/live-access/review", json=NOTE) for _ in range(5)))
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
        assert len(await house.rows("SELECT * FROM live_reviews")) == 1
        assert done(await browser.delete("/live-access/review"))["review"] is None
        assert refusal(await browser.delete("/live-access/review"))[:2] == (404, "no_such_review")
        assert done(await browser.post("/live-access/review", json=NOTE), 201)["review"]["state"] == "waiting"


async def test_notes_are_text_of_a_bounded_length(strict: House) -> None:
    async with strict.browser(await strict.sign_up("mika")) as browser:
        for note, code in (
            ("", "required"),
            ("  \n ", "required"),
            ("x" * 501, "too_long"),
            ("👨‍👩‍👧‍👦" * 501, "too_long"),
        ):
            assert refusal(await browser.post("/live-access/review", json={"note": note})) == (400, code, "note")
        for body in ({}, {"note": 5}, {"note": "x", "state": "granted"}):
            assert refusal(await browser.post("/live-access/review", json=body))[:2] == (400, "bad_input")
        assert done(await browser.post("/live-access/review", json={"note": "👨‍👩‍👧‍👦" * 500}), 201)["review"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/operators/reviews"),
        ("PUT", "/operators/reviews/00000000000000000000000000"),
        ("GET", "/operators/accounts/ren/live-access"),
        ("GET", "/operators/policy"),
    ],
)
async def test_only_operators_get_in(strict: House, method: str, path: str) -> None:
    form = {"decision": "grant"} if method == "PUT" else None
    async with strict.browser() as stranger, strict.browser(await strict.sign_up("ren")) as member:
        assert refusal(await stranger.request(method, path, json=form))[:2] == (401, "not_signed_in")
        assert refusal(await member.request(method, path, json=form))[:2] == (403, "operators_only")


async def test_what_cannot_be_decided(strict: House) -> None:
    house, mika = strict, await strict.sign_up("mika")
    review = await house.gate.reviews.apply(mika.id, "Please.")
    path = f"/operators/reviews/{review.id}"
    async with operating(house) as operator:
        for never in ("2026-03-14T20:00:00Z", "2036-03-15T00:00:00Z", "9999-12-31T23:59:59-14:00"):
            form = {"decision": "grant", "until": never}
            assert refusal(await operator.put(path, json=form)) == (400, "decision_end_invalid", "until")
        naive = {"decision": "grant", "until": "2026-04-14T20:00:00"}
        assert refusal(await operator.put(path, json=naive)) == (400, "bad_input", "until")
        assert refusal(await operator.put(path, json={"decision": "maybe"}))[:2] == (400, "bad_input")
        long = {"decision": "refuse", "reason": "x" * 301}
        assert refusal(await operator.put(path, json=long)) == (400, "too_long", "reason")
        for unknown in ("nonsense", "0" * 26):
            answer = await operator.put(f"/operators/reviews/{unknown}", json={"decision": "grant"})
            assert refusal(answer)[:2] == (404, "no_such_review")
        await house.gate.reviews.withdraw(mika.id)
        assert refusal(await operator.put(path, json={"decision": "grant"}))[:2] == (404, "no_such_review")
    assert await house.rows("SELECT * FROM operator_log") == []


async def test_nobody_decides_on_their_own_application(strict: House) -> None:
    house, mika = strict, await strict.sign_up("mika")
    await make_operator(house, mika)
    review = await house.gate.reviews.apply(mika.id, "I run this place.")
    async with house.browser(mika) as browser:
        answer = await browser.put(f"/operators/reviews/{review.id}", json={"decision": "grant"})
        assert refusal(answer)[:2] == (403, "own_review")
    assert not (await house.live_access.access_live(mika.id)).allowed


async def test_the_queue_has_pages_and_no_one_is_on_two(another_house: OpenHouse, tmp_path: Path) -> None:
    house: House = await another_house(live_policy=str(write_policy(tmp_path)), reviews_listed_max=2)
    handles = [f"host{number}" for number in range(5)]
    for handle in handles:
        await house.gate.reviews.apply((await house.sign_up(handle)).id, "Please.")
        house.clock.advance(1)
    async with operating(house) as operator:
        for state, expected in (("waiting", handles), ("all", handles[::-1])):
            seen: list[str] = []
            cursor = ""
            while True:
                page = done(await operator.get(f"/operators/reviews?state={state}{cursor}"))
                assert page["waiting"] == 5
                seen += [review["account"]["handle"] for review in page["reviews"]]
                if page["next"] is None:
                    break
                cursor = f"&cursor={page['next']}"
            assert seen == expected


async def test_operators_see_what_the_person_sees_and_which_policy_is_in_force(strict: House, tmp_path: Path) -> None:
    house, mika = strict, await strict.sign_up("mika")
    async with house.browser(mika) as browser, operating(house) as operator:
        own = done(await browser.get("/live-access"))
        assert done(await operator.get("/operators/accounts/mika/live-access")) == own
        assert refusal(await operator.get("/operators/accounts/nobody/live-access"))[:2] == (404, "no_such_account")
        policy = done(await operator.get("/operators/policy"))
        assert (policy["version"], policy["terms_version"], policy["error"]) == ("p1", "t2", None)
        (tmp_path / "policy.toml").write_text("nonsense = 1")
        house.live_access.reload()
        policy = done(await operator.get("/operators/policy"))
        assert policy["version"] == "p1"
        assert "line 1: nonsense is not known here" in policy["error"]["message"]
