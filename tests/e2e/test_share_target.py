"""What other apps share with the installed one: posted as the system does it, by a form, through the real worker."""

import base64
import re
from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, Page, Playwright, expect

from tests.support.app import ServedApp
from tests.support.chromium import Tab, chromium, tab
from tests.support.films import make_film
from tests.support.pages import PATIENCE_MS, Visitor
from tests.support.people import new_handle

# Builds the form that the manifest describes, fills it in, and sends it: a navigation of the browser, as a share is.
SHARE_JS = """async ({ words, film }) => {
  const { share_target } = await (await fetch("/manifest.webmanifest")).json();
  const form = document.createElement("form");
  Object.assign(form, { action: share_target.action, method: share_target.method, enctype: share_target.enctype });
  for (const [param, name] of Object.entries(share_target.params)) {
    if (param === "files") continue;
    const field = document.createElement("textarea");
    Object.assign(field, { name, value: words[param] ?? "" });
    form.append(field);
  }
  if (film) {
    const bytes = Uint8Array.from(atob(film.base64), (letter) => letter.charCodeAt(0));
    const kept = new DataTransfer();
    kept.items.add(new File([bytes], film.name, { type: film.type }));
    const field = document.createElement("input");
    Object.assign(field, { type: "file", name: share_target.params.files[0].name, files: kept.files });
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}"""

CONTROLLED_JS = """() => new Promise((resolve) => {
  const { serviceWorker } = navigator;
  if (serviceWorker.controller) resolve();
  else serviceWorker.addEventListener("controllerchange", () => resolve(), { once: true });
})"""


@pytest_asyncio.fixture(loop_scope="session")
async def browser(playwright: Playwright) -> AsyncIterator[Browser]:
    async with chromium(playwright, None) as opened:
        yield opened


async def ready(opened: Tab, app: ServedApp) -> Page:
    """The page as it is once the app is installed: its worker answers."""
    await Visitor(opened, app.url).open("/")
    await opened.page.evaluate(CONTROLLED_JS)
    return opened.page


async def share(page: Page, film: dict[str, str] | None = None, **words: str) -> None:
    async with page.expect_navigation():
        await page.evaluate(SHARE_JS, {"words": words, "film": film})


async def test_words_and_links_lead_to_what_they_name(app: ServedApp, browser: Browser) -> None:
    async with tab(browser, "stranger") as opened:
        page = await ready(opened, app)
        await share(page, title="Song of the evening", text="piano & rain")
        assert page.url == f"{app.url}/search?q=Song+of+the+evening+piano+%26+rain"
        await expect(page.get_by_role("searchbox")).to_have_value("Song of the evening piano & rain")

        await share(page, title="Look", text=f"they are on: {app.url}/events")
        assert page.url == f"{app.url}/events"
        await share(page, url=f"{app.url}/events?s=abc")
        assert page.url.startswith(f"{app.url}/events")

        await share(page, text="夜行🚃" * 5_000)
        await expect(page.get_by_role("searchbox")).to_have_value(("夜行🚃" * 27)[:80], timeout=PATIENCE_MS)
        await share(page)
        assert page.url == f"{app.url}/"
        assert opened.errors == []


async def test_a_film_waits_until_one_has_signed_in(app: ServedApp, browser: Browser) -> None:
    film = {"base64": base64.b64encode(make_film(3, 2.0)).decode(), "name": "夜行 100%.mp4", "type": "video/mp4"}
    async with tab(browser, "author") as opened:
        page = await ready(opened, app)
        author = Visitor(opened, app.url)
        await share(page, film, title="ignored", text="The last carriage " + "x" * 5_000)
        await author.button("Sign in").click()
        await author.fill_sign_up(new_handle())
        caption = page.get_by_label("Caption")
        await expect(caption).to_have_value(re.compile("^The last carriage x+$"), timeout=PATIENCE_MS)
        await expect(page.locator("video")).to_be_visible(timeout=PATIENCE_MS)
        assert page.url == f"{app.url}/upload"
        # One that is shared later takes its place; what is written already stays.
        await caption.fill("Mine")
        await share(page, film, text="theirs")
        await expect(page.locator("video")).to_be_visible(timeout=PATIENCE_MS)
        # It was taken once: who loads the page again begins anew.
        await page.reload()
        await expect(page.get_by_role("button", name=re.compile("Record"))).to_be_visible(timeout=PATIENCE_MS)
        assert opened.errors == []


async def test_without_its_worker_the_app_still_says_where_to_go_on(app: ServedApp, browser: Browser) -> None:
    context = await browser.new_context(service_workers="block", locale="en-GB")
    try:
        page = await context.new_page()
        await page.goto(app.url)
        film = {"base64": base64.b64encode(bytes(3_000_000)).decode(), "name": "large.mp4", "type": "video/mp4"}
        for shared in (None, film):
            await share(page, shared, text="words")
            assert page.url == f"{app.url}/upload"
            await expect(
                page.get_by_role("heading", level=1).or_(page.get_by_role("heading", level=2)).first
            ).to_be_visible(timeout=PATIENCE_MS)
    finally:
        await context.close()
