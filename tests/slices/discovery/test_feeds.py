"""Top LIVE and For You, on both databases."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from livehouse.accounts import Account, AccountDeleted
from livehouse.discovery.errors import FeedCursorInvalid, WeightInvalid, WeightsChanged
from livehouse.discovery.feeds import Impression
from livehouse.discovery.pulse import TYPICAL_STAY_MIN
from livehouse.discovery.ranking import FORMULA_VERSION
from livehouse.discovery.taste import FOLLOWED_POINTS
from livehouse.kernel.errors import TooFast
from livehouse.kernel.ids import Ids
from livehouse.platform.database import Database
from livehouse.realtime import MemoryBroker
from livehouse.rooms import Room, UnknownTopic
from tests.slices.discovery.feed_house import FeedHouse, open_feed_house, visitor
from tests.support.clock import FakeClock

OpenHouse = Callable[..., Any]
ADDRESS = "192.0.2.7"


@pytest.fixture
async def open_house(database: Database, tmp_path: Path, clock: FakeClock) -> AsyncIterator[OpenHouse]:
    """Opens houses on one database; they share one broker."""
    url = database.url.render_as_string(hide_password=False)
    broker = MemoryBroker(clock, Ids(clock).new)
    async with AsyncExitStack() as stack:

        async def open_one(**more: Any) -> FeedHouse:
            return await stack.enter_async_context(open_feed_house(url, tmp_path, clock, broker=broker, **more))

        yield open_one


@pytest.fixture
async def house(open_house: OpenHouse) -> FeedHouse:
    opened: FeedHouse = await open_house()
    return opened


async def crowd(house: FeedHouse, size: int, name: str = "fan") -> list[Account]:
    return [await house.sign_up(f"{name}{number}", may_go_live=False) for number in range(size)]


async def lives(house: FeedHouse, size: int, name: str = "host") -> list[Room]:
    return [await house.go_live(await house.sign_up(f"{name}{number}")) for number in range(size)]


def seen(room: Room, outcome: Any = "seen") -> Impression:
    return Impression(kind="live", id=room.id, dwell_ms=1_500, outcome=outcome)


async def test_what_happens_in_a_live_lifts_it_within_a_second(house: FeedHouse) -> None:
    quiet, lively = await lives(house, 2)
    for name, room in (("quiet", quiet), ("lively", lively)):
        for fan in await crowd(house, 4, name):
            await house.enter(room, fan)
    await house.pass_time(60)
    assert await house.points(lively, "comments") == 0
    fans = await crowd(house, 4)
    await house.say(lively, *fans)
    await house.pass_time(1)
    assert await house.points(lively, "comments") > 0
    assert (await house.top_ids())[0] == lively.id
    # Without more of it, the moment passes.
    at_first = await house.points(lively, "comments")
    await house.pass_time(300)
    assert await house.points(lively, "comments") < at_first / 2


async def test_one_person_counts_once_however_much_they_do(house: FeedHouse) -> None:
    one, many = await lives(house, 2)
    for name, room in (("one", one), ("many", many)):
        for fan in await crowd(house, 4, name):
            await house.enter(room, fan)
    spammer, *people = await crowd(house, 3)
    await house.say(one, spammer, times=5)
    await house.say(many, *people)
    liker = await house.enter(one, spammer)
    for _ in range(5):
        await house.call(liker, "like", count=20)
    await house.pass_time(1)
    assert 0 < await house.points(one, "comments") < await house.points(many, "comments")
    after_a_burst = await house.points(one, "likes")
    host = await house.accounts.access_by_handle("host1")
    await house.call(await house.enter(many, people[0]), "like", count=1)
    # Hosts bring their own LIVE nothing.
    await house.call(await house.enter(many, host), "like", count=50)
    await house.pass_time(1)
    assert await house.points(many, "likes") == pytest.approx(after_a_burst, rel=0.2)


async def test_a_live_that_has_ended_and_one_of_a_banned_host_are_gone_at_once(house: FeedHouse) -> None:
    ended, _banned, stays = await lives(house, 3)
    await house.pass_time(1)
    assert len(await house.top_ids()) == 3
    operator = await house.sign_up("boss")
    host = await house.accounts.access_by_handle("host0")
    await house.rooms.end(ended.id, host.id)
    # Not even a tick has passed, and nobody told this process of anything.
    assert ended.id not in await house.top_ids()
    villain = await house.accounts.access_by_handle("host1")
    await house.moderation.decide(villain.id, act="ban", reason="enough", until=None, operator_id=operator.id)
    await house.settled()
    assert await house.top_ids() == [stays.id]
    assert [item.room and item.room.id for item in (await house.for_you()).items] == [stays.id]


async def test_everybody_is_shown_what_they_may_watch(house: FeedHouse) -> None:
    hosts = [await house.sign_up(name) for name in ("open_host", "friends_host", "adult_host")]
    everyone, friends, adults = [
        await house.go_live(host, audience)
        for host, audience in zip(hosts, ("everyone", "followers", "adults"), strict=True)
    ]
    await house.pass_time(1)
    child = await house.sign_up("child", born=date(2012, 1, 1), may_go_live=False)
    follower = await house.sign_up("follower", may_go_live=False)
    await house.accounts.follow(follower.id, "friends_host")
    assert set(await house.top_ids()) == {everyone.id}
    assert set(await house.top_ids(child)) == {everyone.id}
    assert set(await house.top_ids(follower)) == {everyone.id, friends.id, adults.id}
    assert friends.id in await house.top_ids(hosts[1])
    page = await house.for_you(follower)
    assert page.items[0].why.reason == "followed"
    assert page.items[0].room is not None
    assert page.items[0].room.id == friends.id
    # One's own LIVE is nothing to be found.
    assert friends.id not in {item.room.id for item in (await house.for_you(hosts[1])).items if item.room}


async def test_for_you_mixes_kinds_and_what_was_skipped_goes_down(house: FeedHouse) -> None:
    rooms = await lives(house, 3)
    author = await house.sign_up("author")
    videos = [await house.post_video(author, views=10 * number) for number in range(3)]
    viewer = await house.sign_up("viewer", may_go_live=False)
    await house.pass_time(11)
    first = await house.for_you(viewer)
    kinds = [item.kind for item in first.items]
    assert sorted(kinds) == ["live"] * 3 + ["video"] * 3
    assert set(kinds[:2]) == {"live", "video"}
    assert {item.kind for item in (await house.for_you(viewer, kinds="live")).items} == {"live"}
    for item in first.items:
        assert item.why.score == pytest.approx(sum(part.points for part in item.why.parts), abs=0.7)
    # Nobody can say that many like what few have seen.
    reasons = {item.video.id: item.why.reason for item in first.items if item.video is not None}
    assert [reasons[video] for video in videos] == ["fresh", "fresh", "popular"]
    best = next(item.room for item in first.items if item.room is not None)
    skipped = Impression(kind="live", id=best.id, dwell_ms=300, outcome="skipped")
    watched = Impression(kind="video", id=videos[2], dwell_ms=9_000, outcome="opened")
    await house.feeds.note(visitor(viewer), [skipped, watched], address=ADDRESS)
    again = [(item.room or item.video) for item in (await house.for_you(viewer)).items]
    order = [thing.id for thing in again if thing is not None]
    assert max(order.index(room.id) for room in rooms) == order.index(best.id)
    assert max(order.index(video) for video in videos) == order.index(videos[2])
    # For somebody else nothing has changed.
    stranger = [(item.room or item.video) for item in (await house.for_you()).items]
    assert {thing.id for thing in stranger if thing is not None} == set(order)
    unseen = await house.feeds.export(viewer.id)
    assert {row["item_id"] for row in unseen["shown"]} == {best.id, videos[2]}


async def test_what_somebody_stays_with_they_get_more_of(house: FeedHouse) -> None:
    viewer = await house.sign_up("viewer", may_go_live=False)
    liked, _ = await lives(house, 2)
    peer = await house.enter(liked, viewer)
    await house.pass_time(1_500)
    await house.call(peer, "leave")
    await house.feeds.note_stays()
    item = next(item for item in (await house.for_you(viewer)).items if item.room and item.room.id == liked.id)
    assert item.why.reason in {"taste", "topic"}
    assert {"host_taste", "topic_taste"} <= {part.name for part in item.why.parts}
    strangers = [item.why.reason for item in (await house.for_you()).items]
    assert "taste" not in strangers
    await house.events.deliver(AccountDeleted(account_id=viewer.id))
    assert (await house.feeds.export(viewer.id))["tastes"] == []


async def test_whom_somebody_follows_in_a_live_they_get_more_of(house: FeedHouse) -> None:
    viewer = await house.sign_up("viewer", may_go_live=False)
    liked, _ = await lives(house, 2)
    await house.enter(liked, viewer)
    await house.accounts.follow(viewer.id, liked.host.handle)
    await house.settled()
    await house.pass_time(1)
    await house.feeds.note_stays()
    tastes = (await house.feeds.export(viewer.id))["tastes"]
    assert {(taste["kind"], taste["points"]) for taste in tastes} == {
        (kind, FOLLOWED_POINTS) for kind in ("topic", "host")
    }


async def test_a_new_host_gets_a_trial_and_is_then_judged(house: FeedHouse) -> None:
    operator = await house.sign_up("boss")
    viewers = await crowd(house, 3)
    await house.weights.change(
        {"trial_shown": 2, "trial_places": 0.5}, based_on=0, reason="a small house", operator_id=operator.id
    )
    (fresh,) = await lives(house, 1)
    await house.pass_time(1)

    async def reason_for(viewer: Account) -> str:
        page = await house.for_you(viewer)
        return next(item.why.reason for item in page.items if item.room and item.room.id == fresh.id)

    # Two that have had theirs, and are watched.
    others = await lives(house, 2, "other")
    await house.pass_time(1)
    for other in others:
        for fan in await crowd(house, 2, other.host.handle):
            await house.enter(other, fan)
            await house.feeds.note(visitor(fan), [seen(other)], address=ADDRESS)
    await house.pass_time(1)
    assert await reason_for(viewers[0]) == "trial"
    # One person is one person, however often they are shown it and say so.
    for _ in range(5):
        await house.feeds.note(visitor(viewers[0]), [seen(fresh), seen(fresh)], address=ADDRESS)
    await house.pass_time(1)
    assert await reason_for(viewers[1]) == "trial"
    await house.feeds.note(visitor(viewers[1]), [seen(fresh, "opened")], address=ADDRESS)
    await house.pass_time(1)
    assert await reason_for(viewers[2]) != "trial"
    assert house.board.chart.features.shown[house.board.chart.layout.rows[fresh.id]] == 2
    assert await house.points(fresh, "welcome") > await house.points(others[0], "welcome")


async def test_pages_follow_each_other_and_a_cursor_is_ones_own(open_house: OpenHouse) -> None:
    house: FeedHouse = await open_house(feed_page_max=2)
    await lives(house, 5)
    await house.pass_time(1)
    viewer, other = await crowd(house, 2)
    for ask in (house.top, house.for_you):
        found: list[str] = []
        cursor = None
        for _ in range(4):
            page = await ask(viewer, cursor=cursor)
            found += [item.room.id for item in page.items if item.room]
            assert [item.position for item in page.items] == list(range(len(found) - len(page.items), len(found)))
            cursor = page.next_cursor or cursor
            if page.next_cursor is None:
                break
        assert len(found) == len(set(found)) == 5
        with pytest.raises(FeedCursorInvalid):
            await ask(other, cursor=cursor)
    with pytest.raises(FeedCursorInvalid):
        await house.for_you(viewer, cursor=(await house.top(viewer)).next_cursor)
    with pytest.raises(FeedCursorInvalid):
        await house.for_you(viewer, kinds="live", cursor=(await house.for_you(viewer)).next_cursor)
    yesterday = (await house.top(viewer)).next_cursor
    house.clock.advance(86_400)
    with pytest.raises(FeedCursorInvalid):
        await house.top(viewer, cursor=yesterday)
    with pytest.raises(UnknownTopic):
        await house.top(viewer, topic="\0")


async def test_cursors_that_nobody_gave_are_refused_over_http(house: FeedHouse) -> None:
    async with house.browser() as browser:
        for path in ("/feed/live", "/feed/for-you"):
            for cursor in ("", "x", "%00", "\0", "A" * 64, "A" * 1_296, "\u0301", "' OR 1=1 --", "=" * 40):
                answer = await browser.get(path, params={"cursor": cursor})
                assert (answer.status_code, answer.json()["error"]["code"]) == (400, "feed_cursor_invalid"), cursor
            assert (await browser.get(path, params={"cursor": "A" * 10_000})).status_code in {400, 422}


async def test_over_http_a_browser_without_an_account_keeps_its_own_feed(open_house: OpenHouse) -> None:
    house: FeedHouse = await open_house(feed_page_max=2)
    rooms = await lives(house, 4)
    await house.pass_time(1)
    async with house.browser() as browser, house.browser() as another:
        page = (await browser.get("/feed/for-you")).json()
        assert page["version"] == f"{FORMULA_VERSION}.0"
        again = await browser.get("/feed/for-you", params={"cursor": page["next_cursor"]})
        assert {item["room"]["id"] for item in (*page["items"], *again.json()["items"])} == {room.id for room in rooms}
        assert again.headers["cache-control"] == "no-store"
        assert (await another.get("/feed/for-you", params={"cursor": page["next_cursor"]})).status_code == 400
        item = {"kind": "live", "id": rooms[0].id, "position": 0, "dwell_ms": 900, "outcome": "seen"}
        told = await browser.post("/feed/impressions", json={"feed": "for_you", "items": [item]})
        assert told.status_code == 204
        for wrong in (
            {"items": []},
            {"items": [item] * 101},
            {"items": [{**item, "dwell_ms": -1}]},
            {"items": [{**item, "outcome": "loved"}]},
            {"items": [{**item, "id": "\0" * 26}]},
            {"feed": "mine"},
        ):
            refused = await browser.post("/feed/impressions", json={"feed": "for_you", "items": [item], **wrong})
            assert refused.status_code in {400, 422}, wrong
        # Of what there is not, nothing is kept.
        gone = {**item, "id": "z" * 26}
        assert (await browser.post("/feed/impressions", json={"feed": "live", "items": [gone]})).status_code == 204
        assert len(await house.rows("SELECT * FROM feed_memory")) == 1


async def test_telling_without_end_is_refused(open_house: OpenHouse) -> None:
    house: FeedHouse = await open_house(feed_impressions_per_minute=3)
    (room,) = await lives(house, 1)
    for _ in range(3):
        await house.feeds.note(visitor(None), [seen(room)], address=ADDRESS)
    with pytest.raises(TooFast):
        await house.feeds.note(visitor(None), [seen(room)], address=ADDRESS)


# Several processes, and one after the other


async def test_what_one_process_counts_every_other_one_knows(open_house: OpenHouse) -> None:
    owner: FeedHouse = await open_house()
    other: FeedHouse = await open_house(has_relay=False)
    host = await owner.sign_up("mika")
    room = await owner.go_live(host)
    fans = await crowd(other, 6)
    await other.say(room, *fans[:5])
    await owner.say(room, fans[5], fans[4])
    for _ in range(4):
        other.clock.advance(0.2)
        await other.board.tick()
        await owner.board.tick()
    points = [await house.points(room, "comments") for house in (owner, other)]
    # The one who spoke in both is one person in both.
    assert points[0] == pytest.approx(points[1], rel=0.01)
    assert points[0] > 0
    assert [house.board.chart.features.viewers[0] for house in (owner, other)] == [7, 7]
    await owner.feeds.note(visitor(fans[0]), [seen(room, "opened")], address=ADDRESS)
    await owner.pass_time(0.6)
    await other.pass_time(0.6)
    assert other.board.chart.features.opened[0] == 1
    # A process that dies takes its viewers with it.
    await owner.pass_time(9)
    assert owner.board.chart.features.viewers[0] == 2
    await owner.lose_picture(room.id)
    await other.pass_time(0.6)
    assert other.board.chart.features.is_interrupted[0]
    await owner.rooms.end(room.id, host.id)
    await owner.settled()
    await other.pass_time(0.6)
    assert len(other.board.chart.layout) == 0


async def test_what_no_notice_told_is_found_in_the_database(open_house: OpenHouse, tmp_path: Path) -> None:
    house: FeedHouse = await open_house()
    deaf = FeedHouse(house.database.url.render_as_string(hide_password=False), tmp_path, house.clock, has_relay=False)
    await deaf.start()
    try:
        host = await house.sign_up("mika")
        room = await house.go_live(host)
        await deaf.pass_time(1.2)
        assert await deaf.top_ids() == [room.id]
        await house.rooms.end(room.id, host.id)
        assert await deaf.top_ids() == []
        await deaf.pass_time(7)
        assert len(deaf.board.chart.layout) == 0
    finally:
        await deaf.kill()


async def test_a_process_goes_on_with_what_the_one_before_knew(open_house: OpenHouse) -> None:
    before: FeedHouse = await open_house()
    busy, quiet = await lives(before, 2)
    fans = await crowd(before, 6)
    for fan in fans:
        await before.enter(busy, fan)
    for _ in range(10):
        await before.pass_time(35)
        await before.say(busy, *fans)
    await before.feeds.note(visitor(fans[0]), [seen(busy)], address=ADDRESS)
    await before.pass_time(1)
    knew = await before.points(busy, "comments")
    stayed_min = before.board.chart.features.typical_stay_min
    await before.stop()
    before.clock.advance(30)
    after: FeedHouse = await open_house()
    assert set(await after.top_ids()) == {busy.id, quiet.id}
    chart = after.board.chart
    row = chart.layout.rows[busy.id]
    assert await after.points(busy, "comments") == pytest.approx(knew, rel=0.5)
    assert chart.features.shown[row] == 1
    # Nobody left but for the restart.
    assert chart.features.typical_stay_min == pytest.approx(stayed_min, rel=0.05)
    assert stayed_min > TYPICAL_STAY_MIN
    assert chart.features.usual_viewers[row] > 3
    # A LIVE that ends is part of what its host's next one is measured by.
    host = await after.accounts.access_by_handle("host0")
    await after.rooms.end(busy.id, host.id)
    await after.settled()
    again = await after.go_live(host)
    await after.pass_time(1)
    chart = after.board.chart
    row = chart.layout.rows[again.id]
    assert chart.features.usual_viewers[row] > 3
    assert chart.features.known_by[row] >= 6
    assert await after.rows("SELECT * FROM ranking_pulses WHERE room_id = :id", id=busy.id) == []


# The operators


async def test_operators_change_weights_for_everybody_and_it_is_logged(open_house: OpenHouse) -> None:
    house: FeedHouse = await open_house()
    other: FeedHouse = await open_house(has_relay=False)
    operator = await house.sign_up("boss")
    async with house.database.transaction() as tx:
        await house.accounts.set_operator(tx, operator.id, is_operator=True)
    full, empty = await lives(house, 2)
    for fan in await crowd(house, 8):
        await house.enter(full, fan)
    await house.pass_time(200)
    fresh = await house.go_live(await house.sign_up("latest"))
    await house.pass_time(1)
    async with house.browser(operator) as browser, house.browser() as anybody:
        assert (await anybody.get("/operators/ranking")).status_code == 401
        ranking = (await browser.get("/operators/ranking")).json()
        assert ranking["version"] == 0
        assert all(
            weight["min"] <= weight["value"] <= weight["max"] and weight["meaning"] for weight in ranking["weights"]
        )
        wanted = {"audience": 0, "growth": 0, "watch": 0, "fresh": 100}
        preview = (await browser.post("/operators/ranking/preview", json={"weights": wanted})).json()
        moved = {item["room"]["id"]: (item["now"], item["then"]) for item in preview["live"]}
        assert (moved[full.id][0], moved[fresh.id][1]) == (0, 0)
        # What only For You weighs moves nothing in Top LIVE, and everything in the operator's own.
        await house.accounts.follow(operator.id, "latest")
        unfollowed = {"followed": 0, "followed_first": 0}
        preview = (await browser.post("/operators/ranking/preview", json={"weights": unfollowed})).json()
        assert all(item["now"] == item["then"] for item in preview["live"])
        moved = {item["room"]["id"]: (item["now"], item["then"]) for item in preview["for_you"]}
        assert moved[fresh.id][0] == 0 < moved[fresh.id][1]
        assert (await house.top_ids())[0] == full.id
        form = {"weights": wanted, "based_on": 0, "reason": "new voices first"}
        changed = (await browser.put("/operators/ranking", json=form)).json()
        assert changed["version"] == 1
        assert changed["history"][0]["changed"]["fresh"] == [4.0, 100.0]
        assert changed["changed_by"]["handle"] == "boss"
        conflict = await browser.put("/operators/ranking", json=form)
        assert (conflict.status_code, conflict.json()["error"]["code"]) == (409, "weights_changed")
        for weights in ({"fresh": 101}, {"fresh": -1}, {"charm": 1}):
            refused = await browser.put("/operators/ranking", json={**form, "weights": weights, "based_on": 1})
            assert (refused.status_code, refused.json()["error"]["code"]) == (400, "weight_invalid")
        unsaid = await browser.put(
            "/operators/ranking", json={**form, "weights": {"gifts": 0}, "reason": " ", "based_on": 1}
        )
        assert unsaid.status_code == 400
        not_a_number = await browser.put(
            "/operators/ranking",
            content=b'{"weights": {"gifts": NaN}, "based_on": 1, "reason": "x"}',
            headers={"content-type": "application/json"},
        )
        assert not_a_number.status_code in {400, 422}
    for each in (house, other):
        await each.pass_time(1)
        assert (await each.top()).version == f"{FORMULA_VERSION}.1"
        assert (await each.top_ids())[0] == fresh.id
    (entry,) = await house.operators_log.about("ranking")
    assert entry.act == "ranking.weights"
    assert json.loads(entry.details)["weights"]["fresh"] == {"from": 4.0, "to": 100.0}
    assert empty.id in await other.top_ids()
    later: FeedHouse = await open_house()
    assert (await later.top()).version == f"{FORMULA_VERSION}.1"


async def test_two_operators_at_once_do_not_undo_each_other(house: FeedHouse) -> None:
    operator = await house.sign_up("boss")
    await house.weights.change({"gifts": 0}, based_on=0, reason="no gifts", operator_id=operator.id)
    with pytest.raises(WeightsChanged):
        await house.weights.change({"gifts": 9}, based_on=0, reason="more gifts", operator_id=operator.id)
    with pytest.raises(WeightInvalid):
        await house.weights.change({"gifts": float("inf")}, based_on=1, reason="more", operator_id=operator.id)
    assert house.weights.weights.gifts == 0
