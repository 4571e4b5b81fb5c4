import asyncio
from datetime import timedelta
from pathlib import Path

import argon2
import httpx
import sqlalchemy as sa
from fastapi import Request, Response

from livehouse.accounts import Passwords, SessionEnded, Sessions
from livehouse.kernel.ids import Ids
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from livehouse.platform.limits import RateLimits
from tests.slices.accounts.house import PASSWORD, House, error_of, form, new_account, open_house
from tests.support.clock import FakeClock


async def sign_in(browser: httpx.AsyncClient, login: str, password: str = PASSWORD) -> httpx.Response:
    return await browser.post("/sessions", json={"login": login, "password": password})


async def listed(browser: httpx.AsyncClient) -> list[dict[str, object]]:
    response = await browser.get("/sessions")
    assert response.status_code == 200
    return list(response.json()["sessions"])


async def is_signed_in(browser: httpx.AsyncClient) -> bool:
    return (await browser.get("/me")).json()["account"] is not None


async def test_one_signs_in_by_handle_or_email_address(house: House) -> None:
    await house.signed_up("mika")
    for login in ("mika", "MIKA", "@mika", " mika ", "mika@example.org", "Mika@EXAMPLE.org"):
        browser = house.browser()
        response = await sign_in(browser, login)
        assert response.status_code == 201, login
        assert response.json()["handle"] == "mika"
        assert await is_signed_in(browser)


async def test_a_wrong_login_and_a_wrong_password_sound_the_same(house: House) -> None:
    await house.signed_up("mika")
    answers = [
        await sign_in(house.browser(), *attempt)
        for attempt in [
            ("mika", "wrong words"),
            ("nobody", PASSWORD),
            ("no@example.org", "x"),
            ("", ""),
            ("a\x00b", "x"),
        ]
    ]
    assert {error_of(answer) for answer in answers} == {(401, "wrong_credentials", None)}
    assert len({answer.text for answer in answers}) == 1
    assert not any("set-cookie" in answer.headers for answer in answers)


HALF_FORMS = [
    {},
    {"login": "mika"},
    {"login": ["mika"], "password": "x"},
    {"login": "a", "password": "b", "admin": True},
]


async def test_half_a_form_is_refused(house: House) -> None:
    for body in HALF_FORMS:
        assert error_of(await house.browser().post("/sessions", json=body))[:2] == (400, "bad_input"), body


async def test_a_signed_out_browser_is_nobody(house: House) -> None:
    browser = house.browser()
    assert (await browser.get("/me")).json() == {"account": None}
    for method, path in [("GET", "/sessions"), ("DELETE", "/sessions"), ("PATCH", "/me"), ("PUT", "/me/avatar")]:
        response = await browser.request(method, path, json={} if method == "PATCH" else None)
        assert error_of(response)[:2] == (401, "not_signed_in")


async def test_a_made_up_token_is_nobodys(house: House) -> None:
    await house.signed_up("mika")
    for token in ("", "x", "A" * 43, "A" * 5_000, "%00", "../../etc"):
        response = await house.browser().get("/me", headers={"Cookie": f"livehouse_session={token}"})
        assert response.json() == {"account": None}


async def test_sessions_are_listed_in_plain_words_without_their_tokens(house: House) -> None:
    phone = await house.signed_up("mika")
    house.clock.advance(60)
    script = house.browser(address="198.51.100.7", user_agent="curl/8")
    await sign_in(script, "mika")
    sessions = await listed(phone)
    assert all(
        set(session) == {"id", "device", "address", "created_at", "last_seen_at", "current"} for session in sessions
    )
    assert [(session["device"], session["address"], session["current"]) for session in sessions] == [
        ("A program, not a browser", "198.51.100.7", False),
        ("Chrome on Android", "203.0.113.5", True),
    ]


