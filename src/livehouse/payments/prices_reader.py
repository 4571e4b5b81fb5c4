"""Reading a price list: everything in it is checked before anything is sold by it, and every complaint says where."""

from collections.abc import Callable, Mapping
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, TypeVar

from livehouse.accounts import is_region
from livehouse.kernel.money import AMOUNT_MAX, Money, digits_of, included_tax
from livehouse.kernel.toml_reader import TomlReader
from livehouse.payments.prices import STANDARD, Market, Pack, PayoutTerms, Prices, PricesInvalid, Tax, step_of

SHIPPED: Final = "prices.toml"
PACKS_MAX: Final = 20
COINS_MAX: Final = 1_000_000
TAX_BPS_MAX: Final = 5_000
CURRENCY_LENGTH: Final = 3

T = TypeVar("T")


def load_prices(source: str | Path = STANDARD) -> Prices:
    """The price list that comes with Livehouse, if `source` is `standard`; else the one in the file of that path.

    Raises:
        PricesInvalid: it cannot be read, or not be used.
    """
    if str(source) == STANDARD:
        return read_prices((files("livehouse.payments") / SHIPPED).read_text("utf-8"), name=SHIPPED)
    try:
        text = Path(source).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PricesInvalid(f"{source}: the price list cannot be read ({error})") from None
    return read_prices(text, name=str(source))


def read_prices(text: str, *, name: str) -> Prices:
    """The price list that `text` (TOML) states; `name` is what errors call it.

    Raises:
        PricesInvalid: something is missing, unknown, out of range, or contradicts something else.
    """
    return _Reader(text, name, PricesInvalid).prices()


