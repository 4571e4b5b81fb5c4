"""The bell rings on a page that is open, and what is pushed to a device is shown and leads to its page.

Chromium's own push service is another company's, so the subscription is one to a push service of this machine; it opens
what the server seals, and hands it to the real service worker.
"""

import asyncio
import json
from pathlib import Path

from playwright.async_api import Browser, CDPSession, Page, Playwright, expect

from tests.support.app import served
from tests.support.chromium import chromium, tab
from tests.support.pages import PATIENCE_MS
from tests.support.people import API, Person, new_handle
from tests.support.push_service import Device, PushService, running_push_service
from tests.support.waiting import eventually

# A browser whose push service is the test's own.
SUBSCRIBE_JS = """
(subscription) => {
  let held = null;
  PushManager.prototype.getSubscription = async () => held;
  PushManager.prototype.subscribe = async ({ applicationServerKey, userVisibleOnly }) => {
    if (!userVisibleOnly || !applicationServerKey) throw new DOMException("not so", "NotAllowedError");
    held = {
      endpoint: subscription.endpoint,
      options: { applicationServerKey: null },
      toJSON: () => subscription,
      unsubscribe: async () => { held = null; return true; },
    };
    return held;
  };
}
"""
SHOWN_JS = """async () => {
  const registration = await navigator.serviceWorker.ready;
  return (await registration.getNotifications()).map(({ title, tag, data }) => ({ title, tag, url: data.url }));
}"""


async def sign_in(page: Page, url: str, person: Person) -> None:
    form = person.sign_up_form(new_handle())
    await page.request.post(f"{url}{API}/accounts", data=form, headers={"Origin": url})


async def deliver(worker: CDPSession, page: Page, url: str, said: dict[str, object]) -> None:
    """Hand a push to the page's service worker, as the browser does."""
    registrations: list[str] = []
    worker.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registrations.extend(each["registrationId"] for each in event["registrations"]),
    )
    await worker.send("ServiceWorker.enable")

    async def known() -> bool:
        return bool(registrations)

    await eventually(known, within_s=20)
    await worker.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": url, "registrationId": registrations[0], "data": json.dumps(said)},
    )


async def came(device: Device) -> dict[str, object]:
    async def first() -> dict[str, object] | None:
        return device.came[0] if device.came else None

    found = await eventually(first, within_s=20)
    assert found is not None
    return found


async def switch_on(page: Page, service: PushService) -> Device:
    """Switch pushes on by the button above the list."""
    device = service.device()
    await page.evaluate(SUBSCRIBE_JS, service.subscription(device))
    await page.get_by_role("button", name="Switch on").click()
    await expect(page.get_by_text("Notifications reach this device now.")).to_be_visible(timeout=PATIENCE_MS)
    return device


async def test_the_bell_rings_and_a_push_is_shown(tmp_path: Path, playwright: Playwright) -> None:
    async with (
        running_push_service() as service,
        served(tmp_path, push_inside=service.origin) as app,
        chromium(playwright, None) as browser,
        Person(app.url) as me,
        Person(app.url) as fan,
    ):
        await _follow_along(browser, app.url, service, me, fan)


async def _follow_along(browser: Browser, url: str, service: PushService, me: Person, fan: Person) -> None:
    async with tab(browser, "fan of the bell") as opened:
        page = opened.page
        await page.context.grant_permissions(["notifications"], origin=url)
        await sign_in(page, url, me)
        await page.goto(f"{url}/notifications")
        await expect(page.get_by_role("heading", name="All quiet")).to_be_visible(timeout=PATIENCE_MS)
        device = await switch_on(page, service)
        await page.get_by_role("link", name="See who is LIVE").click()
        bell = page.locator("header").get_by_role("link", name="Notifications")
        await expect(bell).to_be_visible(timeout=PATIENCE_MS)
        await fan.sign_up(nickname="Ada")
        await asyncio.gather(
            fan.put(f"/accounts/{me.handle}/follow"),
            expect(bell).to_have_accessible_name("Notifications, 1 new", timeout=PATIENCE_MS),
        )
        push = await came(device)
        assert (push["title"], push["url"]) == ("Ada follows you", f"/@{fan.handle}")
        session = await page.context.new_cdp_session(page)
        await deliver(session, page, url, push)

        async def shown() -> list[dict[str, str]]:
            found: list[dict[str, str]] = await page.evaluate(SHOWN_JS)
            return found

        assert await eventually(shown, within_s=20) == [
            {"title": "Ada follows you", "tag": push["tag"], "url": f"/@{fan.handle}"}
        ]
        await bell.click()
        row = page.get_by_role("link", name="Ada follows you")
        await expect(row).to_be_visible(timeout=PATIENCE_MS)
        # It was seen, so it is not new on any page any more.
        await expect(bell).to_have_accessible_name("Notifications", timeout=PATIENCE_MS)
        await row.click()
        await expect(page).to_have_url(f"{url}/@{fan.handle}", timeout=PATIENCE_MS)
        assert opened.errors == [], opened.testimony()
