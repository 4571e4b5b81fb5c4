"""A LIVE that is over, in a browser: it plays, what was said comes on its time, and its host cuts and deletes."""

import asyncio
import re

from playwright.async_api import Playwright, expect

from tests.support.app import ServedApp
from tests.support.chromium import chromium, tab
from tests.support.pages import PATIENCE_MS, Visitor
from tests.support.people import API, PASSWORD, Person
from tests.support.waiting import eventually

# Between what is said first and last: long enough that a page which shows everything at once is found out.
APART_S = 3.0
READY_S = 20.0


async def test_a_replay_plays_with_its_talk_and_its_host_posts_a_part_and_deletes_it(
    app: ServedApp, playwright: Playwright
) -> None:
    async with Person(app.url) as host, Person(app.url) as fan:
        await host.sign_up()
        await fan.sign_up()
        async with host.on_air("Once more, from the top") as room, fan.channel(room["id"]) as channel:
            await channel.call("comment", text="first words")
            await asyncio.sleep(APART_S)
            await channel.call("comment", text="last words")

        async def is_ready() -> bool:
            # So short a LIVE may have been over before the first piece of it was kept.
            answer = await host.http.get(f"{API}/replays/{room['id']}")
            return answer.is_success and bool(answer.json()["state"] == "ready")

        await eventually(is_ready, within_s=READY_S)

        async with chromium(playwright, None) as browser, tab(browser, "host") as opened:
            seat, page = Visitor(opened, app.url), opened.page
            answer = await page.request.post(
                app.url + API + "/sessions",
                data={"login": host.handle, "password": PASSWORD},
                headers={"Origin": app.url},
            )
            assert answer.ok, await answer.text()
            await seat.open(f"/replay/{room['id']}")
            await page.wait_for_function("() => document.querySelector('video')?.currentTime > 0.3")

            # Held, it shows just what had been said by then, wherever one goes.
            await page.keyboard.press("k")
            await page.get_by_label("Position").focus()
            for key, last in (("End", 1), ("Home", 0), ("End", 1)):
                await page.keyboard.press(key)
                await expect(seat.comments.get_by_text("last words")).to_have_count(last, timeout=PATIENCE_MS)
            await expect(seat.comments.get_by_text("first words")).to_be_visible()

            await seat.button("Post a part as video").click()
            await page.get_by_role("dialog").get_by_role("button", name="Post", exact=True).click()
            await expect(page.get_by_text("Your video is on its way")).to_be_visible(timeout=PATIENCE_MS)
            (video,) = (await host.get("/me/videos"))["videos"]
            assert video["caption"] == "Once more, from the top"

            await seat.button("Back to the replay").click()
            await seat.button("Manage replay").click()
            await seat.button("Delete replay").click()
            await page.get_by_role("group", name="Delete replay").get_by_role("button", name="Delete replay").click()
            await expect(page).to_have_url(re.compile(f"@{re.escape(host.handle)}"), timeout=PATIENCE_MS)
            await expect(page.get_by_text("Your LIVEs, to see again")).to_be_visible(timeout=PATIENCE_MS)
            gone = await fan.http.get(f"{API}/replays/{room['id']}")
            assert gone.status_code == 404
        assert opened.errors == []
