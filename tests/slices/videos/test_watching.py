"""What was watched: counted once, exactly, and never more than the time that has passed."""

import asyncio
import json

import pytest

from livehouse.videos import genuine
from livehouse.videos.genuine import HOUSEHOLD_MAX
from tests.slices.videos.house import DAY, ELSEWHERE, HOME, House


async def test_a_view_is_two_seconds_once_per_person_and_day(house: House) -> None:
    video_id = await house.post(await house.sign_up("author"), length_s=10)
    fan = await house.sign_up("fan")
    async with house.browser(fan) as browser:
        await house.watch(browser, video_id, [(0, 1.9)])
        assert (await browser.video(video_id))["views"] == 0
        # The tenth of a second that is missing, on the same day.
        await house.watch(browser, video_id, [(0, 0.5)])
        assert (await browser.video(video_id))["views"] == 1
        await house.watch(browser, video_id, [(0, 10)])
        assert (await browser.video(video_id))["views"] == 1
        house.clock.advance(DAY)
        await house.watch(browser, video_id, [(0, 10)])
        assert (await browser.video(video_id))["views"] == 2


async def test_numbers_are_exact_to_the_second(house: House) -> None:
    author = await house.sign_up("author")
    video_id = await house.post(author, length_s=5.5)
    for number, watched in enumerate([[(0, 5.5)], [(0, 2.0)], [(0, 3.2)], [(0, 1.0), (4.0, 5.5)], [(0, 1)]]):
        async with house.browser(await house.sign_up(f"fan{number}")) as browser:
            await house.watch(browser, video_id, watched)
    async with house.browser(author) as browser:
        numbers = (await browser.get(f"/videos/{video_id}/numbers")).json()
    assert numbers["views"] == 4
    assert numbers["play_s"] == pytest.approx(5.5 + 2.0 + 3.2 + 2.5)
    # The fifth left after a second, which is no view, and is in none of the numbers.
    assert numbers["retention"] == [1.0, 0.75, 0.5, 0.25, 0.5, 0.5]
    assert numbers["average_retention"] == pytest.approx(sum(numbers["retention"]) / 6, abs=0.0001)
    assert numbers["views_per_day"] == [
        {"day": house.clock.now().date().isoformat(), "views": 4, "play_s": pytest.approx(13.2)}
    ]


async def test_reports_are_cumulative_and_may_overtake_each_other(house: House) -> None:
    author = await house.sign_up("author")
    video_id = await house.post(author, length_s=20)
    async with house.browser(await house.sign_up("fan")) as browser:
        play = (await browser.post(f"/videos/{video_id}/plays")).json()["play_id"]
        house.clock.advance(12)
        for watched in ([(0, 5)], [(0, 10)], [(0, 5)], [(0, 10)], [(0, 12)]):
            await browser.put(f"/videos/{video_id}/plays/{play}", json={"watched": watched})
    async with house.browser(author) as browser:
        numbers = (await browser.get(f"/videos/{video_id}/numbers")).json()
    assert numbers["play_s"] == 12
    assert numbers["retention"] == [1.0] * 12 + [0.0] * 8


@pytest.mark.parametrize(
    ("watched", "passed_s", "counted_s"),
    [
        ([(0, 60)], 5, 6),  # a minute in five seconds, and one of grace
        ([(0, 10)] * 100, 30, 31),  # a hundred times through
        ([(0, 10), (0, 10)], 60, 20),  # twice through, in time
        ([(-50, 3)], 60, 3),  # before the beginning
        ([(50, 5_000)], 60, 10),  # beyond the end
        ([(9, 2)], 60, 0),  # backwards
        ([(0, 1e308)], 2, 3),
    ],
)
async def test_nobody_watches_more_than_has_passed(
    house: House, watched: list[tuple[float, float]], passed_s: float, counted_s: float
) -> None:
    author = await house.sign_up("author")
    video_id = await house.post(author, length_s=60)
    async with house.browser(await house.sign_up("fan")) as browser:
        await house.watch(browser, video_id, watched, takes_s=passed_s)
    async with house.browser(author) as browser:
        numbers = (await browser.get(f"/videos/{video_id}/numbers")).json()
    assert numbers["play_s"] == pytest.approx(counted_s)
    # And no more seconds of it were seen than were counted.
    assert sum(numbers["retention"]) <= counted_s


async def test_many_plays_at_once_are_one_person_with_one_pair_of_eyes(house: House) -> None:
    author = await house.sign_up("author")
    videos = [await house.post(author, length_s=60) for _ in range(5)]
    async with house.browser(await house.sign_up("fan")) as browser:
        plays = [(await browser.post(f"/videos/{video_id}/plays")).json()["play_id"] for video_id in videos]
        house.clock.advance(30)
        for video_id, play in zip(videos, plays, strict=True):
            await browser.put(f"/videos/{video_id}/plays/{play}", json={"watched": [(0, 30)]})
        total = [(await browser.video(video_id))["views"] for video_id in videos]
    # The earlier four ended when the next was begun; the grace of a second is no view.
    assert total == [0, 0, 0, 0, 1]