async def test_signing_out_ends_the_session_for_good(house: House) -> None:
    browser = await house.signed_up("mika")
    token = browser.cookies["livehouse_session"]
    (session,) = await listed(browser)
    response = await browser.delete("/sessions/current")
    assert response.status_code == 204
    assert "livehouse_session" not in browser.cookies
    stolen = await house.browser().get("/me", headers={"Cookie": f"livehouse_session={token}"})
    assert stolen.json() == {"account": None}
    assert [event.session_id for event in await house.heard() if isinstance(event, SessionEnded)] == [session["id"]]
    assert (await browser.delete("/sessions/current")).status_code == 204
    assert await house.heard() == []


async def test_signing_out_twice_at_once_is_signing_out(house: House) -> None:
    browser = await house.signed_up("mika")
    answers = await asyncio.gather(*(browser.delete("/sessions/current") for _ in range(5)))
    assert [answer.status_code for answer in answers] == [204] * 5
    assert len(await house.heard()) == 1


async def test_another_device_is_signed_out_at_once(house: House) -> None:
    phone = await house.signed_up("mika")
    laptop = house.browser()
    await sign_in(laptop, "mika")
    assert await is_signed_in(laptop)
    other = next(str(session["id"]) for session in await listed(phone) if not session["current"])
    assert (await phone.delete(f"/sessions/{other}")).status_code == 204
    assert not await is_signed_in(laptop)
    assert await is_signed_in(phone)
    account_id = (await phone.get("/me")).json()["account"]["id"]
    assert await house.heard() == [SessionEnded(session_id=other, account_id=account_id)]
    assert error_of(await phone.delete(f"/sessions/{other}"))[:2] == (404, "no_such_session")


async def test_somebody_elses_session_cannot_be_ended(house: House) -> None:
    mika, otto = await house.signed_up("mika"), await house.signed_up("otto")
    (session,) = await listed(mika)
    assert error_of(await otto.delete(f"/sessions/{session['id']}"))[:2] == (404, "no_such_session")
    assert error_of(await otto.delete("/sessions/%F0%9F%98%80"))[:2] == (404, "no_such_session")
    assert await is_signed_in(mika)


async def test_all_other_devices_are_signed_out_together(house: House) -> None:
    phone, otto = await house.signed_up("mika"), await house.signed_up("otto")
    others = [house.browser() for _ in range(3)]
    for other in others:
        await sign_in(other, "mika")
    assert (await phone.delete("/sessions")).status_code == 204
    assert [await is_signed_in(browser) for browser in (phone, *others, otto)] == [True, False, False, False, True]
    told = await house.heard()
    assert sum(isinstance(event, SessionEnded) for event in told) == 3
    assert len(await listed(phone)) == 1


async def test_signing_in_again_replaces_the_browsers_session(house: House) -> None:
    browser = await house.signed_up("mika")
    before = browser.cookies["livehouse_session"]
    await sign_in(browser, "mika")
    assert browser.cookies["livehouse_session"] != before
    assert len(await listed(browser)) == 1
    assert len(await house.heard()) == 1
    # A failed attempt leaves things as they are.
    await sign_in(browser, "mika", "wrong words")
    assert await is_signed_in(browser)


async def test_past_the_limit_the_longest_unused_session_ends(
    database: Database, clock: FakeClock, events: Events, tmp_path: Path
) -> None:
    async with open_house(database, clock, events, tmp_path / "files", sessions_per_account_max=3) as house:
        first = await house.signed_up("mika")
        browsers = []
        for _ in range(3):
            house.clock.advance(61)
            await is_signed_in(first)
            browsers.append(house.browser())
            await sign_in(browsers[-1], "mika")
        assert [await is_signed_in(browser) for browser in (first, *browsers)] == [True, False, True, True]
        assert len(await house.heard()) == 1
        for _ in range(10):
            house.clock.advance(1)
            await sign_in(browsers[-1], "mika")
        async with database.read() as connection:
            assert (await connection.execute(sa.text("SELECT count(*) FROM sessions"))).scalar_one() <= 6


async def test_a_session_ends_when_it_was_not_used_for_its_lifetime(house: House) -> None:
    browser = await house.signed_up("mika")
    for _ in range(3):
        house.clock.advance(timedelta(days=29).total_seconds())
        assert await is_signed_in(browser)
    house.clock.advance(timedelta(days=30, minutes=2).total_seconds())
    assert not await is_signed_in(browser)


