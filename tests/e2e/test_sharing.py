"""A LIVE in a page of another site: seen, read and heard there without an account or a cookie, by its host's leave."""

import asyncio
import html
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from playwright.async_api import Browser, FrameLocator, Page, Playwright, expect

from tests.support.app import ServedApp
from tests.support.chromium import Devices, chromium
from tests.support.pages import PATIENCE_MS
from tests.support.people import Person
from tests.support.waiting import eventually

# As a person's browser calls itself; one that is driven says so, and counts for nobody.
PERSON = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
TITLE = 'Late <b>set</b> & "requests"'


@asynccontextmanager
async def another_site(code: str) -> AsyncIterator[str]:
    """A site with one page that shows `code`; its address."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        page = f"<!doctype html><title>Somebody's blog</title><body>{code}".encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(page)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + page)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        # Another host than the platform's, which is `localhost`: another site.
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def _visitor(stack: AsyncExitStack, browser: Browser) -> Page:
    context = await browser.new_context(viewport={"width": 900, "height": 800}, locale="en-GB", user_agent=PERSON)
    stack.push_async_callback(context.close)
    page = await context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    return page


async def _code_for_a_site(fan: Person, room_id: str) -> str:
    made = await fan.post("/shares", {"kind": "live", "id": room_id, "via": "embed"})
    asked = await fan.http.get("/oembed", params={"url": f"{fan.http.base_url}/live/{room_id}"})
    embed: str = asked.json()["html"]
    plain = embed[embed.index('src="') + 5 : embed.index('" width')]
    # What is asked for by programs is what the sheet gives, but for whose share it is.
    assert made["embed_url"].partition("?")[0] == plain
    return embed.replace(plain, html.escape(made["embed_url"]))


async def test_a_live_in_another_sites_page(app: ServedApp, playwright: Playwright, devices: Devices) -> None:
    async with AsyncExitStack() as stack:
        host = await stack.enter_async_context(Person(app.url))
        fan = await stack.enter_async_context(Person(app.url))
        await asyncio.gather(host.sign_up(), fan.sign_up())
        room = await stack.enter_async_context(host.on_air(TITLE))
        site = await stack.enter_async_context(another_site(await _code_for_a_site(fan, room["id"])))
        browser = await stack.enter_async_context(chromium(playwright, None, ["--test-third-party-cookie-phaseout"]))
        page = await _visitor(stack, browser)

        await page.goto(site)
        player = page.frame_locator("iframe")
        await _watch_and_read(page, player, fan, room["id"])

        # The way to the LIVE itself, by which it is known who brought this person.
        async with page.context.expect_page() as opening:
            await player.get_by_role("link", name=re.compile("^Watch on ")).click()
        watching = await opening.value
        await watching.wait_for_url(f"{app.url}/live/{room['id']}")

        async def came() -> bool:
            said = await host.get(f"/me/shares/live/{room['id']}")
            by_site = {way["via"]: way["outcome"]["arrivals"] for way in said["ways"]}
            return by_site == {"embed": 1}

        await eventually(came, within_s=PATIENCE_MS / 1_000)
        await watching.close()

        await host.put("/me/embedding", {"who": "nobody", "sites": []})
        await page.goto(site)
        await expect(player.get_by_role("heading", name="This cannot be shown here")).to_be_visible()
        assert await player.locator("[data-live-picture]").count() == 0
        await host.put("/me/embedding", {"who": "listed", "sites": [site]})
        await page.goto(site)
        await expect(player.get_by_text("LIVE", exact=True).first).to_be_visible()
        await expect(player.get_by_role("link", name=re.compile("^Watch on "))).to_be_visible()


async def _watch_and_read(page: Page, player: FrameLocator, fan: Person, room_id: str) -> None:
    await expect(player.get_by_role("button", name="Turn sound on")).to_be_visible()
    await expect(player.locator("[data-picture='true'] [data-live-picture]")).to_be_attached()
    async with fan.channel(room_id) as channel:
        await channel.call("comment", text="hello to the blog <i>readers</i>")
        talk = player.get_by_role("log", name="Comments")
        await expect(talk.get_by_text("hello to the blog <i>readers</i>")).to_be_visible()
    assert (
        await player.get_by_label(re.compile("comment", re.IGNORECASE)).and_(player.get_by_role("textbox")).count() == 0
    )
    await player.get_by_role("button", name="Turn sound on").click()
    await expect(player.get_by_role("button", name="Turn sound off")).to_be_visible()
    frame = page.frames[-1]
    assert frame.url.startswith("http://localhost:")
    assert await frame.evaluate("document.cookie") == ""
    kept = [cookie for cookie in await page.context.cookies() if cookie["domain"] == "localhost"]
    assert kept == [], "the player left a cookie"
