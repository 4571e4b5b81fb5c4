import asyncio
from pathlib import Path
from typing import Any

import httpx
from hypothesis import given
from hypothesis import strategies as st

from livehouse.accounts.passkeys import _challenge_of
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from tests.slices.accounts.house import House, error_of, open_house
from tests.slices.accounts.test_sessions import is_signed_in, listed, sign_in
from tests.support.authenticator import Authenticator, encode
from tests.support.clock import FakeClock


async def begun(browser: httpx.AsyncClient) -> dict[str, Any]:
    response = await browser.post("/me/passkeys/options")
    assert response.status_code == 200, response.text
    options: dict[str, Any] = response.json()["public_key"]
    return options


async def begun_sign_in(browser: httpx.AsyncClient) -> dict[str, Any]:
    options: dict[str, Any] = (await browser.post("/passkey-sign-in/options")).json()["public_key"]
    return options


async def with_passkey(house: House, handle: str = "mika") -> tuple[httpx.AsyncClient, Authenticator]:
    browser, authenticator = await house.signed_up(handle), Authenticator()
    added = await browser.post("/me/passkeys", json={"credential": authenticator.create(await begun(browser))})
    assert added.status_code == 201, added.text
    return browser, authenticator


async def passkey_sign_in(browser: httpx.AsyncClient, credential: dict[str, Any]) -> httpx.Response:
    return await browser.post("/passkey-sign-in", json={"credential": credential})


async def test_a_passkey_signs_its_owner_in_without_a_name_or_password(house: House) -> None:
    _, phone = await with_passkey(house)
    tablet = house.browser()
    options = await begun_sign_in(tablet)
    assert options["rpId"] == "livehouse.test"
    assert options["userVerification"] == "required"
    # Nobody is named: whoever looks learns of no account.
    assert not options.get("allowCredentials")
    signed_in = await passkey_sign_in(tablet, phone.get(options))
    assert (signed_in.status_code, signed_in.json()["handle"]) == (201, "mika")
    assert await is_signed_in(tablet)


async def test_what_the_browser_is_told_about_a_new_passkey(house: House) -> None:
    mika, phone = await with_passkey(house)
    me = (await mika.get("/me")).json()["account"]
    options = await begun(mika)
    assert options["rp"] == {"name": "Livehouse", "id": "livehouse.test"}
    assert (options["user"]["name"], options["user"]["id"]) == ("mika", encode(me["id"].encode()))
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    # An authenticator that has one already is told, and does not make a second.
    assert [each["id"] for each in options["excludeCredentials"]] == [encode(phone.id)]
    (mail, _) = await house.letters("mika@example.org")
    assert "passkey was added" in mail.text


async def test_passkeys_are_listed_renamed_and_removed(house: House) -> None:
    mika, phone = await with_passkey(house)
    key = Authenticator()
    house.clock.advance(60)
    named = {"credential": key.create(await begun(mika)), "name": "  the   key "}
    assert (await mika.post("/me/passkeys", json=named)).json()["name"] == "the key"
    await passkey_sign_in(house.browser(), phone.get(await begun_sign_in(house.browser())))
    first, second = (await mika.get("/me/passkeys")).json()["passkeys"]
    assert set(first) == {"id", "name", "created_at", "last_used_at"}
    assert (first["name"], first["last_used_at"]) == ("Chrome on Android", "2026-03-14T20:01:00Z")
    assert (second["name"], second["last_used_at"]) == ("the key", None)
    assert (await mika.patch(f"/me/passkeys/{first['id']}", json={"name": "phone"})).status_code == 204
    assert error_of(await mika.patch(f"/me/passkeys/{first['id']}", json={"name": ""}))[1] == "required"
    assert error_of(await mika.patch(f"/me/passkeys/{first['id']}", json={"name": "n" * 41}))[1] == "too_long"
    assert (await mika.delete(f"/me/passkeys/{first['id']}")).status_code == 204
    assert [each["name"] for each in (await mika.get("/me/passkeys")).json()["passkeys"]] == ["the key"]
    refused = await passkey_sign_in(house.browser(), phone.get(await begun_sign_in(house.browser())))
    assert error_of(refused)[:2] == (401, "passkey_refused")
    assert error_of(await mika.delete(f"/me/passkeys/{first['id']}"))[:2] == (404, "no_such_passkey")


