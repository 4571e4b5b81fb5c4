import asyncio.constants
import traceback

from hypothesis import settings

from tests.support.stores import clock, database, empty_sqlite, events, postgres_url, postgres_with_tables, valkey

__all__ = ["clock", "database", "empty_sqlite", "events", "postgres_url", "postgres_with_tables", "valkey"]

# asyncio's debug mode notes ten frames for each callback that is scheduled and the whole stack for each future and
# task, half of the time of all tests. The frame that made it is enough to find it. The futures are written in C and
# call `traceback.extract_stack()`, whose depth can only be told by its default.
asyncio.constants.DEBUG_STACK_DEPTH = 1
traceback.extract_stack.__defaults__ = (None, 1)

# How long an example takes says more about what else the machine does than about the code.
settings.register_profile("livehouse", deadline=None)
settings.load_profile("livehouse")
