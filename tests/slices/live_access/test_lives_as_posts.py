"""What past LIVEs say of the quality of their host."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from livehouse import rooms
from livehouse.accounts import Account
from livehouse.live_access import PostNumbers
from tests.slices.live_access.helping import DAY_S, done
from tests.slices.rooms.house import House

STRANGER = "a browser of somebody "  # as long as the keys of browsers are


async def hold_live(
    house: House, host: Account, watched_s: Mapping[str, float], *, length_s: float = 600.0, likes: int = 0
) -> str:
    """A LIVE that was; its viewers, by their handles or as a browser, watched for so long."""
    room = await house.go_live(host)
    peers = {}
    for viewer in watched_s:
        account = await house.accounts.find_by_handle(viewer)
        peers[viewer] = await house.enter(room, account, viewer=viewer)
    if likes:
        await house.call(next(iter(peers.values())), "like", count=likes)
    at_s = 0.0
    for viewer, seconds in sorted(watched_s.items(), key=lambda each: each[1]):
        house.clock.advance(seconds - at_s)
        at_s = seconds
        await house.call(peers[viewer], "leave")
    house.clock.advance(length_s - at_s)
    await house.rooms.end(room.id, host.id)
    # The summary is complete, so what it counts has been written.
    await house.rooms.summary(room.id, host.id)
    await house.settled()
    return room.id


async def numbers_of(house: House, host: Account) -> list[PostNumbers]:
    return list(await rooms.Numbers(house.database, house.clock).of_account(host.id))


async def test_a_live_is_counted_as_its_audience_took_it(house: House) -> None:
    host = await house.sign_up("mika")
    for handle in ("ren", "aoi"):
        await house.sign_up(handle, may_go_live=False)
    watched = {"ren": 600.0, "aoi": 300.0, STRANGER: 60.0, "just swiped past by...": 1.0}
    room_id = await hold_live(house, host, watched, likes=7)
    (post,) = await numbers_of(house, host)
    assert (post.id, post.kind, post.title) == (room_id, "live", "Songs at night")
    assert (post.viewers, post.strangers, post.returning_viewers) == (3, 1, 0)
    assert (post.length_s, post.play_s, post.likes) == (600.0, 960.0, 7)
    # All three for a tenth, two for a half, one to the end.
    third = pytest.approx(1 / 3, abs=1e-4)
    assert len(post.retention) == 21
    assert (post.retention[0], post.retention[2], post.retention[10], post.retention[20]) == (
        1,
        1,
        pytest.approx(2 / 3, abs=1e-4),
        third,
    )
    assert sorted(post.retention, reverse=True) == list(post.retention)
    assert (post.counts, post.why_not) == (True, None)


async def test_who_keeps_coming_back_is_known(house: House) -> None:
    host = await house.sign_up("mika")
    await house.sign_up("ren", may_go_live=False)
    await house.sign_up("aoi", may_go_live=False)
    for number in range(4):
        await hold_live(house, host, {"ren": 100.0, **({"aoi": 100.0} if number < 2 else {})})
        house.clock.advance(60)
    posts = await numbers_of(house, host)
    # By what there was until then: the third time one has come back.
    assert [post.returning_viewers for post in posts] == [1, 1, 0, 0]
    assert [post.viewers for post in posts] == [1, 1, 2, 2]
    assert posts == sorted(posts, key=lambda post: post.posted_at, reverse=True)


async def test_what_a_live_came_to_is_counted_once_and_kept(house: House) -> None:
    host = await house.sign_up("mika")
    await hold_live(house, host, {STRANGER: 300.0}, likes=2)
    first = await numbers_of(house, host)
    assert await house.rows("SELECT * FROM room_audiences") == [], "what another process counted may still come"
    house.clock.advance(3_601)
    assert await numbers_of(house, host) == first
    (kept,) = await house.rows("SELECT * FROM room_audiences")
    assert (kept["viewers"], kept["strangers"], kept["watched_s"]) == (1, 1, 300.0)
    async with house.database.transaction() as tx:
        await tx.execute(sa.text("DELETE FROM room_viewers"))
    assert await numbers_of(house, host) == first


async def test_a_live_of_a_moment_does_not_count_and_one_that_nobody_saw_does(house: House) -> None:
    host = await house.sign_up("mika")
    await hold_live(house, host, {STRANGER: 20.0}, length_s=30.0)
    await hold_live(house, host, {})
    unseen, short = await numbers_of(house, host)
    assert (short.counts, short.why_not) == (False, "too_short")
    assert (unseen.counts, unseen.viewers, unseen.play_s, unseen.retention) == (True, 0, 0.0, ())


async def test_what_is_running_prepared_or_somebody_elses_is_not_a_post(house: House) -> None:
    host = await house.sign_up("mika")
    other = await house.sign_up("ren")
    await hold_live(house, other, {})
    await house.go_live(host)
    assert await numbers_of(house, host) == []


async def test_the_report_has_them_with_their_scores(house: House) -> None:
    host = await house.sign_up("mika")
    for handle in ("ren", "aoi"):
        await house.sign_up(handle, may_go_live=False)
    for _ in range(3):
        await hold_live(house, host, {"ren": 400.0, "aoi": 200.0}, likes=3)
        house.clock.advance(DAY_S)
    async with house.browser(host) as browser:
        report = done(await browser.get("/live-access/quality"))
        assert (report["score"], report["posts_counted"]) == (None, 2)
        assert [(post["counts"], post["why_not"]) for post in report["posts"]] == [
            (False, "fresh"),
            (True, None),
            (True, None),
        ]
        house.clock.advance(2 * DAY_S)
        report = done(await browser.get("/live-access/quality"))
        assert report["score"] == int(report["posts"][1]["score"])
        assert 0 < report["score"] < 60
        assert len(report["posts"][0]["retention"]) == 21
        views = next(each for each in report["indicators"] if each["id"] == "views")
        assert (views["now"], views["before"], views["change"]) == (6.0, None, None)
        assert [area["id"] for area in report["areas"]] == ["quiet"]
        assert done(await browser.get("/live-access"))["quality"]["score"] == report["score"]


async def test_every_source_of_posts_is_judged_and_good_ones_meet_the_bar(house: House) -> None:
    host = await house.sign_up("mika")
    await hold_live(house, host, {STRANGER: 300.0})
    house.clock.advance(3 * DAY_S)
    at = house.clock.now() - timedelta(days=3)

    async def videos(account_id: str) -> list[PostNumbers]:
        return [good_video(f"video{number}", account_id, at) for number in range(3)]

    before = (await house.live_access.access_live(host.id)).requirement("quality")
    assert (before.met, before.actual) == (False, None)
    house.live_access.add_source(videos)
    examined = await house.live_access.examine(host.id)
    quality = examined.judgement.requirement("quality")
    assert (quality.met, quality.share) == (True, 1.0)
    assert quality.actual == examined.report.score
    assert examined.report.posts_counted == 4
    assert {each.post.title for each in examined.report.posts} == {host.id, "Songs at night"}


def good_video(id: str, title: str, at: datetime) -> PostNumbers:
    return PostNumbers(
        id=id,
        kind="video",
        title=title,
        posted_at=at,
        length_s=60.0,
        viewers=300,
        play_s=300 * 40.0,
        likes=60,
        returning_viewers=60,
    )
