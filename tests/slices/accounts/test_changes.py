import asyncio
from datetime import timedelta

import httpx

from tests.slices.accounts.house import House, error_of, form
from tests.slices.accounts.test_sessions import sign_in

DAY_S = 86_400


async def renamed(browser: httpx.AsyncClient, handle: str) -> httpx.Response:
    return await browser.put("/me/handle", json={"handle": handle})


async def is_free(house: House, handle: str) -> bool:
    answer = await house.browser().get(f"/handles/{handle}")
    return bool(answer.json()["is_free"])


async def test_a_new_handle_keeps_the_old_links(house: House) -> None:
    mika, otto = await house.signed_up("mika"), await house.signed_up("otto")
    account_id = (await house.accounts.access_by_handle("mika")).id
    assert (await house.accounts.card(account_id)).handle == "mika"
    answer = await renamed(mika, "@Mika.K")
    assert (answer.json()["handle"], answer.json()["handle_changed_at"]) == ("mika.k", "2026-03-14T20:00:00Z")
    assert (await house.accounts.card(account_id)).handle == "mika.k"
    for spelling in ("mika", "@MIKA", "mika.k"):
        assert (await otto.get(f"/accounts/{spelling}")).json()["handle"] == "mika.k"
    # What is done to the old name is done to whoever has the new one.
    assert (await otto.put("/accounts/mika/follow")).json()["followers"] == 1
    assert (await sign_in(house.browser(), "mika.k")).status_code == 201
    assert (await sign_in(house.browser(), "mika")).status_code == 401


async def test_nobody_else_takes_an_old_handle_for_a_while(house: House) -> None:
    mika, otto = await house.signed_up("mika"), await house.signed_up("otto")
    await renamed(mika, "mika.k")
    house.clock.advance(90 * DAY_S - 1)
    assert not await is_free(house, "mika")
    await sign_in(otto, "otto")
    assert error_of(await renamed(otto, "mika")) == (409, "handle_taken", "handle")
    taken = await house.browser().post("/accounts", json=form("mika", email="new@example.org"))
    assert error_of(taken) == (409, "handle_taken", "handle")
    house.clock.advance(1)
    # Now it is free, and the old links go where the name is.
    assert await is_free(house, "mika")
    assert (await house.browser().get("/accounts/mika")).json()["handle"] == "mika.k"
    assert (await renamed(otto, "mika")).status_code == 200
    assert (await house.browser().get("/accounts/mika")).json()["nickname"] == "otto"
    assert (await house.browser().get("/accounts/otto")).json()["handle"] == "mika"


async def test_whoever_signs_up_with_a_handle_that_was_given_up_long_ago_has_its_links(house: House) -> None:
    await renamed(await house.signed_up("mika"), "mika.k")
    house.clock.advance(90 * DAY_S)
    await house.signed_up("mika", email="new@example.org")
    assert (await house.browser().get("/accounts/mika")).json()["handle"] == "mika"
    house.clock.advance(DAY_S)
    assert not await is_free(house, "mika")


async def test_handles_change_once_in_a_while_and_back(house: House) -> None:
    mika = await house.signed_up("mika")
    await renamed(mika, "mika.k")
    # The same once more is no change.
    assert (await renamed(mika, "MIKA.K")).status_code == 200
    house.clock.advance(30 * DAY_S - 1)
    await sign_in(mika, "mika.k")
    refused = await renamed(mika, "mika")
    assert error_of(refused) == (409, "handle_changed_recently", "handle")
    assert refused.json()["error"]["details"]["allowed_at"] == "2026-04-13T20:00:00+00:00"
    house.clock.advance(1)
    # Kept for its owner: nobody else could have it, and they can.
    assert (await renamed(mika, "mika")).json()["handle"] == "mika"
    assert (await house.browser().get("/accounts/mika.k")).json()["handle"] == "mika"


async def test_handles_that_nobody_may_have_stay_so(house: House) -> None:
    mika, _ = await house.signed_up("mika"), await house.signed_up("otto")
    for handle, code in (
        ("otto", "handle_taken"),
        ("OTTO", "handle_taken"),
        ("admin", "handle_reserved"),
        ("deleted.7", "handle_reserved"),
        ("x", "handle_invalid"),
        ("a b", "handle_invalid"),
    ):
        assert error_of(await renamed(mika, handle))[1:] == (code, "handle"), handle
    assert (await mika.get("/me")).json()["account"]["handle_changed_at"] is None


async def test_of_two_who_want_a_handle_at_once_one_gets_it(house: House) -> None:
    people = [await house.signed_up(f"person_{letter}") for letter in "abcd"]
    answers = await asyncio.gather(*(renamed(person, "wanted") for person in people))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    # Whoever lost has lost nothing.
    me = [(await person.get("/me")).json()["account"] for person in people]
    assert sum(account["handle"] == "wanted" for account in me) == 1
    assert sum(account["handle_changed_at"] is None for account in me) == 3