async def test_when_it_was_last_used_is_noted_once_a_minute(house: House) -> None:
    browser = await house.signed_up("mika")
    house.clock.advance(59)
    (session,) = await listed(browser)
    assert session["last_seen_at"] == "2026-03-14T20:00:00Z"
    house.clock.advance(11)
    (session,) = await listed(browser)
    assert session["last_seen_at"] == "2026-03-14T20:01:10Z"


async def test_a_network_that_guesses_is_stopped_and_bursts_do_not_slip_through(
    database: Database, clock: FakeClock, events: Events, tmp_path: Path
) -> None:
    async with open_house(database, clock, events, tmp_path / "files", sign_in_per_minute=5) as house:
        await house.signed_up("mika")
        stranger = "198.51.100.7"
        guesses = [sign_in(house.browser(stranger), f"guess_{number}", "wrong words") for number in range(40)]
        statuses = [answer.status_code for answer in await asyncio.gather(*guesses)]
        # Two attempts are in work at once, so one more than the limit may get its answer.
        assert 5 <= statuses.count(401) <= 6
        assert statuses.count(429) == 40 - statuses.count(401)
        refused = await sign_in(house.browser(stranger), "mika")
        assert error_of(refused)[:2] == (429, "too_fast")
        assert refused.json()["error"]["retry"] is True
        assert 0 < int(refused.headers["retry-after"]) <= 60


async def test_strangers_who_guess_do_not_lock_the_owner_out(
    database: Database, clock: FakeClock, events: Events, tmp_path: Path
) -> None:
    async with open_house(database, clock, events, tmp_path / "files", sign_in_per_minute=5) as house:
        mika = await house.signed_up("mika")
        for number in range(7):
            await sign_in(house.browser(f"198.51.100.{number}"), "mika", "wrong words")
        # The account is shut for every network that it was never signed in from.
        assert (await sign_in(house.browser("198.51.100.99"), "mika")).status_code == 429
        # The same holds for an account that does not exist, so it tells nothing.
        for number in range(7):
            await sign_in(house.browser(f"192.0.2.{number}"), "nobody", "wrong words")
        assert (await sign_in(house.browser("192.0.2.99"), "nobody")).status_code == 429
        # Its owner, at home, signs in, and did so even from a session that has ended.
        await mika.delete("/sessions/current")
        assert (await sign_in(house.browser(), "mika")).status_code == 201


async def test_all_addresses_of_one_household_are_one_network(
    database: Database, clock: FakeClock, events: Events, tmp_path: Path
) -> None:
    async with open_house(database, clock, events, tmp_path / "files", sign_in_per_minute=3) as house:
        mika = house.browser("2001:db8:1:1::10")
        assert (await mika.post("/accounts", json=form("mika"))).status_code == 201
        for number in range(5):
            await sign_in(house.browser(f"2001:db8:2:2::{number}"), "mika", "wrong words")
        assert (await sign_in(house.browser("2001:db8:2:2::ffff"), "nobody")).status_code == 429
        assert (await sign_in(house.browser("2001:db8:3:3::1"), "nobody")).status_code == 401
        assert (await sign_in(house.browser("2001:db8:1:1::99"), "mika")).status_code == 201


async def test_another_spelling_of_a_login_buys_no_further_guesses(
    database: Database, clock: FakeClock, events: Events, tmp_path: Path
) -> None:
    async with open_house(database, clock, events, tmp_path / "files", sign_in_per_minute=3) as house:
        await house.signed_up("mika")
        spellings = ["mika@example.org", "MIKA@example.org", "mikA@Example.Org"]
        for number, login in enumerate(spellings):
            assert (await sign_in(house.browser(f"198.51.100.{number}"), login, "wrong words")).status_code == 401
        assert (await sign_in(house.browser("198.51.100.9"), "Mika@EXAMPLE.org")).status_code == 429


