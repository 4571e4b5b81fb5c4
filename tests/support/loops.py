"""Event loops that look at what runs on them."""

import asyncio

import pytest


@pytest.fixture(autouse=True)
async def watchful_loop() -> None:
    """Have asyncio's debug mode look: at calls from other threads, and at what keeps everything else waiting.

    It takes a fifth of a test's time, so only where most tasks and queues are; a conftest that imports this has it.
    """
    asyncio.get_running_loop().set_debug(True)
