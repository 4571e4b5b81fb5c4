from tests.support.stores import clock, database, events, postgres_url

__all__ = ["clock", "database", "events", "postgres_url"]