class _Reader(TomlReader):
    """Takes a price list apart."""

    def prices(self) -> Prices:
        document = self.document
        self.only(document, (), {"version", "default", "regions", "packs", "payouts"})
        version = self.text(document, ("version",))
        packs = self._by_currency(document, "packs", self._packs)
        payouts = self._by_currency(document, "payouts", self._payouts)
        default = self._market(self.table(document, ("default",)), ("default",), packs, payouts)
        by_region = {}
        if "regions" in document:
            regions = self.table(document, ("regions",))
            for code in regions:
                path = ("regions", code)
                if not is_region(code):
                    raise self.invalid(path, "is not an ISO 3166-1 alpha-2 code, in capitals")
                by_region[code] = self._market(self.table(regions, path), path, packs, payouts)
        used = {market.currency for market in (default, *by_region.values())}
        for part, by_currency in (("packs", packs), ("payouts", payouts)):
            for currency in by_currency:
                if currency not in used:
                    raise self.invalid((part, currency), "is for a currency that no region uses")
        return Prices(version, default, by_region)

    def _by_currency(
        self, document: Mapping[str, Any], part: str, read: Callable[[Mapping[str, Any], tuple[str, ...]], T]
    ) -> dict[str, T]:
        tables = self.table(document, (part,))
        found = {}
        for currency in tables:
            path = (part, currency)
            if len(currency) != CURRENCY_LENGTH or not currency.isascii() or not currency.isupper():
                raise self.invalid(path, "is not an ISO 4217 code, in capitals")
            found[currency] = read(self.table(tables, path), path)
        return found

    def _market(
        self,
        table: Mapping[str, Any],
        path: tuple[str, ...],
        packs: Mapping[str, tuple[Pack, ...]],
        payouts: Mapping[str, PayoutTerms],
    ) -> Market:
        self.only(table, path, {"currency", "tax_name", "tax_name_ja", "tax_rate_bps"})
        currency = self.text(table, (*path, "currency"))
        for part, known in (("packs", packs), ("payouts", payouts)):
            if currency not in known:
                raise self.invalid((*path, "currency"), f"is {currency}, and there is no [{part}.{currency}]")
        rate_bps = self.whole(table, (*path, "tax_rate_bps"), 0, TAX_BPS_MAX, " of basis points")
        tax = Tax("", "", 0)
        if rate_bps > 0:
            name = self.text(table, (*path, "tax_name"))
            name_ja = self.text(table, (*path, "tax_name_ja")) if "tax_name_ja" in table else name
            tax = Tax(name, name_ja, rate_bps)
        elif "tax_name" in table or "tax_name_ja" in table:
            raise self.invalid((*path, "tax_name"), "names a tax of 0; give it a rate, or leave the name out")
        terms = payouts[currency]
        for pack in packs[currency]:
            net = pack.price.amount - included_tax(pack.price.amount, rate_bps)
            # Whoever bought coins and sent them to themselves would gain, whatever the platform's share.
            if terms.per_1000_diamonds * pack.coins > net * 1_000:
                raise self.invalid(
                    ("payouts", currency, "per_1000_diamonds"),
                    f"is {terms.per_1000_diamonds}, more than 1,000 coins bring in ({pack.id} in {'.'.join(path)}): "
                    "who buys coins would gain by it; lower it",
                )
        return Market(currency, tax, packs[currency], terms)

    def _packs(self, table: Mapping[str, Any], path: tuple[str, ...]) -> tuple[Pack, ...]:
        currency = path[-1]
        if not 1 <= len(table) <= PACKS_MAX:
            raise self.invalid(path, f"has {len(table)} packs; there must be from 1 to {PACKS_MAX}")
        packs = []
        for coins in table:
            # A number too long to be read as one is out of range anyway.
            if not (coins.isascii() and coins.isdigit() and len(coins) < 8 and str(int(coins)) == coins):
                raise self.invalid((*path, coins), "must be a whole number of coins")
            if not 1 <= int(coins) <= COINS_MAX:
                raise self.invalid((*path, coins), f"must be from 1 to {COINS_MAX} coins")
            price = self._amount(table, (*path, coins), currency)
            packs.append(Pack(int(coins), Money(currency, price)))
        packs.sort(key=lambda pack: pack.coins)
        for smaller, larger in pairwise(packs):
            if larger.price.amount <= smaller.price.amount:
                raise self.invalid((*path, str(larger.coins)), f"costs no more than {smaller.coins} coins do")
            if larger.price.amount * smaller.coins > smaller.price.amount * larger.coins:
                raise self.invalid(
                    (*path, str(larger.coins)), f"is dearer a coin than {smaller.coins} coins are: nobody would buy it"
                )
        return tuple(packs)

    def _payouts(self, table: Mapping[str, Any], path: tuple[str, ...]) -> PayoutTerms:
        currency = path[-1]
        names = ("per_1000_diamonds", "minimum", "daily_maximum", "review_above")
        self.only(table, path, set(names))
        # A rate of zero would take diamonds for nothing. It is a rate and no amount, so it may end in any digit.
        rate = self.whole(table, (*path, "per_1000_diamonds"), 1, AMOUNT_MAX)
        minimum = self._amount(table, (*path, "minimum"), currency)
        daily_maximum = self._amount(table, (*path, "daily_maximum"), currency)
        review_above = self.whole(table, (*path, "review_above"), 0, AMOUNT_MAX)
        if daily_maximum < minimum:
            raise self.invalid((*path, "daily_maximum"), f"is {daily_maximum}, less than the minimum ({minimum})")
        return PayoutTerms(
            currency=currency,
            per_1000_diamonds=rate,
            minimum=minimum,
            daily_maximum=daily_maximum,
            review_above=review_above,
        )

    def _amount(self, table: Mapping[str, Any], path: tuple[str, ...], currency: str) -> int:
        amount = self.whole(table, path, 1, AMOUNT_MAX)
        if amount % step_of(currency) != 0:
            raise self.invalid(
                path,
                f"is {amount}; {currency} has {digits_of(currency)} digits after the point, the last of which must be "
                "0 for payment providers",
            )
        return amount
