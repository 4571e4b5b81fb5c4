import asyncio
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from livehouse.accounts import AccountDeleted, AccountLeaving, SessionEnded
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from tests.slices.accounts.house import PASSWORD, House, error_of, open_house
from tests.slices.accounts.test_avatars import picture
from tests.slices.accounts.test_passkeys import begun_sign_in, passkey_sign_in, with_passkey
from tests.slices.accounts.test_sessions import is_signed_in, sign_in
from tests.support.clock import FakeClock

GRACE_S = timedelta(days=14).total_seconds()


async def leave(browser: httpx.AsyncClient, password: str = PASSWORD) -> httpx.Response:
    return await browser.request("DELETE", "/me", json={"password": password})


async def rows(house: House, query: str) -> list[dict[str, Any]]:
    async with house.database.read() as connection:
        return [dict(row._mapping) for row in await connection.execute(sa.text(query))]


async def test_leaving_needs_the_password_and_hides_the_account_at_once(house: House) -> None:
    mika, otto = await house.signed_up("mika"), await house.signed_up("otto")
    await otto.put("/accounts/mika/follow")
    me = (await mika.get("/me")).json()["account"]
    laptop = house.browser()
    await sign_in(laptop, "mika")
    await house.heard()
    assert error_of(await leave(mika, "not this")) == (403, "wrong_password", "password")
    assert error_of(await mika.delete("/me"))[0] == 400
    gone = await leave(mika)
    assert gone.json() == {"deletion_at": "2026-03-28T20:00:00Z"}
    assert [await is_signed_in(browser) for browser in (mika, laptop)] == [False, False]
    told = await house.heard()
    assert AccountLeaving(account_id=me["id"], until=house.clock.now() + timedelta(days=14)) in told
    assert sum(isinstance(event, SessionEnded) for event in told) == 2
    assert error_of(await otto.get("/accounts/mika"))[:2] == (404, "no_such_account")
    assert error_of(await otto.put("/accounts/mika/follow"))[:2] == (404, "no_such_account")
    assert (await otto.get("/accounts/otto/following")).json()["accounts"] == []
    mail = (await house.letters("mika@example.org"))[0]
    assert "2026-03-28 20:00 UTC" in mail.text


async def test_leaving_twice_at_once_is_leaving_once(house: House) -> None:
    mika = await house.signed_up("mika")
    answers = await asyncio.gather(*(leave(mika) for _ in range(3)))
    # Whoever comes late may find the session ended already.
    assert {answer.status_code for answer in answers} <= {200, 401}
    told = await house.heard()
    assert sum(isinstance(event, AccountLeaving) for event in told) == 1
    assert sum("will be deleted" in mail.subject for mail in await house.letters("mika@example.org")) == 1


async def test_who_signs_in_within_the_grace_keeps_everything(house: House) -> None:
    mika, phone = await with_passkey(house)
    otto = await house.signed_up("otto")
    await otto.put("/accounts/mika/follow")
    for come_back in ("password", "passkey"):
        await leave(mika)
        house.clock.advance(GRACE_S - 60)
        assert await house.self_service.departures.carry_out() == 0
        for was_leaving in (True, False):
            if come_back == "password":
                came = await sign_in(mika, "mika")
            else:
                came = await passkey_sign_in(mika, phone.get(await begun_sign_in(mika)))
            assert came.status_code == 201
            assert came.json()["took_back_deletion"] is was_leaving
        house.clock.advance(120)
        assert await house.self_service.departures.carry_out() == 0
        profile = (await house.browser().get("/accounts/mika")).json()
        assert (profile["followers"], profile["nickname"]) == (1, "mika")


