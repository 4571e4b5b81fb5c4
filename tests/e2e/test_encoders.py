"""LIVE from OBS Studio, from the set-up to the end, with a drop in between; and what other encoders are told."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Playwright, expect

from tests.support.app import LIVEHOUSE, ServedApp, environment, free_port, served
from tests.support.chromium import Devices, chromium, tab
from tests.support.encoders import find_program
from tests.support.obs import Obs, obs_on_a_display
from tests.support.pages import LIVE_PICTURE, PATIENCE_MS, Host, Viewer
from tests.support.people import Person, new_handle
from tests.support.waiting import eventually


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def app(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServedApp]:
    folder = tmp_path_factory.mktemp("served")
    async with served(folder, rtmp="true", rtmp_port=str(free_port())) as running:
        yield running


@pytest.fixture
def obs(tmp_path: Path) -> Iterator[Obs]:
    with obs_on_a_display(tmp_path / "obs") as ready:
        yield ready


async def connect_encoder(host: Host, title: str) -> tuple[str, str]:
    """The way from the studio's door to a stream key; the server and the key."""
    await host.open("/go-live")
    await host.accept_terms()
    await host.page.get_by_role("radio", name="OBS or another encoder").check()
    await host.page.get_by_label("Title").fill(title)
    await host.page.get_by_role("radio", name="Music", exact=True).check()
    await host.button("Connect your encoder").click()
    await host.button("Make a stream key").click()
    key = await host.page.get_by_label("Stream key", exact=True).input_value()
    return await host.page.get_by_label("Server", exact=True).input_value(), key


def assert_secret(key: str, app: ServedApp) -> None:
    """The key stands in nothing that the server has written."""
    files = [path for path in app.data.rglob("*") if path.is_file()]
    assert any(path.name == "livehouse.sqlite3" for path in files)
    for path in (*files, app.log_file):
        assert key.removeprefix("live_").encode() not in path.read_bytes(), path


async def test_a_live_from_obs_survives_its_computer(
    app: ServedApp, playwright: Playwright, devices: Devices, obs: Obs
) -> None:
    async with chromium(playwright, None) as browser, tab(browser, "host") as hosts, tab(browser, "viewer") as viewers:
        host, viewer = Host(hosts, app.url), Viewer(viewers, app.url)
        for each in (host, viewer):
            await each.prepare()
        await host.sign_up(new_handle())
        server, key = await connect_encoder(host, "From the stage")
        obs.set_up(server=server, key=key, picture=devices.camera, sound=devices.microphone)
        obs.start()

        await expect(host.check("Picture").get_by_role("heading")).to_have_text(
            re.compile(r"\(good\)"), timeout=PATIENCE_MS
        )
        # The picture that the page began with, its own camera's, has gone.
        await host.page.evaluate(f"watchNumbers('{LIVE_PICTURE}')")
        await host.expect_moving_picture()
        await host.press_go_live()
        await viewer.watch(await host.room_id())
        await viewer.expect_moving_picture()

        obs.kill()
        await expect(host.page.get_by_text("Your encoder’s picture is gone")).to_be_visible(timeout=PATIENCE_MS)
        await expect(viewer.page.get_by_text("Back in a moment").first).to_be_visible(timeout=PATIENCE_MS)
        obs.start()
        await viewer.expect_moving_picture()
        numbers = host.page.get_by_text(re.compile(r"Mbit/s · \d+ pictures? a second · H\.264 \+ AAC"))
        await expect(numbers).to_be_visible(timeout=PATIENCE_MS)

        await host.end()
        # It was cut off, and what it comes back for is over.
        await until_said(obs, "Reconnecting in")
        assert_secret(key, app)
        assert viewers.errors == []