async def test_who_begins_again_and_again_gets_one_second_of_grace(house: House) -> None:
    author = await house.sign_up("author")
    video_id = await house.post(author, length_s=60)
    async with house.browser(await house.sign_up("fan")) as browser:
        for _ in range(10):
            await house.watch(browser, video_id, [(0, 60)], takes_s=0.5)
    async with house.browser(author) as browser:
        numbers = (await browser.get(f"/videos/{video_id}/numbers")).json()
    assert numbers["play_s"] == pytest.approx(6)


async def test_a_moment_of_every_second_is_not_the_whole_video(house: House) -> None:
    author = await house.sign_up("author")
    video_id = await house.post(author, length_s=60)
    async with house.browser(await house.sign_up("fan")) as browser:
        await house.watch(browser, video_id, [(second + 0.45, second + 0.55) for second in range(60)], takes_s=6)
    async with house.browser(author) as browser:
        numbers = (await browser.get(f"/videos/{video_id}/numbers")).json()
    assert (numbers["play_s"], sum(numbers["retention"])) == (pytest.approx(6), 0)


async def test_a_beacon_is_a_report(house: House) -> None:
    video_id = await house.post(await house.sign_up("author"))
    async with house.browser(await house.sign_up("fan")) as browser:
        play = (await browser.post(f"/videos/{video_id}/plays")).json()["play_id"]
        house.clock.advance(4)
        sent = await browser.post(
            f"/videos/{video_id}/plays/{play}",
            content=json.dumps({"watched": [[0, 4]]}),
            headers={"Content-Type": "text/plain;charset=UTF-8"},
        )
        assert sent.status_code == 204
        assert (await browser.video(video_id))["views"] == 1


async def test_strangers_are_told_apart_by_their_cookie_and_counted_as_one_when_they_sign_in(house: House) -> None:
    video_id = await house.post(await house.sign_up("author"))
    fan = await house.sign_up("fan")
    async with (
        house.browser(viewer="one", address=ELSEWHERE) as one,
        house.browser(viewer="two", address=ELSEWHERE) as two,
        house.browser(fan, viewer="one", address=ELSEWHERE) as signed_in,
    ):
        await house.watch(one, video_id, [(0, 4)])
        await house.watch(two, video_id, [(0, 4)])
        await house.watch(signed_in, video_id, [(0, 4)])
        assert (await one.video(video_id))["views"] == 2


async def test_two_who_share_a_browser_are_one_viewer_for_the_day(house: House) -> None:
    video_id = await house.post(await house.sign_up("author"))
    first, second = await house.sign_up("mika"), await house.sign_up("otto")
    async with (
        house.browser(first, viewer="tablet", address=ELSEWHERE) as before,
        house.browser(second, viewer="tablet", address=ELSEWHERE) as after,
    ):
        await house.watch(before, video_id, [(0, 4)])
        await house.watch(after, video_id, [(0, 4)])
        assert (await after.video(video_id))["views"] == 1
        house.clock.advance(DAY)
        await house.watch(after, video_id, [(0, 4)])
        assert (await after.video(video_id))["views"] == 2


async def test_a_browser_without_a_cookie_gets_one(house: House) -> None:
    video_id = await house.post(await house.sign_up("author"))
    async with house.browser(address=ELSEWHERE) as browser:
        await house.watch(browser, video_id, [(0, 4)])
        await house.watch(browser, video_id, [(0, 4)])
        assert (await browser.video(video_id))["views"] == 1


async def test_what_an_author_does_alone_does_not_count(house: House) -> None:
    author = await house.sign_up("author")
    video_id = await house.post(author)
    sock = await house.sign_up("sock")
    async with (
        house.browser(author, viewer="mine") as own,
        house.browser(sock, viewer="mine", address=ELSEWHERE) as bad,
    ):
        await house.watch(own, video_id, [(0, 10)])
        # Another account in the very same browser is the same person, even from elsewhere, and on another day, too.
        await house.watch(bad, video_id, [(0, 10)])
        house.clock.advance(DAY)
        await house.watch(bad, video_id, [(0, 10)])
    # Signed out, in another browser, from the same network.
    async with house.browser(viewer="other", address=HOME) as signed_out:
        await house.watch(signed_out, video_id, [(0, 10)])
    # A household: past a few, accounts do not count either.
    for number in range(HOUSEHOLD_MAX + 2):
        async with house.browser(await house.sign_up(f"home{number}"), address=HOME) as browser:
            await house.watch(browser, video_id, [(0, 10)])
    async with house.browser(author) as own:
        numbers = (await own.get(f"/videos/{video_id}/numbers")).json()
    assert numbers["views"] == HOUSEHOLD_MAX
    assert numbers["play_s"] == 10 * HOUSEHOLD_MAX
    assert numbers["left_out"] == {"own": 1, "own_browser": 1, "own_network": 3}


