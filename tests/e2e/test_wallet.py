"""Coins in the browser: bought in the sandbox, given away, and found again by the host as diamonds."""

import re
import secrets
from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, Playwright, expect

from tests.support.app import ServedApp
from tests.support.chromium import LAPTOP, chromium, tab
from tests.support.pages import PATIENCE_MS, Visitor
from tests.support.people import API, PASSWORD, Person, new_handle

LIVE = "Night train, one cabin light"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser(playwright: Playwright) -> AsyncIterator[Browser]:
    async with chromium(playwright, None) as running:
        yield running


async def sign_in(visitor: Visitor, handle: str) -> None:
    answer = await visitor.page.request.post(
        visitor.url + API + "/sessions", data={"login": handle, "password": PASSWORD}, headers={"Origin": visitor.url}
    )
    assert answer.ok, await answer.text()


async def test_coins_are_bought_in_the_sandbox_and_become_a_hosts_diamonds(app: ServedApp, browser: Browser) -> None:
    async with (
        tab(browser, "fan") as his,
        tab(browser, "host", viewport=LAPTOP, touch=False) as hers,
        Person(app.url) as fan,
        Person(app.url) as host,
    ):
        fan_name = "Otto " + secrets.token_hex(3)
        await fan.sign_up(new_handle(), nickname=fan_name)
        await host.sign_up(new_handle())
        buyer, earner = Visitor(his, app.url), Visitor(hers, app.url)
        await sign_in(buyer, fan.handle)
        await sign_in(earner, host.handle)

        await buyer.open("/wallet")
        await expect(buyer.page.get_by_role("note")).to_have_text("Sandbox: no real money")
        await buyer.button(re.compile("^Buy 700 coins for ")).click()
        await expect(buyer.page.get_by_text("No money moves on this page")).to_be_visible(timeout=PATIENCE_MS)
        await buyer.button(re.compile("^Pretend to pay ")).click()
        await expect(buyer.page.get_by_role("heading", name="700 coins are yours")).to_be_visible(timeout=PATIENCE_MS)
        await expect(buyer.page.get_by_text("Coins bought")).to_be_visible(timeout=PATIENCE_MS)

        async with host.on_air(LIVE) as room:
            await fan.give(room["id"], "guitar", count=2)

            await earner.open("/earnings")
            days = earner.page.get_by_role("listbox")
            await days.focus()
            await days.press("End")
            await days.press("Enter")
            await expect(earner.button(re.compile(LIVE))).to_be_visible(timeout=PATIENCE_MS)
            await earner.button(re.compile(f"Guitar ×2 from {fan_name}")).click()
            became = earner.page.get_by_label("How 300 diamonds came of it")
            await expect(became).to_contain_text("600 coins")
            await expect(became).to_contain_text("50%")
            await expect(became).to_contain_text("Ready on")

        await buyer.page.reload()
        await expect(buyer.page.get_by_text("Guitar ×2")).to_be_visible(timeout=PATIENCE_MS)
        await expect(buyer.page.get_by_role("region", name="Your coins")).to_contain_text("100 coins")
        assert his.errors + hers.errors == []
