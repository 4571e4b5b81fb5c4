"""What replays tell Prometheus about themselves."""

from prometheus_client import CollectorRegistry, Counter, Gauge


class ReplayMetrics:
    """The replays' metrics, in the registry that was given."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.recording = Gauge(
            "livehouse_replays_recording", "LIVEs that this process records just now.", registry=registry
        )
        self.kept = Gauge("livehouse_replays_kept", "Replays that are kept.", registry=registry)
        self.kept_bytes = Gauge(
            "livehouse_replays_kept_bytes", "Bytes that replays take on the disk.", registry=registry
        )
        self.bytes_written = Counter("livehouse_replays_bytes", "Bytes of replays written down.", registry=registry)
        self.missing_seconds = Counter(
            "livehouse_replays_missing_seconds",
            "Seconds of LIVEs that are missing in their replays, by the reason.",
            ["reason"],
            registry=registry,
        )
