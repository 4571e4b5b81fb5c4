"""What chat tells Prometheus about itself."""

from prometheus_client import CollectorRegistry, Counter, Gauge


class ChatMetrics:
    """The chat's metrics, in the registry that was given."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.waiting = Gauge(
            "livehouse_comments_waiting", "Comments that were shown and are not written yet.", registry=registry
        )
        self.written = Counter("livehouse_comments_written", "Comments written down.", registry=registry)
        self.refused = Counter(
            "livehouse_comments_refused", "Comments refused because too many wait to be written.", registry=registry
        )
        self.failures = Counter(
            "livehouse_comments_write_failures", "Batches that could not be written and wait on.", registry=registry
        )
