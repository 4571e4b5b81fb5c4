"""What refunds and disputes take back of a purchase, and what the books say about it. Pure.

What is taken back is computed anew from the whole each time, less what was taken before: so the order in which things
became known does not matter, and a full refund in small parts takes exactly what was paid.
"""

from typing import Final

import msgspec

from livehouse.ledger import AccountSpec, Line, Transfer
from livehouse.payments.accounts import coins_outside, debt, provider_money, sales, tax, wallet
from livehouse.payments.model import Purchase
from livehouse.payments.provider import PaymentFacts

BOUGHT: Final = "coins.bought"
TAKEN_BACK: Final = "coins.taken_back"
GIVEN_BACK: Final = "coins.given_back"
DEBT_SETTLED: Final = "debt.settled"


class Correction(msgspec.Struct, frozen=True):
    """More than 0 is taken back, less is given back: coins, money, and the tax that is inside the money."""

    coins: int
    money: int
    tax: int


def money_gone(purchase: Purchase, facts: PaymentFacts) -> int:
    """How much of the payment is not with us any more, in minor units: refunded, or with the buyer's bank."""
    return max(0, min(purchase.total, facts.refunded + facts.disputed))


def coins_of(purchase: Purchase, money: int) -> int:
    """The coins that so much of the payment stands for, rounded up: nobody keeps a coin that was paid back."""
    return -(-purchase.coins * money // purchase.total)


def _tax_of(purchase: Purchase, money: int) -> int:
    return (2 * purchase.tax * money + purchase.total) // (2 * purchase.total)


def correction(purchase: Purchase, gone: int) -> Correction:
    """What is to be done so that the books have `gone` of the payment taken back."""
    before = purchase.money_taken_back
    return Correction(
        coins=coins_of(purchase, gone) - purchase.coins_taken_back,
        money=gone - before,
        tax=_tax_of(purchase, gone) - _tax_of(purchase, before),
    )


def accounts_of(purchase: Purchase) -> list[AccountSpec]:
    """Every account of the books that a purchase may concern."""
    return [
        coins_outside(),
        wallet(purchase.account_id),
        debt(purchase.account_id),
        provider_money(purchase.provider, purchase.currency),
        sales(purchase.currency),
        tax(purchase.currency),
    ]


def bought(purchase: Purchase) -> Transfer:
    """Coins into the wallet, money to the provider."""
    lines = (
        Line(coins_outside().name, -purchase.coins),
        Line(wallet(purchase.account_id).name, purchase.coins),
        *_money_lines(purchase, purchase.total, purchase.tax),
    )
    return Transfer(f"purchase:{purchase.id}", BOUGHT, lines, {"purchase": purchase.id})


def settled(account_id: str, coins: int, key: str, purchase_id: str | None = None) -> Transfer:
    """Coins out of the wallet, against the debt."""
    lines = (Line(wallet(account_id).name, -coins), Line(debt(account_id).name, coins))
    return Transfer(key, DEBT_SETTLED, lines, {} if purchase_id is None else {"purchase": purchase_id})


def corrected(purchase: Purchase, change: Correction, *, available: int, owed: int) -> Transfer:
    """Take back or give back.

    Args:
        available: what the wallet has.
        owed: the debt, 0 or more.
    """
    if change.coins >= 0:
        from_wallet = min(change.coins, available)
        to_wallet, to_debt = -from_wallet, from_wallet - change.coins
    else:
        to_debt = min(-change.coins, owed)
        to_wallet = -change.coins - to_debt
    lines = (
        Line(coins_outside().name, change.coins),
        Line(wallet(purchase.account_id).name, to_wallet),
        Line(debt(purchase.account_id).name, to_debt),
        *_money_lines(purchase, -change.money, -change.tax),
    )
    return Transfer(
        f"purchase:{purchase.id}:{purchase.steps + 1}",
        TAKEN_BACK if change.money > 0 else GIVEN_BACK,
        tuple(line for line in lines if line.amount != 0),
        {"purchase": purchase.id},
    )


def _money_lines(purchase: Purchase, money: int, tax_part: int) -> tuple[Line, ...]:
    lines = (
        Line(provider_money(purchase.provider, purchase.currency).name, money),
        Line(sales(purchase.currency).name, tax_part - money),
        Line(tax(purchase.currency).name, -tax_part),
    )
    return tuple(line for line in lines if line.amount != 0)
