"""What gifts tell Prometheus about themselves."""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

COMMIT_BUCKETS_S: Final = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0, 5.0)
BATCH_BUCKETS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500)


class GiftMetrics:
    """The gifts' metrics, in the registry that was given."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.waiting = Gauge("livehouse_gifts_waiting", "Gifts that wait to be written.", registry=registry)
        self.sent = Counter("livehouse_gifts_sent", "Gifts written down and paid.", registry=registry)
        self.coins = Counter("livehouse_gifts_coins", "Coins that these gifts cost.", registry=registry)
        self.refused = Counter(
            "livehouse_gifts_refused", "Gifts refused, by the error's code.", ["code"], registry=registry
        )
        self.commit_seconds = Histogram(
            "livehouse_gifts_commit_seconds",
            "Seconds that a batch of gifts took, to the commit.",
            buckets=COMMIT_BUCKETS_S,
            registry=registry,
        )
        self.batch = Histogram(
            "livehouse_gifts_batch", "Gifts that were written together.", buckets=BATCH_BUCKETS, registry=registry
        )
        self.combos = Counter("livehouse_gifts_combos_settled", "Combos that are over.", registry=registry)
