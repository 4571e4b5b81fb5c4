"""Takes pictures of the running product, in real Chromium, at the two sizes that every screen is judged by.

    python -m tools.screenshots                 the two of the README, into docs/images
    python -m tools.screenshots --all FOLDER    every screen: full, empty and failing
    python -m tools.screenshots --all FOLDER watch summary    those alone

Starts servers of its own, on free ports and in folders that are deleted afterwards.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Literal

import httpx
from playwright.async_api import Playwright

from tests.support.app import LIVEHOUSE, environment, free_port, served
from tests.support.chromium import LAPTOP, PHONE, Devices, chromium, playwright_running, tab
from tests.support.fake_camera import write_microphone_clip
from tests.support.network import line_to
from tools.film import write_camera_film
from tools.paths import ROOT
from tools.screens import REST_S, SCREENS, Screen, Seat, way_to

Size = dict[str, int]

IMAGES = ROOT / "docs" / "images"
DEMO_START_S_MAX = 180.0
# All three LIVEs of the demo, so that the home page is as full as a newcomer sees it.
DEMO_LIVES = 3
SCREEN_S_MAX = 60.0


README = (("watch", PHONE), ("home", LAPTOP))


def main(arguments: list[str]) -> int:
    """Take the pictures; 1 when a screen could not be reached."""
    parser = argparse.ArgumentParser(prog="python -m tools.screenshots", description="Take pictures of the product.")
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="every screen at both sizes, into this folder")
    parser.add_argument("names", nargs="*", help="only these screens")
    options = parser.parse_args(arguments)
    if options.all is None:
        wanted = [(screen, size) for name, size in README for screen in SCREENS if screen.name == name]
    else:
        chosen = [screen for screen in SCREENS if not options.names or screen.name in options.names]
        wanted = [(screen, size) for screen in chosen for size in (PHONE, LAPTOP)]
    folder: Path = options.all or IMAGES
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="livehouse-screens-") as scratch:
        return asyncio.run(_take(wanted, folder, Path(scratch)))


async def _take(wanted: Collection[tuple[Screen, Size]], folder: Path, scratch: Path) -> int:
    failures = 0
    async with AsyncExitStack() as stack:
        houses = {screen.house for screen, _ in wanted}
        urls: dict[str, str] = {}
        if "demo" in houses:
            urls["demo"] = await stack.enter_async_context(_demo(scratch / "demo.log"))
        if "quiet" in houses:
            urls["quiet"] = (await stack.enter_async_context(served(scratch, show_outbox="true"))).url
        playwright = await stack.enter_async_context(playwright_running())
        devices = Devices(
            await write_camera_film(scratch / "camera.mjpeg"), write_microphone_clip(scratch / "microphone.wav")
        )
        for screen, size in wanted:
            picture = folder / f"{screen.name}-{size['width']}x{size['height']}.png"
            began = time.monotonic()
            try:
                async with asyncio.timeout(SCREEN_S_MAX):
                    await _photograph(playwright, devices, screen, size, urls[screen.house], picture)
                print(f"{picture}  {time.monotonic() - began:.1f} s", flush=True)
            except Exception as error:
                failures += 1
                print(f"{picture}: {error}", file=sys.stderr, flush=True)
    return 1 if failures else 0


async def _photograph(
    playwright: Playwright, devices: Devices, screen: Screen, size: Size, url: str, picture: Path
) -> None:
    async with AsyncExitStack() as stack:
        port = httpx.URL(url).port
        line = await stack.enter_async_context(line_to(port)) if screen.on_a_line and port else None
        switches = [line.browser_argument] if line is not None else []
        browser = await stack.enter_async_context(chromium(playwright, devices if screen.camera else None, switches))
        permissions: Literal["granted", "asked"] = "granted" if screen.camera else "asked"
        shown = await stack.enter_async_context(
            tab(browser, screen.name, viewport=size, touch=size == PHONE, permissions=permissions)
        )
        try:
            seat = Seat(shown, url, stack, line)
            for passed in way_to(screen):
                await passed.reach(seat)
            await asyncio.sleep(REST_S)
        finally:
            await shown.page.screenshot(path=picture)


@asynccontextmanager
async def _demo(log_file: Path) -> AsyncIterator[str]:
    """A running `livehouse demo` with all of its LIVEs on the air; gives its address."""
    port = free_port()
    url = f"http://localhost:{port}"
    with log_file.open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            LIVEHOUSE, "demo", "--port", str(port), env=environment({}), stdout=log, stderr=log
        )
    try:
        async with asyncio.timeout(DEMO_START_S_MAX), httpx.AsyncClient(base_url=url) as client:
            while await _count_lives(client) < DEMO_LIVES:
                if process.returncode is not None:
                    raise RuntimeError(f"the demo ended:\n{_said(log_file)}")
                await asyncio.sleep(0.5)
        yield url
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


def _said(log_file: Path) -> str:
    return log_file.read_text(errors="replace")


async def _count_lives(client: httpx.AsyncClient) -> int:
    try:
        return len((await client.get("/api/v1/rooms")).json()["rooms"])
    except httpx.TransportError:
        return 0  # it does not listen yet


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
