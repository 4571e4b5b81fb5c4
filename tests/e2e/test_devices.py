"""A camera or microphone that is refused or missing: the preflight says which, and what to do about it."""

import re
from collections.abc import Sequence

import pytest
from playwright.async_api import Playwright, expect

from tests.support.app import ServedApp
from tests.support.chromium import Devices, Tab, chromium, tab
from tests.support.pages import PATIENCE_MS, Host
from tests.support.people import new_handle

NEEDS_YOU = re.compile(r"\(needs you\)")
GOOD = re.compile(r"\(good\)")


async def at_the_preflight(opened: Tab, app: ServedApp) -> Host:
    host = Host(opened, app.url)
    await host.prepare()
    await host.sign_up(new_handle())
    await host.open("/go-live")
    await host.accept_terms()
    await host.set_up("Can you see me?")
    return host


async def test_refused_devices_can_be_allowed_after_all(
    app: ServedApp, playwright: Playwright, devices: Devices
) -> None:
    async with chromium(playwright, devices, asks=True) as browser, tab(browser, "host", permissions="asked") as opened:
        host = await at_the_preflight(opened, app)
        for name in ("Camera", "Microphone"):
            check = host.check(name)
            await expect(check.get_by_role("heading")).to_have_text(NEEDS_YOU, timeout=PATIENCE_MS)
            await expect(check).to_contain_text("switch camera and microphone on, then try again")
        await expect(host.page.get_by_role("button", name="Go LIVE")).to_be_hidden()

        await opened.page.context.grant_permissions(["camera", "microphone"])
        await host.button("Try again").click()
        await host.expect_devices_good()
        await expect(host.button("Go LIVE")).to_be_enabled()
        assert [error for error in opened.errors if "404" not in error] == []


@pytest.mark.parametrize(
    ("has_microphone", "arguments"),
    [
        pytest.param(True, ["--use-fake-device-for-media-stream=device-count=0"], id="no camera"),
        pytest.param(False, [], id="neither"),
    ],
)
async def test_missing_devices(
    app: ServedApp, playwright: Playwright, has_microphone: bool, arguments: Sequence[str]
) -> None:
    always = "--use-fake-ui-for-media-stream"
    async with chromium(playwright, None, [always, *arguments]) as browser, tab(browser, "host") as opened:
        host = await at_the_preflight(opened, app)
        camera, microphone = host.check("Camera"), host.check("Microphone")
        await expect(camera.get_by_role("heading")).to_have_text(NEEDS_YOU, timeout=PATIENCE_MS)
        await expect(camera).to_contain_text("Plug one in, or switch it on")
        if has_microphone:
            await expect(microphone.get_by_role("heading")).to_have_text(GOOD, timeout=PATIENCE_MS)
            await expect(host.page.get_by_text("You will be heard, not seen.")).to_be_visible()
        else:
            await expect(microphone.get_by_role("heading")).to_have_text(NEEDS_YOU, timeout=PATIENCE_MS)
            await expect(microphone).to_contain_text("Plug one in, or switch it on")
            await expect(host.page.get_by_role("button", name="Go LIVE")).to_be_hidden()
            await expect(host.button("Try again")).to_be_enabled()


@pytest.mark.parametrize(
    ("title", "words"), [("", "Give your LIVE a title"), ("x" * 10_000, "Shorten it to 80 characters")]
)
async def test_a_title_that_is_none_stays_in_the_form(
    app: ServedApp, playwright: Playwright, devices: Devices, title: str, words: str
) -> None:
    async with chromium(playwright, devices) as browser, tab(browser, "host") as opened:
        host = Host(opened, app.url)
        await host.sign_up(new_handle())
        await host.open("/go-live")
        await host.accept_terms()
        await host.page.get_by_label("Title").fill(title)
        await host.page.get_by_role("radio", name="Music", exact=True).check()
        await host.button("Sound check").click()
        await expect(host.page.get_by_role("alert").get_by_text(words)).to_be_visible(timeout=PATIENCE_MS)
        await expect(host.page.get_by_label("Title")).to_have_value(title)
        assert await host.page.evaluate("fetch('/api/v1/rooms/mine').then((a) => a.json())") == {"room": None}
