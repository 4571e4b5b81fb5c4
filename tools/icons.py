"""Draws the app's icons, as systems want them, from `web/public/favicon.svg`: `python -m tools.icons`.

Writes PNG files into `web/public/icons`, by way of a real Chromium. They are kept in the repository: only a change of
the mark needs this.
"""

import asyncio
import sys
from dataclasses import dataclass

from playwright.async_api import Browser

from tests.support.chromium import chromium, playwright_running
from tools.paths import WEB

MARK = WEB / "public" / "favicon.svg"
ICONS = WEB / "public" / "icons"
HOUSE = "#0d0a12"


@dataclass(frozen=True)
class Icon:
    """A square picture of the mark.

    Attributes:
        pixels: its side.
        share: how much of the side the mark takes; systems that cut icons into circles keep the middle 80 %.
        ground: its colour; None leaves it transparent.
        is_stencil: the mark in white alone, which is all that is seen of a badge.
    """

    name: str
    pixels: int
    share: float = 0.86
    ground: str | None = HOUSE
    is_stencil: bool = False


ALL = (
    Icon("app-192", 192),
    Icon("app-512", 512),
    Icon("maskable-192", 192, share=0.56),
    Icon("maskable-512", 512, share=0.56),
    Icon("apple-180", 180, share=0.7),
    Icon("badge-96", 96, share=1.0, ground=None, is_stencil=True),
)


def page_of(icon: Icon) -> str:
    """The page that looks like the icon."""
    side = round(icon.pixels * icon.share)
    look = "filter: brightness(0) invert(1)" if icon.is_stencil else ""
    mark = MARK.read_text(encoding="utf-8")
    if icon.is_stencil:
        # What is dark in the mark is a hole in its stencil.
        mark = mark.replace('<circle fill="#0d0a12" cx="12" cy="13.5" r="5.5"/>', "")
        mark = mark.replace(
            '<path fill="#ffb454"',
            '<mask id="hole"><rect width="24" height="24" fill="#fff"/>'
            '<circle fill="#000" cx="12" cy="13.5" r="5.5"/></mask><path mask="url(#hole)" fill="#ffb454"',
        )
    ground = icon.ground or "transparent"
    return (
        f"<body style='margin:0;display:grid;place-items:center;height:{icon.pixels}px;background:{ground}'>"
        f"<div style='width:{side}px;height:{side}px;{look}'>{mark}</div></body>"
    )


async def draw(browser: Browser, icon: Icon) -> None:
    """Write one icon."""
    page = await browser.new_page(viewport={"width": icon.pixels, "height": icon.pixels})
    await page.set_content(page_of(icon))
    await page.screenshot(path=ICONS / f"{icon.name}.png", omit_background=icon.ground is None)
    await page.close()


async def _main() -> int:
    ICONS.mkdir(exist_ok=True)
    async with playwright_running() as playwright, chromium(playwright, None, []) as browser:
        for icon in ALL:
            await draw(browser, icon)
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(_main()))
