"""Who sees a replay, what is told at its place, and what its host does with it."""

import io
from datetime import date

import av
import httpx
import pytest

from livehouse.accounts import AccountDeleted
from tests.slices.replays.conftest import ON_SQLITE, OpenReplays
from tests.slices.replays.house import ReplayHouse
from tests.slices.replays.test_recording import look_into
from tests.support import segments as live


async def code(browser: httpx.AsyncClient, path: str, method: str = "GET", **more: object) -> str:
    """The code of the error that this is answered with."""
    answer = await browser.request(method, path, **more)  # type: ignore[arg-type]
    assert answer.status_code >= 400, answer.text
    return str(answer.json()["error"]["code"])


@ON_SQLITE
async def test_who_could_watch_the_live_can_watch_its_replay(house: ReplayHouse) -> None:
    host, fan = await house.sign_up("mika"), await house.sign_up("fan")
    child = await house.sign_up("child", born=date(2011, 5, 17), may_go_live=False)
    await house.accounts.follow(fan.id, "mika")
    for_all, for_fans, for_adults = [
        await house.recorded(host, 4, audience=audience) for audience in ("everyone", "followers", "adults")
    ]
    async with house.browser() as anybody, house.browser(fan) as follower, house.browser(child) as minor:
        media = ("", "/index.m3u8", "/media/init-0.mp4", "/cover", "/moments?from_s=0&until_s=10")
        for path in media:
            assert (await anybody.get(f"/replays/{for_all.id}{path}")).status_code == 200, path
            assert await code(anybody, f"/replays/{for_fans.id}{path}") == "followers_only"
            assert (await follower.get(f"/replays/{for_fans.id}{path}")).status_code == 200
            assert await code(minor, f"/replays/{for_adults.id}{path}") == "adults_only"

        async def listed(browser: httpx.AsyncClient) -> set[str]:
            page = (await browser.get("/accounts/mika/replays")).json()
            return {card["id"] for card in page["replays"]}

        assert await listed(anybody) == await listed(minor) - {for_fans.id} == {for_all.id}
        assert await listed(follower) == {for_all.id, for_fans.id, for_adults.id}

        # Hidden, it is its host's alone.
        async with house.browser(host) as own:
            hidden = await own.patch(f"/replays/{for_all.id}", json={"is_hidden": True, "title": " A  better title "})
            assert (hidden.json()["title"], hidden.json()["may_edit"]) == ("A better title", True)
            assert await code(own, f"/replays/{for_all.id}", "PATCH", json={"title": " "}) == "replay_title_missing"
            assert for_all.id in {card["id"] for card in (await own.get("/me/replays")).json()["replays"]}
        assert await code(anybody, f"/replays/{for_all.id}/index.m3u8") == "no_such_replay"
        assert await listed(anybody) == set()
        assert await code(follower, f"/replays/{for_fans.id}", "PATCH", json={}) == "not_the_replays_host"
        assert await code(follower, f"/replays/{for_fans.id}/download") == "not_the_replays_host"

    # Of who is banned nothing is shown.
    await house.moderation.decide(host.id, "ban", reason="Sold fakes.", operator_id=None)
    async with house.browser(fan) as follower:
        assert await code(follower, f"/replays/{for_fans.id}") == "no_such_replay"
        assert (await follower.get("/accounts/mika/replays")).json()["replays"] == []


@ON_SQLITE
async def test_pages_of_a_list(house: ReplayHouse) -> None:
    host = await house.sign_up("mika")
    rooms = [await house.recorded(host, 2) for _ in range(3)]
    object.__setattr__(house.settings, "replays_listed_max", 2)
    async with house.browser() as anybody:
        first = (await anybody.get("/accounts/mika/replays")).json()
        assert [card["id"] for card in first["replays"]] == [rooms[2].id, rooms[1].id]
        second = (await anybody.get("/accounts/mika/replays", params={"before": first["next_before"]})).json()
        assert ([card["id"] for card in second["replays"]], second["next_before"]) == ([rooms[0].id], None)