async def test_a_birth_date_is_corrected_once(house: House) -> None:
    mika = await house.signed_up("mika")
    for value, code in (
        ("2026-03-15", "birth_date_invalid"),
        ("1890-01-01", "birth_date_invalid"),
        ("2001-02-30", "birth_date_invalid"),
        ("2001-02-29", "birth_date_invalid"),
        ("yesterday", "birth_date_invalid"),
        ("2020-01-01", "too_young"),
    ):
        answer = await mika.put("/me/birth-date", json={"birth_date": value})
        assert error_of(answer) == (400, code, "birth_date"), value
    # What is right already is no correction.
    assert (await mika.put("/me/birth-date", json={"birth_date": "2000-02-29"})).json()["birth_date_changed_at"] is None
    corrected = (await mika.put("/me/birth-date", json={"birth_date": "1999-02-28"})).json()
    assert (corrected["birth_date"], corrected["birth_date_changed_at"]) == ("1999-02-28", "2026-03-14T20:00:00Z")
    house.clock.advance(20 * DAY_S)
    again = await mika.put("/me/birth-date", json={"birth_date": "1998-01-01"})
    assert error_of(again) == (409, "birth_date_changed_once", "birth_date")
    assert "operator" in again.json()["error"]["message"]


async def test_two_corrections_at_once_are_one(house: House) -> None:
    mika = await house.signed_up("mika")
    days = ["1999-01-01", "1998-01-01", "1997-01-01"]
    answers = await asyncio.gather(*(mika.put("/me/birth-date", json={"birth_date": day}) for day in days))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]


async def test_another_region_takes_effect_late(house: House) -> None:
    mika = await house.signed_up("mika")
    asked = (await mika.put("/me/region", json={"region": "kr"})).json()
    assert (asked["region"], asked["region_next"], asked["region_next_at"]) == ("JP", "KR", "2026-04-13T20:00:00Z")
    house.clock.advance(10 * DAY_S)
    # Asking again for the same does not begin anew; asking for another does.
    assert (await mika.put("/me/region", json={"region": "KR"})).json()["region_next_at"] == "2026-04-13T20:00:00Z"
    other = (await mika.put("/me/region", json={"region": "SE"})).json()
    assert (other["region_next"], other["region_next_at"]) == ("SE", "2026-04-23T20:00:00Z")
    account_id = other["id"]
    house.clock.advance(timedelta(days=30).total_seconds() - 1)
    assert (await house.accounts.access_account(account_id)).region == "JP"
    house.clock.advance(1)
    for account in (await house.accounts.access_account(account_id), await house.accounts.access_by_handle("mika")):
        assert (account.region, account.region_next, account.region_next_at) == ("SE", None, None)
    # And from there the next change is asked for.
    await sign_in(mika, "mika")
    back = (await mika.put("/me/region", json={"region": "JP"})).json()
    assert (back["region"], back["region_next"]) == ("SE", "JP")


async def test_a_change_of_region_is_taken_back(house: House) -> None:
    mika = await house.signed_up("mika")
    await mika.put("/me/region", json={"region": "KR"})
    back = (await mika.put("/me/region", json={"region": "JP"})).json()
    assert (back["region"], back["region_next"], back["region_next_at"]) == ("JP", None, None)
    house.clock.advance(40 * DAY_S)
    assert (await house.accounts.access_by_handle("mika")).region == "JP"
    await sign_in(mika, "mika")
    assert error_of(await mika.put("/me/region", json={"region": "XX"}))[1:] == ("region_unknown", "region")


async def test_signed_out_nothing_of_this_can_be_done(house: House) -> None:
    for path, body in (
        ("/me/handle", {"handle": "mika"}),
        ("/me/birth-date", {"birth_date": "1999-01-01"}),
        ("/me/region", {"region": "JP"}),
        ("/me/email", {"email": "a@example.org", "password": "x"}),
        ("/me/password", {"old": "x", "new": "y"}),
    ):
        assert error_of(await house.browser().put(path, json=body))[:2] == (401, "not_signed_in"), path


async def test_a_handle_that_is_given_up_at_this_moment_is_kept_for_its_owner(house: House) -> None:
    """Whoever takes it waits for the one who gives it up, and then finds it free but kept."""
    for number in range(4):
        owner, taker = await house.signed_up(f"owner{number}"), await house.signed_up(f"taker{number}")
        gave_up, took = await asyncio.gather(
            owner.put("/me/handle", json={"handle": f"owner{number}.new"}),
            taker.put("/me/handle", json={"handle": f"owner{number}"}),
        )
        assert gave_up.status_code == 200
        assert error_of(took) == (409, "handle_taken", "handle")
        assert (await house.accounts.access_by_handle(f"owner{number}")).handle == f"owner{number}.new"
