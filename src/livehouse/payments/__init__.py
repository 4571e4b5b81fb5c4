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
    diamonds_frozen,
    earned,
    gift_coins,
    gift_diamonds,
    wallet,
)
from livehouse.payments.events import CoinsBought, CoinsGivenBack, CoinsTakenBack
from livehouse.payments.freezes import AlreadyFrozen, Freezes, MoneyFreezeChanged, MoneyFrozen, NotFrozen, OwnFreeze
from livehouse.payments.freezes_store import Freeze
from livehouse.payments.grants import Grants
from livehouse.payments.payout_events import PayoutChanged
from livehouse.payments.payout_model import Payout
from livehouse.payments.payout_office import PayoutOffice, open_payout_office
from livehouse.payments.prices import Prices, PricesInvalid
from livehouse.payments.prices_reader import load_prices
from livehouse.payments.service import Payments
from livehouse.payments.shop import Shop, open_shop, open_stripe

__all__ = [
    "COIN",
    "DIAMOND",
    "AlreadyFrozen",
    "CoinsBought",
    "CoinsGivenBack",
    "CoinsTakenBack",
    "Freeze",
    "Freezes",
    "Grants",
    "MoneyFreezeChanged",
    "MoneyFrozen",
    "NotFrozen",
    "OwnFreeze",
    "Payments",
    "Payout",
    "PayoutChanged",
    "PayoutOffice",
    "Prices",
    "PricesInvalid",
    "Shop",
    "coins_outside",
    "debt",
    "diamonds_frozen",
    "earned",
    "gift_coins",
    "gift_diamonds",
    "load_prices",
    "open_payout_office",
    "open_shop",
    "open_stripe",
    "wallet",
]
