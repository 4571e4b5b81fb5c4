"""What people do on the pages, by the names that they see: sign up, go live, watch, talk.

Buttons and fields are found by role and label only, so that what is tested is also what a screen reader offers.
"""

import re
from collections.abc import Sequence
from typing import Final

from playwright.async_api import Locator, expect

from benchmarks._sightings import WATCH_NUMBERS_JS, Sighting, sightings
from tests.support.chromium import Tab
from tests.support.people import PASSWORD

OWN_PICTURE: Final = "[data-own-picture]"
LIVE_PICTURE: Final = "[data-live-picture]"
# Generous, because the machine that tests run on may be busy; what has to be fast is measured, not timed out.
PATIENCE_MS: Final = 20_000

# Notes when the comments first showed a text, which texts they ever showed twice at once, and when Enter or a
# finger was pressed.
WATCH_TALK_JS: Final = """
(() => {
  const now = () => performance.timeOrigin + performance.now();
  const seen = new Map(), doubled = new Set(), sent = [];
  const look = () => {
    const shown = new Set();
    for (const line of document.querySelectorAll("[role=log] .comment .text")) {
      const text = line.textContent.trim();
      if (shown.has(text)) doubled.add(text);
      shown.add(text);
      if (!seen.has(text)) seen.set(text, now());
    }
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
  addEventListener("keydown", ({ key, target }) => {
    if (key === "Enter" && target instanceof HTMLTextAreaElement) sent.push([target.value.trim(), now()]);
  }, true);
  addEventListener("pointerdown", () => (window.pressedAt = now()), true);
  window.commentsSeen = () => [...seen];
  window.commentsDoubled = () => [...doubled];
  window.commentsSent = () => sent;
})()
"""


class Visitor:
    """Somebody at a page of the platform at `url`."""

    def __init__(self, tab: Tab, url: str) -> None:
        self.tab = tab
        self.page = tab.page
        self.url = url
        self.page.set_default_timeout(PATIENCE_MS)

    async def prepare(self) -> None:
        """Have the page note what it shows from its very beginning; before the first address is opened."""
        await self.page.add_init_script(WATCH_NUMBERS_JS)
        await self.page.add_init_script(f"watchNumbers('{LIVE_PICTURE}, {OWN_PICTURE}')")
        await self.page.add_init_script(WATCH_TALK_JS)

    async def open(self, path: str = "/") -> None:
        await self.page.goto(self.url + path)

    def button(self, name: str | re.Pattern[str], *, exact: bool = True) -> Locator:
        return self.page.get_by_role("button", name=name, exact=exact)

    async def fill_sign_up(self, handle: str) -> None:
        """Fill the form, on its page or on the sheet over another one, and send it."""
        form = self.page.locator("form").filter(has=self.page.get_by_label("Birth date"))
        await form.get_by_label("Handle").fill(handle)
        await form.get_by_label("E-mail").fill(f"{handle}@example.org")
        await form.get_by_label("Password", exact=True).fill(PASSWORD)
        await form.get_by_label("Birth date").fill("1990-05-17")
        await form.get_by_label("Region").select_option("JP")
        await form.get_by_label("I accept the terms of use.").check()
        await form.get_by_role("button", name="Create account").click()
        await expect(form).to_be_hidden(timeout=PATIENCE_MS)

    async def sign_up(self, handle: str) -> None:
        await self.open("/sign-up")
        await self.fill_sign_up(handle)

    # Talking

    @property
    def comments(self) -> Locator:
        return self.page.get_by_role("log", name="Comments")

    async def say(self, text: str) -> None:
        field = self.page.get_by_label("Add a comment…")
        await field.fill(text)
        await field.press("Enter")

    async def expect_comment(self, text: str) -> None:
        await expect(self.comments.get_by_text(text, exact=True)).to_be_visible(timeout=PATIENCE_MS)

    async def shown_comments(self) -> list[str]:
        """The comments that stand on the page now, oldest first."""
        return [text.strip() for text in await self.comments.locator(".comment .text").all_text_contents()]

    async def expect_no_comment_twice(self) -> None:
        """Since the page was loaded, no text stood on it twice; the tests say nothing twice."""
        assert await self.page.evaluate("commentsDoubled()") == []

    async def seen_at_ms(self) -> dict[str, float]:
        """When each text first stood on this page."""
        return dict(await self.page.evaluate("commentsSeen()"))

    async def sent_at_ms(self) -> dict[str, float]:
        """When Enter was pressed on each text."""
        return dict(await self.page.evaluate("commentsSent()"))

    # The picture

    async def numbers(self) -> list[Sighting]:
        """The numbered frames that this page's picture has shown since it was loaded."""
        return sightings(await self.page.evaluate("seenNumbers()"))

    async def wait_for_picture(self, *, after_ms: float = 0, timeout_ms: float = PATIENCE_MS) -> Sighting:
        """Wait for a frame that was first shown after the given moment, and return it."""
        shown = await self.page.wait_for_function(
            "(after) => seenNumbers().find(([, at]) => at > after)", arg=after_ms, timeout=timeout_ms
        )
        number, at_ms = await shown.json_value()
        return Sighting(int(number), float(at_ms))

    async def now_ms(self) -> float:
        """The page's clock, which the sightings are taken by."""
        return float(await self.page.evaluate("performance.timeOrigin + performance.now()"))

    async def pressed_at_ms(self) -> float:
        """When this page was last pressed, by its clock."""
        return float(await self.page.evaluate("pressedAt"))

    async def expect_moving_picture(self, seconds: float = 1.5) -> Sequence[Sighting]:
        """Wait until the picture has moved for so long without a pause of a second, and return what was seen."""
        began = (await self.wait_for_picture(after_ms=await self.now_ms())).at_ms
        await self.page.wait_for_function(
            """([began, ms]) => {
                const times = seenNumbers().map(([, at]) => at).filter((at) => at >= began);
                const run = times.findLastIndex((at, index) => index === 0 || at - times[index - 1] > 1000);
                return times.at(-1) - times[run] >= ms;
            }""",
            arg=[began, seconds * 1000],
        )
        return [sighting for sighting in await self.numbers() if sighting.at_ms >= began]


