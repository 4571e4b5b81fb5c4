"""The channel's limits: every number that bounds it, by name, with its unit and its default."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChannelLimits:
    """What one connection, and all of them together, may ask of the process."""

    message_bytes_max: int = 16_384
    """Largest message from a client, unpacked; past it the connection is closed with `MESSAGE_TOO_BIG`."""
    fragments_max: int = 64
    """Most frames that one message may come in; empty fragments cost no bytes, so bytes alone do not bound them."""

    commands_per_s: float = 20.0
    commands_burst: int = 40
    """Over the rate and the burst, a command is answered `too_fast` and not run."""
    flood_factor: int = 10
    """This many times over the rate and the burst, counted in frames of any kind, is a `FLOOD`."""
    commands_pending_max: int = 64
    """Commands of one connection that wait for their turn; past it they are answered `too_fast`."""
    command_s_max: float = 10.0
    """How long one command may take before it is given up and answered `unavailable`."""
    command_workers: int = 32
    """Commands that run at the same time in the process; the others wait their turn, one connection after another."""

    queue_bytes_soft: int = 262_144
    """Unsent bytes past which a connection gets no volatile totals and no sampled events."""
    queue_bytes_resync: int = 524_288
    """Unsent bytes past which it gets no events at all and is told to join again."""
    queue_bytes_max: int = 1_048_576
    """Unsent bytes past which it is closed with `TOO_SLOW`."""
    stalled_s_max: float = 30.0
    """How long a connection may stay over `queue_bytes_soft` before it is closed with `TOO_SLOW`."""

    idle_s: float = 45.0
    """Silence after which a connection is pinged (between half of this and all of it)."""
    pong_s_max: float = 20.0
    """How long the answer to a ping may take before the client counts as gone."""
    close_s_max: float = 5.0
    """How long the closing handshake may take before the socket is cut."""
    drain_bytes_max: int = 4_194_304
    """Bytes read and thrown away while closing. Unread bytes would make the kernel reset the connection, and the client
    would never see the close code; without a maximum, a hostile client could go on sending."""

    connections_max: int = 50_000
    connections_per_address_max: int = 2_000
    handshakes_max: int = 128
    """Handshakes that ask who is there at the same time; a burst of connects waits its turn here, in order."""
    handshake_s_max: float = 10.0
    """How long a handshake may take, waiting included, before it is refused with `SERVER_BUSY`."""


@dataclass(frozen=True, slots=True)
class HubLimits:
    """How events are gathered, thinned and kept."""

    tick_s: float = 0.05
    """Longest that an event of a busy room is gathered before it leaves."""
    volatile_s: float = 0.1
    """Least time between two ticks that carry nothing but totals."""
    volatile_writes_per_s: float = 13_000.0
    """Writes a second that totals alone may cost a room: in one of 2,000 viewers they go out every 0.15 s, in one of
    10,000 every 0.8 s. When thousands come or tap at once the totals change all the time; telling everybody at once
    would cost a processor, and the room's comments their punctuality."""
    sampled_per_s: float | None = 20.0
    """Sampled events a second for the audience "sampled"; None turns sampling off."""
    recovered_sampled_max: int = 200
    """Most sampled events that a reconnecting viewer of the audience "sampled" gets; the newest are kept."""


@dataclass(frozen=True, slots=True)
class HistoryLimits:
    """How much of a room's past the broker keeps for those who reconnect."""

    events_max: int = 2_000
    age_s_max: float = 300.0
