"""Gifts in two browsers: one taps, both see it, and the host hears it; a big one has both stages to itself."""

import re
import secrets

from playwright.async_api import Page, Playwright, expect

from tests.support.app import ServedApp
from tests.support.chromium import LAPTOP, Devices, chromium, tab
from tests.support.pages import PATIENCE_MS, Host, Viewer
from tests.support.people import API, PASSWORD, Person, new_handle

# What a sound is made of: the motifs begin an oscillator for each of their tones, twice.
COUNT_TONES_JS = """
(() => {
  window.tonesBegun = 0;
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) {
    window.tonesBegun += 1;
    return start.apply(this, when);
  };
})();
"""
TAPS = 5


async def tap(page: Page, gift: str, times: int) -> None:
    """As fast as a thumb does: what is looked for is what becomes of taps that come together."""
    await page.locator(f"[data-gift={gift}]").evaluate(
        "(button, times) => { for (let tap = 0; tap < times; tap++) button.click(); }", times
    )


async def test_gifts_are_tapped_seen_on_both_screens_and_heard_by_the_host(
    app: ServedApp, playwright: Playwright, devices: Devices
) -> None:
    async with (
        chromium(playwright, devices) as browser,
        tab(browser, "host", viewport=LAPTOP, touch=False) as hers,
        tab(browser, "fan") as his,
        Person(app.url) as host,
        Person(app.url) as fan,
    ):
        name = "Otto " + secrets.token_hex(3)
        await host.sign_up(new_handle())
        await fan.sign_up(new_handle(), nickname=name)
        await fan.buy_coins("coins_700")
        a, b = Host(hers, app.url), Viewer(his, app.url)
        for visitor, handle in ((a, host.handle), (b, fan.handle)):
            answer = await visitor.page.request.post(
                app.url + API + "/sessions", data={"login": handle, "password": PASSWORD}, headers={"Origin": app.url}
            )
            assert answer.ok, await answer.text()
        await hers.page.add_init_script(COUNT_TONES_JS)
        room = await a.go_live("Gifts from the first row")

        await b.watch(room)
        await b.button("Give a gift").click()
        tray = b.page.get_by_role("dialog", name="Gifts")
        purse = tray.get_by_role("link", name=re.compile("Get coins"))
        await expect(tray.get_by_role("button", name="Send Rose, 1 coin")).to_be_visible(timeout=PATIENCE_MS)
        await expect(purse).to_contain_text(re.compile(r"\d"), timeout=PATIENCE_MS)
        coins = _number(await purse.inner_text())

        # Taps that come together are one gift of so many; both screens say who, what and how many.
        await tap(b.page, "rose", TAPS)
        for screen in (b, a):
            line = screen.comments.locator("li").filter(has_text="sent Rose")
            await expect(line).to_contain_text(f"×{TAPS}", timeout=PATIENCE_MS)
            await expect(screen.comments.get_by_text("sent Rose")).to_have_count(1)
        await expect(tray.get_by_role("status")).to_have_text(
            f"Rose ×{TAPS} sent. {coins - TAPS} coins left.", timeout=PATIENCE_MS
        )
        assert _number(await purse.inner_text()) == coins - TAPS
        assert await a.page.evaluate("tonesBegun") > 0
        await expect(a.page.get_by_text(f"{TAPS // 2} diamonds in this LIVE")).to_be_attached(timeout=PATIENCE_MS)
        await expect(a.button("Top supporters: 1")).to_be_visible()

        # A grand one takes the stage on both.
        await tray.get_by_role("tab", name="Grand").click()
        await tap(b.page, "guitar", 1)
        for screen in (b, a):
            await expect(screen.page.locator("[data-act]")).to_contain_text(name, timeout=PATIENCE_MS)

        # One that costs more than there is leads to the wallet, and the wallet back.
        await tray.get_by_role("tab", name="Legend").click()
        await tap(b.page, "livehouse", 2)
        await tray.get_by_role("alert").get_by_role("link", name="Get coins").click()
        await expect(b.page.get_by_role("heading", name="Wallet")).to_be_visible(timeout=PATIENCE_MS)
        await b.page.go_back()
        await expect(tray).to_be_visible(timeout=PATIENCE_MS)
        # The guitar has left the stage meanwhile.
        await expect(a.page.locator("[data-act]")).to_have_count(0, timeout=PATIENCE_MS)

        await a.end()
        await expect(a.page.get_by_role("link", name=re.compile("from 6 gifts"))).to_be_visible(timeout=PATIENCE_MS)
        assert hers.errors + his.errors == []


def _number(text: str) -> int:
    """The first number of a text, `1,234` as well as `1234`."""
    found = re.search(r"[\d,]+", text)
    assert found is not None, text
    return int(found[0].replace(",", ""))
