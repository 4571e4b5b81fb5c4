"""Background work with an owner and an end."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

log = structlog.get_logger(__name__)

RESTART_DELAY_S_MIN: Final = 0.1
RESTART_DELAY_S_MAX: Final = 30.0
CANCEL_AGAIN_S: Final = 0.5


class Supervisor:
    """Owns background tasks: names them, logs their failures, restarts those that must not die, ends them all.

    A restart waits 0.1 s at first and twice as long after each failure, to 30 s at most, so that a task that fails at
    once cannot eat the processor; after one that ran for longer than that, it waits 0.1 s again.
    """

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = False

    def start(self, name: str, work: Callable[[], Awaitable[None]], *, restart: bool = True) -> asyncio.Task[None]:
        """Run `work()`; again when it fails, if `restart` holds. When it returns, it is done.

        Raises:
            RuntimeError: the supervisor is stopping.
        """
        if self._stopping:
            raise RuntimeError(f"the task {name} was started while everything is being stopped")
        task = asyncio.create_task(self._watch(name, work, restart=restart), name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def stop(self) -> None:
        """Cancel every task and wait for it to end."""
        self._stopping = True
        left = set(self._tasks)
        while left:
            for task in left:
                task.cancel()
            # Again and again: a library may swallow a cancellation, as `asyncio.wait_for` does before Python 3.12.
            _, left = await asyncio.wait(left, timeout=CANCEL_AGAIN_S)

    async def _watch(self, name: str, work: Callable[[], Awaitable[None]], *, restart: bool) -> None:
        delay_s = RESTART_DELAY_S_MIN
        loop = asyncio.get_running_loop()
        while True:
            began_s = loop.time()
            try:
                await work()
            except asyncio.CancelledError:
                raise
            except Exception:
                log.exception("task failed", task=name, restarts=restart)
            else:
                return
            if not restart:
                return
            if loop.time() - began_s > RESTART_DELAY_S_MAX:
                delay_s = RESTART_DELAY_S_MIN
            await asyncio.sleep(delay_s)
            delay_s = min(delay_s * 2, RESTART_DELAY_S_MAX)
