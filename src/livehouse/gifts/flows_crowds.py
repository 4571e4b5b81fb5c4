"""Crowds that are none: bursts from fresh accounts, and brand-new payers to one recipient. Pure.

A big night is no crime. What tells a crowd from a few people with many accounts, or with other people's cards, is who
gives: fans have been there for a while, and most of those who are new give little.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median_low
from typing import Final

import msgspec

from livehouse.gifts.flows_model import ACCOUNTS_MAX, FlowPart, FlowRules, Given, Payer, Suspicion, strongest, totals

SLICE: Final = timedelta(minutes=5)
SLICES: Final = 2
"""A burst is looked for in two slices of time after one another. Ten minutes that begin anywhere put at least half of
what they had into two such slices."""

PAST_DAYS: Final = 28
# Of what several new payers gave. Where one gave more than that, the others are there by chance.
LARGEST_PERCENT_MAX: Final = 50


class Slice(msgspec.Struct, frozen=True):
    """What a recipient was given in the five minutes from `begins_at`."""

    begins_at: datetime
    coins: int


class Peak(msgspec.Struct, frozen=True):
    """The ten minutes in which a recipient was given most; `usual_coins` is what ten with gifts came to before."""

    recipient_id: str
    begins_at: datetime
    ends_at: datetime
    coins: int
    usual_coins: int


def find_peak(recipient_id: str, slices: Sequence[Slice], since: datetime, rules: FlowRules) -> Peak | None:
    """The recipient's largest ten minutes from `since` on, if they stand out from their own past.

    Args:
        slices: those with gifts, of the last `PAST_DAYS` and since.
    """
    coins_of = {each.begins_at: each.coins for each in slices}
    peak, coins = None, 0
    for begins_at in sorted(coins_of):
        # One that begins a slice earlier has the same end.
        for start in (begins_at - SLICE, begins_at):
            total = sum(coins_of.get(start + number * SLICE, 0) for number in range(SLICES))
            if start >= since - SLICE and begins_at >= since and total > coins:
                peak, coins = start, total
    if peak is None:
        return None
    past = [each.coins for each in slices if each.begins_at < peak]
    usual = SLICES * sum(past) // len(past) if past else 0
    if coins < max(rules.burst_coins_min, rules.burst_factor * usual):
        return None
    return Peak(recipient_id, peak, peak + SLICES * SLICE, coins, usual)


def judge_burst(
    peak: Peak, given: Collection[Given], payers: Mapping[str, Payer], rules: FlowRules
) -> Suspicion | None:
    """What to suspect of a peak; None where those who gave are mostly known, or the fresh ones give as fans do.

    Args:
        given: who gave in these minutes.
        payers: what is known of them.
    """
    if not given:
        return None
    fresh = {
        each.sender_id: each
        for each in given
        if each.sender_id in payers and payers[each.sender_id].is_fresh_at(each.first_at, rules.fresh_days)
    }
    coins, diamonds, since, until = totals(given)
    fresh_coins = sum(each.coins for each in fresh.values())
    if len(fresh) < rules.fresh_senders_min or fresh_coins * 100 < coins * rules.fresh_percent:
        return None
    typical = median_low(each.coins for each in fresh.values())
    if typical < rules.fresh_coins_min:
        return None
    accounts: dict[str, FlowPart] = {peak.recipient_id: "recipient"}
    for sender_id in strongest({name: each.coins for name, each in fresh.items()}, ACCOUNTS_MAX - 1):
        accounts[sender_id] = "sender"
    return Suspicion(
        kind="burst",
        accounts=accounts,
        coins=coins,
        diamonds=diamonds,
        since=since,
        until=until,
        numbers={
            "coins": coins,
            "minutes": int(SLICES * SLICE / timedelta(minutes=1)),
            "usual_coins": peak.usual_coins,
            "senders": len({each.sender_id for each in given}),
            "fresh_senders": len(fresh),
            "fresh_days": rules.fresh_days,
            "fresh_percent": fresh_coins * 100 // coins,
            "fresh_median_coins": typical,
        },
    )


def find_new_payers(
    given: Collection[Given],
    sent: Mapping[str, int],
    received: Mapping[str, int],
    first_purchases: Mapping[str, datetime],
    rules: FlowRules,
) -> list[Suspicion]:
    """Recipients of whose coins most come from accounts that are new to paying and give to hardly anybody else.

    Args:
        given: who gave whom within `fresh_days`.
        sent: all that these senders gave in that time; `received` what these recipients were given.
        first_purchases: of those who paid for the first time within these days.
    """
    of_recipient: dict[str, list[Given]] = {}
    for each in given:
        is_devoted = each.coins * 100 >= sent.get(each.sender_id, 0) * rules.new_payers_to_host_percent
        if each.sender_id in first_purchases and each.coins >= rules.new_payer_coins_min and is_devoted:
            of_recipient.setdefault(each.recipient_id, []).append(each)
    found = []
    for recipient_id, payers in sorted(of_recipient.items()):
        coins, diamonds, since, until = totals(payers)
        everything = max(coins, received.get(recipient_id, 0))
        if (
            len(payers) < rules.new_payers_min
            or coins < rules.new_payers_coins_min
            or coins * 100 < everything * rules.new_payers_of_host_percent
            or max(each.coins for each in payers) * 100 > coins * LARGEST_PERCENT_MAX
        ):
            continue
        accounts: dict[str, FlowPart] = {recipient_id: "recipient"}
        for sender_id in strongest({each.sender_id: each.coins for each in payers}, ACCOUNTS_MAX - 1):
            accounts[sender_id] = "sender"
        all_sent = sum(max(each.coins, sent.get(each.sender_id, 0)) for each in payers)
        found.append(
            Suspicion(
                kind="new_payers",
                accounts=accounts,
                coins=coins,
                diamonds=diamonds,
                since=since,
                until=until,
                numbers={
                    "payers": len(payers),
                    "coins": coins,
                    "days": rules.fresh_days,
                    "to_host_percent": coins * 100 // all_sent,
                    "of_host_percent": coins * 100 // everything,
                },
            )
        )
    return found
