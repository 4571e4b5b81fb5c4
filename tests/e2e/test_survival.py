"""A LIVE through everything that breaks: the host's page, the host's network, the server, the viewer's network."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field

import pytest
from playwright.async_api import Playwright, expect

from tests.support.app import ServedApp
from tests.support.chromium import Devices, chromium, tab
from tests.support.network import Line, line_to
from tests.support.pages import PATIENCE_MS, Host, Viewer
from tests.support.people import PASSWORD, Person
from tests.support.waiting import eventually

HOST_AWAY_S = 30.0
VIEWER_AWAY_S = 20.0
# Three seconds of silence make an interruption; the rest is for a busy machine.
NOTICED_WITHIN_MS = 15_000
BACK_WITHIN_MS = 30_000
# What the browser and the media library write down about a server that is not there.
WHILE_IT_WAS_BROKEN = r"net::ERR_|WebSocket connection|Connection lost"
BACK_IN_A_MOMENT = "Back in a moment"


@dataclass
class Show:
    """A LIVE, its host and a viewer, each in a browser of their own on a line of their own."""

    app: ServedApp
    room_id: str
    host: Host
    host_line: Line
    viewer: Viewer
    viewer_line: Line
    said: list[str] = field(default_factory=list)

    async def all_is_written(self) -> bool:
        """Whether the database knows everything that was said."""
        with closing(sqlite3.connect(f"file:{self.app.data / 'livehouse.sqlite3'}?mode=ro", uri=True)) as database:
            written = database.execute("SELECT count(*) FROM comments").fetchone()[0]
        return bool(written == len(self.said))

    async def host_says(self, text: str) -> None:
        await self.host.say(text)
        self.said.append(text)

    async def viewer_says(self, text: str) -> None:
        await self.viewer.say(text)
        self.said.append(text)

    async def expect_back_on_air(self) -> None:
        """The same room goes on: host on air, viewer's picture moving, words both ways, everything said there once."""
        await expect(self.viewer.page.get_by_text(BACK_IN_A_MOMENT).first).to_be_hidden(timeout=BACK_WITHIN_MS)
        await self.viewer.expect_moving_picture(2)
        assert await self.host.room_id() == self.room_id
        turn = len(self.said)
        await self.host_says(f"can you hear me again? ({turn})")
        await self.viewer.expect_comment(f"can you hear me again? ({turn})")
        await self.viewer_says(f"loud and clear ({turn})")
        await self.host.expect_comment(f"loud and clear ({turn})")
        for visitor in (self.host, self.viewer):
            assert await visitor.shown_comments() == self.said
            await visitor.expect_no_comment_twice()

    async def expect_interrupted(self) -> None:
        await expect(self.viewer.page.get_by_text(BACK_IN_A_MOMENT).first).to_be_visible(timeout=NOTICED_WITHIN_MS)

    def testimony(self) -> str:
        return f"{self.host.tab.testimony()}\n\n{self.viewer.tab.testimony()}"


@asynccontextmanager
async def _show(app: ServedApp, playwright: Playwright, devices: Devices) -> AsyncIterator[Show]:
    async with AsyncExitStack() as stack:
        host_line = await stack.enter_async_context(line_to(app.port))
        viewer_line = await stack.enter_async_context(line_to(app.port))
        stage = await stack.enter_async_context(chromium(playwright, devices, [host_line.browser_argument]))
        hall = await stack.enter_async_context(chromium(playwright, devices, [viewer_line.browser_argument]))
        host = Host(await stack.enter_async_context(tab(stage, "host")), app.url)
        viewer = Viewer(await stack.enter_async_context(tab(hall, "viewer")), app.url)
        await host.prepare()
        await viewer.prepare()
        await host.sign_up("host.of.all")
        room_id = await host.go_live("The show that goes on")
        await viewer.sign_up("faithful.viewer")
        await viewer.watch(room_id)
        running = Show(app, room_id, host, host_line, viewer, viewer_line)
        await running.expect_back_on_air()
        yield running


