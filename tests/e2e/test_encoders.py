"""LIVE from OBS Studio, from the set-up to the end, with a drop in between; and what other encoders are told."""

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Playwright, expect

from tests.support.app import ServedApp, free_port, served
from tests.support.chromium import Devices, chromium, tab
from tests.support.obs import Obs, obs_on_a_display
from tests.support.pages import LIVE_PICTURE, PATIENCE_MS, Host, Viewer
from tests.support.people import new_handle
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
        await expect(host.page.get_by_text("Your encoder’s picture goes out")).to_be_visible(timeout=PATIENCE_MS)

        await host.end()
        # It was cut off, and what it comes back for is over.
        await until_said(obs, "Reconnecting in")
        assert_secret(key, app)
        assert viewers.errors == []


async def until_said(obs: Obs, words: str) -> None:
    async def is_said() -> bool:
        return words in obs.log()

    await eventually(is_said, within_s=PATIENCE_MS / 1000)
