import asyncio
from datetime import timedelta
from pathlib import Path

import httpx
import sqlalchemy as sa

from livehouse.accounts import AccountFollowed, AccountUnfollowed
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from tests.slices.accounts.house import House, error_of, open_house
from tests.support.clock import FakeClock


async def counts(house: House, handle: str) -> tuple[int, int]:
    profile = (await house.browser().get(f"/accounts/{handle}")).json()
    return profile["followers"], profile["following"]


async def test_following_and_unfollowing_count_once(house: House) -> None:
    mika, _ = await house.signed_up("mika"), await house.signed_up("otto")
    for _ in range(2):
        profile = (await mika.put("/accounts/Otto/follow")).json()
        assert (profile["handle"], profile["followers"], profile["is_followed"]) == ("otto", 1, True)
    assert await counts(house, "mika") == (0, 1)
    assert (await mika.get("/accounts/otto")).json()["is_followed"] is True
    for _ in range(2):
        profile = (await mika.delete("/accounts/otto/follow")).json()
        assert (profile["followers"], profile["is_followed"]) == (0, False)
    assert await counts(house, "mika") == (0, 0)
    mika_id = (await house.accounts.access_by_handle("mika")).id
    otto_id = (await house.accounts.access_by_handle("otto")).id
    at = house.clock.now()
    assert await house.heard() == [
        AccountFollowed(follower_id=mika_id, followee_id=otto_id, at=at),
        AccountUnfollowed(follower_id=mika_id, followee_id=otto_id, at=at),
    ]


async def test_nobody_follows_themselves_a_stranger_or_signed_out(house: House) -> None:
    mika = await house.signed_up("mika")
    assert error_of(await mika.put("/accounts/MIKA/follow"))[:2] == (409, "own_account")
    assert error_of(await mika.put("/accounts/nobody/follow"))[:2] == (404, "no_such_account")
    assert error_of(await mika.delete("/accounts/nobody/follow"))[:2] == (404, "no_such_account")
    assert error_of(await house.browser().put("/accounts/mika/follow"))[:2] == (401, "not_signed_in")
    forged = await mika.put("/accounts/mika/follow", headers={"Sec-Fetch-Site": "cross-site"})
    assert error_of(forged)[:2] == (403, "cross_site_request")
    assert await counts(house, "mika") == (0, 0)
    assert await house.heard() == []


async def test_following_twice_at_once_counts_once(house: House) -> None:
    mika, _ = await house.signed_up("mika"), await house.signed_up("otto")
    answers = await asyncio.gather(*(mika.put("/accounts/otto/follow") for _ in range(8)))
    assert [answer.status_code for answer in answers] == [200] * 8
    assert await counts(house, "otto") == (1, 0)
    assert len(await house.heard()) == 1
    answers = await asyncio.gather(*(mika.delete("/accounts/otto/follow") for _ in range(8)))
    assert [answer.status_code for answer in answers] == [200] * 8
    assert await counts(house, "otto") == (0, 0)
    assert len(await house.heard()) == 1


async def test_counts_stay_exact_when_everybody_follows_everybody_at_once(house: House) -> None:
    handles = [f"person_{letter}" for letter in "abcd"]
    browsers = dict(zip(handles, [await house.signed_up(handle) for handle in handles], strict=True))
    pairs = [(one, other) for one in handles for other in handles if one != other]
    answers = await asyncio.gather(*(browsers[one].put(f"/accounts/{other}/follow") for one, other in pairs))
    assert {answer.status_code for answer in answers} == {200}
    changes = [
        browsers[one].request(method, f"/accounts/{other}/follow")
        for one, other in pairs
        for method in ("DELETE", "PUT")
    ]
    assert {answer.status_code for answer in await asyncio.gather(*changes)} == {200}
    async with house.database.read() as connection:
        rows = (await connection.execute(sa.text("SELECT follower_id, followee_id FROM follows"))).all()
    for handle in handles:
        account = await house.accounts.access_by_handle(handle)
        assert account.followers == sum(row.followee_id == account.id for row in rows)
        assert account.following == sum(row.follower_id == account.id for row in rows)


