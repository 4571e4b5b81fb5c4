"""How a picture travels: the relay, the tokens that open it, stills taken from it. Rooms are only ids here."""

from livehouse.media.moq_adapter import LocalBroadcast, LocalTrack
from livehouse.media.relay import NoSuchRoom, Relay, RelaySettings, RelayUnavailable
from livehouse.media.relay_link import RelayLink, RelayOwner
from livehouse.media.tokens import BROADCAST, Grant, TokenForAnotherRoom, TokenInvalid, Tokens

__all__ = [
    "BROADCAST",
    "Grant",
    "LocalBroadcast",
    "LocalTrack",
    "NoSuchRoom",
    "Relay",
    "RelayLink",
    "RelayOwner",
    "RelaySettings",
    "RelayUnavailable",
    "TokenForAnotherRoom",
    "TokenInvalid",
    "Tokens",
]
