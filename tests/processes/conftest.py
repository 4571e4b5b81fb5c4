from tests.support.witnesses import pytest_runtest_makereport

__all__ = ["pytest_runtest_makereport"]
