"""Standing and the operators' log over HTTP."""

from typing import Any

import httpx
import pytest

from livehouse.moderation import OperatorRestrained
from livehouse.moderation.chain import NO_HASH
from tests.slices.moderation.helping import operating, tamper, typed
from tests.slices.rooms.house import House

OPERATORS_ADDRESSES = (
    ("GET", "/operators/accounts"),
    ("GET", "/operators/accounts/ren"),
    ("POST", "/operators/accounts/ren/standing"),
    ("GET", "/operators/log"),
    ("GET", "/operators/log/check"),
)


def refusal(answer: httpx.Response) -> tuple[int, str, str | None]:
    error = answer.json()["error"]
    assert error["message"].rstrip()[-1] in ".!"
    return answer.status_code, error["code"], error["field"]


def done(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_only_operators_get_in(house: House) -> None:
    ren = await house.sign_up("ren")
    async with house.browser() as stranger, house.browser(ren) as member:
        for method, path in OPERATORS_ADDRESSES:
            form = {"act": "ban", "reason": "because I can"} if method == "POST" else None
            assert refusal(await stranger.request(method, path, json=form)) == (401, "not_signed_in", None), path
            assert refusal(await member.request(method, path, json=form)) == (403, "operators_only", None), path
    assert await house.rows("SELECT * FROM operator_log") == []


async def test_an_operator_decides_and_sees_what_came_of_it(house: House) -> None:
    ren = await house.sign_up("ren")
    async with operating(house) as operator:
        until = "2026-03-21T21:00:00+01:00"
        form = {"act": "suspend", "reason": "  Insults.\n", "until": until}
        file = done(await operator.post("/operators/accounts/Ren/standing", json=form))
        assert file["standing"] == {
            "state": "suspended",
            "since": "2026-03-14T20:00:00Z",
            "until": "2026-03-21T20:00:00Z",
            "reason": "Insults.",
            "strikes": [],
        }
        assert file["acts"] == ["warn", "strike", "suspend", "ban", "lift"]
        (entry,) = file["history"]
        assert (entry["act"], entry["operator"]["handle"], entry["account"]["handle"]) == (
            "standing.suspend",
            "odette",
            "ren",
        )
        assert entry["details"] == {"reason": "Insults.", "until": "2026-03-21T21:00:00+01:00"}
        strike = done(
            await operator.post("/operators/accounts/ren/standing", json={"act": "strike", "reason": "Again."})
        )
        assert [(each["reason"], each["lifted_at"]) for each in strike["standing"]["strikes"]] == [("Again.", None)]
        banned = done(await operator.post("/operators/accounts/ren/standing", json={"act": "ban", "reason": "Enough."}))
        assert (banned["standing"]["state"], banned["acts"]) == ("banned", ["lift"])
        assert [entry["number"] for entry in banned["history"]] == [3, 2, 1]
        assert done(await operator.get("/operators/accounts/ren")) == banned
        assert ren.email in banned["email"]
        lifted = done(await operator.post("/operators/accounts/ren/standing", json={"act": "lift", "reason": "Sorry."}))
        assert lifted["standing"]["state"] == "good"
        assert lifted["standing"]["strikes"][0]["lifted_at"] == "2026-03-14T20:00:00Z"


CANNOT_BE_DECIDED = (
    ({"act": "suspend", "reason": "x"}, 400, "suspension_end_invalid", "until"),
    ({"act": "suspend", "reason": "x", "until": "2026-03-14T19:59:59Z"}, 400, "suspension_end_invalid", "until"),
    ({"act": "suspend", "reason": "x", "until": "2026-03-21T20:00:00"}, 400, "suspension_end_invalid", "until"),
    ({"act": "suspend", "reason": "x", "until": "2999-01-01T00:00:00Z"}, 400, "suspension_end_invalid", "until"),
    ({"act": "suspend", "reason": "x", "until": "soon"}, 400, "bad_input", "until"),
    ({"act": "ban", "reason": "x", "until": "2026-03-21T20:00:00Z"}, 400, "suspension_end_invalid", "until"),
    ({"act": "hang", "reason": "x"}, 400, "bad_input", "act"),
    ({"act": "warn"}, 400, "bad_input", "reason"),
    ({"act": "warn", "reason": " "}, 400, "required", "reason"),
    ({"act": "warn", "reason": "x" * 301}, 400, "too_long", "reason"),
    ({"act": "warn", "reason": "x", "operator": "me"}, 400, "bad_input", "operator"),
    ({"act": "lift", "reason": "x"}, 409, "nothing_to_lift", None),
)


async def test_what_cannot_be_decided_is_said(house: House) -> None:
    await house.sign_up("ren")
    async with operating(house) as operator:
        for form, *said in CANNOT_BE_DECIDED:
            answer = await operator.post("/operators/accounts/ren/standing", json=form)
            assert refusal(answer) == tuple(said), form
    assert await house.rows("SELECT * FROM operator_log") == []


async def test_operators_leave_themselves_and_each_other_alone(house: House) -> None:
    async with operating(house) as one, operating(house, "ottilie"):
        own = await one.post("/operators/accounts/odette/standing", json={"act": "warn", "reason": "x"})
        assert refusal(own) == (403, "own_standing", None)
        other = await one.post("/operators/accounts/ottilie/standing", json={"act": "ban", "reason": "x"})
        assert refusal(other) == (403, "operator_standing", None)
        a_year = {"act": "suspend", "reason": "x", "until": "2027-03-14T20:00:00Z"}
        shut_out = await one.post("/operators/accounts/ottilie/standing", json=a_year)
        assert refusal(shut_out) == (403, "operator_standing", None)
        nobody = await one.post("/operators/accounts/nobody/standing", json={"act": "ban", "reason": "x"})
        assert refusal(nobody) == (404, "no_such_account", None)
        assert done(await one.get("/operators/accounts/odette"))["acts"] == []
        assert done(await one.get("/operators/accounts/ottilie"))["acts"] == ["warn", "strike"]


async def test_an_operator_who_is_suspended_or_banned_does_not_operate_while_it_lasts(house: House) -> None:
    await house.sign_up("ren")
    everything = (*OPERATORS_ADDRESSES, ("GET", "/operators/reviews"), ("GET", "/operators/policy"))
    async with operating(house) as operator:
        odette = await house.accounts.access_by_handle("odette")
        await typed(house, odette, "strike")
        assert (await operator.get("/operators/log")).status_code == 200, "a strike restrains nobody"
        await typed(house, odette, "suspend", reason="Sold a grant.")
        for method, path in everything:
            form = {"act": "warn", "reason": "because I can"} if method == "POST" else None
            answer = await operator.request(method, path, json=form)
            assert refusal(answer) == (403, "operator_restrained", None), path
            assert answer.json()["error"]["details"] == {"reason": "Sold a grant."}
        house.clock.advance(7 * 24 * 3600)
        assert (await operator.get("/operators/log")).status_code == 200
        await typed(house, odette, "ban")
        with pytest.raises(OperatorRestrained):
            await house.accounts.access_operator(odette.id)
        await typed(house, odette, "lift")
        assert (await house.accounts.access_operator(odette.id)).is_operator
    assert len(await house.rows("SELECT * FROM operator_log")) == 4, "nothing was done meanwhile"


async def test_people_are_found_by_what_is_known_of_them(house: House) -> None:
    mika = await house.sign_up("mika")
    await house.sign_up("mikado")
    await house.sign_up("un_mika")
    await house.accounts.update_profile((await house.sign_up("ren")).id, nickname="Mikael 100%")
    async with operating(house) as operator:

        async def find(query: str) -> list[str]:
            answer = done(await operator.get("/operators/accounts", params={"query": query}))
            return [account["handle"] for account in answer["accounts"]]

        assert await find("mika") == ["mika", "mikado", "ren", "un_mika"]
        assert await find("@Mika") == await find(" mika ") == await find("mika")
        assert await find("MIKA@example.org") == ["mika"]
        assert await find(mika.id) == ["mika"]
        assert await find("100%") == ["ren"]
        assert await find("n_m") == ["un_mika"], "_ stands for itself"
        assert await find("nobody at all") == []
        too_long = await operator.get("/operators/accounts", params={"query": "x" * 255})
        assert refusal(too_long) == (400, "bad_input", "query")


async def test_nothing_asked_for_shows_whom_operators_decided_about_lately(house: House) -> None:
    people = [await house.sign_up(handle) for handle in ("ann", "ben", "cat")]
    for person in (people[2], people[0]):
        await typed(house, person, "warn")
        house.clock.advance(1)
    async with operating(house) as operator:
        found = done(await operator.get("/operators/accounts"))["accounts"]
    assert [(account["handle"], account["standing"]["state"]) for account in found] == [
        ("ann", "warned"),
        ("cat", "warned"),
    ]


async def test_the_person_reads_where_they_stand_and_why(house: House) -> None:
    ren = await house.sign_up("ren")
    async with house.browser(ren) as browser, house.browser() as stranger:
        good = {"state": "good", "since": None, "until": None, "reason": None, "strikes": []}
        assert done(await browser.get("/me/standing")) == good
        await typed(house, ren, "strike", reason="Spam.")
        standing = done(await browser.get("/me/standing"))
        assert (standing["state"], standing["reason"]) == ("warned", "Spam.")
        assert [strike["reason"] for strike in standing["strikes"]] == ["Spam."]
        assert refusal(await stranger.get("/me/standing")) == (401, "not_signed_in", None)


async def test_who_is_banned_is_told_why_when_they_sign_in(house: House) -> None:
    ren = await house.sign_up("ren")
    async with house.browser(ren) as browser:
        await typed(house, ren, "ban", reason="Threats.")
        await house.settled()
        form = {"login": "ren", "password": "a quiet stage at midnight"}
        answer = await browser.post("/sessions", json=form)
        assert refusal(answer) == (403, "banned", None)
        assert answer.json()["error"]["details"] == {"reason": "Threats."}
        wrong = await browser.post("/sessions", json={**form, "password": "not the one"})
        assert refusal(wrong) == (401, "wrong_credentials", None), "only the owner learns of the ban"


async def test_the_log_is_paged_and_checked(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("livehouse.moderation.routes.LOG_PAGE", 2)
    ren = await house.sign_up("ren")
    async with operating(house) as operator:
        empty = done(await operator.get("/operators/log"))
        assert empty == {"entries": [], "next_before": None}
        for number in range(3):
            await typed(house, ren, "warn", reason=f"reason {number}")
        await house.settled()
        first = done(await operator.get("/operators/log"))
        assert [entry["details"]["reason"] for entry in first["entries"]] == ["reason 2", "reason 1"]
        assert first["entries"][0]["operator"] is None, "the command line"
        rest = done(await operator.get("/operators/log", params={"before": first["next_before"]}))
        assert [entry["details"]["reason"] for entry in rest["entries"]] == ["reason 0"]
        assert (rest["next_before"], rest["entries"][0]["previous_hash"]) == (None, NO_HASH)
        whole = done(await operator.get("/operators/log/check"))
        assert whole == {
            "is_whole": True,
            "entries": 3,
            "head_hash": first["entries"][0]["hash"],
            "broken_at": None,
            "why": None,
        }
        await tamper(house.database, "UPDATE operator_log SET subject = 'somebody else' WHERE number = 2")
        broken = done(await operator.get("/operators/log/check"))
        assert (broken["is_whole"], broken["broken_at"], broken["entries"]) == (False, 2, 1)
