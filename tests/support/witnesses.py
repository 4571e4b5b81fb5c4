"""When a test fails, what its servers said and what its browsers showed is printed with the failure.

A `conftest.py` takes part by importing `pytest_runtest_makereport`. A witness is any fixture value with `testimony()`.
"""

from collections.abc import Generator
from typing import Protocol, runtime_checkable

import pytest


@runtime_checkable
class Witness(Protocol):
    """Something that was there and can tell."""

    def testimony(self) -> str: ...


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Function,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        for name, value in item.funcargs.items():
            if isinstance(value, Witness):
                report.sections.append((f"what {name} saw", value.testimony()))
    return report
