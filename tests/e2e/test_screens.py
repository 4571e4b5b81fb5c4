"""Every screen of the issue, full, empty and failing, on a phone and on a laptop, kept to the rules for all of them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Playwright, expect

from tests.support.app import ServedApp, make_operator, served
from tests.support.chromium import LAPTOP, PHONE, Devices, Tab, chromium, tab
from tests.support.network import line_to
from tests.support.pages import PATIENCE_MS, Visitor
from tests.support.people import API, Person, new_handle
from tests.support.screen_rules import find_barriers, find_faults
from tools import screens
from tools.screens import SCREENS, Screen, Seat, way_to

# What a screen brings into the console because of what it shows, not because it is broken.
EXPECTED = {
    "home-failing": "ERR_FAILED",
    "replay-failing": "ERR_FAILED",
    "videos-failing": "ERR_FAILED",
    "upload-failing": "ERR_FAILED",
    "search-failing": "ERR_FAILED",
    "event-failing": "ERR_FAILED",
    "shares-failing": "ERR_FAILED",
    "shares-empty": "400",
    "summary-failing": "ERR_FAILED",
    "watch-failing": "404",
    "access-page-failing": "ERR_FAILED",
    "reset-failing": "404",
    "notifications-failing": "ERR_FAILED",
    "wallet-failing": "ERR_FAILED",
    "earnings-failing": "ERR_FAILED",
    "on-air-failing": "ERR_|WebSocket connection|Connection lost",
}
LIVES = {"long.winded": "A title that says everything there is to say and then some more " + "x" * 16, "kurz": "短い"}
JUDGED = (
    "home",
    "preflight",
    "on-air",
    "watch",
    "summary",
    "sign-up",
    "access",
    "reset",
    "settings",
    "profile",
    "replay",
    "videos",
    "upload",
    "following",
    "notifications",
    "search",
    "event",
    "shares",
    "wallet",
    "checkout",
    "earnings",
)
# The same pages as others that are judged, a little further on.
SPARED = ("search-start", "search-failing", "replay-cut", "wallet-receipt", "wallet-limit")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser(playwright: Playwright, devices: Devices) -> AsyncIterator[Browser]:
    async with chromium(playwright, devices) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def app(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServedApp]:
    """A house where nothing has happened, and from which mails leave."""
    async with served(tmp_path_factory.mktemp("quiet"), show_outbox="true") as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def lively(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServedApp]:
    """A house with LIVEs in it."""
    async with served(tmp_path_factory.mktemp("lively")) as app, AsyncExitStack() as stack:
        for handle, title in LIVES.items():
            host = await stack.enter_async_context(Person(app.url))
            await host.sign_up(handle, nickname="An Extraordinarily Long Nickn")
            await stack.enter_async_context(host.on_air(title))
        yield app


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are taken when a LIVE looks lively; rules hold at once."""
    monkeypatch.setattr(screens, "LIVELY_S", 0.5)


@dataclass(frozen=True)
class Journey:
    """A way to a screen, and the screens on it that no journey before has judged."""

    way: tuple[Screen, ...]
    judged: frozenset[str]


def journeys() -> list[Journey]:
    """As few as pass all screens that are judged: what lies on the way to another one is judged in passing."""
    wanted = [screen for screen in SCREENS if screen.name.startswith(JUDGED) and screen.name not in SPARED]
    passed = {before.name for screen in wanted for before in way_to(screen)[:-1]}
    left = {screen.name for screen in wanted}
    found = []
    for way in (way_to(screen) for screen in wanted if screen.name not in passed):
        found.append(Journey(way, frozenset(left.intersection(screen.name for screen in way))))
        left -= found[-1].judged
    return found


@pytest.mark.parametrize("journey", journeys(), ids=lambda journey: journey.way[-1].name)
async def test_a_screen_keeps_to_the_rules(
    app: ServedApp, lively: ServedApp, playwright: Playwright, devices: Devices, browser: Browser, journey: Journey
) -> None:
    end = journey.way[-1]
    faults = []
    async with AsyncExitStack() as stack:
        house = lively if end.house == "demo" else app
        line = await stack.enter_async_context(line_to(house.port)) if end.on_a_line else None
        if line is not None or not end.camera:
            arguments = [line.browser_argument] if line is not None else []
            browser = await stack.enter_async_context(chromium(playwright, devices if end.camera else None, arguments))
        opened = await stack.enter_async_context(tab(browser, end.name))
        seat = Seat(opened, house.url, stack, line)
        for screen in journey.way:
            await screen.reach(seat)
            if screen.name in journey.judged:
                faults += await _faults(opened, screen)
    assert faults + opened.errors == []


