"""Buying coins, and turning diamonds into money. All that other slices may use."""

from livehouse.payments import (  # noqa: F401  # their tables
    freezes_store,
    payout_sandbox_store,
    payout_store,
    purchase_store,
    sandbox_store,
)
from livehouse.payments.accounts import (
    COIN,
    DIAMOND,
    coins_outside,
    debt,
    earned,
    gift_coins,
    gift_diamonds,
    wallet,
)
from livehouse.payments.freezes import AlreadyFrozen, Freezes, MoneyFreezeChanged, MoneyFrozen, NotFrozen, OwnFreeze
from livehouse.payments.freezes_store import Freeze

__all__ = [
    "COIN",
    "DIAMOND",
    "AlreadyFrozen",
    "Freeze",
    "Freezes",
    "MoneyFreezeChanged",
    "MoneyFrozen",
    "NotFrozen",
    "OwnFreeze",
    "coins_outside",
    "debt",
    "earned",
    "gift_coins",
    "gift_diamonds",
    "wallet",
]
