"""Gifts: shapes, domain events, and what the room's channel carries of them.

The docstrings of the channel's structs are printed in docs/protocol.md, so they speak to somebody who writes a client.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final, Literal, get_args

import msgspec

from livehouse import chat, rooms
from livehouse.accounts import AccountCard
from livehouse.platform.events import DomainEvent

Tier = Literal["small", "nice", "grand", "legend"]
TIERS: Final[tuple[Tier, ...]] = get_args(Tier)
# Viewers of a fast room are spared some of these; whoever sends a bigger one is seen by everybody.
SAMPLED_TIERS: Final[frozenset[Tier]] = frozenset({"small", "nice"})

# --- Shapes ----------------------------------------------------------------------------------------------------------


class GiftName(msgspec.Struct, frozen=True):
    """What a gift is called."""

    en: str
    ja: str


class CatalogueGift(msgspec.Struct, frozen=True, kw_only=True):
    """A gift that can be sent. `art` names its picture and animation; `position` is its place among the others."""

    id: str
    name: GiftName
    tier: Tier
    price_coins: int
    art: str
    is_active: bool
    position: int


class Combo(msgspec.Struct, frozen=True):
    """A row of the same gift; `count` is how many it has by now."""

    id: str
    count: int


class Gift(msgspec.Struct, frozen=True, kw_only=True):
    """A gift that was sent and paid.

    `catalogue` is the gift as it was then. `is_to_host` is false for a gift to a guest. `count` of it cost `coins`.
    `sender_coins` is all that its sender has given in this room with it. Ids ascend with time.
    """

    id: str
    catalogue: CatalogueGift
    sender: AccountCard
    recipient: AccountCard
    is_to_host: bool
    count: int
    coins: int
    combo: Combo
    at: datetime
    sender_coins: int


class TopSender(msgspec.Struct, frozen=True):
    """Who gave how many coins, in a room or in a week."""

    account: AccountCard
    coins: int


# --- Domain events: told after the commit, at least once -------------------------------------------------------------


class GiftsSent(DomainEvent, frozen=True):
    """These gifts were sent in a room, in this order."""

    room_id: str
    gifts: Sequence[Gift]


class CombosSettled(DomainEvent, frozen=True):
    """These combos of a room are over."""

    room_id: str
    combos: Sequence["ComboEnded"]


class GiftsReversed(DomainEvent, frozen=True):
    """Gifts were taken back, or given back, so that the sums of these rooms and the diamonds of these hosts changed."""

    sender_id: str
    room_ids: Sequence[str]
    gift_ids: Sequence[str]
    is_restored: bool
    at: datetime


# --- Events of the channel, server → client --------------------------------------------------------------------------


class Gifted(msgspec.Struct, frozen=True, tag="gift", tag_field="type"):
    """Somebody sent a gift; it is paid for. The small and nice ones are sampled in a busy room, except for the host."""

    gift: Gift


class ComboEnded(msgspec.Struct, frozen=True, tag="combo", tag_field="type", kw_only=True):
    """A row of more than one gift is over; `count` and `coins` are its final totals. Sampled as its gifts are."""

    id: str
    catalogue: CatalogueGift
    sender: AccountCard
    recipient: AccountCard
    count: int
    coins: int


class TopSendersChanged(msgspec.Struct, frozen=True, tag="top_senders", tag_field="type"):
    """The room's top senders as a whole list, which replaces what `sender_coins` of the gifts came to.

    It comes within about a second after gifts of which some may have been spared, and when a gift was taken back.
    """

    senders: list[TopSender]


# --- Commands of the channel, client → server, and their answers -----------------------------------------------------


class SendGift(msgspec.Struct, frozen=True, kw_only=True):
    """Send a gift in the room that this connection is in. Needs an account and coins.

    `gift` is the catalogue's id, `price_coins` what the sender saw it cost. `to` is a guest on the stage; null is the
    host. `key` is made anew for each gift (8 to 64 visible ASCII characters): the same again charges once and gets the
    same answer. The gift also comes with a tick; know it by its id, and it appears once.
    """

    gift: Annotated[str, msgspec.Meta(max_length=64)]
    price_coins: int
    key: Annotated[str, msgspec.Meta(max_length=200)]
    count: int = 1
    to: Annotated[str, msgspec.Meta(max_length=64)] | None = None


class GiftSentResult(msgspec.Struct, frozen=True):
    """The gift as everybody gets it, and the coins that its sender had left after it."""

    gift: Gift
    balance_coins: int


class Snapshot(chat.Snapshot, frozen=True, tag="snapshot", tag_field="kind", kw_only=True):
    """What the answer to `join` holds for somebody new: the room, the last comments, oldest first, the top senders."""

    top_senders: list[TopSender]


class Recovered(rooms.Recovered, frozen=True, tag="recovered", tag_field="kind", kw_only=True):
    """What the answer to `join` holds for somebody who comes back in time: what they missed, and the top senders."""

    top_senders: list[TopSender]


# For the protocol's description: what the channel carries of this slice.
CHANNEL_EVENTS: Final = (Gifted, ComboEnded, TopSendersChanged)
COMMAND_RESULTS: Final = {"join": Snapshot | Recovered, "gift": GiftSentResult}