async def test_operators_look_after_money_by_the_same_rules(app: ServedApp, browser: Browser) -> None:
    async with Person(app.url) as fan, tab(browser, "operator") as opened:
        await fan.sign_up(nickname="An Extraordinarily Long Nickn", region="US")
        await fan.buy_coins("coins_700")
        seat, page = Visitor(opened, app.url), opened.page
        await _be_operator(opened, app)
        sheet = page.get_by_role("dialog")
        faults: list[str] = []

        await seat.open("/operate/gifts/lantern")
        await seat.button("Edit…").click()
        await sheet.get_by_label("Price in coins").fill("30,001")
        await sheet.get_by_role("button", name="Save").click()
        await expect(sheet.get_by_text("A whole number from 1 to 30,000.")).to_be_visible(timeout=PATIENCE_MS)
        faults += await find_faults(page, thumbs=True)
        await sheet.get_by_label("Price in coins").fill("120")
        await sheet.get_by_role("button", name="Save").click()
        await expect(page.get_by_text("Saved", exact=True).first).to_be_visible(timeout=PATIENCE_MS)
        await expect(page.get_by_role("article").get_by_text("120 coins")).to_be_attached(timeout=PATIENCE_MS)
        await page.get_by_role("link", name="Back to the list").click()
        await expect(page.get_by_role("link", name="Lantern")).to_be_visible(timeout=PATIENCE_MS)
        faults += await find_faults(page, thumbs=True)

        await seat.open("/operate/purchases")
        await page.get_by_label("Search purchases").fill(fan.handle)
        await page.get_by_role("link", name=fan.handle).click()
        await seat.button("Refund…").click()
        await sheet.get_by_role("radio", name="A part").check()
        await sheet.get_by_label("Amount").fill("1.005")
        await sheet.get_by_label("Reason").fill("Pressed twice.")
        await sheet.get_by_role("button", name="Refund").click()
        await expect(sheet.get_by_text("This currency has 2 digits after the point.")).to_be_visible(
            timeout=PATIENCE_MS
        )
        await sheet.get_by_label("Amount").fill("1,5")
        await sheet.get_by_role("button", name="Pay back $1.50").click()
        await expect(page.get_by_role("article").get_by_text("Partly refunded")).to_be_visible(timeout=PATIENCE_MS)
        faults += await find_faults(page, thumbs=True)

        for part, empty in (("payouts", "Nobody is waiting"), ("flows", "Nothing suspicious")):
            await seat.open(f"/operate/{part}")
            await expect(page.get_by_text(empty)).to_be_visible(timeout=PATIENCE_MS)
            faults += await find_faults(page, thumbs=True)

        await page.set_viewport_size({"width": LAPTOP["width"], "height": LAPTOP["height"]})
        await seat.open("/operate/log")
        await expect(page.get_by_role("row", name="price 99 → 120")).to_be_visible(timeout=PATIENCE_MS)
        await expect(page.get_by_role("row", name="Pressed twice.")).to_be_visible(timeout=PATIENCE_MS)
    assert faults + opened.errors == []


# Whether the browser would ask before the page is closed or loaded again.
_ASKS = '() => !dispatchEvent(new Event("beforeunload", { cancelable: true }))'


async def test_operators_weigh_the_ranking_by_the_same_rules(app: ServedApp, browser: Browser) -> None:
    async with tab(browser, "operator") as opened:
        seat, page = Visitor(opened, app.url), opened.page
        await _be_operator(opened, app)

        await seat.open("/operate/ranking")
        gifts = page.get_by_label("People who give")
        await gifts.fill("10,000")
        await expect(page.get_by_text("Write a number from 0 to 100.")).to_be_visible(timeout=PATIENCE_MS)
        await gifts.fill("0")
        await seat.button("See what it does").click()
        # Who looks at something else meanwhile finds what they typed; who closes the page is asked.
        await page.get_by_label("Reason").fill("Nobody buys a place.")
        await page.locator('a[href="/operate/log"]').click()
        await expect(gifts).to_be_hidden(timeout=PATIENCE_MS)
        assert await page.evaluate(_ASKS)
        await page.go_back()
        await expect(gifts).to_have_value("0", timeout=PATIENCE_MS)
        await expect(page.get_by_label("Reason")).to_have_value("Nobody buys a place.")
        await page.get_by_role("radio", name="For You").check()
        await expect(page.get_by_text("This is yours.")).to_be_visible(timeout=PATIENCE_MS)
        faults = await find_faults(page, thumbs=True) + await find_barriers(page)
        await page.set_viewport_size({"width": LAPTOP["width"], "height": LAPTOP["height"]})
        await seat.button("Apply to everybody").click()
        await expect(page.get_by_text("People who give (0 leaves gifts out): 4 → 0")).to_be_visible(timeout=PATIENCE_MS)
        assert not await page.evaluate(_ASKS)
    assert faults + opened.errors == []


async def _be_operator(opened: Tab, app: ServedApp) -> None:
    """Sign somebody up in the tab who may run the platform."""
    operator = Person(app.url)
    form = operator.sign_up_form(new_handle())
    await opened.page.request.post(f"{app.url}{API}/accounts", data=form, headers={"Origin": app.url})
    await make_operator(app, operator.handle)


async def _faults(opened: Tab, screen: Screen) -> list[str]:
    """What is wrong with a screen at either size; on a phone again afterwards."""
    faults = await find_faults(opened.page, thumbs=True) + await find_barriers(opened.page)
    await _resize(opened, LAPTOP)
    faults += [f"laptop: {fault}" for fault in await find_faults(opened.page, thumbs=False)]
    await _resize(opened, PHONE)
    if screen.name in EXPECTED:
        opened.forgive(EXPECTED[screen.name])
    return [f"{screen.name}: {fault}" for fault in faults]


async def _resize(opened: Tab, size: dict[str, int]) -> None:
    await opened.page.set_viewport_size({"width": size["width"], "height": size["height"]})
    await opened.page.wait_for_function("width => innerWidth === width", arg=size["width"])