async def test_nobody_touches_the_passkeys_of_others(house: House) -> None:
    mika, phone = await with_passkey(house)
    otto = await house.signed_up("otto")
    (own,) = (await mika.get("/me/passkeys")).json()["passkeys"]
    for path in (f"/me/passkeys/{own['id']}", "/me/passkeys/x"):
        assert error_of(await otto.delete(path))[:2] == (404, "no_such_passkey")
        assert error_of(await otto.patch(path, json={"name": "mine"}))[:2] == (404, "no_such_passkey")
    for method, path in (("GET", "/me/passkeys"), ("POST", "/me/passkeys/options")):
        assert error_of(await house.browser().request(method, path))[:2] == (401, "not_signed_in")
    # One that somebody has registered is theirs.
    again = await otto.post("/me/passkeys", json={"credential": phone.create(await begun(otto))})
    assert error_of(again)[:2] == (409, "passkey_known")
    # And an answer to what another person was asked is none.
    stolen = await otto.post("/me/passkeys", json={"credential": Authenticator().create(await begun(mika))})
    assert error_of(stolen)[:2] == (400, "passkey_invalid")


async def test_an_answer_works_once_and_in_time(house: House) -> None:
    mika, phone = await with_passkey(house)
    answer = phone.get(await begun_sign_in(house.browser()))
    answers = await asyncio.gather(*(passkey_sign_in(house.browser(), answer) for _ in range(4)))
    assert sorted(each.status_code for each in answers) == [201, 401, 401, 401]
    late = phone.get(await begun_sign_in(house.browser()))
    house.clock.advance(300)
    assert (await passkey_sign_in(house.browser(), late)).status_code == 401
    late_key = Authenticator().create(await begun(mika))
    house.clock.advance(300)
    assert error_of(await mika.post("/me/passkeys", json={"credential": late_key}))[1] == "passkey_invalid"


async def test_what_was_not_asked_here_or_not_so_signs_nobody_in(house: House) -> None:
    _, phone = await with_passkey(house)
    options = {"challenge": encode(b"c" * 32), "rpId": "livehouse.test"}
    assert (await passkey_sign_in(house.browser(), phone.get(options))).status_code == 401
    # A page of another site that the person was lured to.
    assert (
        await passkey_sign_in(house.browser(), phone.get(await begun_sign_in(house.browser()), rp_id="evil.test"))
    ).status_code == 401
    phone.origin = "https://evil.test"
    assert (await passkey_sign_in(house.browser(), phone.get(await begun_sign_in(house.browser())))).status_code == 401
    phone.origin = "http://livehouse.test"
    # Another authenticator that claims to be this one.
    copy = Authenticator()
    copy.id, copy.user_handle = phone.id, phone.user_handle
    assert (await passkey_sign_in(house.browser(), copy.get(await begun_sign_in(house.browser())))).status_code == 401
    # A challenge for a new passkey signs nobody in.
    mika = house.browser()
    await sign_in(mika, "mika")
    wanted = {**options, "challenge": (await begun(mika))["challenge"]}
    assert (await passkey_sign_in(house.browser(), phone.get(wanted))).status_code == 401
    # The real one still does.
    assert (await passkey_sign_in(house.browser(), phone.get(await begun_sign_in(house.browser())))).status_code == 201


async def test_an_authenticator_whose_count_does_not_go_up_is_a_copy(house: House) -> None:
    _, phone = await with_passkey(house)
    assert (await passkey_sign_in(house.browser(), phone.get(await begun_sign_in(house.browser())))).status_code == 201
    copied = phone.get(await begun_sign_in(house.browser()), step=0)
    assert (await passkey_sign_in(house.browser(), copied)).status_code == 401


async def test_an_authenticator_that_asks_for_nothing_is_not_enough(house: House) -> None:
    mika = await house.signed_up("mika")
    careless = Authenticator(verifies=False)
    added = await mika.post("/me/passkeys", json={"credential": careless.create(await begun(mika))})
    assert error_of(added)[:2] == (400, "passkey_invalid")


async def test_an_account_has_only_so_many(
    database: Database, clock: FakeClock, events: Events, tmp_path: Path
) -> None:
    async with open_house(database, clock, events, tmp_path / "files", passkeys_max=1) as house:
        mika = await house.signed_up("mika")
        options = [await begun(mika) for _ in range(3)]
        added = await asyncio.gather(
            *(mika.post("/me/passkeys", json={"credential": Authenticator().create(each)}) for each in options)
        )
        assert sorted(each.status_code for each in added) == [201, 409, 409]
        assert error_of(await mika.post("/me/passkeys/options"))[:2] == (409, "too_many_passkeys")


