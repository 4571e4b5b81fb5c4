from hypothesis import settings

from tests.support.stores import clock, database, empty_sqlite, events, postgres_url, postgres_with_tables, valkey

__all__ = ["clock", "database", "empty_sqlite", "events", "postgres_url", "postgres_with_tables", "valkey"]

# How long an example takes says more about what else the machine does than about the code.
settings.register_profile("livehouse", deadline=None)
settings.load_profile("livehouse")
