import pytest

from livehouse.accounts import NoSuchAccount
from tests.slices.accounts.house import House, error_of


async def test_a_profile_shows_what_everybody_may_see(house: House) -> None:
    mika = await house.signed_up("mika", nickname="みか 🎹")
    otto = await house.signed_up("otto")
    for browser, is_me in ((otto, False), (mika, True), (house.browser(), False)):
        for spelling in ("mika", "MIKA", "@mika"):
            profile = (await browser.get(f"/accounts/{spelling}")).json()
            assert set(profile) == {
                *("id", "handle", "nickname", "avatar_url", "bio", "followers", "following", "topics", "links"),
                *("is_followed", "is_me", "created_at"),
            }
            assert (profile["handle"], profile["nickname"], profile["is_me"]) == ("mika", "みか 🎹", is_me)


async def test_who_does_not_exist_is_not_found(house: House) -> None:
    for handle in ("nobody", "x" * 5_000, "%F0%9F%98%80", "a%20b", "..%2F..%2Fme", "ro%cc%88ad"):
        response = await house.browser().get(f"/accounts/{handle}")
        assert response.status_code == 404, handle
        assert response.json()["error"]["code"] in ("no_such_account", "not_found")


async def test_a_profile_is_changed_by_what_is_given_only(house: House) -> None:
    mika = await house.signed_up("mika")
    me = (await mika.patch("/me", json={"nickname": "  Mika\u202e the\tGreat "})).json()
    assert (me["nickname"], me["bio"]) == ("Mika the Great", "")
    me = (await mika.patch("/me", json={"bio": "one\r\ntwo\n"})).json()
    assert (me["nickname"], me["bio"]) == ("Mika the Great", "one\ntwo")
    assert (await mika.patch("/me", json={})).json() == me
    assert (await mika.patch("/me", json={"bio": ""})).json()["bio"] == ""
    assert (await mika.get("/accounts/mika")).json()["nickname"] == "Mika the Great"


REFUSED_CHANGES: list[tuple[dict[str, object], str, str]] = [
    ({"nickname": ""}, "required", "nickname"),
    ({"nickname": " \u200b "}, "required", "nickname"),
    ({"nickname": "n" * 31}, "too_long", "nickname"),
    ({"nickname": "n" * 10_000}, "too_long", "nickname"),
    ({"bio": "👩‍👩‍👧‍👦" * 161}, "too_long", "bio"),
    ({"bio": "z" + "\u0301" * 40}, "bad_input", "bio"),
    ({"bio": 7}, "bad_input", "bio"),
    ({"handle": "other"}, "bad_input", "handle"),
    ({"email": "other@example.org"}, "bad_input", "email"),
    ({"followers": 10}, "bad_input", "followers"),
    ({"birth_date": "1990-01-01"}, "bad_input", "birth_date"),
    ({"language": "fr"}, "bad_input", "language"),
    ({"topics": ["no such topic"]}, "topics_invalid", "topics"),
    ({"topics": ["music", "talk", "art", "gaming", "dance", "food"]}, "topics_invalid", "topics"),
    ({"links": [{"label": "x", "url": "https://a.example"}] * 4}, "links_invalid", "links"),
    ({"links": [{"label": "", "url": "https://a.example"}]}, "required", "links.0.label"),
    ({"links": [{"label": "l" * 31, "url": "https://a.example"}]}, "too_long", "links.0.label"),
    ({"links": [{"label": "x", "url": "javascript:alert(1)"}]}, "links_invalid", "links.0.url"),
]


async def test_what_cannot_be_changed_or_does_not_fit_is_refused(house: House) -> None:
    mika = await house.signed_up("mika")
    before = (await mika.get("/me")).json()
    for change, code, field in REFUSED_CHANGES:
        assert error_of(await mika.patch("/me", json=change)) == (400, code, field), change
    assert (await mika.get("/me")).json() == before


async def test_a_long_bio_of_emoji_counts_as_one_sees_it(house: House) -> None:
    mika = await house.signed_up("mika")
    family = "👩‍👩‍👧‍👦" * 160
    assert (await mika.patch("/me", json={"bio": family})).json()["bio"] == family


async def test_other_slices_get_cards_that_follow_changes(house: House) -> None:
    mika = (await (browser := await house.signed_up("mika")).get("/me")).json()["account"]
    otto = (await (await house.signed_up("otto")).get("/me")).json()["account"]
    card = await house.accounts.card(mika["id"])
    assert (card.id, card.handle, card.nickname, card.avatar_url) == (mika["id"], "mika", "mika", mika["avatar_url"])
    await browser.patch("/me", json={"nickname": "Mika"})
    assert (await house.accounts.card(mika["id"])).nickname == "Mika"
    cards = await house.accounts.cards([mika["id"], otto["id"], "unknown", mika["id"]])
    assert {card.handle for card in cards.values()} == {"mika", "otto"}
    assert await house.accounts.cards([]) == {}
    for lookup in (house.accounts.card, house.accounts.access_account):
        with pytest.raises(NoSuchAccount):
            await lookup("01kmn0v6000000000000000abc")
    assert await house.accounts.find_by_handle("nobody") is None


async def test_topics_and_links_are_shown_on_the_profile(house: House) -> None:
    mika = await house.signed_up("mika")
    links = [{"label": "  My  songs ", "url": " https://songs.example/mika?x=1#top "}]
    me = (await mika.patch("/me", json={"topics": ["music", "art", "music"], "links": links})).json()
    assert me["topics"] == ["music", "art"]
    assert me["links"] == [{"label": "My songs", "url": "https://songs.example/mika?x=1#top"}]
    profile = (await house.browser().get("/accounts/mika")).json()
    assert (profile["topics"], profile["links"]) == (me["topics"], me["links"])
    # What is not given stays; what is emptied goes.
    assert (await mika.patch("/me", json={"bio": "x"})).json()["topics"] == ["music", "art"]
    emptied = (await mika.patch("/me", json={"topics": [], "links": []})).json()
    assert (emptied["topics"], emptied["links"]) == ([], [])
