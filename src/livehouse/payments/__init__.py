"""Buying coins, and turning diamonds into money. All that other slices may use."""

from livehouse.payments import purchase_store, sandbox_store  # noqa: F401  # their tables
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
