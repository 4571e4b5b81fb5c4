"""A video's whole way: chosen or recorded, sent over a line that breaks, made ready, played, liked, and counted."""

import asyncio
import re
import struct
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Frame, Page, Playwright, Route, expect

from tests.support.app import ServedApp
from tests.support.chromium import Devices, chromium, tab
from tests.support.films import make_film
from tests.support.pages import PATIENCE_MS, Visitor
from tests.support.people import API, new_handle
from tests.support.waiting import eventually

CAPTION = "Soundcheck <b>in</b> the last carriage 🚃 夜行"
# More than one part of an upload; what is not film is an MP4 box that says that it is empty.
FILE_BYTES = 1_600_000
# What counts as a view.
VIEW_S = 2.0
# Of the recording's own clock; a shorter one is thrown away.
RECORDED_S = 1


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = make_film(7, 4.0)
    padding = FILE_BYTES - len(data)
    path = tmp_path_factory.mktemp("films") / "carriage.mp4"
    path.write_bytes(data + struct.pack(">I4s", padding, b"free") + bytes(padding - 8))
    return path


@pytest_asyncio.fixture(loop_scope="session")
async def people(app: ServedApp, playwright: Playwright) -> AsyncIterator[tuple[Visitor, Visitor]]:
    async with AsyncExitStack() as stack:
        browser = await stack.enter_async_context(chromium(playwright, None))
        author = Visitor(await stack.enter_async_context(tab(browser, "author")), app.url)
        viewer = Visitor(await stack.enter_async_context(tab(browser, "viewer")), app.url)
        yield author, viewer


class Parts:
    """Notes from which byte each part of an upload goes; breaks the line after the first until it is mended."""

    def __init__(self) -> None:
        self.offsets: list[int] = []
        self.broken = asyncio.Event()
        self.mended = False

    def mend(self, _: Frame) -> None:
        self.mended = True

    async def handle(self, route: Route) -> None:
        offset = int(parse_qs(urlsplit(route.request.url).query)["offset"][0])
        if offset > 0 and not self.mended:
            self.broken.set()
            await route.abort("connectionfailed")
            return
        self.offsets.append(offset)
        await route.continue_()


async def test_a_video_from_the_plus_to_somebody_elses_like(people: tuple[Visitor, Visitor], film: Path) -> None:
    author, viewer = people
    page = author.page
    await author.sign_up(new_handle())
    await author.open("/")
    await author.button("Create").click()
    await page.get_by_role("dialog").get_by_role("button", name="Post a video").click()

    parts = Parts()
    await page.route("**/api/v1/videos/*/bytes*", parts.handle)
    await page.locator("input[type=file]").set_input_files(film)
    await page.get_by_label("Caption").fill(CAPTION)
    await author.button("Post").click()
    await asyncio.wait_for(parts.broken.wait(), PATIENCE_MS / 1000)
    await expect(page.get_by_role("heading", name="Waiting for the connection")).to_be_visible()

    # Loaded again, the page still has the file, and goes on behind what the server has. The line is mended for the new
    # page: a part that the old one was just sending would be sent twice.
    page.once("framenavigated", parts.mend)
    await page.reload()
    await expect(page.get_by_role("heading", name="Your video is up")).to_be_visible(timeout=60_000)
    assert parts.offsets[0] == 0
    assert len(parts.offsets) > 1
    assert len(set(parts.offsets)) == len(parts.offsets), "a part was sent twice"

    await page.get_by_role("link", name="Watch it").click()
    await expect_playing(page, 0.5)
    await expect(page.get_by_role("heading", name=CAPTION)).to_be_visible()

    # Somebody else finds it in the feed, watches it long enough to count, and likes it.
    await viewer.sign_up(new_handle())
    await viewer.open("/videos")
    await expect(viewer.page.get_by_role("heading", name=CAPTION)).to_be_visible()
    await expect_playing(viewer.page, VIEW_S + 0.5)
    await viewer.page.locator("video").first.dblclick(position={"x": 120, "y": 260})
    await expect(viewer.button("Like, 1 so far")).to_have_attribute("aria-pressed", "true")
    await viewer.button("0 comments").click()
    await viewer.page.get_by_label("Add a comment…").fill("the light in this carriage")
    await viewer.page.keyboard.press("Enter")
    await expect(viewer.page.get_by_role("dialog", name="1 comment")).to_be_visible()
    # Leaving the page tells the server of the last seconds.
    await viewer.open("/")

    # Its author hears of it, once what was watched is written: the server gathers it for a moment.
    async def is_counted() -> bool:
        videos = await page.evaluate(f"fetch('{API}/me/videos').then((answer) => answer.json())")
        return bool(videos["videos"][0]["views"] == 1)

    await eventually(is_counted, within_s=PATIENCE_MS / 1000)
    await page.reload()
    await expect(author.button("Like, 1 so far")).to_be_visible()
    await expect(author.button("1 comment")).to_be_visible()
    await author.button("Numbers: 1 view").click()
    sheet = page.get_by_role("dialog", name="Numbers")
    await expect(sheet.get_by_text("view", exact=True)).to_be_visible()
    await expect(sheet.get_by_role("img")).to_be_visible()
    author.tab.forgive("ERR_CONNECTION_FAILED")
    assert author.tab.errors + viewer.tab.errors == []


@pytest_asyncio.fixture(loop_scope="session")
async def filming(app: ServedApp, playwright: Playwright, devices: Devices) -> AsyncIterator[Visitor]:
    async with AsyncExitStack() as stack:
        browser = await stack.enter_async_context(chromium(playwright, devices))
        yield Visitor(await stack.enter_async_context(tab(browser, "author")), app.url)


async def test_what_was_recorded_survives_a_step_back_and_is_posted(filming: Visitor) -> None:
    author, page = filming, filming.page
    await author.sign_up(new_handle())
    await author.open("/")
    await author.button("Create").click()
    await page.get_by_role("dialog").get_by_role("button", name="Post a video").click()
    await author.button("Record with the camera").click()
    await author.button("Begin recording").click()
    await expect(page.get_by_role("timer")).to_have_text(re.compile(f"0:0[{RECORDED_S}-9]"), timeout=PATIENCE_MS)

    # 'Back' by accident, in the middle of it: what there is waits on the page for whoever comes back.
    await page.go_back()
    await author.button("Create").click()
    await page.get_by_role("dialog").get_by_role("button", name="Post a video").click()
    await expect(page.get_by_label("Your video")).to_be_visible()
    await page.get_by_label("Caption").fill("Recorded on the way home 🚃")
    await author.button("Post").click()
    await expect(page.get_by_role("heading", name="Your video is up")).to_be_visible(timeout=60_000)

    posted = await page.evaluate(
        f"fetch('{API}/me/videos').then((answer) => answer.json()).then(({{ videos }}) => videos[0])"
    )
    assert 0.5 < posted["length_s"] < RECORDED_S + 10
    await page.get_by_role("link", name="Watch it").click()
    await expect_playing(page, 0.3)
    # Most browsers do not tell whether there is sound; this one does.
    heard = "() => [...document.querySelectorAll('video')].some((video) => video.webkitAudioDecodedByteCount > 0)"
    await page.wait_for_function(heard, timeout=PATIENCE_MS)
    assert author.tab.errors == []


async def expect_playing(page: Page, seconds: float) -> None:
    """Wait until the video on the screen has moved past so many seconds."""
    await page.wait_for_function(
        "(seconds) => [...document.querySelectorAll('video')].some((video) => video.currentTime > seconds)",
        arg=seconds,
        timeout=PATIENCE_MS,
    )
