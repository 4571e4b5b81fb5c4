"""What goes with a video, and with an account."""

import asyncio

import msgspec
import sqlalchemy as sa

from livehouse.accounts import AccountDeleted
from livehouse.videos import VideoDeleted
from livehouse.videos.play_store import author_browsers, views
from tests.slices.videos.house import ELSEWHERE, House


async def test_everything_goes_with_a_video(house: House) -> None:
    author = await house.sign_up("author")
    video_id = await house.post(author)
    kept_id = await house.post(author)
    async with house.browser(author) as own, house.browser(await house.sign_up("fan"), address=ELSEWHERE) as fan:
        for each in (video_id, kept_id):
            await house.watch(fan, each, [(0, 5)])
            await fan.put(f"/videos/{each}/like")
            await fan.post(f"/videos/{each}/comments", json={"text": "hello"})
        assert (await own.delete(f"/videos/{video_id}")).status_code == 204
        assert await fan.code("GET", f"/videos/{video_id}") == "no_such_video"
        assert await own.code("DELETE", f"/videos/{video_id}") == "no_such_video"
        await house.work_off()
        assert house.stored_files() == [f"videos/{kept_id}/360p.mp4", f"videos/{kept_id}/poster.webp"]
        kept = await fan.video(kept_id)
        assert (kept["views"], kept["likes"], kept["comments"]) == (1, 1, 1)
    assert VideoDeleted(video_id=video_id, author_id=author.id) in await house.heard()


async def test_a_report_of_a_video_that_goes_meanwhile(house: House) -> None:
    author = await house.sign_up("author")
    video_id = await house.post(author)
    async with house.browser(await house.sign_up("fan"), address=ELSEWHERE) as fan, house.browser(author) as own:
        plays = [(await fan.post(f"/videos/{video_id}/plays")).json()["play_id"] for _ in range(5)]
        house.clock.advance(5)
        answers = await asyncio.gather(
            own.delete(f"/videos/{video_id}"),
            *(fan.put(f"/videos/{video_id}/plays/{play}", json={"watched": [[0, 5]]}) for play in plays),
        )
    assert answers[0].status_code == 204
    assert {answer.status_code for answer in answers[1:]} <= {204, 404}


async def test_an_account_that_is_deleted_takes_along_what_it_made(house: House) -> None:
    leaver, stayer = await house.sign_up("leaver"), await house.sign_up("stayer")
    gone = await house.post(leaver)
    kept = await house.post(stayer)
    async with house.browser(leaver, viewer="mine") as browser, house.browser(stayer) as other:
        await browser.put(f"/videos/{kept}/like")
        await house.watch(browser, kept, [(0, 5)])
        await house.watch(browser, gone, [(0, 5)])
        await browser.post(f"/videos/{kept}/comments", json={"text": "bye"})
        await other.put(f"/videos/{gone}/like")
        async with house.database.transaction() as tx:
            tx.emit(AccountDeleted(account_id=leaver.id))
        await house.heard()
        await house.work_off()
        assert await other.code("GET", f"/videos/{gone}") == "no_such_video"
        video = await other.video(kept)
        assert (video["likes"], video["comments"]) == (0, 0)
    assert all(kept in key for key in house.stored_files())
    # Somebody watched, but nothing says any more in which browser.
    async with house.database.read() as connection:
        assert (await connection.execute(sa.select(author_browsers))).all() == []
        assert [row.browser_key for row in await connection.execute(sa.select(views.c.browser_key))] == [None]


async def test_all_of_ones_data(house: House) -> None:
    author = await house.sign_up("author")
    own = await house.post(author, caption="my own", visibility="private")
    other = await house.post(await house.sign_up("other"))
    async with house.browser(author) as browser:
        await browser.put(f"/videos/{other}/like")
        await browser.post(f"/videos/{other}/comments", json={"text": "good"})
        await house.watch(browser, other, [(0, 4)])
    exported = msgspec.json.decode(msgspec.json.encode(await house.videos.export(author.id)))
    assert [(video["id"], video["caption"]) for video in exported["videos"]] == [(own, "my own")]
    assert [like["video_id"] for like in exported["likes"]] == [other]
    assert [comment["text"] for comment in exported["comments"]] == ["good"]
    assert [(watched["video_id"], watched["play_s"]) for watched in exported["watched"]] == [(other, 4.0)]
