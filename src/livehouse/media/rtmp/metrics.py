"""What is counted about encoders."""

from prometheus_client import CollectorRegistry, Counter, Gauge


class RtmpMetrics:
    """Encoders' metrics, in the registry that was given. Counted per connection and per read, never per frame."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.connections = Gauge("livehouse_rtmp_connections", "Open connections of encoders.", registry=registry)
        self.publishers = Gauge("livehouse_rtmp_publishers", "Encoders that publish.", registry=registry)
        self.refused = Counter(
            "livehouse_rtmp_refused", "Encoders that were turned away, by reason.", ["reason"], registry=registry
        )
        self.ended = Counter(
            "livehouse_rtmp_ended", "Publications that ended, by reason.", ["ending"], registry=registry
        )
        self.bytes = Counter("livehouse_rtmp_bytes", "Bytes that came from encoders.", registry=registry)
        self.frames = Counter(
            "livehouse_rtmp_frames", "Frames and sound packets by what became of them.", ["kind"], registry=registry
        )