async def test_what_was_said_and_given_is_at_its_place(house: ReplayHouse) -> None:
    host, fan = await house.sign_up("mika"), await house.fan("fan", 100)
    room = await house.begin(host)
    began_us = house.now_us()
    peer = await house.enter(room, fan)
    house.clock.advance(3.5)
    await house.call(peer, "comment", text="first")
    house.clock.advance(4)
    await house.send(fan, room)
    # Nothing is recorded from 8 s to 48 s.
    house.clock.advance(20)
    await house.call(peer, "comment", text="where are you?")
    house.clock.advance(22.5)
    await house.call(peer, "comment", text="there you are")
    house.clock.advance(6)
    await house.chat._writer.flush()
    await house.play(room, live.live(8, began_us=began_us))
    await house.play(room, live.live(8, began_us=began_us + 48_000_000))
    await house.call(peer, "comment", text="goodbye")
    await house.over(room, host)
    async with house.browser() as anybody:

        async def moments(from_s: float, until_s: float) -> tuple[list[tuple[float, str]], list[tuple[float, str]]]:
            params = {"from_s": from_s, "until_s": until_s}
            found = (await anybody.get(f"/replays/{room.id}/moments", params=params)).json()
            return (
                [(each["at_s"], each["comment"]["text"]) for each in found["comments"]],
                [(each["at_s"], each["gift"]["catalogue"]["id"]) for each in found["gifts"]],
            )

        said = [(3.5, "first"), (8.0, "where are you?"), (10.0, "there you are"), (16.0, "goodbye")]
        assert await moments(0, 120) == (said, [(7.5, "rose")])
        # Parts that meet have everything once.
        parts = [await moments(at, at + 4) for at in (0, 4, 8, 12, 16)]
        assert [one for part in parts for one in part[0]] == said
        for params in ({"from_s": 0, "until_s": 121}, {"from_s": -1, "until_s": 3}, {"from_s": 3, "until_s": 3}):
            assert await code(anybody, f"/replays/{room.id}/moments", params=params) == "moments_invalid"
        assert await code(anybody, f"/replays/{room.id}/moments?from_s=nan&until_s=1") == "bad_input"
        assert await moments(1e15, 1e15 + 60) == ([], []), "farther than a database counts"
        # What a banned person said is not said any more.
        await house.moderation.decide(fan.id, "ban", reason="Spam.", operator_id=None)
        assert await moments(0, 120) == ([], [(7.5, "rose")])


@ON_SQLITE
async def test_the_liveliest_minute_is_marked(another_house: OpenReplays) -> None:
    house: ReplayHouse = await another_house(comments_per_10_s=100)
    host, fan = await house.sign_up("mika"), await house.fan("fan", 100)
    room = await house.begin(host)
    peer = await house.enter(room, fan)
    began_us = house.now_us()
    for minute in range(5):
        for _ in range(12 if minute == 3 else 1):
            house.clock.advance(0.5)
            await house.call(peer, "comment", text="wow")
        if minute == 3:
            await house.send(fan, room, count=2)
        await house.play(room, live.live(60, began_us=began_us + minute * 60_000_000, with_sound=False))
        house.clock.advance((began_us + (minute + 1) * 60_000_000 - house.now_us()) / 1_000_000)
    await house.chat._writer.flush()
    await house.over(room, host)
    async with house.browser() as anybody:
        (marker,) = (await anybody.get(f"/replays/{room.id}")).json()["markers"]
    assert marker["at_s"] <= 180 < marker["until_s"]
    async with house.browser(host) as mine:
        (own,) = (await mine.get(f"/replays/{room.id}")).json()["markers"]
    assert (marker["comments"], marker["gifts"], marker["viewers"]) == (12, 2, 1)
    assert (marker["diamonds"], own) == (None, {**marker, "diamonds": 1}), "what it earned is the host's business"
    assert marker["times_usual"] > 3


async def test_each_person_is_counted_once(house: ReplayHouse) -> None:
    host, fan = await house.sign_up("mika"), await house.sign_up("fan")
    room = await house.recorded(host, 4)
    async with house.browser(host) as own, house.browser(fan) as viewer, house.browser() as anybody:
        for browser in (own, viewer, viewer, anybody, anybody):
            assert (await browser.post(f"/replays/{room.id}/views")).status_code == 204
        assert (await own.get(f"/replays/{room.id}")).json()["views"] == 2