async def test_passkeys_hold_for_a_name(house: House) -> None:
    for address in ("http://203.0.113.80:8000", "http://[2001:db8::1]"):
        browser = house.browser()
        browser.base_url = httpx.URL(f"{address}/api/v1")
        assert error_of(await browser.post("/passkey-sign-in/options"))[:2] == (400, "passkeys_need_name")


async def test_a_passkey_opens_while_somebody_hammers_on_the_password(
    database: Database, clock: FakeClock, events: Events, tmp_path: Path
) -> None:
    async with open_house(database, clock, events, tmp_path / "files", sign_in_per_minute=2) as house:
        _, phone = await with_passkey(house)
        for number in range(6):
            await sign_in(house.browser(f"198.51.100.{number}"), "mika", "wrong words")
        away = house.browser("192.0.2.5")
        assert (await sign_in(away, "mika")).status_code == 429
        assert (await passkey_sign_in(away, phone.get(await begun_sign_in(away)))).status_code == 201
        assert len(await listed(away)) == 2


async def test_whoever_shows_that_the_address_is_theirs_removes_a_strangers_passkey(house: House) -> None:
    # A stranger signed up with Mika's address, and added a passkey to come back by.
    _, stranger = await with_passkey(house)
    await house.browser().post("/password-resets", json={"login": "mika@example.org"})
    mail = (await house.letters("mika@example.org"))[0]
    token = mail.text.partition("token=")[2][:43]
    reset = await house.browser().put(f"/password-resets/{token}", json={"password": "words of the real mika"})
    assert reset.status_code == 200
    refused = await passkey_sign_in(house.browser(), stranger.get(await begun_sign_in(house.browser())))
    assert refused.status_code == 401


HOSTILE = [
    {},
    {"id": 7, "response": None},
    {"response": {}},
    {"response": {"clientDataJSON": 7}},
    {"response": {"clientDataJSON": "!!!!"}},
    {"response": {"clientDataJSON": encode(b"[]")}},
    {"response": {"clientDataJSON": encode(b"{}")}},
    {"response": {"clientDataJSON": encode(b'{"type": 1, "challenge": 2, "origin": 3}')}},
    {"response": {"clientDataJSON": encode(b'{"type": "webauthn.get", "challenge": "\xc3\xa9", "origin": ""}')}},
    {"response": {"clientDataJSON": encode(b"\xff\xfe")}},
    {"response": []},
]


async def test_what_no_browser_sends_is_refused_in_plain_words(house: House) -> None:
    mika, phone = await with_passkey(house)
    for credential in HOSTILE:
        assert error_of(await passkey_sign_in(house.browser(), credential))[:2] == (401, "passkey_refused"), credential
        added = await mika.post("/me/passkeys", json={"credential": credential})
        assert error_of(added)[:2] == (400, "passkey_invalid"), credential
    assert error_of(await house.browser().post("/passkey-sign-in", json={"credential": "x"}))[1] == "bad_input"
    for part in ("authenticatorData", "signature", "userHandle"):
        for value in ("", "AAAA", "!", 7, None, encode(b"\xff" * 300)):
            broken = phone.get(await begun_sign_in(house.browser()))
            broken["response"][part] = value
            answer = await passkey_sign_in(house.browser(), broken)
            # Whose it is is known by the passkey; what the handle of the user says beside it decides nothing.
            assert answer.status_code in ((201, 401) if part == "userHandle" else (401,)), (part, value)
    for value in ("", "AAAA", "!", 7, None, encode(b"\xa0"), encode(b"\xff" * 300), encode(b"\xbf" * 3_000)):
        broken = Authenticator().create(await begun(mika))
        broken["response"]["attestationObject"] = value
        answer = await mika.post("/me/passkeys", json={"credential": broken})
        assert error_of(answer)[:2] == (400, "passkey_invalid"), value


@given(st.binary(max_size=200))
def test_no_bytes_break_what_reads_the_challenge(data: bytes) -> None:
    read = _challenge_of({"response": {"clientDataJSON": encode(data)}})
    assert read is None or isinstance(read, str)
