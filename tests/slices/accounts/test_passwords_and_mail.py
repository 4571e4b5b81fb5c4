import asyncio
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from livehouse.accounts import OthersShutOut, SessionEnded
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from livehouse.platform.mail import WrittenMail
from livehouse.platform.steps import Step
from tests.slices.accounts.house import PASSWORD, House, error_of, form, open_house
from tests.slices.accounts.test_sessions import is_signed_in, sign_in
from tests.support.clock import FakeClock

NEW = "other words, all mine"


def token_in(mail: WrittenMail) -> str:
    found = re.search(r"http://livehouse\.test/(?:confirm|reset)\?token=([\w-]{43})\b", mail.text)
    assert found is not None, mail.text
    return found[1]


async def me_of(browser: httpx.AsyncClient) -> dict[str, object]:
    me: dict[str, object] = (await browser.get("/me")).json()["account"]
    return me


async def test_signing_up_brings_a_link_that_confirms_the_address_once(house: House) -> None:
    mika = await house.signed_up("mika")
    (mail,) = await house.letters("mika@example.org")
    assert mail.subject == "Confirm your e-mail address · Livehouse"
    assert (await me_of(mika))["email_confirmed_at"] is None
    token = token_in(mail)
    # Opened in any browser: who reads the mail need not be signed in there.
    stranger = house.browser()
    confirmed = await stranger.post("/email-confirmations", json={"token": token})
    assert confirmed.json() == {"email": "mika@example.org"}
    assert (await me_of(mika))["email_confirmed_at"] == "2026-03-14T20:00:00Z"
    assert error_of(await stranger.post("/email-confirmations", json={"token": token}))[:2] == (404, "link_spent")
    assert error_of(await mika.post("/me/email/confirmation"))[:2] == (409, "email_confirmed")


async def test_only_the_hash_of_a_token_is_kept_outside_of_the_mail(house: House) -> None:
    await house.signed_up("mika")
    token = token_in((await house.letters("mika@example.org"))[0])
    async with house.database.read() as connection:
        kept = str((await connection.execute(sa.text("SELECT * FROM account_tokens"))).all())
        told = str((await connection.execute(sa.text("SELECT * FROM outbox"))).all())
    assert len(kept) > 10
    assert token not in kept + told


async def test_mails_are_in_the_language_that_the_browser_prefers(house: House) -> None:
    for handle, accepts, said in (("mika", "ja,en;q=0.8", "さん"), ("otto", "de,en;q=0.5", "Hello")):
        browser = house.browser()
        assert (
            await browser.post("/accounts", json=form(handle), headers={"Accept-Language": accepts})
        ).status_code == 201
        assert said in (await house.letters(f"{handle}@example.org"))[0].text
    june = await house.signed_up("june", language="ja")
    assert "さん" in (await house.letters("june@example.org"))[0].text
    assert (await june.patch("/me", json={"language": "en"})).json()["language"] == "en"
    assert (await june.post("/me/email/confirmation")).status_code == 202
    assert "Hello @june" in (await house.letters("june@example.org"))[0].text


async def test_a_link_works_for_its_time_and_not_longer(house: House) -> None:
    mika = await house.signed_up("mika")
    # A link's time begins when its letter is written, which is after the sign-up was answered.
    late = token_in((await house.letters("mika@example.org"))[0])
    house.clock.advance(timedelta(hours=72).total_seconds() - 1)
    await mika.post("/me/email/confirmation")
    fresh = token_in((await house.letters("mika@example.org"))[0])
    house.clock.advance(1)
    assert (await mika.post("/email-confirmations", json={"token": late})).status_code == 404
    assert (await mika.post("/email-confirmations", json={"token": fresh})).status_code == 200


NO_TOKENS = ["", "x", "A" * 43, "A" * 5_000, "\x00", "../me"]


async def test_made_up_tokens_do_nothing(house: House) -> None:
    await house.signed_up("mika")
    for token in NO_TOKENS:
        answer = await house.browser().post("/email-confirmations", json={"token": token})
        assert error_of(answer)[:2] == (404, "link_spent"), token
    answer = await house.browser().put(f"/password-resets/{'A' * 43}", json={"password": NEW})
    assert error_of(answer)[:2] == (404, "link_spent")
    # A link that confirms an address chooses no password, and the other way round.
    token = token_in((await house.letters("mika@example.org"))[0])
    assert (await house.browser().put(f"/password-resets/{token}", json={"password": NEW})).status_code == 404


