import asyncio
import contextlib

import pytest

from livehouse.platform.tasks import Supervisor


async def test_a_task_that_fails_is_started_again() -> None:
    supervisor = Supervisor()
    runs = 0
    third = asyncio.Event()

    async def work() -> None:
        nonlocal runs
        runs += 1
        if runs == 3:
            third.set()
            return
        raise RuntimeError("fell over")

    supervisor.start("work", work)
    await asyncio.wait_for(third.wait(), 5)
    await supervisor.stop()
    assert runs == 3


async def test_a_task_that_swallows_a_cancellation_ends_all_the_same() -> None:
    supervisor = Supervisor()

    async def work() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        await asyncio.Event().wait()

    supervisor.start("work", work)
    await asyncio.sleep(0)
    await asyncio.wait_for(supervisor.stop(), 5)


async def test_a_task_that_may_end_ends_at_its_failure() -> None:
    supervisor = Supervisor()
    runs = 0

    async def work() -> None:
        nonlocal runs
        runs += 1
        raise RuntimeError("fell over")

    await supervisor.start("work", work, restart=False)
    assert runs == 1
    await supervisor.stop()


async def test_stopping_ends_every_task_and_lets_no_new_one_begin() -> None:
    supervisor = Supervisor()
    ended = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    supervisor.start("work", work)
    await asyncio.sleep(0)
    await supervisor.stop()
    assert ended.is_set()
    with pytest.raises(RuntimeError, match="being stopped"):
        supervisor.start("late", work)