@ON_SQLITE
async def test_a_download_is_one_film(house: ReplayHouse) -> None:
    host = await house.sign_up("mika")
    room = await house.begin(host, title="Songs / of the night")
    began_us = house.now_us()
    async with house.browser(host) as own:
        await house.play(room, live.live(8, began_us=began_us))
        assert await code(own, f"/replays/{room.id}/download") == "replay_not_ready"
        # Another camera, pictures that refer to later ones, and no sound at all.
        await house.play(room, live.live(8, began_us=began_us + 9_000_000, width=128, b_frames=2))
        await house.play(room, live.live(6, began_us=began_us + 40_000_000, with_sound=False))
        house.clock.advance(46)
        await house.over(room, host)
        head = await own.head(f"/replays/{room.id}/download")
        whole = await own.get(f"/replays/{room.id}/download")
        assert whole.headers["content-length"] == head.headers["content-length"] == str(len(whole.content))
        assert "Songs%20of%20the%20night.mp4" in whole.headers["content-disposition"]
        with av.open(io.BytesIO(whole.content)) as film:
            assert film.duration == pytest.approx(22_000_000, abs=50_000)
            times = [frame.time for frame in film.decode(video=0)]
        assert len(times) == 22 * live.FRAMES_PER_S
        assert times == pytest.approx([number / live.FRAMES_PER_S for number in range(len(times))], abs=0.01)
        assert look_into(whole.content)[1] == pytest.approx(22, abs=0.1)
        # Any part of it, whether it lies in the head, in a piece, or in both.
        for begin, end in ((0, 99), (len(whole.content) - 50_000, len(whole.content) - 1), (3_000, 90_000)):
            part = await own.get(f"/replays/{room.id}/download", headers={"Range": f"bytes={begin}-{end}"})
            assert part.status_code == 206
            assert part.content == whole.content[begin : end + 1]


@ON_SQLITE
async def test_a_highlight_becomes_a_video(house: ReplayHouse) -> None:
    host, fan = await house.sign_up("mika"), await house.sign_up("fan")
    room = await house.recorded(host, 20)
    form = {"from_s": 7.5, "until_s": 12, "caption": "the best", "visibility": "public", "key": "a-key-of-mine"}
    path = f"/replays/{room.id}/highlights"
    async with house.browser(host) as own, house.browser(fan) as other:
        assert await code(other, path, "POST", json=form) == "not_the_replays_host"
        no_part = {"from_s": 19.9999999, "until_s": 20.9999999}
        for wrong in ({"from_s": 21}, {"until_s": 30}, {"until_s": 7.6}, {"from_s": -1}, no_part):
            assert await code(own, path, "POST", json={**form, **wrong}) == "highlight_invalid"
        assert await code(own, path, "POST", json={**form, "key": "short"}) == "bad_idempotency_key"
        made = await own.post(path, json=form)
        assert made.status_code == 201, made.text
        assert (made.json()["state"], made.json()["caption"]) == ("processing", "the best")
        again = await own.post(path, json=form)
        assert (again.status_code, again.json()["id"]) == (201, made.json()["id"])
        assert await code(own, path, "POST", json={**form, "until_s": 13}) == "idempotency_key_reused"
        another = {**form, "key": "another-key-of-mine", "caption": "once more"}
        refused = (await own.post(path, json=another)).json()["error"]
        assert (refused["code"], refused["details"]) == ("highlight_posted", {"video_id": made.json()["id"]})
        await house.work_off()
        video = (await own.get(f"/videos/{made.json()['id']}")).json()
        assert video["state"] == "ready", video["refusal"]
        assert video["length_s"] == pytest.approx(4.5, abs=0.1)
        film = await own.get(video["renditions"][0]["url"].removeprefix("/api/v1"))
        pictures, sound_s = look_into(film.content)
        assert (pictures, sound_s) == (pytest.approx(4.5 * live.FRAMES_PER_S, abs=2), pytest.approx(4.5, abs=0.1))
        # Once that video is gone, the part may be posted again.
        assert (await own.delete(f"/videos/{made.json()['id']}")).status_code == 204
        assert (await own.post(path, json=another)).status_code == 201


async def test_what_goes_with_a_replay_and_with_an_account(house: ReplayHouse) -> None:
    host, fan = await house.sign_up("mika"), await house.sign_up("fan")
    gone, left = await house.recorded(host, 4), await house.recorded(host, 4)
    async with house.browser(host) as own, house.browser(fan) as viewer:
        for room in (gone, left):
            await viewer.post(f"/replays/{room.id}/views")
        assert (await own.get(f"/replays/{gone.id}/download")).status_code == 200
        assert await code(viewer, f"/replays/{gone.id}", "DELETE") == "not_the_replays_host"
        assert (await own.delete(f"/replays/{gone.id}")).status_code == 204
        assert await code(own, f"/replays/{gone.id}", "DELETE") == "no_such_replay"
        await house.work_off()
        assert house.stored_files(gone) == []
        assert house.stored_files(left) != []
        exported = await house.replays.export(host.id)
        assert [replay.id for replay in exported["replays"]] == [left.id]
        assert (await house.replays.export(fan.id))["watched"] == [left.id]
        for account in (fan, host):
            async with house.database.transaction() as tx:
                tx.emit(AccountDeleted(account_id=account.id))
            await house.settled()
        assert await house.rows("SELECT * FROM replay_views") == []
        await house.work_off()
        assert house.stored_files() == []