async def test_another_address_counts_once_it_is_confirmed(house: House) -> None:
    mika = await house.signed_up("mika")
    old = token_in((await house.letters("mika@example.org"))[0])
    changed = await mika.put("/me/email", json={"email": "Mika@New.example", "password": PASSWORD})
    assert (changed.json()["email"], changed.json()["email_next"]) == ("mika@example.org", "Mika@new.example")
    # Both are the same address: whoever typed it wrongly the first time can confirm the right one.
    assert (await mika.post("/email-confirmations", json={"token": old})).status_code == 404
    assert (await sign_in(house.browser(), "mika@new.example")).status_code == 401
    token = token_in((await house.letters("Mika@new.example"))[0])
    assert (await mika.post("/email-confirmations", json={"token": token})).json() == {"email": "Mika@new.example"}
    me = await me_of(mika)
    assert (me["email"], me["email_next"]) == ("Mika@new.example", None)
    assert (await sign_in(house.browser(), "mika@new.example")).status_code == 201
    assert (await sign_in(house.browser(), "mika@example.org")).status_code == 401
    # The old address hears of it.
    assert "another e-mail address" in (await house.letters("mika@example.org"))[0].text


async def test_an_address_is_not_taken_from_somebody_else(house: House) -> None:
    mika, _ = await house.signed_up("mika"), await house.signed_up("otto")
    taken = await mika.put("/me/email", json={"email": "OTTO@example.org", "password": PASSWORD})
    assert error_of(taken) == (409, "email_taken", "email")
    wrong = await mika.put("/me/email", json={"email": "new@example.org", "password": "not this"})
    assert error_of(wrong) == (403, "wrong_password", "password")
    assert error_of(await mika.put("/me/email", json={"email": "no", "password": PASSWORD}))[1] == "email_invalid"
    # Somebody signs up with it between the asking and the confirming.
    await mika.put("/me/email", json={"email": "free@example.org", "password": PASSWORD})
    token = token_in((await house.letters("free@example.org"))[0])
    await house.signed_up("june", email="free@example.org")
    assert error_of(await mika.post("/email-confirmations", json={"token": token}))[:2] == (409, "email_taken")
    assert (await me_of(mika))["email"] == "mika@example.org"


async def test_a_change_of_address_is_taken_back_by_the_present_one(house: House) -> None:
    mika = await house.signed_up("mika")
    await mika.put("/me/email", json={"email": "new@example.org", "password": PASSWORD})
    token = token_in((await house.letters("new@example.org"))[0])
    back = await mika.put("/me/email", json={"email": "MIKA@example.org", "password": PASSWORD})
    assert back.json()["email_next"] is None
    assert (await mika.post("/email-confirmations", json={"token": token})).status_code == 404


async def test_an_account_cannot_be_made_to_get_many_mails(
    database: Database, clock: FakeClock, events: Events, tmp_path: Path
) -> None:
    async with open_house(database, clock, events, tmp_path / "files", mails_per_hour=2) as house:
        mika = await house.signed_up("mika")
        statuses = [(await mika.post("/me/email/confirmation")).status_code for _ in range(3)]
        assert statuses == [202, 202, 429]
        # Asking for a link as somebody else is answered as ever, and sends nothing more.
        assert (await house.browser().post("/password-resets", json={"login": "mika"})).status_code == 202
        assert len(await house.letters("mika@example.org")) == 3


async def test_a_forgotten_password_is_chosen_anew_by_a_mail(house: House) -> None:
    phone = await house.signed_up("mika")
    laptop = house.browser()
    await sign_in(laptop, "mika")
    for login in ("@MIKA", "Mika@example.org"):
        asked = await house.browser().post("/password-resets", json={"login": login})
        assert (asked.status_code, asked.text) == (202, "null")
    mails = [mail for mail in await house.letters("mika@example.org") if "new password" in mail.subject]
    assert len(mails) == 2
    weak = await house.browser().put(f"/password-resets/{token_in(mails[0])}", json={"password": "password1"})
    assert error_of(weak) == (400, "password_common", "password")
    done = await house.browser().put(f"/password-resets/{token_in(mails[0])}", json={"password": NEW})
    assert (done.status_code, done.json()["handle"], done.json()["took_back_deletion"]) == (200, "mika", False)
    assert [await is_signed_in(browser) for browser in (phone, laptop)] == [False, False]
    told = await house.heard()
    assert len([event for event in told if isinstance(event, SessionEnded)]) == 2
    assert len([event for event in told if isinstance(event, OthersShutOut)]) == 1
    assert (await sign_in(house.browser(), "mika")).status_code == 401
    assert (await sign_in(phone, "mika", NEW)).status_code == 201
    # Neither this link nor the other one works again; and whoever read the mail has shown whose the address is.
    for mail in mails:
        again = await house.browser().put(f"/password-resets/{token_in(mail)}", json={"password": "third words here"})
        assert error_of(again)[:2] == (404, "link_spent")
    assert (await me_of(phone))["email_confirmed_at"] is not None
    assert "was changed" in (await house.letters("mika@example.org"))[0].subject