class Host(Visitor):
    """Somebody with a camera who goes live."""

    async def press_plus(self) -> None:
        await self.button("Create").click()
        await self.page.get_by_role("dialog").get_by_role("button", name="Go LIVE").click()

    async def accept_terms(self) -> None:
        await self.button("Accept and go on").click()

    async def set_up(self, title: str, *, topic: str = "Music", audience: str = "Everyone") -> None:
        """Say what the LIVE is, and go on to the check of the devices."""
        await self.page.get_by_label("Title").fill(title)
        await self.page.get_by_role("radio", name=topic, exact=True).check()
        await self.page.get_by_role("radio", name=audience, exact=True).check()
        await self.button("Sound check").click()

    def check(self, name: str) -> Locator:
        """A line of the preflight: its state is in brackets behind its name."""
        return self.page.get_by_role("listitem").filter(has=self.page.get_by_role("heading", name=name))

    async def expect_devices_good(self) -> None:
        for name in ("Camera", "Microphone", "Connection", "Picture quality"):
            await expect(self.check(name).get_by_role("heading")).to_have_text(
                re.compile(r"\(good\)"), timeout=PATIENCE_MS
            )

    async def press_go_live(self) -> None:
        """Go live and wait until the count-down is over."""
        await self.button("Go LIVE").click()
        await expect(self.time_on_air).to_be_visible(timeout=PATIENCE_MS)

    @property
    def time_on_air(self) -> Locator:
        return self.page.get_by_role("timer", name=re.compile("^On air for"))

    async def come_back_on_air(self) -> None:
        """The studio was opened while a LIVE of this host goes on: it goes back by itself, or by one press."""
        way_back = self.button("Return to your LIVE")
        await expect(self.time_on_air.or_(way_back)).to_be_visible(timeout=PATIENCE_MS)
        if await way_back.is_visible():
            await way_back.click()
        await expect(self.time_on_air).to_be_visible(timeout=PATIENCE_MS)

    async def go_live(self, title: str) -> str:
        """The whole way from the studio's door to the air; returns the room's id."""
        await self.open("/go-live")
        await self.accept_terms()
        await self.set_up(title)
        await self.expect_devices_good()
        await self.press_go_live()
        return await self.room_id()

    async def room_id(self) -> str:
        room = await self.page.evaluate("fetch('/api/v1/rooms/mine').then((answer) => answer.json())")
        return str(room["room"]["id"])

    async def end(self) -> None:
        """End the LIVE, confirm it, and wait for the summary."""
        await self.button("End LIVE").click()
        await self.page.get_by_role("dialog").get_by_role("button", name="End LIVE").click()
        await expect(self.page.get_by_role("heading", name="That was your LIVE")).to_be_visible(timeout=PATIENCE_MS)

    async def summary(self) -> dict[str, str]:
        """The figures of the summary, by what they are called."""
        terms = await self.page.locator("dt").all_inner_texts()
        values = await self.page.locator("dd").all_inner_texts()
        return dict(zip(terms, values, strict=True))

    async def expect_viewers(self, count: int) -> None:
        words = "1 viewer" if count == 1 else f"{count} viewers"
        await expect(self.page.get_by_text(words, exact=True).first).to_be_attached(timeout=PATIENCE_MS)

    async def expect_likes(self, count: int) -> None:
        words = "1 like" if count == 1 else f"{count} likes"
        await expect(self.page.get_by_text(words, exact=True).first).to_be_attached(timeout=PATIENCE_MS)


class Viewer(Visitor):
    """Somebody who watches."""

    async def watch(self, room_id: str) -> None:
        await self.open(f"/live/{room_id}")

    @property
    def stage(self) -> Locator:
        return self.page.locator(LIVE_PICTURE)
