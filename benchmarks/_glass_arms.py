"""The two ways from a camera to a screen that `bench glass` compares: the product's pages, and bare elements.

Each arm is a host's page and a viewer's page in browser processes of their own, through the same server and relay.
"""

import asyncio
import functools
import http.server
import subprocess
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Page, Playwright

from benchmarks._sightings import WATCH_NUMBERS_JS, Glass, compare, sightings
from tests.support.chromium import Devices, chromium, tab
from tests.support.network import Line
from tests.support.pages import LIVE_PICTURE, OWN_PICTURE, Host, Viewer
from tests.support.people import Person, new_handle
from tools import node
from tools.paths import ROOT, WEB

BARE_PAGE: Final = ROOT / "benchmarks" / "bare_elements"
# Until a player has found its buffer and a rate control its rate.
SETTLE_S: Final = 3.0


class CannotBuild(Exception):
    """The page of the bare elements cannot be built; the text says what is missing."""


async def measure_product(
    playwright: Playwright, devices: Devices, url: str, seconds: float, line: Line | None = None
) -> Glass:
    """One LIVE by the product's own pages; the viewer watches over `line`, if there is one."""
    async with _two_pages(playwright, devices, line) as (stage, hall):
        host, viewer = Host(stage, url), Viewer(hall, url)
        await host.sign_up(new_handle())
        room_id = await host.go_live("How long does light take?")
        await viewer.watch(room_id)
        glass = await _measure(stage.page, OWN_PICTURE, hall.page, LIVE_PICTURE, seconds)
        await host.end()
        return glass


async def measure_bare(
    playwright: Playwright, devices: Devices, url: str, bare_url: str, seconds: float, line: Line | None = None
) -> Glass:
    """One LIVE by the bare elements, with tickets of the product; the viewer's over `line`, if there is one."""
    async with _two_pages(playwright, devices, line) as (stage, hall), Person(url) as host, Person(url) as viewer:
        await host.sign_up()
        room = await host.prepare_room("Bare")
        await stage.page.goto(bare_url)
        await stage.page.evaluate("(ticket) => publishBare(ticket)", await host.post(f"/rooms/{room['id']}/publisher"))
        await host.start(room["id"])
        await hall.page.goto(bare_url)
        await hall.page.evaluate("(ticket) => watchBare(ticket)", await viewer.post(f"/rooms/{room['id']}/viewer"))
        glass = await _measure(stage.page, "video", hall.page, "canvas", seconds)
        await host.post(f"/rooms/{room['id']}/end")
        return glass


@asynccontextmanager
async def _two_pages(playwright: Playwright, devices: Devices, line: Line | None) -> AsyncIterator[tuple[Any, Any]]:
    async with AsyncExitStack() as stack:
        pages = []
        for name, way in (("host", None), ("viewer", line)):
            arguments = [] if way is None else [way.browser_argument]
            browser = await stack.enter_async_context(chromium(playwright, devices, arguments))
            opened = await stack.enter_async_context(tab(browser, name))
            await opened.page.add_init_script(WATCH_NUMBERS_JS)
            pages.append(opened)
        yield pages[0], pages[1]


async def _measure(stage: Page, own: str, hall: Page, picture: str, seconds: float) -> Glass:
    for page, selector in ((stage, own), (hall, picture)):
        await page.evaluate("(selector) => watchNumbers(selector)", selector)
        await page.wait_for_function("() => seenNumbers().length > 0")
    await asyncio.sleep(SETTLE_S)
    for page, selector in ((stage, own), (hall, picture)):
        await page.evaluate("(selector) => watchNumbers(selector)", selector)
    await asyncio.sleep(seconds)
    seen = [sightings(await page.evaluate("takeNumbers()")) for page in (hall, stage)]
    return compare(host=seen[1], viewer=seen[0])


@contextmanager
def bare_elements(folder: Path) -> Iterator[str]:
    """Build the page of the bare elements into `folder` and serve it; gives its address.

    Raises:
        CannotBuild: there is no Node.js, or the front end's packages are not installed.
    """
    found = node.find_node()
    vite = WEB / "node_modules" / "vite" / "bin" / "vite.js"
    if found is None or not vite.is_file():
        raise CannotBuild("The bare elements are built with Node.js and web/node_modules; `make bench` brings both.")
    command = [str(found.program), str(vite), "build", str(BARE_PAGE), "--outDir", str(folder), "--logLevel", "warn"]
    built = subprocess.run(command, env=found.environment(), capture_output=True, text=True, check=False)
    if built.returncode != 0:
        raise CannotBuild(built.stdout + built.stderr)
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://localhost:{server.server_address[1]}/"
        finally:
            server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing about each request."""