async def test_asking_for_a_link_tells_nothing_about_who_is_here(house: House) -> None:
    await house.signed_up("mika")
    await house.database.drained()
    before = await house.mails.shown()
    answers = [
        await house.browser().post("/password-resets", json={"login": login})
        for login in ("mika", "nobody", "nobody@example.org", "", "no one\x00", "x" * 5_000)
    ]
    assert {(answer.status_code, answer.text) for answer in answers} == {(202, "null")}
    assert len(await house.letters("mika@example.org")) == 2
    assert len(await house.mails.shown()) == len(before) + 1


async def test_asking_takes_the_same_work_whoever_it_is(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await house.signed_up("mika")
    await house.database.drained()
    statements: list[str] = []
    asked: dict[str, list[str]] = {}
    execute, begin = sa.ext.asyncio.AsyncConnection.execute, Step.begin

    def counted_begin(step: Step[Any], dialect: sa.Dialect) -> object:
        if asyncio.current_task() is task:
            statements.append("step")
        return begin(step, dialect)

    async def counted(connection: object, statement: object, *rest: object) -> object:
        if asyncio.current_task() is task:
            statements.append(type(statement).__name__)
        return await execute(connection, statement, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(sa.ext.asyncio.AsyncConnection, "execute", counted)
    monkeypatch.setattr(Step, "begin", counted_begin)
    task = asyncio.current_task()
    for login in ("mika", "nobody"):
        statements.clear()
        await house.self_service.credentials.ask_reset(login, address="198.51.100.1", origin="")
        asked[login] = list(statements)
    assert asked["mika"] == asked["nobody"]
    assert len(asked["mika"]) == 1


async def test_one_network_cannot_ask_for_links_without_end(
    database: Database, clock: FakeClock, events: Events, tmp_path: Path
) -> None:
    async with open_house(database, clock, events, tmp_path / "files", password_resets_per_hour=2) as house:
        answers = [await house.browser().post("/password-resets", json={"login": "mika"}) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [202, 202, 429]
        other = house.browser("198.51.100.9")
        assert (await other.post("/password-resets", json={"login": "mika"})).status_code == 202


async def test_a_link_is_used_once_by_however_many_at_once(house: House) -> None:
    await house.signed_up("mika")
    await house.browser().post("/password-resets", json={"login": "mika"})
    token = token_in((await house.letters("mika@example.org"))[0])
    words = [f"words number {number} of mine" for number in range(4)]
    answers = await asyncio.gather(
        *(house.browser().put(f"/password-resets/{token}", json={"password": each}) for each in words)
    )
    assert sorted(answer.status_code for answer in answers) == [200, 404, 404, 404]
    won = words[[answer.status_code for answer in answers].index(200)]
    assert (await sign_in(house.browser(), "mika", won)).status_code == 201


async def test_two_links_at_once_are_one_after_the_other(house: House) -> None:
    """On PostgreSQL each would otherwise take its own link and then wait for the other's, until one is shot."""
    await house.signed_up("mika")
    for _ in range(2):
        await house.browser().post("/password-resets", json={"login": "mika"})
    tokens = [token_in(mail) for mail in (await house.letters("mika@example.org"))[:2]]
    answers = await asyncio.gather(
        *(house.browser().put(f"/password-resets/{token}", json={"password": NEW}) for token in tokens)
    )
    assert sorted(answer.status_code for answer in answers) == [200, 404]


async def test_a_link_sent_to_an_address_that_was_given_up_opens_nothing(house: House) -> None:
    mika = await house.signed_up("mika")
    await house.browser().post("/password-resets", json={"login": "mika"})
    reset = token_in((await house.letters("mika@example.org"))[0])
    await mika.put("/me/email", json={"email": "new@example.org", "password": PASSWORD})
    confirm = token_in((await house.letters("new@example.org"))[0])
    await mika.post("/email-confirmations", json={"token": confirm})
    assert (await house.browser().put(f"/password-resets/{reset}", json={"password": NEW})).status_code == 404
    assert (await sign_in(house.browser(), "mika")).status_code == 201


async def test_changing_the_password_signs_out_every_other_device(house: House) -> None:
    phone = await house.signed_up("mika")
    laptop = house.browser()
    await sign_in(laptop, "mika")
    wrong = await phone.put("/me/password", json={"old": "not this", "new": NEW})
    assert error_of(wrong) == (403, "wrong_password", "old")
    weak = await phone.put("/me/password", json={"old": PASSWORD, "new": "mika"})
    assert error_of(weak) == (400, "password_invalid", "new")
    assert (await phone.put("/me/password", json={"old": PASSWORD, "new": NEW})).status_code == 204
    assert [await is_signed_in(browser) for browser in (phone, laptop)] == [True, False]
    assert (await sign_in(house.browser(), "mika", NEW)).status_code == 201
    assert (await sign_in(house.browser(), "mika")).status_code == 401


async def test_whoever_finds_a_phone_cannot_guess_the_password_on_it(
    database: Database, clock: FakeClock, events: Events, tmp_path: Path
) -> None:
    async with open_house(database, clock, events, tmp_path / "files", sign_in_per_minute=3) as house:
        phone = await house.signed_up("mika")
        guesses = [phone.put("/me/password", json={"old": f"guess {each}", "new": NEW}) for each in range(12)]
        statuses = [answer.status_code for answer in await asyncio.gather(*guesses)]
        # Two are in work at once, so one more than the limit may get its answer.
        assert 3 <= statuses.count(403) <= 4
        assert statuses.count(429) == 12 - statuses.count(403)
        for path, body in (("/me/email", {"email": "a@example.org", "password": PASSWORD}),):
            assert (await phone.put(path, json=body)).status_code == 429
        # The owner signs in elsewhere all the same.
        assert (await sign_in(house.browser("192.0.2.8"), "mika")).status_code == 201


async def test_an_attacker_who_hammers_keeps_the_owner_out_of_nothing(
    database: Database, clock: FakeClock, events: Events, tmp_path: Path
) -> None:
    async with open_house(database, clock, events, tmp_path / "files", sign_in_per_minute=3) as house:
        home = await house.signed_up("mika")
        for number in range(10):
            await sign_in(house.browser(f"198.51.100.{number}"), "mika", "wrong words")
        # From where the owner was signed in before, the password opens.
        assert (await sign_in(house.browser(), "mika")).status_code == 201
        # From a hotel, where it was never signed in, the password has to wait, and a link by mail does not.
        hotel = house.browser("192.0.2.77")
        assert (await sign_in(hotel, "mika")).status_code == 429
        assert (await hotel.post("/password-resets", json={"login": "mika"})).status_code == 202
        token = token_in((await house.letters("mika@example.org"))[0])
        assert (await hotel.put(f"/password-resets/{token}", json={"password": NEW})).status_code == 200
        assert not await is_signed_in(home)
        assert await is_signed_in(hotel), "the password still waits there, so the link itself opens"


async def test_the_outbox_is_shown_where_it_is_asked_for_and_nowhere_else(
    house: House, database: Database, clock: FakeClock, events: Events, tmp_path: Path
) -> None:
    await house.signed_up("mika")
    await house.database.drained()
    assert error_of(await house.browser().get("/outbox"))[:2] == (404, "not_found")
    async with open_house(database, clock, Events(), tmp_path / "files", show_outbox=True) as demo:
        (mail,) = (await demo.browser().get("/outbox")).json()["mails"]
        assert set(mail) == {"id", "to", "subject", "text", "written_at"}
        assert mail["to"] == "mika@example.org"


async def test_links_lead_to_where_the_platform_says_that_it_is(
    database: Database, clock: FakeClock, events: Events, tmp_path: Path
) -> None:
    public = {"public_url": "https://live.example"}
    async with open_house(database, clock, events, tmp_path / "files", **public) as house:
        await house.signed_up("mika")
        forged = {"Host": "evil.example", "Origin": "https://live.example"}
        await house.browser().post("/password-resets", json={"login": "mika"}, headers=forged)
        for mail in await house.letters("mika@example.org"):
            assert "https://live.example/" in mail.text
            assert "evil" not in mail.text