async def test_after_the_grace_everything_personal_is_gone_and_the_row_stays(house: House) -> None:
    mika, phone = await with_passkey(house)
    otto, june = await house.signed_up("otto"), await house.signed_up("june")
    await mika.put("/me/avatar", content=picture())
    await mika.patch("/me", json={"bio": "about me", "links": [{"label": "x", "url": "https://mika.example"}]})
    await mika.put("/me/handle", json={"handle": "mika.k"})
    for one, other in ((mika, "otto"), (mika, "june"), (otto, "mika.k"), (june, "otto")):
        await one.put(f"/accounts/{other}/follow")
    account_id = (await mika.get("/me")).json()["account"]["id"]
    await house.browser().post("/password-resets", json={"login": "mika.k"})
    token = (await house.letters("mika@example.org"))[0].text.partition("token=")[2][:43]
    await leave(mika)
    await house.heard()
    house.clock.advance(GRACE_S)
    # Any number of processes may look; one of them does it.
    done = await asyncio.gather(*(house.self_service.departures.carry_out() for _ in range(3)))
    assert sum(done) == 1
    assert await house.heard() == [AccountDeleted(account_id=account_id)]
    (row,) = await rows(house, f"SELECT * FROM accounts WHERE id = '{account_id}'")
    assert (row["handle"], row["nickname"], row["email"], row["password_hash"]) == ("deleted.1", "deleted.1", "", "")
    text = str(row).lower()
    assert not any(word in text for word in ("mika", "about me", "2000"))
    for table in ("sessions", "passkeys", "account_tokens", "old_handles"):
        found = await rows(house, f"SELECT * FROM {table} WHERE account_id = '{account_id}'")
        assert found == [], table
    assert [path for path in house.files_folder.rglob("*") if path.is_file()] == []
    assert [mail.to for mail in await house.mails.shown() if "mika" in mail.to] == []
    assert (await house.letters("otto@example.org")) != []
    counts = {
        handle: (await house.accounts.access_by_handle(handle)).followers for handle in ("otto", "june", "deleted.1")
    }
    assert counts == {"otto": 1, "june": 0, "deleted.1": 0}
    assert (await house.accounts.access_by_handle("otto")).following == 0
    assert (await house.accounts.card(account_id)).handle == "deleted.1"
    # Nothing opens it, and both names are free for others, as is the address.
    for login in ("mika.k", "mika@example.org", "deleted.1", f"deleted:{account_id}"):
        assert (await sign_in(house.browser(), login)).status_code == 401
        assert (await sign_in(house.browser(), login, "")).status_code == 401
    assert (await passkey_sign_in(mika, phone.get(await begun_sign_in(mika)))).status_code == 401
    reset = await house.browser().put(f"/password-resets/{token}", json={"password": "other words of mine"})
    assert reset.status_code == 404
    assert (await house.browser().get("/accounts/deleted.1")).status_code == 404
    await house.signed_up("mika")


