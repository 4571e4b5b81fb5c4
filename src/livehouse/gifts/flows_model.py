"""Suspicious flows of gifts: what is known of who gave whom, what is found in it, and in which words. Pure.

Nobody is judged here. A finding says what was seen, in numbers, for an operator to look at; only what an operator
decides holds anybody's money.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final, Literal

import msgspec

FlowKind = Literal["ring", "burst", "new_payers"]
FlowState = Literal["open", "dismissed", "frozen"]
FlowAct = Literal["dismiss", "freeze", "unfreeze"]
FlowPart = Literal["sender", "recipient", "member"]

# Of one finding. Those with the most coins; whoever freezes more people than that at once has not looked at them.
ACCOUNTS_MAX: Final = 24
# Two findings of a ring are one when so much of the smaller one is in the other.
OVERLAP_MIN: Final = 0.5
# What comes to one recipient with less than this in between is one burst.
BURST_PAUSE_MAX: Final = timedelta(hours=1)


class FlowRules(msgspec.Struct, frozen=True, kw_only=True):
    """From when on something is suspicious; see the settings of the same names."""

    ring_days: int = 30
    ring_coins_min: int = 20_000
    ring_returned_percent: int = 30
    ring_inside_percent: int = 25
    burst_coins_min: int = 20_000
    burst_factor: int = 8
    fresh_days: int = 7
    fresh_senders_min: int = 3
    fresh_coins_min: int = 300
    fresh_percent: int = 60
    new_payers_min: int = 5
    new_payer_coins_min: int = 1_000
    new_payers_coins_min: int = 20_000
    new_payers_to_host_percent: int = 90
    new_payers_of_host_percent: int = 50
    growth_percent: int = 100


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """All that one account gave another within some time, and that still stands."""

    sender_id: str
    recipient_id: str
    coins: int
    diamonds: int
    gifts: int
    first_at: datetime
    last_at: datetime


class Payer(msgspec.Struct, frozen=True):
    """What is known of somebody who gives: since when there is the account, and when it first paid, if it did."""

    created_at: datetime
    first_purchase_at: datetime | None = None

    def is_fresh_at(self, at: datetime, days: int) -> bool:
        """Whether the account, or its first purchase, was younger than so many days."""
        since = at - timedelta(days=days)
        return self.created_at > since or (self.first_purchase_at is not None and self.first_purchase_at > since)


class Suspicion(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was seen.

    Args:
        accounts: who takes part, those with the most coins first.
        coins: what was given in it; `diamonds` what this made.
        numbers: what the words are made of, whole numbers by stable names.
    """

    kind: FlowKind
    accounts: Mapping[str, FlowPart]
    coins: int
    diamonds: int
    since: datetime
    until: datetime
    numbers: Mapping[str, int]


class Flow(Suspicion, frozen=True, kw_only=True):
    """A suspicion as it is kept, and what operators decided.

    Args:
        decided_coins: what `coins` came to when it was decided on last.
        note: the last operator's reason.
    """

    id: str
    state: FlowState
    found_at: datetime
    updated_at: datetime
    decided_at: datetime | None = None
    decided_by: str | None = None
    decided_coins: int | None = None
    note: str | None = None


def is_same(flow: Flow, seen: Suspicion) -> bool:
    """Whether what was seen is what is known already, perhaps grown."""
    if flow.kind != seen.kind:
        return False
    if flow.kind == "ring":
        both = flow.accounts.keys() & seen.accounts.keys()
        return len(both) >= OVERLAP_MIN * min(len(flow.accounts), len(seen.accounts)) and len(both) >= 2
    if recipient_of(flow) != recipient_of(seen):
        return False
    if flow.kind == "new_payers":
        # With those whose first purchase is long ago, it is another story.
        return bool(_senders(flow) & _senders(seen))
    return flow.since - BURST_PAUSE_MAX <= seen.until and seen.since <= flow.until + BURST_PAUSE_MAX


def recipient_of(seen: Suspicion) -> str | None:
    """Whom all the others give to; None in a ring."""
    return next((account_id for account_id, part in seen.accounts.items() if part == "recipient"), None)


def _senders(seen: Suspicion) -> set[str]:
    return {account_id for account_id, part in seen.accounts.items() if part == "sender"}


def grown(flow: Flow, seen: Suspicion, at: datetime, rules: FlowRules) -> Flow:
    """The flow as it is now that it was seen again.

    What was dismissed is put before operators once more only when it has grown by `growth_percent` since.
    """
    is_back = (
        flow.state == "dismissed"
        and flow.decided_coins is not None
        and seen.coins * 100 >= flow.decided_coins * (100 + rules.growth_percent)
    )
    return msgspec.structs.replace(
        flow,
        state="open" if is_back else flow.state,
        # Who is frozen stays named, so that the freeze can be ended where it was begun.
        accounts={**seen.accounts, **flow.accounts} if flow.state == "frozen" else dict(seen.accounts),
        coins=seen.coins,
        diamonds=seen.diamonds,
        since=min(flow.since, seen.since),
        until=max(flow.until, seen.until),
        numbers=seen.numbers,
        updated_at=at,
    )


def has_news(before: Flow, after: Flow) -> bool:
    """Whether anything but the time of looking differs."""
    return msgspec.structs.replace(after, updated_at=before.updated_at) != before


def strongest(accounts: Mapping[str, int], at_most: int) -> list[str]:
    """The accounts with the most coins; the same ones whatever order they came in."""
    return sorted(accounts, key=lambda account_id: (-accounts[account_id], account_id))[:at_most]


def totals(given: Iterable[Given]) -> tuple[int, int, datetime, datetime]:
    """Coins and diamonds of all of these, of which there is at least one; when the first and the last was given."""
    every = list(given)
    return (
        sum(each.coins for each in every),
        sum(each.diamonds for each in every),
        min(each.first_at for each in every),
        max(each.last_at for each in every),
    )


def reason_of(kind: FlowKind, numbers: Mapping[str, int]) -> str:
    """Why this was found, in a sentence for operators."""
    said = {name: f"{number:,}" for name, number in numbers.items()}
    match kind:
        case "ring":
            return (
                f"{said['members']} accounts gave each other {said['coins']} coins in a circle within {said['days']} "
                f"days. Each passed on at least {said['returned_percent']} % of what came to it this way, and these "
                f"are {said['inside_percent']} % of all that they were given."
            )
        case "burst":
            return (
                f"{said['coins']} coins within {said['minutes']} minutes, where {said['usual_coins']} are usual for "
                f"this recipient. {said['fresh_percent']} % of them came from {said['fresh_senders']} accounts that "
                f"were made, or paid for the first time, less than {said['fresh_days']} days before; half of these "
                f"gave {said['fresh_median_coins']} or more."
            )
        case "new_payers":
            return (
                f"{said['payers']} accounts that paid for the first time within {said['days']} days gave "
                f"{said['coins']} coins to this recipient, {said['to_host_percent']} % of all that they gave. That is "
                f"{said['of_host_percent']} % of what the recipient was given by everybody."
            )
