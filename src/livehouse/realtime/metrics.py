"""What the channel tells Prometheus about itself."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class ChannelMetrics:
    """The channel's metrics, in the registry that was given. Counted per tick and per connection, never per write."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.connections = Gauge("livehouse_channel_connections", "Open connections.", registry=registry)
        self.rooms = Gauge("livehouse_channel_rooms", "Rooms with a stream in this process.", registry=registry)
        self.handshakes = Counter(
            "livehouse_channel_handshakes", "Handshakes by HTTP status.", ["status"], registry=registry
        )
        self.closes = Counter(
            "livehouse_channel_closes", "Connections that the server closed, by code.", ["code"], registry=registry
        )
        self.commands = Counter(
            "livehouse_channel_commands", "Commands by type and outcome.", ["type", "outcome"], registry=registry
        )
        self.command_seconds = Histogram(
            "livehouse_channel_command_seconds",
            "Time from the start of a command to its answer.",
            buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 10.0),
            registry=registry,
        )
        self.events = Counter("livehouse_channel_events", "Events taken in from the broker.", registry=registry)
        self.ticks = Counter("livehouse_channel_ticks", "Ticks sent, each once per room.", registry=registry)
        self.deliveries = Counter(
            "livehouse_channel_deliveries", "Events delivered: events times viewers.", registry=registry
        )
        self.bytes = Counter("livehouse_channel_bytes", "Bytes of ticks handed to connections.", registry=registry)
        self.drops = Counter(
            "livehouse_channel_drops",
            "What connections did not get: volatile totals or sampled events while congested, sampling in a fast room, "
            "or everything until they join again (resync).",
            ["reason"],
            registry=registry,
        )
        self.flush_seconds = Histogram(
            "livehouse_channel_flush_seconds",
            "Time to encode a tick and hand it to every connection of the room.",
            buckets=(0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1),
            registry=registry,
        )
        self.loop_lag_seconds = Gauge(
            "livehouse_channel_loop_lag_seconds",
            "How late the event loop woke the keeper last time.",
            registry=registry,
        )
