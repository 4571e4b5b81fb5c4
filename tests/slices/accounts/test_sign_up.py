import asyncio
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from livehouse.accounts import EmailTaken, HandleTaken, NewAccount
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from tests.slices.accounts.house import PASSWORD, House, error_of, form, new_account, open_house
from tests.support.clock import FakeClock


async def test_signing_up_makes_an_account_and_signs_the_browser_in(house: House) -> None:
    browser = house.browser()
    response = await browser.post("/accounts", json=form("Mika.K", region="jp", email="Mika@Example.ORG"))
    assert response.status_code == 201
    me = response.json()
    assert me["avatar_url"].startswith(f"/api/v1/accounts/{me['id']}/avatar?v=")
    assert {key: value for key, value in me.items() if key not in ("id", "avatar_url")} == {
        "handle": "mika.k",
        "nickname": "mika.k",
        "email": "Mika@example.org",
        "bio": "",
        "birth_date": "2000-02-29",
        "region": "JP",
        "followers": 0,
        "following": 0,
        "created_at": "2026-03-14T20:00:00Z",
        "is_operator": False,
        "email_confirmed_at": None,
        "email_next": None,
        "language": "en",
        "topics": [],
        "links": [],
        "region_next": None,
        "region_next_at": None,
        "birth_date_changed_at": None,
        "handle_changed_at": None,
    }
    assert (await browser.get("/me")).json() == {"account": me}


async def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(house: House) -> None:
    response = await house.browser().post("/accounts", json=form("mika"))
    cookie = response.headers["set-cookie"]
    assert cookie.startswith("livehouse_session=")
    for attribute in ("HttpOnly", "SameSite=lax", "Path=/", "Max-Age="):
        assert attribute in cookie
    assert "Secure" not in cookie


@pytest.mark.parametrize("settings", [{"secure_cookies": True}, {"public_url": "https://live.example.org"}])
async def test_behind_https_the_cookie_stays_there(
    database: Database, clock: FakeClock, events: Events, tmp_path: Path, settings: dict[str, object]
) -> None:
    async with open_house(database, clock, events, tmp_path / "files", **settings) as house:
        response = await house.browser().post("/accounts", json=form("mika"))
        assert "; Secure" in response.headers["set-cookie"]


WRONG_FORMS: list[tuple[dict[str, object], str, str]] = [
    ({"handle": "ab"}, "handle_invalid", "handle"),
    ({"handle": "x" * 10_000}, "handle_invalid", "handle"),
    ({"handle": "../me"}, "handle_invalid", "handle"),
    ({"handle": "admin"}, "handle_reserved", "handle"),
    ({"handle": 7}, "bad_input", "handle"),
    ({"handle": None}, "bad_input", "handle"),
    ({"email": "nowhere"}, "email_invalid", "email"),
    ({"email": "a\x00b@example.org"}, "email_invalid", "email"),
    ({"password": "short"}, "password_invalid", "password"),
    ({"password": "p" * 257}, "password_invalid", "password"),
    ({"password": "Password123"}, "password_common", "password"),
    ({"password": "newcomer!"}, "password_common", "password"),
    ({"birth_date": "2001-02-29"}, "birth_date_invalid", "birth_date"),
    ({"birth_date": "2026-03-15"}, "birth_date_invalid", "birth_date"),
    ({"birth_date": "1899-12-31"}, "birth_date_invalid", "birth_date"),
    ({"birth_date": 946_598_400}, "bad_input", "birth_date"),
    ({"birth_date": "2013-03-15"}, "too_young", "birth_date"),
    ({"region": "XX"}, "region_unknown", "region"),
    ({"accept_terms": False}, "terms_not_accepted", "accept_terms"),
    ({"accept_terms": "yes"}, "bad_input", "accept_terms"),
    ({"nickname": "n" * 31}, "too_long", "nickname"),
    ({"nickname": "\u200b"}, "required", "nickname"),
    ({"followers": 1_000_000}, "bad_input", "followers"),
    ({"id": "01kmn0v6000000000000000abc"}, "bad_input", "id"),
]


async def test_what_is_wrong_is_said_at_its_field_and_nothing_is_made(house: House) -> None:
    browser = house.browser()
    for changes, code, field in WRONG_FORMS:
        response = await browser.post("/accounts", json=form("newcomer", **changes))
        assert error_of(response) == (400, code, field), changes
        assert "set-cookie" not in response.headers
    async with house.database.read() as connection:
        assert (await connection.execute(sa.text("SELECT count(*) FROM accounts"))).scalar_one() == 0


GARBAGE = [b"", b"{", b"[]", b'"x"', b"\xff\xfe", b'{"handle": "\\ud800"}', b'{"a":' * 5_000, b"9" * 60_000]


async def test_garbage_is_refused_in_the_usual_shape(house: House) -> None:
    browser = house.browser()
    for body in GARBAGE:
        response = await browser.post("/accounts", content=body, headers={"Content-Type": "application/json"})
        assert error_of(response)[0] == 400, body[:20]


async def test_a_body_that_is_far_too_large_is_not_read(house: House) -> None:
    response = await house.browser().post("/accounts", json=form("mika", nickname="n" * 100_000))
    assert error_of(response)[:2] == (413, "body_too_large")


async def test_a_form_on_another_sites_page_does_nothing(house: House) -> None:
    browser = house.browser()
    response = await browser.post("/accounts", json=form("mika"), headers={"Sec-Fetch-Site": "cross-site"})
    assert error_of(response)[:2] == (403, "cross_site_request")
    assert (await browser.get("/accounts/mika")).status_code == 404