async def test_only_failures_count(database: Database, clock: FakeClock, events: Events, tmp_path: Path) -> None:
    async with open_house(database, clock, events, tmp_path / "files", sign_in_per_minute=2) as house:
        browser = await house.signed_up("mika")
        statuses = [(await sign_in(browser, "mika")).status_code for _ in range(5)]
        assert statuses == [201] * 5


async def test_a_hash_is_renewed_when_the_parameters_have_changed(house: House) -> None:
    await house.accounts.create(new_account("mika"))
    stronger = argon2.PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    passwords = Passwords(stronger, lambda size: bytes(size))
    later = Sessions(house.database, house.settings, house.clock, Ids(house.clock), passwords, RateLimits())
    await later.sign_in("mika", PASSWORD, address="203.0.113.5", user_agent=None)
    async with house.database.read() as connection:
        renewed = (await connection.execute(sa.text("SELECT password_hash FROM accounts"))).scalar_one()
    assert not stronger.check_needs_rehash(renewed)
    await later.sign_in("mika", PASSWORD, address="203.0.113.5", user_agent=None)


async def test_a_session_that_ended_elsewhere_is_noticed_soon(house: House) -> None:
    browser = await house.signed_up("mika")
    assert await is_signed_in(browser)
    (session,) = await listed(browser)
    me = (await browser.get("/me")).json()["account"]
    # Another process of the same platform, with a memory of its own.
    passwords = Passwords(argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1), lambda size: bytes(size))
    other = Sessions(house.database, house.settings, house.clock, Ids(house.clock), passwords, RateLimits())
    await other.end(me["id"], str(session["id"]))
    house.clock.advance(10)
    assert not await is_signed_in(browser)


async def test_the_channels_handshake_knows_who_it_is(house: House) -> None:
    browser = await house.signed_up("mika")
    me = (await browser.get("/me")).json()["account"]
    (session,) = await listed(browser)
    token = browser.cookies["livehouse_session"]
    visitor = await house.authenticator.visitor({"other": "1", "livehouse_session": token})
    assert (visitor.account_id, visitor.session_id, visitor.viewer_key) == (me["id"], session["id"], me["id"])


async def test_a_signed_out_viewer_is_told_apart_by_a_cookie_that_can_be_no_account(house: House) -> None:
    key = "k" * 22
    known = await house.authenticator.visitor({"livehouse_viewer": key})
    assert (known.account_id, known.session_id, known.viewer_key) == (None, None, key)
    mika = (await (await house.signed_up("mika")).get("/me")).json()["account"]
    for cookies in ({}, *({"livehouse_viewer": value} for value in ("", "short", "k" * 21 + "é", mika["id"]))):
        stranger = await house.authenticator.visitor(cookies)
        assert stranger.account_id is None
        assert len(stranger.viewer_key) == 22
        assert stranger.viewer_key != (await house.authenticator.visitor(cookies)).viewer_key


def page_request(*headers: tuple[bytes, bytes]) -> Request:
    return Request({"type": "http", "headers": headers})


async def test_a_page_gives_a_browser_its_viewers_cookie_once(house: House) -> None:
    response = Response()
    house.authenticator.keep_viewer(page_request(), response)
    cookie = response.headers["set-cookie"]
    assert cookie.startswith("livehouse_viewer=")
    assert "HttpOnly" in cookie
    value = cookie.partition("=")[2].partition(";")[0]
    again = Response()
    house.authenticator.keep_viewer(page_request((b"cookie", f"livehouse_viewer={value}".encode())), again)
    assert "set-cookie" not in again.headers


async def test_of_a_cookie_that_comes_twice_the_first_counts(house: House) -> None:
    browser = await house.signed_up("mika")
    cookie = f"livehouse_session={browser.cookies['livehouse_session']}"
    stranger = house.browser()
    for header, is_known in (
        (f"{cookie}; livehouse_session=other", True),
        (f"livehouse_session=other; {cookie}", False),
    ):
        me = (await stranger.get("/me", headers={"Cookie": header})).json()["account"]
        assert (me is not None) == is_known
