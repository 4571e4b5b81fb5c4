"""Gifts: the catalogue, sending them, combos and top senders. All that other slices may use."""

from livehouse.gifts import tables as _tables  # noqa: F401  # a migration must see them
from livehouse.gifts.errors import (
    CoolingOff,
    GiftPriceChanged,
    GiftRetired,
    GiftsBusy,
    GiftToOneself,
    GiftUnknown,
    NotEnoughCoins,
    RecipientNotOnStage,
    RecipientRestrained,
    SpendingLimitReached,
)
from livehouse.gifts.events import (
    CHANNEL_EVENTS,
    COMMAND_RESULTS,
    CatalogueGift,
    Combo,
    CombosSettled,
    Gift,
    Gifted,
    GiftName,
    GiftSentResult,
    GiftsReversed,
    GiftsSent,
    Recovered,
    SendGift,
    Snapshot,
    TopSender,
)
from livehouse.gifts.flows import Flows
from livehouse.gifts.flows_routes import flows_router
from livehouse.gifts.past import GiftRecords
from livehouse.gifts.ports import HostAlone, Stage
from livehouse.gifts.routes import router
from livehouse.gifts.schemas import Gift as GiftSchema
from livehouse.gifts.seed import SEED
from livehouse.gifts.service import Gifts

__all__ = [
    "CHANNEL_EVENTS",
    "COMMAND_RESULTS",
    "SEED",
    "CatalogueGift",
    "Combo",
    "CombosSettled",
    "CoolingOff",
    "Flows",
    "Gift",
    "GiftName",
    "GiftPriceChanged",
    "GiftRecords",
    "GiftRetired",
    "GiftSchema",
    "GiftSentResult",
    "GiftToOneself",
    "GiftUnknown",
    "Gifted",
    "Gifts",
    "GiftsBusy",
    "GiftsReversed",
    "GiftsSent",
    "HostAlone",
    "NotEnoughCoins",
    "RecipientNotOnStage",
    "RecipientRestrained",
    "Recovered",
    "SendGift",
    "Snapshot",
    "SpendingLimitReached",
    "Stage",
    "TopSender",
    "flows_router",
    "router",
]
