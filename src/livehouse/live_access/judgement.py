"""Judging one account by the policy: pure, and with its reasons."""

from datetime import date
from typing import Literal

import msgspec

from livehouse.accounts import age_on, date_of_age
from livehouse.live_access.policy import Policy


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an account when it is judged."""

    birth_date: date
    region: str
    terms_version_accepted: str | None
    terms_accepted_on: date | None


class Requirement(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that the policy asks, and where the account stands.

    `needed` and `actual` are completed years for the age, versions for the terms. `met_on` is the day from which it is
    met, past or to come; None where that is up to the person.
    """

    id: Literal["age", "terms"]
    met: bool
    needed: int | str
    actual: int | str | None
    what_to_do: str | None
    met_on: date | None


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """Whether an account may go live, by which version of the policy, and why."""

    policy_version: str
    allowed: bool
    requirements: tuple[Requirement, ...]


def judge(policy: Policy, facts: Facts, today: date) -> Judgement:
    """Every requirement of `policy`, met or not.

    Args:
        policy: the rules in force.
        facts: of the account.
        today: the date in UTC. An account tells its region, not its time zone, and a region can have many; one date for
            all makes the answer the same on every server, at the price of up to 14 hours around a birthday.
    """
    requirements = (_age(policy, facts, today), _terms(policy, facts))
    return Judgement(
        policy_version=policy.version,
        allowed=all(requirement.met for requirement in requirements),
        requirements=requirements,
    )


def _age(policy: Policy, facts: Facts, today: date) -> Requirement:
    needed = policy.ages_in(facts.region).live_min
    met_on = date_of_age(facts.birth_date, needed)
    met = met_on <= today
    return Requirement(
        id="age",
        met=met,
        needed=needed,
        actual=age_on(facts.birth_date, today),
        what_to_do=None if met else f"You can go live from the age of {needed}: on {met_on.isoformat()}.",
        met_on=met_on,
    )


def _terms(policy: Policy, facts: Facts) -> Requirement:
    met = facts.terms_version_accepted == policy.terms_version
    if met:
        what_to_do = None
    elif facts.terms_version_accepted is None:
        what_to_do = "Read and accept the LIVE terms."
    else:
        what_to_do = "The LIVE terms have changed. Read and accept the new version."
    return Requirement(
        id="terms",
        met=met,
        needed=policy.terms_version,
        actual=facts.terms_version_accepted,
        what_to_do=what_to_do,
        met_on=facts.terms_accepted_on if met else None,
    )
