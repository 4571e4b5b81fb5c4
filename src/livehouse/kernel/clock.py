"""Time, passed in, so that a simulation can replay from its seed."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Where the rest of the house reads the time."""

    def now(self) -> datetime:
        """The wall clock, aware, in UTC."""

    def monotonic(self) -> float:
        """Seconds since some fixed moment; never goes back."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The wall clock, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since some fixed moment; never goes back."""
        return time.monotonic()
