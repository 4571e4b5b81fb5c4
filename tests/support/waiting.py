"""Waiting for what is not announced: asking again until the answer is yes."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

Answer = TypeVar("Answer")


async def eventually(ask: Callable[[], Awaitable[Answer]], *, within_s: float, every_s: float = 0.1) -> Answer:
    """Ask until the answer is truthy and return it; AssertionError with the last answer after `within_s`."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within_s
    while True:
        answer = await ask()
        if answer:
            return answer
        if loop.time() > deadline:
            raise AssertionError(f"still {answer!r} after {within_s} s")
        await asyncio.sleep(every_s)