async def test_strangers_of_one_network_have_a_number(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(genuine, "STRANGERS_PER_NETWORK_MAX", 3)
    video_id = await house.post(await house.sign_up("author"))
    async with house.browser(address=ELSEWHERE) as looks:
        for number in range(5):
            async with house.browser(viewer=f"fresh{number}", address=ELSEWHERE) as browser:
                await house.watch(browser, video_id, [(0, 3)])
        assert (await looks.video(video_id))["views"] == 3
        # Somebody with an account there counts all the same.
        async with house.browser(await house.sign_up("fan"), address=ELSEWHERE) as browser:
            await house.watch(browser, video_id, [(0, 3)])
        assert (await looks.video(video_id))["views"] == 4


async def test_reports_that_come_together_are_all_counted(house: House) -> None:
    author = await house.sign_up("author")
    video_id = await house.post(author, length_s=8)
    browsers = [house.browser(await house.sign_up(f"fan{number}"), address=ELSEWHERE) for number in range(8)]
    opened = [await browser.__aenter__() for browser in browsers]
    plays = [(await browser.post(f"/videos/{video_id}/plays")).json()["play_id"] for browser in opened]
    house.clock.advance(8)
    await asyncio.gather(
        *(
            browser.put(f"/videos/{video_id}/plays/{play}", json={"watched": [(0, seconds)]})
            for browser, play, seconds in zip(opened, plays, range(1, 9), strict=True)
        )
    )
    async with house.browser(author) as own:
        numbers = (await own.get(f"/videos/{video_id}/numbers")).json()
    assert (numbers["views"], numbers["play_s"]) == (7, sum(range(2, 9)))
    assert numbers["retention"] == [round(count / 7, 4) for count in (7, 7, 6, 5, 4, 3, 2, 1)]
    for browser in browsers:
        await browser.__aexit__(None, None, None)


@pytest.mark.parametrize(
    "body",
    [b"", b"nonsense", b"[]", b'{"watched": "all"}', b'{"watched": [[1]]}', b'{"watched": [], "more": 1}', b"\xff\xfe"],
)
async def test_reports_that_say_nothing(house: House, body: bytes) -> None:
    video_id = await house.post(await house.sign_up("author"))
    async with house.browser(viewer="one") as browser:
        play = (await browser.post(f"/videos/{video_id}/plays")).json()["play_id"]
        assert await browser.code("PUT", f"/videos/{video_id}/plays/{play}", content=body) == "bad_input"


async def test_reports_of_no_play(house: House) -> None:
    video_id = await house.post(await house.sign_up("author"))
    async with house.browser(viewer="one") as browser:
        for play in ("0" * 26, "nonsense"):
            code = await browser.code("PUT", f"/videos/{video_id}/plays/{play}", json={"watched": [[0, 1]]})
            assert code == "no_such_play"
        begun = (await browser.post(f"/videos/{video_id}/plays")).json()["play_id"]
        house.clock.advance(3 * DAY)
        await house.videos.tidy()
        code = await browser.code("PUT", f"/videos/{video_id}/plays/{begun}", json={"watched": [[0, 1]]})
        assert code == "no_such_play"
        many = [[0, 1]] * 1_001
        assert await browser.code("PUT", f"/videos/{video_id}/plays/{begun}", json={"watched": many}) == "bad_input"


async def test_plays_from_one_network_have_a_number(house: House) -> None:
    video_id = await house.post(await house.sign_up("author"))
    async with house.browser(viewer="one") as browser:
        for _ in range(house.settings.video_plays_per_minute):
            await house.limits.hit(house.videos.audience.limit, "plays", HOME, message="")
        assert await browser.code("POST", f"/videos/{video_id}/plays") == "too_fast"


async def test_what_the_quality_of_an_account_is_judged_by(house: House) -> None:
    author = await house.sign_up("author")
    videos = [await house.post(author, length_s=10, caption=f"number {number}") for number in range(3)]
    await house.post(author, visibility="private")
    loyal, passer_by = await house.sign_up("loyal"), await house.sign_up("passer")
    async with (
        house.browser(loyal, address=ELSEWHERE) as one,
        house.browser(passer_by, address=ELSEWHERE) as two,
        house.browser(viewer="stranger", address=ELSEWHERE) as three,
        house.browser(author) as own,
    ):
        for video_id in videos:
            await house.watch(one, video_id, [(0, 10)])
        await house.watch(two, videos[0], [(0, 5)])
        await house.watch(three, videos[0], [(0, 5)])
        for browser in (one, two, own):
            await browser.put(f"/videos/{videos[0]}/like")
    posts = await house.videos.numbers_of(author.id)
    # The newest first; what nobody may see is not among them.
    assert [post.title for post in posts] == ["number 2", "number 1", "number 0"]
    first = posts[-1]
    assert (first.viewers, first.strangers, first.returning_viewers, first.play_s) == (3, 1, 1, 20)
    # One's own like is no news.
    assert first.likes == 2
    assert len(first.retention) == 21
    assert first.retention[0] == 1.0
    assert first.retention[-1] == pytest.approx(1 / 3, abs=0.001)
    assert list(first.retention) == sorted(first.retention, reverse=True)
    assert (posts[0].viewers, posts[0].returning_viewers, posts[0].counts) == (1, 1, True)
    assert await house.videos.numbers_of(loyal.id) == []
