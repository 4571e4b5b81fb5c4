"""What coins cost in each region, and what diamonds are worth: the operator's price list. Pure."""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from livehouse.kernel.money import Money, digits_of, included_tax

STANDARD: Final = "standard"


class PricesInvalid(Exception):
    """The price list cannot be used; the text names the line and what is wrong with it."""


class Tax(msgspec.Struct, frozen=True):
    """A tax that prices include; a rate of 0 has no name."""

    name_en: str
    name_ja: str
    rate_bps: int

    def name(self, language: Literal["en", "ja"]) -> str:
        """What it is called."""
        return self.name_ja if language == "ja" else self.name_en


class Pack(msgspec.Struct, frozen=True):
    """Coins to be bought together; the price includes tax."""

    coins: int
    price: Money

    @property
    def id(self) -> str:
        """What programs call it, the same in every currency."""
        return f"coins_{self.coins}"


class PayoutTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What diamonds are worth in a currency, and how much may be withdrawn; minor units.

    Attributes:
        per_1000_diamonds: what 1,000 of them become; never 0.
        minimum: of one payout.
        daily_maximum: of all within a UTC day.
        review_above: what is more waits for an operator.
    """

    currency: str
    per_1000_diamonds: int
    minimum: int
    daily_maximum: int
    review_above: int


class Market(msgspec.Struct, frozen=True):
    """What holds where somebody lives."""

    currency: str
    tax: Tax
    packs: tuple[Pack, ...]
    payouts: PayoutTerms

    def pack(self, pack_id: str) -> Pack | None:
        """The pack of this id."""
        return next((pack for pack in self.packs if pack.id == pack_id), None)

    def tax_in(self, price: Money) -> Money:
        """The tax that is inside a price."""
        return Money(price.currency, included_tax(price.amount, self.tax.rate_bps))


class Prices(msgspec.Struct, frozen=True):
    """The price list."""

    version: str
    default: Market
    by_region: Mapping[str, Market]

    def market(self, region: str) -> Market:
        """What holds in this region (ISO 3166-1 alpha-2)."""
        return self.by_region.get(region, self.default)

    def payout_terms(self, currency: str) -> PayoutTerms | None:
        """What diamonds are worth in this currency, if anybody is paid in it."""
        markets = (self.default, *self.by_region.values())
        return next((market.payouts for market in markets if market.currency == currency), None)


def step_of(currency: str) -> int:
    """What amounts in this currency are multiples of.

    Payment providers take currencies with three digits after the point only if the last one is 0
    (https://docs.stripe.com/currencies#three-decimal).
    """
    return 10 if digits_of(currency) == 3 else 1