class Ffmpeg:
    """The real ffmpeg, pushing a small picture and a tone until it is stopped or told to go."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def kill(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    async def last_words(self) -> str:
        """What it said when it gave up, which it does within a while."""
        async with asyncio.timeout(PATIENCE_MS / 1000):
            _, said = await self._process.communicate()
        assert self._process.returncode != 0, said.decode()
        return said.decode()


@asynccontextmanager
async def pushing() -> AsyncIterator[Callable[[str, str], Awaitable[Ffmpeg]]]:
    """Starts ffmpegs, by server and key; those that still run end with the block."""
    started: list[Ffmpeg] = []

    async def push(server: str, key: str) -> Ffmpeg:
        process = await asyncio.create_subprocess_exec(
            *(str(find_program("ffmpeg")), "-loglevel", "error", "-nostdin", "-re"),
            *("-f", "lavfi", "-i", "testsrc2=size=160x120:rate=15", "-f", "lavfi", "-i", "sine=sample_rate=48000"),
            *("-c:v", "libx264", "-preset", "ultrafast", "-g", "15", "-pix_fmt", "yuv420p", "-c:a", "aac"),
            *("-f", "flv", f"{server}/{key}"),
            stdin=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        started.append(Ffmpeg(process))
        return started[-1]

    try:
        yield push
    finally:
        for each in started:
            await each.kill()


class Encoding(Person):
    """A host with an encoder, at the HTTP API."""

    async def until_state(self, state: str) -> None:
        """Wait until my LIVE stands so."""

        async def stands() -> bool:
            room = (await self.get("/rooms/mine"))["room"]
            return room is not None and room["state"] == state

        await eventually(stands, within_s=PATIENCE_MS / 1000)

    async def until_publishing(self) -> None:
        async def is_publishing() -> bool:
            return bool((await self.get("/me/stream-key"))["is_publishing"])

        await eventually(is_publishing, within_s=PATIENCE_MS / 1000)


FORM = {"title": "From the stage", "topic": "music", "audience": "everyone"}


async def test_what_encoders_are_told_and_who_of_two_stays(app: ServedApp) -> None:
    async with Encoding(app.url) as host, pushing() as push:
        await host.sign_up()
        await host.accept_live_terms()
        made = await host.post("/me/stream-key")
        server, key = made["server"], made["key"]
        assert "This stream key does not hold" in await (await push(server, f"live_{'x' * 32}")).last_words()
        assert "No LIVE waits for this encoder" in await (await push(server, key)).last_words()

        room = await host.post("/rooms", {**FORM, "source": "encoder"})
        first = await push(server, key)
        await host.until_publishing()
        await host.start(room["id"])
        second = await push(server, key)
        assert "Another encoder or browser" in await first.last_words()
        await host.until_state("live")

        # It drops, and comes back within the grace.
        await second.kill()
        await host.until_state("interrupted")
        third = await push(server, key)
        await host.until_state("live")

        renewed = (await host.post("/me/stream-key"))["key"]
        assert "no longer holds" in await third.last_words()
        assert "This stream key does not hold" in await (await push(server, key)).last_words()
        await host.until_state("interrupted")
        fourth = await push(server, renewed)
        await host.until_state("live")

        await ban(app, host.handle, "Sold fakes.")
        assert "This LIVE has ended" in await fourth.last_words()
        assert "Sold fakes." in await (await push(server, renewed)).last_words()
        for each in (key, renewed):
            assert_secret(each, app)


async def test_an_encoder_goes_live_by_itself_and_not_again_when_its_host_has_ended_it(app: ServedApp) -> None:
    async with Encoding(app.url) as host, pushing() as push:
        await host.sign_up()
        await host.accept_live_terms()
        made = await host.post("/me/stream-key")
        await host.put("/me/stream-key/auto-live", {"on": True, **FORM})
        encoder = await push(made["server"], made["key"])
        await host.until_state("live")
        room = (await host.get("/rooms/mine"))["room"]
        assert (room["title"], room["source"]) == (FORM["title"], "encoder")

        await host.post(f"/rooms/{room['id']}/end")
        assert "This LIVE has ended" in await encoder.last_words()
        # As OBS would, which only sees its connection break.
        again = await push(made["server"], made["key"])
        assert "You have ended this LIVE" in await again.last_words()
        assert (await host.get("/rooms/mine"))["room"] is None


async def ban(app: ServedApp, handle: str, reason: str) -> None:
    """As whoever has the server does it, while it runs."""
    typed = await asyncio.create_subprocess_exec(
        *(str(LIVEHOUSE), "user", "ban", handle, "--reason", reason, "--data", str(app.data)),
        env=environment(app.settings),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await typed.communicate()
    assert typed.returncode == 0, said.decode()


async def until_said(obs: Obs, words: str) -> None:
    async def is_said() -> bool:
        return words in obs.log()

    await eventually(is_said, within_s=PATIENCE_MS / 1000)
