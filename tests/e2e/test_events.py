"""An event's whole way: planned from the '+', said yes to from a shared link, begun, and those who wait led into it."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import pytest_asyncio
from playwright.async_api import Playwright, expect

from tests.support.app import ServedApp
from tests.support.broadcast import broadcasting
from tests.support.chromium import chromium, tab
from tests.support.pages import PATIENCE_MS, Visitor
from tests.support.people import API, PASSWORD, Person, new_handle

TITLE = "Songs <b>at</b> night 夜の歌"


@pytest_asyncio.fixture(loop_scope="session")
async def people(app: ServedApp, playwright: Playwright) -> AsyncIterator[tuple[Visitor, Visitor]]:
    async with AsyncExitStack() as stack:
        browser = await stack.enter_async_context(chromium(playwright, None))
        host = Visitor(await stack.enter_async_context(tab(browser, "host")), app.url)
        fan = Visitor(await stack.enter_async_context(tab(browser, "fan")), app.url)
        yield host, fan


async def test_an_event_from_the_plus_to_the_live(app: ServedApp, people: tuple[Visitor, Visitor]) -> None:
    host, fan = people
    async with Person(app.url) as singer:
        await singer.sign_up(new_handle(), nickname="Mika")
        await singer.accept_live_terms()

        session = {"login": singer.handle, "password": PASSWORD}
        await host.page.request.post(f"{app.url}{API}/sessions", data=session, headers={"Origin": app.url})
        await host.open("/")
        await host.button("Create").click()
        await host.page.get_by_role("dialog").get_by_role("button", name="Plan a LIVE").click()
        form = host.page.get_by_role("dialog", name="Plan a LIVE")
        await form.get_by_label("Title").fill(TITLE)
        await form.get_by_label("Time zone").select_option("UTC")
        soon = datetime.now(UTC) + timedelta(minutes=10)
        # What is missing and what is wrong is said in its place, before anything is sent.
        await form.get_by_label("Date and time").fill((soon - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"))
        await form.get_by_role("button", name="Plan it").click()
        await expect(form.get_by_text("That time has gone by.")).to_be_visible()
        await expect(form.get_by_text("Choose a topic.")).to_be_visible()
        await form.get_by_label("Topic").select_option("music")
        await form.get_by_label("Date and time").fill(soon.strftime("%Y-%m-%dT%H:%M"))
        await form.get_by_role("button", name="Plan it").click()
        await expect(host.page.get_by_role("heading", name=TITLE)).to_be_visible(timeout=PATIENCE_MS)
        path = re.search(r"/event/([0-9a-z]{26})$", host.page.url)
        assert path is not None

        # Somebody without an account opens the link, says yes, is asked who they are, and has said yes.
        await fan.open(path[0])
        await expect(fan.page.get_by_role("timer")).to_be_visible(timeout=PATIENCE_MS)
        await fan.button("I will be there").click()
        sheet = fan.page.get_by_role("dialog")
        await expect(sheet.get_by_text("Sign in to say that you will come")).to_be_visible(timeout=PATIENCE_MS)
        await fan.fill_sign_up(new_handle())
        await expect(fan.page.get_by_text("You are going")).to_be_visible(timeout=PATIENCE_MS)
        await expect(fan.page.get_by_text("1 is going")).to_be_visible()

        # The event is what the host is offered; here a program goes LIVE in the host's name.
        due = (await singer.get("/me/events"))["due"]
        assert (due["id"], due["title"]) == (path[1], TITLE)
        room = await singer.prepare_room(TITLE)
        await singer.put(f"/events/{path[1]}/room", {"room_id": room["id"]})
        async with broadcasting(await singer.post(f"/rooms/{room['id']}/publisher")):
            await singer.start(room["id"])
            await expect(fan.page).to_have_url(re.compile(f"/live/{room['id']}$"), timeout=PATIENCE_MS)
            await singer.post(f"/rooms/{room['id']}/end")
    await fan.open(path[0])
    await expect(fan.page.get_by_text("It is over.")).to_be_visible(timeout=PATIENCE_MS)

    # Without a line the app opens all the same, and goes on by itself once there is one.
    await fan.page.context.set_offline(True)
    await fan.open("/events")
    await expect(fan.page.get_by_text("You are offline.")).to_be_visible(timeout=PATIENCE_MS)
    await expect(fan.page.get_by_text("The server cannot be reached.")).to_be_visible(timeout=PATIENCE_MS)
    await fan.page.context.set_offline(False)
    await expect(fan.page.get_by_role("heading", name="Events")).to_be_visible(timeout=PATIENCE_MS)
    await expect(fan.page.get_by_role("button", name="Try again")).to_be_hidden(timeout=PATIENCE_MS)
    fan.tab.forgive("ERR_INTERNET_DISCONNECTED|Failed to fetch")
