"""Somebody types, makes a mistake, and is led to a LIVE; what they looked for is there when they come back."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest_asyncio
from playwright.async_api import Playwright, expect

from tests.support.app import ServedApp
from tests.support.chromium import chromium, tab
from tests.support.pages import PATIENCE_MS, Visitor
from tests.support.people import Person, new_handle


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(app: ServedApp, playwright: Playwright) -> AsyncIterator[Visitor]:
    async with AsyncExitStack() as stack:
        browser = await stack.enter_async_context(chromium(playwright, None))
        yield Visitor(await stack.enter_async_context(tab(browser, "searching")), app.url)


async def test_typing_finds(app: ServedApp, visitor: Visitor) -> None:
    page = visitor.page
    async with Person(app.url) as host:
        await host.sign_up(new_handle(), nickname="ギターのみか")
        async with host.on_air("Marimba at midnight") as room:
            asked: list[str] = []
            page.on("request", lambda request: asked.append(request.url) if "/api/v1/search" in request.url else None)
            await visitor.open("/")
            await page.get_by_role("link", name="Search").click()
            field = page.get_by_role("searchbox", name="Search")
            await expect(field).to_be_focused(timeout=PATIENCE_MS)
            found = page.get_by_role("link", name="Marimba at midnight")

            await field.press_sequentially("marimb", delay=5)
            await expect(found).to_be_visible(timeout=PATIENCE_MS)
            # Not every letter is asked for.
            assert len(asked) < len("marimb")
            await expect(field).to_be_focused()
            await field.fill("ｷﾞﾀｰ")
            await expect(page.get_by_role("link", name="ギターのみか").first).to_be_visible(timeout=PATIENCE_MS)
            await field.fill("%")
            await expect(page.get_by_role("heading", name="Look around")).to_be_visible(timeout=PATIENCE_MS)
            await field.fill("zzqqxx")
            await expect(page.get_by_role("heading", name="Nothing for")).to_be_visible(timeout=PATIENCE_MS)
            await field.fill("mairmba")
            await expect(page.get_by_text("This is what there is for “marimba”.")).to_be_visible(timeout=PATIENCE_MS)
            await found.click()
            await expect(page).to_have_url(f"{app.url}/live/{room['id']}", timeout=PATIENCE_MS)

            await page.go_back()
            await expect(field).to_have_value("mairmba", timeout=PATIENCE_MS)
            await expect(found).to_be_visible(timeout=PATIENCE_MS)
            await field.fill("")
            await expect(page.get_by_role("button", name="mairmba", exact=True)).to_be_visible(timeout=PATIENCE_MS)
            assert visitor.tab.errors == []
