"""Reading price lists."""

import pytest

from livehouse.kernel.money import Money
from livehouse.payments.prices import Market, PricesInvalid
from livehouse.payments.prices_reader import load_prices, read_prices

GOOD = """\
version = "1"
[default]
currency = "USD"
tax_rate_bps = 0
[regions.DE]
currency = "EUR"
tax_name = "VAT"
tax_rate_bps = 1900
[packs.USD]
100 = 199
200 = 398
[packs.EUR]
100 = 199
[payouts.USD]
per_1000_diamonds = 500
minimum = 1000
daily_maximum = 100000
review_above = 20000
[payouts.EUR]
per_1000_diamonds = 500
minimum = 1000
daily_maximum = 100000
review_above = 20000
"""


def test_a_list_is_read() -> None:
    prices = read_prices(GOOD, name="mine.toml")
    assert prices.market("DE").currency == "EUR"
    assert prices.market("DE").tax.name("ja") == "VAT"
    assert prices.market("XX") == prices.default
    pack = prices.default.pack("coins_200")
    assert pack is not None
    assert pack.price == Money("USD", 398)
    assert prices.default.pack("coins_201") is None
    assert prices.market("DE").tax_in(Money("EUR", 1190)) == Money("EUR", 190)
    terms = prices.payout_terms("EUR")
    assert terms is not None
    assert terms.per_1000_diamonds == 500
    assert prices.payout_terms("JPY") is None


def test_what_comes_with_livehouse_is_sound() -> None:
    prices = load_prices()
    markets: list[Market] = [prices.default, *prices.by_region.values()]
    assert {market.currency for market in markets} == {"USD", "EUR", "GBP", "JPY", "KRW", "KWD"}
    assert {pack.coins for pack in prices.default.packs} == {70, 350, 700, 1400, 3500, 7000, 17500}
    for market in markets:
        assert [pack.id for pack in market.packs] == [pack.id for pack in prices.default.packs]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("100 = 199\n200", "100 = 0\n200", "mine.toml, line 10: packs.USD.100 is 0; it must be from 1 to"),
        ("100 = 199\n200", "100 = 1.5\n200", "line 10: packs.USD.100 must be a whole number"),
        ("100 = 199\n200", "100 = true\n200", "line 10: packs.USD.100 must be a whole number"),
        ("200 = 398", "200 = 199", "line 11: packs.USD.200 costs no more than 100 coins do"),
        ("200 = 398", "200 = 398\n300 = 599", "line 12: packs.USD.300 is dearer a coin than 200 coins are"),
        ("200 = 398", "two = 398", "line 11: packs.USD.two must be a whole number of coins"),
        ("200 = 398", "0 = 398", "line 11: packs.USD.0 must be from 1 to"),
        ("200 = 398", "0200 = 398", "line 11: packs.USD.0200 must be a whole number of coins"),
        ('"EUR"', '"JPY"', "line 6: regions.DE.currency is JPY, and there is no [packs.JPY]"),
        ("regions.DE", "regions.ZZ", "line 5: regions.ZZ is not an ISO 3166-1"),
        ("tax_rate_bps = 1900", "tax_rate_bps = 190000", "line 8: regions.DE.tax_rate_bps is 190000"),
        ('tax_name = "VAT"\n', "", "line 5: regions.DE.tax_name is missing"),
        ("tax_rate_bps = 1900", "tax_rate_bps = 0", "line 7: regions.DE.tax_name names a tax of 0"),
        ("per_1000_diamonds = 500", "per_1000_diamonds = 0", "payouts.USD.per_1000_diamonds is 0; it must be from 1"),
        ("per_1000_diamonds = 500", "per_1000_diamonds = 1991", "who buys coins would gain by it"),
        ("daily_maximum = 100000", "daily_maximum = 999", "payouts.USD.daily_maximum is 999, less than the minimum"),
        ("minimum = 1000\n", "", "line 14: payouts.USD.minimum is missing"),
        ('version = "1"\n', "", "mine.toml: version is missing"),
        ("[default]", "colour = 1\n[default]", "line 2: colour is not known here"),
        ("[packs.USD]", "[packs.usd]", "line 9: packs.usd is not an ISO 4217 code"),
        ('version = "1"', "version = 'x", "mine.toml: "),
    ],
    ids=range(21),
)
def test_what_is_wrong_is_said_with_its_line(old: str, new: str, complaint: str) -> None:
    assert old in GOOD
    with pytest.raises(PricesInvalid) as caught:
        read_prices(GOOD.replace(old, new, 1), name="mine.toml")
    assert complaint in str(caught.value)


def test_three_digits_end_in_0() -> None:
    with pytest.raises(PricesInvalid, match=r"packs.KWD.100 is 1995; KWD has 3 digits"):
        read_prices(GOOD.replace("USD", "KWD").replace("100 = 199\n200", "100 = 1995\n200"), name="mine.toml")


def test_a_currency_that_nobody_uses_is_a_mistake() -> None:
    with pytest.raises(PricesInvalid, match=r"line 9: packs.USD is for a currency that no region uses"):
        read_prices(GOOD.replace('currency = "USD"', 'currency = "EUR"'), name="mine.toml")


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(PricesInvalid, match="cannot be read"):
        load_prices("/no/such/file.toml")
