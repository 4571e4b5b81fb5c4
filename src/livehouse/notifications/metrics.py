"""What is measured of notifications."""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

SECONDS_BUCKETS: Final = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class NotificationMetrics:
    """How many people were told of what, and what became of pushes."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.told = Counter(
            "livehouse_notifications_told", "People who were told of something new.", ["kind"], registry=registry
        )
        self.pushes = Counter(
            "livehouse_pushes",
            "Pushes to devices by what became of them: sent, failed (and tried again), gone (the device is forgotten), "
            "refused (the address may not be asked), given_up, needless (read or over meanwhile).",
            ["outcome"],
            registry=registry,
        )
        self.waiting = Gauge("livehouse_pushes_waiting", "Pushes that wait to be sent.", registry=registry)
        self.seconds = Histogram(
            "livehouse_push_seconds",
            "How long push services took to take a push.",
            buckets=SECONDS_BUCKETS,
            registry=registry,
        )
