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

__all__ = ["COIN", "DIAMOND", "coins_outside", "debt", "earned", "gift_coins", "gift_diamonds", "wallet"]
