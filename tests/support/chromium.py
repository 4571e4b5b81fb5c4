"""Real Chromium, driven by Playwright, with a camera that plays numbered frames; and what its pages complained of."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, ConsoleMessage, Page, Playwright, async_playwright

from tests.support.browser import chromium_arguments, find_chromium
from tests.support.fake_camera import write_camera_clip, write_microphone_clip

PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1440, "height": 900}
# What the media library tells its authors, many times a second where the machine is busy.
NOISE = re.compile(r"^debug:|skipping slow group|connected via WebTransport")
# How it says that a broadcast has ended, though that is how all of them do: 0 where the publisher said so; 54 was seen
# where an encoder had been cut off.
GOODBYE = re.compile(r"spawn error RemoteError: remote error: (0|54)\b")
GRANTED = ("camera", "microphone", "clipboard-read", "clipboard-write")


@dataclass(frozen=True)
class Devices:
    """What the browser's camera and microphone play."""

    camera: Path
    microphone: Path


def make_devices(folder: Path) -> Devices:
    """Write the clips into `folder`; takes about 3 s."""
    return Devices(write_camera_clip(folder / "camera.mjpeg"), write_microphone_clip(folder / "microphone.wav"))


@asynccontextmanager
async def playwright_running() -> AsyncIterator[Playwright]:
    async with async_playwright() as playwright:
        yield playwright


@asynccontextmanager
async def chromium(
    playwright: Playwright, devices: Devices | None, arguments: Sequence[str] = (), *, asks: bool = False
) -> AsyncIterator[Browser]:
    """A browser process of its own, with these devices or none.

    With `asks`, whether a page gets them is decided by its permissions, as for people; otherwise it always does.
    """
    if devices is None:
        switches = chromium_arguments()
    else:
        switches = chromium_arguments(camera=devices.camera, microphone=devices.microphone)
    if asks:
        switches.remove("--use-fake-ui-for-media-stream")
    browser = await playwright.chromium.launch(
        executable_path=find_chromium(), args=["--headless=new", *switches, *arguments]
    )
    try:
        yield browser
    finally:
        await browser.close()


@dataclass
class Tab:
    """A page and everything that it complained of."""

    page: Page
    name: str
    console: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.errors.append(f"uncaught: {error.stack or error}"))
        self.page.on("crash", lambda _: self.errors.append("the page crashed"))

    def _note(self, message: ConsoleMessage) -> None:
        line = f"{message.type}: {message.text}"
        if not NOISE.search(line):
            self.console.append(line)
        if message.type == "error" and not GOODBYE.search(line):
            self.errors.append(f"{line} ({message.location.get('url', '')})")

    def forgive(self, pattern: str) -> None:
        """Take back complaints that the test itself has caused."""
        self.errors = [error for error in self.errors if not re.search(pattern, error)]

    def testimony(self) -> str:
        """What a failed test shows of it."""
        return f"{self.name} at {self.page.url}\n" + "\n".join(self.console[-60:] + self.errors)


@asynccontextmanager
async def tab(
    browser: Browser,
    name: str,
    *,
    viewport: dict[str, int] = PHONE,
    permissions: Literal["granted", "asked"] = "granted",
    touch: bool = True,
) -> AsyncIterator[Tab]:
    """A page in a browser context of its own: own cookies, own storage, English, on a phone held upright."""
    context = await browser.new_context(
        viewport={"width": viewport["width"], "height": viewport["height"]},
        locale="en-GB",
        has_touch=touch,
        permissions=list(GRANTED) if permissions == "granted" else [],
    )
    try:
        yield Tab(await context.new_page(), name)
    finally:
        await context.close()