# Half of it is waiting, for as long as lines are cut.
@pytest.mark.timeout(360)
async def test_a_live_survives_all_that_breaks(app: ServedApp, playwright: Playwright, devices: Devices) -> None:
    """One LIVE for all of it, and a viewer's page that is opened once and stays open; each goes on after the other."""
    async with _show(app, playwright, devices) as show:
        await _the_hosts_page_is_reloaded(show)
        await _the_hosts_page_is_left_and_opened_again(show)
        await _the_hosts_network_is_gone_for_half_a_minute(show)
        await _the_server_is_killed_and_started_again(show)
        await _a_viewers_network_is_gone_for_twenty_seconds(show)
        await _the_page_that_was_open_all_the_time_shows_everything_once(show)


async def _the_hosts_page_is_reloaded(show: Show) -> None:
    show.host.page.on("dialog", lambda dialog: dialog.accept())  # 'You are LIVE. If you leave, …'
    await show.host.page.reload()
    await show.host.come_back_on_air()
    await show.expect_back_on_air()


async def _the_hosts_page_is_left_and_opened_again(show: Show) -> None:
    await show.host.page.goto("about:blank")
    await show.expect_interrupted()
    await show.viewer_says("where did you go?")
    await show.host.open("/go-live")
    await show.host.come_back_on_air()
    await show.expect_back_on_air()


async def _the_hosts_network_is_gone_for_half_a_minute(show: Show) -> None:
    show.host_line.cut()
    gone = asyncio.create_task(asyncio.sleep(HOST_AWAY_S))
    await show.expect_interrupted()
    await show.viewer_says("we wait for you")
    await show.viewer.expect_comment("we wait for you")
    async with Person(show.app.url) as passer_by:
        rooms = (await passer_by.get("/rooms"))["rooms"]
        assert [(room["id"], room["state"]) for room in rooms] == [(show.room_id, "interrupted")]
    await gone
    show.host_line.restore()
    await show.expect_back_on_air()


async def _the_server_is_killed_and_started_again(show: Show) -> None:
    # What was said within the last quarter of a second may be lost, on a busy machine a little more.
    await eventually(show.all_is_written, within_s=10)
    show.app.kill()
    await expect(show.viewer.page.get_by_text("Reconnecting…").first).to_be_attached(timeout=NOTICED_WITHIN_MS)
    await show.app.start()
    await show.expect_back_on_air()
    async with Person(show.app.url) as host:
        me = await host.post("/sessions", {"login": "host.of.all", "password": PASSWORD})
        assert me["handle"] == "host.of.all"
        room = (await host.get("/rooms/mine"))["room"]
        assert (room["id"], room["title"], room["state"]) == (show.room_id, "The show that goes on", "live")
        async with host.channel(show.room_id) as channel:
            assert [comment["text"] for comment in channel.joined["comments"]] == show.said


async def _a_viewers_network_is_gone_for_twenty_seconds(show: Show) -> None:
    show.viewer_line.cut()
    gone = asyncio.create_task(asyncio.sleep(VIEWER_AWAY_S))
    for number in range(5):
        await show.host_says(f"said while you were away ({number})")
    async with Person(show.app.url) as passer_by:
        await passer_by.sign_up("passer.by")
        async with passer_by.channel(show.room_id) as channel:
            await channel.call("comment", text="and by somebody else")
            show.said.append("and by somebody else")
    await gone
    show.viewer_line.restore()
    await show.expect_back_on_air()


async def _the_page_that_was_open_all_the_time_shows_everything_once(show: Show) -> None:
    assert await show.viewer.shown_comments() == show.said
    await show.viewer.expect_no_comment_twice()
    show.viewer.tab.forgive(WHILE_IT_WAS_BROKEN)
    assert show.viewer.tab.errors == []
    await show.host.end()
    await expect(show.viewer.page.get_by_role("heading", name="This LIVE has ended")).to_be_visible(timeout=PATIENCE_MS)