async def test_handles_and_addresses_are_unique_whatever_their_case(house: House) -> None:
    await house.signed_up("mika", email="mika@example.org")
    taken = await house.browser().post("/accounts", json=form("MIKA", email="other@example.org"))
    assert error_of(taken) == (409, "handle_taken", "handle")
    taken = await house.browser().post("/accounts", json=form("other", email="MIKA@Example.org"))
    assert error_of(taken) == (409, "email_taken", "email")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [({"email": "second@example.org"}, HandleTaken), ({"handle": "second", "email": "FIRST@example.org"}, EmailTaken)],
)
async def test_of_many_who_are_equally_fast_one_gets_it(
    house: House, changes: dict[str, object], refusal: type[Exception]
) -> None:
    first = form("first")
    forms = [msgspec.convert(typed, NewAccount) for typed in (first, {**first, **changes}) * 3]
    made = await asyncio.gather(*(house.accounts.create(new) for new in forms), return_exceptions=True)
    refused = [result for result in made if isinstance(result, Exception)]
    assert len(refused) == len(forms) - 1
    # The very same form sent again runs into both; which of them is told does not matter.
    assert {type(error) for error in refused} <= {HandleTaken, EmailTaken}
    assert refusal in {type(error) for error in refused}
    async with house.database.read() as connection:
        assert (await connection.execute(sa.text("SELECT count(*) FROM accounts"))).scalar_one() == 1


async def test_the_last_word_is_the_databases(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from livehouse.accounts import store

    async def nobody(*_: object, **__: object) -> tuple[bool, bool]:
        return False, False

    await house.signed_up("mika")
    monkeypatch.setattr(store, "find_taken", nobody)
    # An address that holds the names of the columns must not confuse what was violated.
    odd = form("accounts.email_key", email="accounts.handle@example.org")
    assert (await house.browser().post("/accounts", json=odd)).status_code == 201
    again = await house.browser().post("/accounts", json={**odd, "handle": "somebody"})
    assert error_of(again) == (409, "email_taken", "email")
    again = await house.browser().post("/accounts", json={**odd, "email": "somebody@example.org"})
    assert error_of(again) == (409, "handle_taken", "handle")


async def test_no_password_can_be_read_from_the_database(house: House) -> None:
    browser = await house.signed_up("mika")
    async with house.database.read() as connection:
        hashes = (await connection.execute(sa.text("SELECT password_hash FROM accounts"))).scalar_one()
        tokens = (await connection.execute(sa.text("SELECT token_hash FROM sessions"))).scalar_one()
    assert hashes.startswith("$argon2id$")
    assert PASSWORD not in hashes
    assert browser.cookies["livehouse_session"] not in tokens


async def test_one_network_makes_only_so_many_accounts_an_hour(
    database: Database, clock: FakeClock, events: Events, tmp_path: Path
) -> None:
    async with open_house(database, clock, events, tmp_path / "files", sign_up_per_hour=3) as house:
        await house.signed_up("mika")
        # What was typed wrong, or chosen by somebody else, costs nothing.
        for _ in range(5):
            assert (await house.browser().post("/accounts", json=form("x"))).status_code == 400
            taken = await house.browser().post("/accounts", json=form("mika"))
            assert error_of(taken)[1] == "handle_taken"
        # Learning that an address is known costs as much as an account.
        asked = await house.browser().post("/accounts", json=form("asker", email="mika@example.org"))
        assert error_of(asked)[1] == "email_taken"
        burst = [house.browser().post("/accounts", json=form(f"burst_{number}")) for number in "abcdef"]
        statuses = sorted(response.status_code for response in await asyncio.gather(*burst))
        assert statuses == [201, 429, 429, 429, 429, 429]
        refused = await house.browser().post("/accounts", json=form("late"))
        assert error_of(refused)[:2] == (429, "too_fast")
        assert 0 < int(refused.headers["retry-after"]) <= 3_600
        elsewhere = await house.browser(address="198.51.100.7").post("/accounts", json=form("late"))
        assert elsewhere.status_code == 201


async def test_a_full_disk_is_said_and_leaves_who_is_signed_in_signed_in(house: House) -> None:
    if not house.database.is_sqlite:
        # The code with which PostgreSQL reports a full disk is understood in one place, and tested there.
        return
    browser = await house.signed_up("mika")
    house.clock.advance(120)
    async with house.database.opening() as connection:
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
        await connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    refused = None
    for number in range(200):
        refused = await house.browser().post("/accounts", json=form(f"filler_{number}a"))
        if refused.status_code != 201:
            break
    assert refused is not None
    assert error_of(refused)[:2] == (503, "storage_full")
    assert (await browser.get("/me")).json()["account"]["handle"] == "mika"


async def test_from_which_network_an_account_was_made_is_kept_as_a_hash(house: House) -> None:
    for handle, address in (("mika", "203.0.113.5"), ("otto", "203.0.113.5"), ("june", "203.0.113.6")):
        assert (await house.browser(address).post("/accounts", json=form(handle))).status_code == 201
    kept = [(await house.accounts.access_by_handle(handle)).sign_up_network for handle in ("mika", "otto", "june")]
    assert kept[0] == kept[1] != kept[2]
    assert kept[0] == house.networks.hash("203.0.113.5")
    made = await house.accounts.create(new_account("kofi"))
    assert (made.sign_up_network, made.email_confirmed_at) == (None, house.clock.now())