async def test_other_slices_can_ask_who_follows_whom(house: House) -> None:
    browsers = {handle: await house.signed_up(handle) for handle in ("mika", "otto", "june")}
    ids = {handle: (await house.accounts.access_by_handle(handle)).id for handle in browsers}
    start = house.clock.now()
    await browsers["mika"].put("/accounts/otto/follow")
    house.clock.advance(60)
    await browsers["june"].put("/accounts/otto/follow")
    accounts = house.accounts
    assert await accounts.is_following(ids["mika"], ids["otto"])
    assert not await accounts.is_following(ids["otto"], ids["mika"])
    assert await accounts.following_ids(ids["mika"]) == {ids["otto"]}
    assert await accounts.following_ids(ids["otto"]) == set()
    later = start + timedelta(seconds=60)
    assert await accounts.followers_gained(ids["otto"], start, later) == 1
    assert await accounts.followers_gained(ids["otto"], start, later + timedelta(seconds=1)) == 2
    assert await accounts.followers_gained(ids["otto"], later, later + timedelta(seconds=1)) == 1


async def pages(browser: httpx.AsyncClient, path: str) -> list[list[str]]:
    """The handles on each page of a list of people."""
    found, cursor = [], None
    while True:
        response = await browser.get(path, params={} if cursor is None else {"cursor": cursor})
        assert response.status_code == 200, response.text
        body = response.json()
        found.append([account["handle"] for account in body["accounts"]])
        cursor = body["next_cursor"]
        if cursor is None:
            return found


async def test_followers_are_listed_the_newest_first_page_by_page(
    database: Database, clock: FakeClock, events: Events, tmp_path: Path
) -> None:
    async with open_house(database, clock, events, tmp_path / "files", follows_listed=2) as house:
        handles = [f"person_{letter}" for letter in "abcde"]
        people = {handle: await house.signed_up(handle) for handle in handles}
        mika = await house.signed_up("mika")
        for number, handle in enumerate(handles):
            # Two of them at the same moment, which is where a page ends.
            clock.advance(0 if number == 3 else 1)
            await people[handle].put("/accounts/mika/follow")
            await mika.put(f"/accounts/{handle}/follow")
        newest_first = [handles[4], *sorted(handles[2:4], reverse=True), handles[1], handles[0]]
        for path in ("/accounts/mika/followers", "/accounts/mika/following"):
            assert await pages(house.browser(), path) == [newest_first[:2], newest_first[2:4], newest_first[4:]]
        assert await pages(mika, "/accounts/person_a/followers") == [["mika"]]
        # Who leaves while somebody turns the page shifts nothing.
        first = (await mika.get("/accounts/mika/followers")).json()
        await people["person_e"].delete("/accounts/mika/follow")
        rest = await mika.get("/accounts/mika/followers", params={"cursor": first["next_cursor"]})
        assert [account["handle"] for account in rest.json()["accounts"]] == newest_first[2:4]


async def test_a_list_says_whom_the_one_who_looks_follows(house: House) -> None:
    mika, otto, june = [await house.signed_up(handle) for handle in ("mika", "otto", "june")]
    for follower in (mika, otto):
        await follower.put("/accounts/june/follow")
    await otto.put("/accounts/mika/follow")

    async def seen(browser: httpx.AsyncClient) -> dict[str, tuple[bool, bool]]:
        accounts = (await browser.get("/accounts/june/followers")).json()["accounts"]
        return {account["handle"]: (account["is_followed"], account["is_me"]) for account in accounts}

    assert await seen(otto) == {"mika": (True, False), "otto": (False, True)}
    assert await seen(june) == {"mika": (False, False), "otto": (False, False)}
    assert await seen(house.browser()) == {"mika": (False, False), "otto": (False, False)}


async def test_a_list_of_nobody_and_a_cursor_of_nowhere_are_refused(house: House) -> None:
    await house.signed_up("mika")
    assert error_of(await house.browser().get("/accounts/nobody/followers"))[:2] == (404, "no_such_account")
    for cursor in ("", "x", "!!!", "A" * 99, "MTIuYQ", "é"):
        answer = await house.browser().get("/accounts/mika/followers", params={"cursor": cursor})
        assert error_of(answer) == (400, "bad_input", "cursor"), cursor
    long = await house.browser().get("/accounts/mika/followers", params={"cursor": "A" * 101})
    assert error_of(long)[:2] == (400, "bad_input")