async def test_who_came_back_since_the_look_keeps_the_picture_too(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    mika = await house.signed_up("mika")
    me = (await mika.put("/me/avatar", content=picture())).json()
    await leave(mika)
    house.clock.advance(GRACE_S)
    await sign_in(mika, "mika")

    async def outdated(*_: object, **__: object) -> list[str]:
        return [me["id"]]

    monkeypatch.setattr("livehouse.accounts.change_store.find_due_deletions", outdated)
    assert await house.self_service.departures.carry_out() == 0
    await house.heard()
    assert (await mika.get("/me")).json()["account"]["avatar_url"] == me["avatar_url"]
    assert [path for path in house.files_folder.rglob("*.webp") if path.is_file()] != []


async def test_each_deleted_account_has_a_name_of_its_own(house: House) -> None:
    people = [await house.signed_up(f"person_{letter}") for letter in "abc"]
    for person in people:
        await leave(person)
    house.clock.advance(GRACE_S)
    assert await house.self_service.departures.carry_out() == 3
    handles = await rows(house, "SELECT handle FROM accounts ORDER BY handle")
    assert [row["handle"] for row in handles] == ["deleted.1", "deleted.2", "deleted.3"]


async def test_counts_stay_exact_while_others_follow_and_unfollow(house: House) -> None:
    # Ids ascend: some of the others sort before who leaves, and some after.
    people = {f"person_{letter}": await house.signed_up(f"person_{letter}") for letter in "abcdef"}
    leaving = people.pop("person_c")
    for handle, person in people.items():
        await leaving.put(f"/accounts/{handle}/follow")
        await person.put("/accounts/person_c/follow")
    leaving_id = (await leaving.get("/me")).json()["account"]["id"]
    await leave(leaving)
    house.clock.advance(GRACE_S)
    for handle, person in people.items():
        await sign_in(person, handle)
    changes = [person.delete("/accounts/person_c/follow") for person in people.values()]
    changes += [person.put("/accounts/person_a/follow") for person in people.values()]
    await asyncio.gather(house.self_service.departures.carry_out(), *changes)
    await house.self_service.departures.carry_out()
    follows = await rows(house, "SELECT follower_id, followee_id FROM follows")
    assert leaving_id not in str(follows)
    for account in await rows(house, "SELECT id, followers, following FROM accounts"):
        assert account["followers"] == sum(each["followee_id"] == account["id"] for each in follows)
        assert account["following"] == sum(each["follower_id"] == account["id"] for each in follows)


async def test_who_comes_back_in_the_last_moment_is_there_or_is_not(house: House) -> None:
    mika = await house.signed_up("mika")
    await leave(mika)
    house.clock.advance(GRACE_S)
    came, deleted = await asyncio.gather(sign_in(mika, "mika"), house.self_service.departures.carry_out())
    assert (came.status_code, deleted) in ((201, 0), (401, 1))
    assert await is_signed_in(mika) == (deleted == 0)


async def read_export(browser: httpx.AsyncClient) -> dict[str, bytes]:
    response = await browser.get("/me/export")
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/zip"
    assert "attachment" in response.headers["content-disposition"]
    assert response.headers["cache-control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


async def test_an_export_has_all_of_ones_data_and_no_secrets(house: House) -> None:
    mika, _ = await with_passkey(house)
    otto = await house.signed_up("otto")
    await mika.put("/accounts/otto/follow")
    await otto.put("/accounts/mika/follow")
    await mika.put("/me/avatar", content=picture())
    await mika.put("/me/handle", json={"handle": "mika.k"})

    async def export(account_id: str) -> list[dict[str, str]]:
        return [{"title": "a slice above", "of": account_id}]

    house.self_service.add_exporter("things", export)
    files = await read_export(mika)
    me = (await mika.get("/me")).json()["account"]
    parts = {name.removesuffix(".json"): json.loads(data) for name, data in files.items() if name.endswith(".json")}
    assert set(parts) == {
        *("account", "sessions", "passkeys", "former_handles", "days_watched", "followers", "following", "things"),
    }
    assert (parts["account"]["email"], parts["account"]["birth_date"]) == ("mika@example.org", "2000-02-29")
    assert parts["sessions"][0]["address"] == "203.0.113.5"
    assert [each["handle"] for each in parts["followers"]] == ["otto"]
    assert [each["handle"] for each in parts["following"]] == ["otto"]
    assert [each["handle"] for each in parts["former_handles"]] == ["mika"]
    assert parts["things"] == [{"title": "a slice above", "of": me["id"]}]
    assert files["avatar.webp"][:4] == b"RIFF"
    secrets = await rows(
        house, "SELECT password_hash, token_hash FROM accounts JOIN sessions ON account_id = accounts.id"
    )
    everything = b"".join(files.values())
    assert not any(value.encode() in everything for row in secrets for value in row.values())
    assert b"otto@example.org" not in everything


async def test_two_exporters_of_one_name_are_a_mistake(house: House) -> None:
    async def export(_account_id: str) -> None:
        return None

    house.self_service.add_exporter("things", export)
    with pytest.raises(ValueError, match="things"):
        house.self_service.add_exporter("things", export)


async def test_exports_are_made_now_and_then(
    database: Database, clock: FakeClock, events: Events, tmp_path: Path
) -> None:
    async with open_house(database, clock, events, tmp_path / "files", exports_per_hour=1) as house:
        mika = await house.signed_up("mika")
        await read_export(mika)
        assert error_of(await mika.get("/me/export"))[:2] == (429, "too_fast")
        assert error_of(await house.browser().get("/me/export"))[:2] == (401, "not_signed_in")
