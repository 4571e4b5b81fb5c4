"""What is told of the schedule to whoever watches the server."""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram

_DELAY_BUCKETS: Final = (1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1_800.0, 7_200.0)


class ScheduleMetrics:
    """Counts."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.reminders = Counter(
            "livehouse_event_reminders",
            "Reminders of events that this process told of.",
            ["lead"],
            registry=registry,
        )
        self.reminder_delay = Histogram(
            "livehouse_event_reminder_delay_seconds",
            "How long after their time reminders of events were told.",
            buckets=_DELAY_BUCKETS,
            registry=registry,
        )
