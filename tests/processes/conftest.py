import secrets

import psycopg
import pytest
import sqlalchemy as sa

from tests.support.witnesses import pytest_runtest_makereport

__all__ = ["pytest_runtest_makereport"]


@pytest.fixture
async def own_database_url(postgres_url: str) -> str:
    """A database of the test's own on a real PostgreSQL."""
    url = postgres_url.replace("postgresql+psycopg://", "postgresql://", 1)
    name = f"workers_{secrets.token_hex(4)}"
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        await connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]  # a name of our own making
    of_test = sa.make_url(url).set(database=name)
    if of_test.host:
        return of_test.render_as_string(hide_password=False)
    # A server of ours listens on a socket only.
    return f"postgresql:///{name}?host={of_test.query['host']}&user={of_test.username}"
