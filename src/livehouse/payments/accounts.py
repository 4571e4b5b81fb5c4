"""Which accounts the books have for coins, diamonds and money: one place for all who post to them."""

from typing import Final

from livehouse.ledger import AccountSpec

COIN: Final = "COIN"
DIAMOND: Final = "DIAMOND"


def wallet(account_id: str) -> AccountSpec:
    """The coins that somebody can spend."""
    return AccountSpec(f"coins:wallet:{account_id}", COIN)


def debt(account_id: str) -> AccountSpec:
    """Below zero by the coins that somebody owes: spent, and then refunded or charged back."""
    return AccountSpec(f"coins:debt:{account_id}", COIN, may_go_negative=True)


def coins_outside() -> AccountSpec:
    """Where coins come from when they are sold: below zero by all that there are."""
    return AccountSpec("coins:outside", COIN, may_go_negative=True)


def gift_coins(account_id: str) -> AccountSpec:
    """The coins of the gifts that somebody was sent. Each has their own account, so that nobody waits for another."""
    return AccountSpec(f"gifts:coins:{account_id}", COIN)


def gift_diamonds(account_id: str) -> AccountSpec:
    """Where the diamonds of these gifts come from: below zero by all that they made."""
    return AccountSpec(f"gifts:diamonds:{account_id}", DIAMOND, may_go_negative=True)


def earned(account_id: str) -> AccountSpec:
    """The diamonds that somebody earned and has not withdrawn."""
    return AccountSpec(f"diamonds:earned:{account_id}", DIAMOND)


def diamonds_withdrawn() -> AccountSpec:
    """The diamonds that became money."""
    return AccountSpec("diamonds:withdrawn", DIAMOND)


def diamonds_frozen() -> AccountSpec:
    """What a freeze puts diamonds aside for. Nothing ever arrives here: they stay whose they are."""
    return AccountSpec("diamonds:frozen", DIAMOND)


def provider_money(provider: str, currency: str) -> AccountSpec:
    """What a payment provider holds for us: more by what was paid, less by refunds and payouts."""
    return AccountSpec(f"money:{provider}:{currency.lower()}", currency, may_go_negative=True)


def sales(currency: str) -> AccountSpec:
    """What coins were sold for, without tax: below zero by that, as it comes from outside."""
    return AccountSpec(f"money:sales:{currency.lower()}", currency, may_go_negative=True)


def tax(currency: str) -> AccountSpec:
    """The tax in what was sold: below zero by what is owed."""
    return AccountSpec(f"money:tax:{currency.lower()}", currency, may_go_negative=True)


def payout_cost(currency: str) -> AccountSpec:
    """What hosts were paid."""
    return AccountSpec(f"money:payouts:{currency.lower()}", currency)
