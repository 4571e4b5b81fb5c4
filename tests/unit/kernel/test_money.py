"""Money is whole minor units, whatever the currency's point."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livehouse.kernel.money import BadAmount, Money, check_amount, digits_of, included_tax, share_of


def test_currencies_without_minor_units_and_with_three() -> None:
    assert [digits_of(currency) for currency in ("USD", "JPY", "KRW", "KWD", "TND", "ISK")] == [2, 0, 0, 3, 3, 0]
    assert str(Money("JPY", 123_456)) == "JPY 123,456"
    assert str(Money("KWD", 1_005)) == "KWD 1.005"
    assert str(Money("USD", -5)) == "USD -0.05"


@pytest.mark.parametrize("amount", [0, -1, 1.5, 1e3, "7", True, None, 10**13])
def test_an_amount_is_whole_and_in_bounds(amount: object) -> None:
    with pytest.raises(BadAmount):
        check_amount(amount)


@given(total=st.integers(0, 10**12), rate=st.integers(0, 5_000))
def test_the_tax_inside_a_price_is_what_the_net_price_asks_for(total: int, rate: int) -> None:
    tax = included_tax(total, rate)
    net = total - tax
    assert 0 <= tax <= total
    # Within half a unit either way of the exact share.
    assert abs(tax * 10_000 - net * rate) <= (10_000 + rate) // 2 + 1


@given(amount=st.integers(0, 10**12), points=st.integers(0, 10_000))
def test_a_share_is_within_half_a_unit(amount: int, points: int) -> None:
    assert abs(share_of(amount, points) * 10_000 - amount * points) <= 5_000
