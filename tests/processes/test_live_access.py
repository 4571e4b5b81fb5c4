"""Access that opens while servers run is told at once, in whatever process; and the policy changes under them."""

import os
import signal
import subprocess
from pathlib import Path
from typing import Any

from tests.processes.people import somebody
from tests.slices.live_access.helping import write_policy
from tests.support.app import LIVEHOUSE, ServedApp, environment, served
from tests.support.people import Channel, Person
from tests.support.stores import ValkeyProcess
from tests.support.waiting import eventually

NEVER_S = "3600"
RELAY, OTHER = 0, 1


def make_operator(app: ServedApp, handle: str) -> None:
    subprocess.run(
        [str(LIVEHOUSE), "user", "operator", handle, "--data", str(app.data)],
        env=environment(app.settings),
        capture_output=True,
        timeout=60,
        check=True,
    )


async def waits_at_the_brink(person: Person) -> None:
    """One follower is missing, and the person has seen that."""
    await person.accept_live_terms()
    access = await person.get("/live-access")
    assert [one["id"] for one in access["requirements"] if not one["met"]] == ["followers", "quality"]


async def hears(channel: Channel) -> dict[str, Any]:
    """The notice that comes over the channel."""

    def notices() -> list[dict[str, Any]]:
        return [message["notice"] for message in channel.heard if message["type"] == "notice"]

    await channel.wait_for(lambda: bool(notices()))
    (notice,) = notices()
    return notice


async def policy_in_force(operator: Person, version: str, *, error: str | None = None) -> dict[str, Any]:
    """Wait until this version is in force, with this error or none."""

    async def ask() -> dict[str, Any] | None:
        state = await operator.get("/operators/policy")
        is_error = (state["error"] is None) if error is None else error in (state["error"] or {}).get("message", "")
        return state if state["version"] == version and is_error else None

    state = await eventually(ask, within_s=20, every_s=0.05)
    assert state is not None
    return state


async def test_the_policy_is_read_again_when_its_file_changes(tmp_path: Path) -> None:
    file = write_policy(tmp_path, followers_min=1)
    async with (
        served(tmp_path, live_policy=str(file), live_policy_check_s="0.05") as app,
        Person(app.url) as mika,
        Person(app.url) as fan,
    ):
        await mika.sign_up()
        await fan.sign_up()
        make_operator(app, mika.handle)
        await waits_at_the_brink(mika)
        async with mika.channel() as channel:
            await fan.put(f"/accounts/{mika.handle}/follow")
            notice = await hears(channel)
        assert notice["kind"] == "live_access_opened"
        # Whoever was not connected finds it on the page.
        assert (await mika.get("/me/notices"))["notices"] == [notice]
        async with mika.on_air() as room:
            write_policy(tmp_path, version="p2", followers_min=1_000)
            await policy_in_force(mika, "p2")
            assert (await mika.get("/live-access"))["allowed"] is False
            assert (await fan.get(f"/rooms/{room['id']}"))["state"] == "live"
            file.write_text("nonsense = true\n")
            await policy_in_force(mika, "p2", error="line 1: nonsense is not known here")
            write_policy(tmp_path, version="p3", followers_min=1)
            await policy_in_force(mika, "p3")
            assert (await mika.get("/live-access"))["allowed"] is True


async def test_of_many_workers_each_tells_and_each_reads_the_policy_again_on_sighup(
    tmp_path: Path, valkey: ValkeyProcess
) -> None:
    file = write_policy(tmp_path, followers_min=1)
    async with (
        served(tmp_path, workers=2, broker_url=valkey.url, live_policy=str(file), live_policy_check_s=NEVER_S) as app,
        somebody(app, RELAY) as mika,
        somebody(app, OTHER) as fan,
    ):
        await waits_at_the_brink(mika)
        # Connections end up at some worker by chance; the notice comes to each.
        async with mika.channel() as first, mika.channel() as second, mika.channel() as third:
            await fan.put(f"/accounts/{mika.handle}/follow")
            heard = [await hears(channel) for channel in (first, second, third)]
        assert heard == heard[:1] * 3
        for person in (mika, fan):
            make_operator(app, person.handle)
        write_policy(tmp_path, version="p2", followers_min=1)
        os.kill(app.pid, signal.SIGHUP)
        for person in (mika, fan):
            await policy_in_force(person, "p2")
