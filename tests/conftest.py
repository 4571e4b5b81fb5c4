import asyncio.constants
import gc
import sys
import traceback
from collections.abc import Generator

import pytest
from hypothesis import settings

from tests.support import loaded
from tests.support.stores import clock, database, empty_sqlite, events, postgres_url, postgres_with_tables, valkey

__all__ = ["clock", "database", "empty_sqlite", "events", "postgres_url", "postgres_with_tables", "valkey"]

# What has loaded libraries of Apple's may hang when it is forked.
loaded.is_asked_for = sys.platform == "linux"

# asyncio's debug mode notes ten frames for each callback that is scheduled and the whole stack for each future and
# task, half of the time of all tests. The frame that made it is enough to find it. The futures are written in C and
# call `traceback.extract_stack()`, whose depth can only be told by its default.
asyncio.constants.DEBUG_STACK_DEPTH = 1
traceback.extract_stack.__defaults__ = (None, 1)

# How long an example takes says more about what else the machine does than about the code.
settings.register_profile("livehouse", deadline=None)
settings.load_profile("livehouse")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Read the tests without looking for cycles among them, and never look there later: all of them stay.

    It takes a third of the reading, and each process that runs tests reads them all.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()
        # What tests make, they drop; looked through fifty times less often it takes a twelfth less of their time.
        gc.set_threshold(50_000, 20, 50)
