import secrets

import pytest

from tests.support.stores import new_database
from tests.support.witnesses import pytest_runtest_makereport

__all__ = ["pytest_runtest_makereport"]


@pytest.fixture
def own_database_url(postgres_url: str) -> str:
    """A database of the test's own on a real PostgreSQL."""
    return new_database(postgres_url, f"workers_{secrets.token_hex(4)}")
