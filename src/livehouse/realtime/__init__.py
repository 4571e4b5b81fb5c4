"""The rooms' channel: commands in, events out, as fast as the machine allows. Knows no word of the product above it."""

from livehouse.realtime.broker import (
    VIEWERS,
    Broker,
    BrokerListener,
    BrokerStatus,
    BrokerUnreachable,
    Entry,
    Message,
    Position,
    Volatile,
)
from livehouse.realtime.broker_choice import make_broker
from livehouse.realtime.broker_memory import MemoryBroker
from livehouse.realtime.channel import CHANNEL_PATH
from livehouse.realtime.codes import CloseCode
from livehouse.realtime.descriptors import raise_open_files_limit
from livehouse.realtime.handshake import AddressOf, Authenticate, Handshake
from livehouse.realtime.hub import Hub, PeerGone, RoomNotOpen, TotalsListener
from livehouse.realtime.limits import ChannelLimits, HistoryLimits, HubLimits
from livehouse.realtime.peer import Audience, Identity, Peer
from livehouse.realtime.presence import Change, PresenceListener
from livehouse.realtime.protocol import Answer, CommandError, Envelope, Hello, Ping, Resync, Tick
from livehouse.realtime.router import CommandRouter
from livehouse.realtime.service import Realtime
from livehouse.realtime.subscription import Projection, Recovered, Snapshot

__all__ = [
    "CHANNEL_PATH",
    "VIEWERS",
    "AddressOf",
    "Answer",
    "Audience",
    "Authenticate",
    "Broker",
    "BrokerListener",
    "BrokerStatus",
    "BrokerUnreachable",
    "Change",
    "ChannelLimits",
    "CloseCode",
    "CommandError",
    "CommandRouter",
    "Entry",
    "Envelope",
    "Handshake",
    "Hello",
    "HistoryLimits",
    "Hub",
    "HubLimits",
    "Identity",
    "MemoryBroker",
    "Message",
    "Peer",
    "PeerGone",
    "Ping",
    "Position",
    "PresenceListener",
    "Projection",
    "Realtime",
    "Recovered",
    "Resync",
    "RoomNotOpen",
    "Snapshot",
    "Tick",
    "TotalsListener",
    "Volatile",
    "make_broker",
    "raise_open_files_limit",
]
