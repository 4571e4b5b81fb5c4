"""Viewers whom WebTransport does not reach: browsers without it, networks that swallow UDP, lines that break off."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from playwright.async_api import Browser, Playwright, expect

from tests.support.app import ServedApp
from tests.support.chromium import chromium, tab
from tests.support.pages import PATIENCE_MS, Viewer
from tests.support.people import Person
from tests.support.waiting import eventually

WITHOUT = "delete globalThis.WebTransport"
# What a firewall makes of it: the handshake is never answered.
SWALLOWED = """
globalThis.WebTransport = class {
  ready = new Promise(() => {});
  closed = new Promise(() => {});
  close() {}
};
"""
FRAMES_JS = """
(() => {
  const video = document.querySelector("[data-way=hls] video");
  return video?.videoWidth === 160 ? video.getVideoPlaybackQuality().totalVideoFrames : 0;
})()
"""
STANDS_JS = "document.querySelector('video').readyState < HTMLMediaElement.HAVE_FUTURE_DATA"
PATIENCE_S = PATIENCE_MS / 1_000
# What is promised is 3 s; the rest is for a machine that does many other things.
DELAY_MAX_S = 8.0


@asynccontextmanager
async def _viewer(browser: Browser, app: ServedApp, name: str, script: str) -> AsyncIterator[Viewer]:
    async with tab(browser, name) as page:
        await page.page.add_init_script(script)
        yield Viewer(page, app.url)


async def test_a_picture_comes_by_hls_where_webtransport_does_not(
    app: ServedApp, playwright: Playwright, report: Callable[[str], None]
) -> None:
    async with AsyncExitStack() as stack:
        host = await stack.enter_async_context(Person(app.url))
        browser = await stack.enter_async_context(chromium(playwright, None))
        without = await stack.enter_async_context(_viewer(browser, app, "without", WITHOUT))
        walled = await stack.enter_async_context(_viewer(browser, app, "walled", SWALLOWED))
        await host.sign_up()
        room = await stack.enter_async_context(host.on_air())

        await asyncio.gather(*(viewer.open(f"/live/{room['id']}") for viewer in (without, walled)))
        told, _ = await asyncio.gather(_measured(without), _broken_off(walled))
        report(f"by HLS: {told}")
        assert without.tab.errors + walled.tab.errors == []


async def _frames(viewer: Viewer) -> int:
    return int(await viewer.page.evaluate(FRAMES_JS))


async def _plays(viewer: Viewer, beyond: int = 10) -> None:
    async def has_played() -> bool:
        return await _frames(viewer) > beyond

    await eventually(has_played, within_s=PATIENCE_S)


async def _measured(viewer: Viewer) -> str:
    """The way is named, and its delay is told by the server's clock."""
    await _plays(viewer)
    await viewer.button("Picture quality").click()
    await expect(viewer.page.get_by_text("a few seconds later here")).to_be_visible()
    await viewer.page.get_by_label("Stats for nerds").check()
    await viewer.page.keyboard.press("Escape")
    stats = viewer.page.get_by_role("region", name="Stats for nerds")
    await expect(stats).to_contain_text(re.compile(r"Way\s*HLS"))
    await expect(stats).to_contain_text(re.compile(r"160×90"))
    delay = stats.locator("div", has_text="Delay").locator("dd")
    await expect(delay).to_have_text(re.compile(r"^\d+\.\d\d s$"), timeout=PATIENCE_MS)
    text = await delay.inner_text()
    assert 0 < float(text.split()[0]) < DELAY_MAX_S
    return f"{text} behind"


async def _broken_off(viewer: Viewer) -> None:
    """A line that is dead for a while: the picture stands, and goes on by itself in the same document."""
    await _plays(viewer)
    await viewer.page.evaluate("window.sameDocument = true")
    await viewer.page.route("**/hls/**", lambda route: route.abort())
    await eventually(lambda: viewer.page.evaluate(STANDS_JS), within_s=PATIENCE_S)
    seen = await _frames(viewer)
    await viewer.page.unroute("**/hls/**")
    await _plays(viewer, seen + 10)
    assert await viewer.page.evaluate("window.sameDocument") is True
    viewer.tab.forgive("ERR_FAILED")
