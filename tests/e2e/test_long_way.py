"""A host whose browser has no WebTransport: the preflight finds the longer way, and others watch as ever."""

import re
from collections.abc import Callable
from contextlib import AsyncExitStack

import pytest
from playwright.async_api import Playwright, expect

from benchmarks._sightings import advances, compare
from tests.support.app import ServedApp
from tests.support.chromium import Devices, chromium, tab
from tests.support.pages import PATIENCE_MS, Host, Viewer

# It measures a delay.
pytestmark = pytest.mark.alone

# Half a second more than by WebTransport; on a machine that does other things besides, more still.
DELAY_WITHIN_MS = 1_500


async def test_a_recording_by_websocket_is_watched(
    app: ServedApp, playwright: Playwright, devices: Devices, report: Callable[[str], None]
) -> None:
    async with AsyncExitStack() as stack:
        browser = await stack.enter_async_context(chromium(playwright, devices))
        host = Host(await stack.enter_async_context(tab(browser, "host")), app.url)
        viewer = Viewer(await stack.enter_async_context(tab(browser, "viewer")), app.url)
        await host.page.add_init_script("delete globalThis.WebTransport")
        for visitor in (host, viewer):
            await visitor.prepare()
        await host.sign_up("behind.a.wall")
        await host.open("/go-live")
        await host.accept_terms()
        await host.set_up("Through a needle's eye")

        # The preflight says which way it is, and what was measured of it.
        connection = host.check("Connection")
        await expect(connection).to_contain_text("by the longer way", timeout=PATIENCE_MS)
        await expect(connection).to_contain_text(re.compile(r"Viewers see you about \d+ ms later"), timeout=PATIENCE_MS)
        await host.expect_devices_good()
        await host.press_go_live()
        await expect(host.page.get_by_text(re.compile(r"Longer way: \d+ ms later"))).to_be_visible(timeout=PATIENCE_MS)

        await viewer.watch(await host.room_id())
        assert advances(await viewer.expect_moving_picture(1.5)), "the numbers on the viewer's picture do not advance"
        glass = compare(await host.numbers(), await viewer.numbers())
        told = await host.page.get_by_text(re.compile("Longer way:")).inner_text()
        report(
            f"by WebSocket p50 {glass.p50_ms:.0f} ms, p95 {glass.p95_ms:.0f} ms, frozen {glass.frozen_ratio:.1%}, "
            f"{glass.seen} frames seen, {glass.missing} missing; told: {told.strip()!r}"
        )
        assert glass.p50_ms < DELAY_WITHIN_MS
        await host.end()
        assert host.tab.errors + viewer.tab.errors == []
