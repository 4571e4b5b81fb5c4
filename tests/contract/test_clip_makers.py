"""Clips are made by processes beside the server; they end when it does."""

import asyncio
import contextlib
from pathlib import Path

import psutil
import uvloop

from livehouse.demo.clips import ClipLibrary
from tests.support.waiting import eventually

HELPERS = 2
# By then a helper has loaded what it needs, and draws.
WORKED_S = 2.0


def test_whoever_gives_up_a_clip_leaves_no_process_behind(tmp_path: Path) -> None:
    uvloop.run(_give_up(tmp_path))  # what the server runs on


async def _give_up(folder: Path) -> None:
    before = set(psutil.Process().children(recursive=True))

    async def makers() -> set[psutil.Process]:
        started = set(psutil.Process().children(recursive=True)) - before
        at_work = [process for process in started if process.cpu_times().user > WORKED_S]
        return started if len(at_work) >= HELPERS else set()

    making = asyncio.create_task(ClipLibrary(folder).clip("train"))
    started = await eventually(makers, within_s=100)
    making.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.wait_for(making, 5)
    _, alive = psutil.wait_procs(started, timeout=5)
    assert not alive
