"""What refunds and disputes take back: in any steps, the same in the end."""

from collections import Counter
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from livehouse.kernel.money import Money
from livehouse.ledger import Line
from livehouse.payments import corrections
from livehouse.payments.accounts import debt, wallet
from livehouse.payments.errors import ProviderRefused
from livehouse.payments.model import Purchase
from livehouse.payments.provider import PaymentFacts
from livehouse.payments.stripe_client import from_stripe, to_stripe

NOW = datetime(2026, 3, 14, 20, 0, tzinfo=UTC)


def purchase(coins: int, total: int, tax: int) -> Purchase:
    return Purchase(
        id="p",
        account_id="ren",
        key="k",
        pack="coins",
        coins=coins,
        region="DE",
        currency="EUR",
        total=total,
        tax=tax,
        tax_name="VAT",
        tax_rate_bps=1900,
        language="en",
        origin="",
        provider="sandbox",
        created_at=NOW,
        expires_at=NOW,
        state="paid",
    )


purchases = st.integers(1, 10**9).flatmap(
    lambda total: st.builds(purchase, st.integers(1, 10**6), st.just(total), st.integers(0, total - 1))
)


@given(bought=purchases, shares=st.lists(st.floats(0, 1.5), min_size=1, max_size=8), spent=st.floats(0, 1))
def test_books_follow_what_is_gone_up_and_down(bought: Purchase, shares: list[float], spent: float) -> None:
    books: Counter[str] = Counter()

    def post(lines: tuple[Line, ...]) -> None:
        assert all(line.amount != 0 for line in lines)
        assert len({line.account for line in lines}) == len(lines) >= 2
        coins = sum(line.amount for line in lines if line.account.startswith("coins:"))
        assert (coins, sum(line.amount for line in lines)) == (0, 0)
        books.update({line.account: line.amount for line in lines})

    post(corrections.bought(bought).lines)
    purse, owed = wallet("ren").name, debt("ren").name
    used = int(bought.coins * spent)
    books[purse] -= used
    for share in shares:
        facts = PaymentFacts(state="paid", price=bought.price, purchase_id="p", refunded=int(bought.total * share))
        gone = corrections.money_gone(bought, facts)
        change = corrections.correction(bought, gone)
        if change.money == 0:
            assert change == corrections.Correction(0, 0, 0)
            continue
        transfer = corrections.corrected(bought, change, available=books[purse], owed=-books[owed])
        assert transfer.kind == (corrections.TAKEN_BACK if change.money > 0 else corrections.GIVEN_BACK)
        post(transfer.lines)
        bought = msgspec.structs.replace(
            bought,
            money_taken_back=gone,
            coins_taken_back=bought.coins_taken_back + change.coins,
            steps=bought.steps + 1,
        )
        taken = -(-bought.coins * gone // bought.total)
        assert bought.coins_taken_back == taken
        assert books[purse] >= 0 >= books[owed]
        # Whoever owes has nothing, unless they have what came back after they owed.
        assert books[purse] + books[owed] == bought.coins - used - taken
        assert books["money:sandbox:eur"] == bought.total - gone
        if gone == bought.total:
            assert books["money:sales:eur"] == books["money:tax:eur"] == books["coins:outside"] == 0


def test_keys_of_steps_differ() -> None:
    bought = purchase(100, 199, 0)
    one = corrections.corrected(bought, corrections.Correction(10, 19, 0), available=0, owed=0)
    bought = msgspec.structs.replace(bought, steps=1)
    assert corrections.corrected(bought, corrections.Correction(10, 19, 0), available=0, owed=0).key != one.key


@pytest.mark.parametrize(
    ("money", "theirs"),
    [
        (Money("USD", 1099), (1099, "usd")),
        (Money("JPY", 1600), (1600, "jpy")),
        (Money("KWD", 1530), (1530, "kwd")),
        # Without digits, and still written with two: https://docs.stripe.com/currencies#special-cases
        (Money("ISK", 5), (500, "isk")),
        (Money("UGX", 5), (500, "ugx")),
        (Money("MGA", 500), (5, "mga")),
    ],
    ids=str,
)
def test_amounts_as_stripe_writes_them(money: Money, theirs: tuple[int, str]) -> None:
    assert to_stripe(money) == theirs
    assert from_stripe(*theirs) == money


@pytest.mark.parametrize("money", [Money("KWD", 1535), Money("MGA", 501)], ids=str)
def test_amounts_that_stripe_cannot_move(money: Money) -> None:
    with pytest.raises(ProviderRefused):
        to_stripe(money)
