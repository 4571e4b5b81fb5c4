from hypothesis import settings

from tests.support.stores import clock, database, events, postgres_url, valkey

__all__ = ["clock", "database", "events", "postgres_url", "valkey"]

# How long an example takes says more about what else the machine does than about the code.
settings.register_profile("livehouse", deadline=None)
settings.load_profile("livehouse")
