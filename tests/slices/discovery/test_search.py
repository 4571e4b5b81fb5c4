"""What is found, by whom, and what of it when things change; on both stores."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from livehouse.accounts import Account
from livehouse.discovery import ask_rebuild, index_status, search_store
from livehouse.platform.database import Database
from livehouse.platform.steps import Step
from tests.slices.discovery.search_house import SearchHouse, shown
from tests.slices.rooms.fixtures import store_url
from tests.support.clock import FakeClock

__all__ = ["store_url"]


@pytest.fixture
async def house(store_url: str, tmp_path: Path, clock: FakeClock) -> AsyncIterator[SearchHouse]:
    opened = SearchHouse(store_url, tmp_path, clock)
    await opened.start()
    yield opened
    await opened.kill()


async def person(house: SearchHouse, handle: str, nickname: str) -> Account:
    account = await house.sign_up(handle)
    await house.rename(account, nickname=nickname)
    return account


async def test_everything_of_a_name_is_found_however_it_is_typed(house: SearchHouse) -> None:
    mika = await person(house, "mika_songs", "Mika Élan")
    kenta = await person(house, "kenta99", "ギター弾きのけんた")
    await house.go_live(mika, title="Guitar and rain")
    await house.go_live(kenta, title="ギター弾き語り 🎸")
    await house.post(mika, "A guitar from Kyoto")
    await house.plan(mika, "Guitar night")
    await house.recorded(await person(house, "sora", "そら"), 4, title="Slow guitar")
    everything = {
        "rooms": ["Guitar and rain"],
        "events": ["Guitar night"],
        "videos": ["A guitar from Kyoto"],
        "replays": ["Slow guitar"],
    }
    for query in ("guitar", "GUIT", "ｇｕｉｔａｒ", "uitar", "giutar", "guitra", "guittar"):
        assert await house.found(query) == everything, query
    for query in ("ギター", "ｷﾞﾀｰ", "ぎたー", "ギタ", "弾き語り", "ギダー", "🎸"):
        assert (await house.found(query))["rooms"] == ["ギター弾き語り 🎸"], query
    for query in ("mika elan", "@mika_songs", "mikasongs", "mika songs", "élan"):
        assert (await house.found(query))["people"] == ["mika_songs"], query
    for query in ("けんた", "ケンタ", "kenta", "kent", "kneta", "弾き"):
        assert (await house.found(query))["people"] == ["kenta99"], query
    # Every word must be there; whose it is may be one of them.
    assert await house.found("mika guitar kyoto") == {"videos": ["A guitar from Kyoto"]}
    assert await house.found("guitar xylophone") == {}
    assert (
        await house.found("音楽", kinds="topics") == await house.found("mus", kinds="topics") == {"topics": ["music"]}
    )
    async with house.browser() as browser:
        answer = (await browser.get("/search", params={"q": "giutar"})).json()
        assert (answer["query"], answer["corrected"]) == ("giutar", "guitar")
        assert (await browser.get("/search", params={"q": "ギダー"})).json()["corrected"] == "ギター"
        assert (await browser.get("/search", params={"q": "guitar"})).json()["corrected"] is None
        assert (await browser.get("/search", params={"q": "music"})).json()["topics"] == [{"id": "music", "live": 2}]


async def test_kanji_are_found_by_how_they_are_read(house: SearchHouse) -> None:
    naoki = await person(house, "n_1", "髙橋直樹")
    await house.go_live(naoki, title="東京タワーから生配信")
    await house.post(naoki, "京都の夜景")
    for query in (
        "とうきょう",
        "トウキョウ",
        "tokyo",
        "toukyou",
        "なまはいしん",
        "haishin",
        "とうきょう はいしん",
        "東京",
    ):
        assert (await house.found(query)) == {"rooms": ["東京タワーから生配信"]}, query
    for query in ("たかはし", "takahashi", "なおき", "naoki", "高橋", "たかはしなおき"):
        assert (await house.found(query))["people"] == ["n_1"], query
    for query in ("きょうと", "kyoto", "やけい"):
        assert (await house.found(query)) == {"videos": ["京都の夜景"]}, query
    assert await house.found("おおさか") == {}
    assert await house.found("りょうり", kinds="topics") == await house.found("料理", kinds="topics") != {}


async def test_kanji_find_what_is_written_in_kana_after_what_has_the_kanji(house: SearchHouse) -> None:
    sakura = await person(house, "s_1", "さくら")
    await house.go_live(await person(house, "s_2", "桜"), title="歌います")
    await house.go_live(sakura, title="たかはしサンのうた")
    await house.post(sakura, "かわいいネコのきょうと")
    await house.post(sakura, "わたしはこれ 公演")
    for query in ("桜", "櫻"):
        assert (await house.found(query))["people"] == ["s_2", "s_1"], query
    for query in ("猫", "京都", "猫 京都"):
        assert await house.found(query) == {"videos": ["かわいいネコのきょうと"]}, query
    assert await house.found("高橋さん") == await house.found("高橋") == {"rooms": ["たかはしサンのうた"]}
    # Two kana inside of others are no word, and kanji are not found by others that are read alike.
    assert await house.found("箱") == await house.found("公園") == {}


async def test_words_that_there_are_but_not_together_are_no_typing_errors(house: SearchHouse) -> None:
    mika = await person(house, "mika_songs", "Mika")
    await house.post(mika, "Rain on tin")
    await house.post(mika, "Brain and guitar")
    await house.post(mika, "A train to Kyoto")
    assert await house.found("rain kyoto") == {}
    assert await house.found("rian tin") == {"videos": ["Rain on tin"]}
    assert await house.found("brain gutiar") == {"videos": ["Brain and guitar"]}


async def test_who_is_live_comes_first_and_whose_handle_it_is(house: SearchHouse) -> None:
    known, live, exact = [await house.sign_up(handle) for handle in ("sakura_art", "sakura_live", "sakura")]
    fans = [await house.sign_up(f"fan{number}", may_go_live=False) for number in range(3)]
    for fan in fans:
        await house.accounts.follow(fan.id, known.handle)
    room = await house.go_live(live, title="Paper flowers")
    assert (await house.found("sakura"))["people"] == ["sakura", "sakura_live", "sakura_art"]
    assert (await house.found("さくら"))["people"][0] == "sakura_live"
    async with house.browser() as browser:
        people = (await browser.get("/search", params={"q": "sakura"})).json()["people"]
    assert [one["room"] and one["room"]["id"] for one in people] == [None, room.id, None]
    await house.rooms.end(room.id, live.id)
    await house.finding.keeper.walk()
    await house.finding.keeper.refresh("person", [known.id])
    assert (await house.found("sakura"))["people"] == ["sakura", "sakura_art", "sakura_live"]
    assert await house.found("paper flowers") == {}
    assert exact.handle == "sakura"


async def test_what_changes_is_found_by_what_it_is_now(house: SearchHouse) -> None:
    mika = await person(house, "mika", "Mika")
    await house.go_live(mika, title="Rain on tin")
    video = await house.post(mika, "Thunder")
    event = await house.plan(mika, "Moonlight")
    assert set(await house.found("mika")) == {"rooms", "people", "videos", "events"}

    await house.rename(mika, nickname="Aoi Hoshi")
    assert set(await house.found("hoshi")) == {"rooms", "people", "videos", "events"}
    await house.self_service_handle(mika, "aoi_stage")
    assert await house.found("mika") == {}
    assert set(await house.found("aoistage")) == {"rooms", "people", "videos", "events"}

    await house.videos.change(video, mika.id, caption="Lightning")
    await house.schedule.cancel(event.id, mika.id, "ill")
    assert await house.found("thunder") == await house.found("moonlight") == {}
    assert await house.found("lightning") == {"videos": ["Lightning"]}
    await house.videos.change(video, mika.id, visibility="followers")
    assert await house.found("lightning") == {}
    await house.videos.change(video, mika.id, visibility="public")
    await house.videos.remove(video, mika.id)
    assert await house.found("lightning") == {}


async def test_an_event_that_was_missed_makes_no_place_for_others(house: SearchHouse) -> None:
    mika = await person(house, "mika", "Mika")
    await house.plan(mika, "Moonlight")
    house.clock.advance(3 * 86_400)
    for _ in range(2 * len(search_store.KINDS)):
        await house.finding.keeper.walk()
    assert await house.rows("SELECT ref_id FROM search_entries WHERE kind = 'event'") == []


async def test_nobody_finds_what_they_may_not_see(house: SearchHouse) -> None:
    host, other, grown = [await house.sign_up(handle) for handle in ("velvet", "velour", "grown")]
    child = await house.sign_up("child", born=house.clock.now().date().replace(year=2011), may_go_live=False)
    operator = await house.sign_up("opera")
    async with house.database.transaction() as tx:
        await house.accounts.set_operator(tx, operator.id, is_operator=True)
    await house.go_live(host, audience="followers", title="Velvet hour")
    adults = await house.go_live(other, audience="adults", title="Velvet cellar")
    replay = await house.recorded(await house.sign_up("tape"), 4, title="Velvet tape")
    everybody = {"people": ["velvet"], "replays": ["Velvet tape"]}
    assert await house.found("velvet") == await house.found("velvet", child) == everybody
    assert await house.found("velvet", grown) == {"rooms": ["Velvet cellar"], **everybody}
    await house.accounts.follow(child.id, "velvet")
    assert (await house.found("velvet", child))["rooms"] == ["Velvet hour"]
    # Somebody who may not watch learns of nothing by the person's card either.
    async with house.browser(child) as browser:
        people = (await browser.get("/search", params={"q": "velour"})).json()["people"]
    assert [one["room"] for one in people] == [None]

    await house.replays.change(replay.id, replay.host.id, is_hidden=True)
    assert "replays" not in await house.found("velvet tape")
    await house.replays.change(replay.id, replay.host.id, is_hidden=False)
    assert (await house.found("velvet tape"))["replays"] == ["Velvet tape"]

    # From the moment of a ban, before anybody was told of it, and until it is lifted.
    await house.ban(operator, "tape")
    async with house.browser() as browser:
        assert shown(await browser.get("/search", params={"q": "tape"})) == {}
    await house.ban(operator, "velour")
    assert await house.found("tape") == await house.found("velour", grown) == {}
    assert await house.rows("SELECT kind FROM search_entries WHERE owner_id = :id", id=replay.host.id) == []
    await house.lift(operator, "tape")
    assert await house.found("tape") == {"people": ["tape"], "replays": ["Velvet tape"]}
    assert (await house.rooms.room(adults.id, other.id)).state == "ended"


async def test_who_leaves_is_found_no_more_and_again_when_they_come_back(house: SearchHouse) -> None:
    leaving = await person(house, "leaving", "Goodbye Sky")
    await house.post(leaving, "Last song")
    await house.leave(leaving)
    assert await house.found("goodbye") == await house.found("last song") == {}
    await house.sessions.start(leaving.id, address="192.0.2.7", user_agent=None)
    assert await house.found("goodbye sky") == {"people": ["leaving"], "videos": ["Last song"]}


# Nothing to look for: spaces, signs, a combining mark, NUL, a direction override, a modifier.
NOTHING = (
    "",
    "   ",
    "%",
    "%%%",
    "_",
    "\u0301",
    "\u3099",
    "\0",
    "\0\0",
    '"',
    "-",
    "*",
    "、。",
    "\u202e",
    "\u200d",
    "'--",
)


async def test_what_cannot_be_looked_for_finds_nothing_or_is_said(house: SearchHouse) -> None:
    await house.go_live(await person(house, "plain", "Plain Person"), title="LIVE, 100% on_air")
    for query in NOTHING:
        assert await house.found(query) == {}, query
    async with house.browser() as browser:

        async def refused(**parameters: str) -> str:
            answer = await browser.get("/search", params=parameters)
            assert answer.status_code == 400, answer.text
            return str(answer.json()["error"]["code"])

        assert await refused(q="x" * 10_240) == "query_too_long"
        assert await refused(q="plain", kinds="rooms,secrets") == "search_kind_unknown"
        for cursor in ("", "-1", "99999", "abc", "１０", "\0"):
            assert await refused(q="plain", kinds="people", cursor=cursor) == "search_cursor_invalid", cursor
        assert await refused(q="plain", cursor="20") == "search_cursor_invalid"
        # What looks like a language of queries is words.
        for query in (
            'plain" OR "x',
            "plain AND",
            "NOT plain",
            "plain*",
            "{plain}",
            "plain\0",
            "100% plain",
            "'plain'--",
        ):
            found = shown(await browser.get("/search", params={"q": query}))
            assert found.keys() <= {"rooms", "people"}, query
        assert shown(await browser.get("/search", params={"q": "plain\0person"}))["people"] == ["plain"]
        assert shown(await browser.get("/search", params={"q": "q" * 99})) == {}


async def test_all_of_one_kind_comes_page_by_page(house: SearchHouse) -> None:
    await house.crowd("chorus", 45)
    await house.finding.keeper.build()
    seen: list[str] = []
    cursor: str | None = None
    async with house.browser() as browser:
        while cursor is not None or not seen:
            parameters = {"q": "chorus", "kinds": "people", **({"cursor": cursor} if cursor else {})}
            body = (await browser.get("/search", params=parameters)).json()
            seen += [one["account"]["handle"] for one in body["people"]]
            cursor = body["next_cursor"]
        assert len((await browser.get("/search", params={"q": "chorus"})).json()["people"]) == 6
    assert len(seen) == len(set(seen)) == 45


async def test_the_index_is_made_anew_and_heals(house: SearchHouse) -> None:
    mika = await person(house, "mika", "Mika")
    await house.go_live(mika, title="Rain")
    await house.post(mika, "Thunder")
    keeper = house.finding.keeper
    assert (await keeper.status()).built_at is None
    before = await keeper.status()
    async with house.database.transaction() as tx:
        await search_store.clear(tx)
    assert await house.found("mika") == {}
    await keeper.build()
    after = await keeper.status()
    assert (after.built_at, after.entries) == (house.clock.now(), before.entries)
    assert set(await house.found("mika")) == {"rooms", "people", "videos"}

    await ask_rebuild(house.database)
    assert (await index_status(house.database)).built_at is None

    # What nobody told of: a row that is wrong, one that is missing, and one too many.
    async with house.database.transaction() as tx:
        stray = search_store.Entry(kind="video", ref_id="0" * 26, owner_id=mika.id, fields=(("stray",),), tier=0)
        await search_store.replace(tx, "video", [stray.ref_id], {stray.ref_id: (stray, ["stray"])})
        await search_store.replace(tx, "person", [mika.id], {})
    for _ in range(5):
        await keeper.walk()
    assert (await keeper.status()).entries == before.entries
    assert "mika" in (await house.found("mika"))["people"]


async def test_a_great_many_things_of_one_owner_follow_their_name(house: SearchHouse) -> None:
    mika = await person(house, "mika", "Mika")
    for number in range(45):
        await house.post(mika, f"Song {number}")
    await house.rename(mika, nickname="Hoshi")
    await house.work_off()
    rows = await house.rows("SELECT ref_id FROM search_entries WHERE kind = 'video' AND text LIKE '%hoshi%'")
    assert len(rows) == 45


async def test_a_search_goes_to_the_database_twice_and_once_more_for_what_may_be_meant(
    house: SearchHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    mika = await person(house, "mika_songs", "Mika")
    await house.go_live(mika, title="Guitar and rain")
    visits: list[int] = []
    ask = Database.ask

    async def counted(database: Database, *steps: Step[Any]) -> Any:
        visits.append(len(steps))
        return await ask(database, *steps)

    monkeypatch.setattr(Database, "ask", counted)
    for query in ("guitar", "giutar", "mika sogns"):
        visits.clear()
        results = await house.search.search(query, None, address="198.51.100.1")
        assert [room.title for room in results.rooms] == ["Guitar and rain"], query
        assert len(visits) == 3, query
    for number in range(3):
        await person(house, f"guitar{number}", "Guitar")
    visits.clear()
    results = await house.search.search("guitar", None, address="198.51.100.1")
    assert len(results.people) == 3
    assert len(visits) == 2
