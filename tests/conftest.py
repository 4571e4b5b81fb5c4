import asyncio.constants

from hypothesis import settings

from tests.support.stores import clock, database, empty_sqlite, events, postgres_url, postgres_with_tables, valkey

__all__ = ["clock", "database", "empty_sqlite", "events", "postgres_url", "postgres_with_tables", "valkey"]

# asyncio's debug mode notes ten frames for each callback that is scheduled, a fifth of the time of
# all tests. The one that scheduled it is enough to find it.
asyncio.constants.DEBUG_STACK_DEPTH = 1

# How long an example takes says more about what else the machine does than about the code.
settings.register_profile("livehouse", deadline=None)
settings.load_profile("livehouse")
