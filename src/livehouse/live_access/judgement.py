"""Judging one account by the policy: pure, and with its reasons."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal

import msgspec

from livehouse.accounts import age_on, date_of_age
from livehouse.live_access import growth
from livehouse.live_access.policy import Policy, Rules
from livehouse.moderation import Standing

RequirementId = Literal["age", "followers", "quality", "standing", "terms"]
Unit = Literal["years", "followers", "points", "strikes", "version"]
Cover = Literal["followers", "quality", "grant"]
# Either of them is enough, and a review may stand in for both.
ALTERNATIVES: Final[frozenset[str]] = frozenset({"followers", "quality"})


class Followers(msgspec.Struct, frozen=True, kw_only=True):
    """How many followers an account has, and how many of them look like people.

    `left_out` says why the others do not count. `gained` are those of the present ones who count and who came within
    the last `growth.DAYS`.
    """

    counted: int = 0
    total: int = 0
    gained: int = 0
    left_out: Mapping[str, int] = {}


class Quality(msgspec.Struct, frozen=True, kw_only=True):
    """The score of the account's median post, now and `growth.DAYS` ago; None with too few posts."""

    score: int | None = None
    score_before: int | None = None
    posts_counted: int = 0


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What an operator decided on a review, by which version of the policy.

    A grant stands in for followers and quality. A refusal answers the application; with an `until` it also keeps
    followers and quality from opening access before that time, which is for numbers that were made up.
    """

    outcome: Literal["granted", "refused"]
    reason: str
    decided_at: datetime
    policy_version: str
    until: datetime | None = None


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an account when it is judged. `birth_date` is None once the account was deleted."""

    birth_date: date | None
    region: str
    terms_version_accepted: str | None = None
    terms_accepted_on: date | None = None
    followers: Followers = Followers()
    quality: Quality = Quality()
    standing: Standing = Standing()
    decision: Decision | None = None


class Requirement(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that the policy asks, and where the account stands.

    `needed` and `actual` are in `unit`; `share` of the way is done, from 0 to 1. `met_on` is the day from which it is
    met, past or to come, `met_at` the very moment where that is known; both None where it is up to people.
    `estimated_on` is the day on which it is met if the present growth goes on. `covered_by` is what makes up for it
    while it is not met.
    """

    id: RequirementId
    met: bool
    needed: int | str
    actual: int | str | None
    unit: Unit
    share: float
    what_to_do: str | None = None
    met_on: date | None = None
    met_at: datetime | None = None
    estimated_on: date | None = None
    covered_by: Cover | None = None

    @property
    def is_settled(self) -> bool:
        """Whether nothing is missing here."""
        return self.met or self.covered_by is not None


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """Whether an account may go live, by which version of the policy, and why.

    `estimated_on` is the day on which it may if its present growth goes on and it does what is up to it; None where
    nobody can tell, and where it may already. `decision` is the review's that is in force.
    """

    policy_version: str
    judged_at: datetime
    allowed: bool
    requirements: tuple[Requirement, ...]
    estimated_on: date | None = None
    decision: Decision | None = None

    def requirement(self, id: RequirementId) -> Requirement:
        """The requirement of this name."""
        return next(found for found in self.requirements if found.id == id)


def judge(policy: Policy, facts: Facts, now: datetime) -> Judgement:
    """Every requirement of `policy`, met or not.

    Args:
        policy: the rules in force.
        facts: of the account.
        now: aware. Days are those of UTC: an account tells its region, not its time zone, and a region can have many;
            one date for all makes the answer the same on every server, at the price of up to 14 hours around a
            birthday.
    """
    rules = policy.rules_in(facts.region)
    today = now.astimezone(UTC).date()
    decision = _in_force(facts.decision, now)
    requirements = (
        _age(rules, facts, today),
        *_audience(rules, facts, today, decision),
        _standing(rules, facts, now),
        _terms(policy, facts),
    )
    allowed = all(requirement.is_settled for requirement in requirements)
    return Judgement(
        policy_version=policy.version,
        judged_at=now,
        allowed=allowed,
        requirements=requirements,
        estimated_on=None if allowed else _estimate(requirements),
        decision=decision,
    )


def _in_force(decision: Decision | None, now: datetime) -> Decision | None:
    if decision is None or (decision.until is not None and decision.until <= now):
        return None
    return decision


def _age(rules: Rules, facts: Facts, today: date) -> Requirement:
    needed = rules.ages.live_min
    if facts.birth_date is None:
        return Requirement(
            id="age",
            met=False,
            needed=needed,
            actual=None,
            unit="years",
            share=0.0,
            what_to_do="This account has no birth date.",
        )
    met_on = date_of_age(facts.birth_date, needed)
    met = met_on <= today
    lived, asked = (today - facts.birth_date).days, (met_on - facts.birth_date).days
    return Requirement(
        id="age",
        met=met,
        needed=needed,
        actual=age_on(facts.birth_date, today),
        unit="years",
        share=1.0 if met else _share(lived, asked),
        what_to_do=None if met else f"You can go live from the age of {needed}: on {met_on.isoformat()}.",
        met_on=met_on,
        estimated_on=None if met else met_on,
    )


def _audience(rules: Rules, facts: Facts, today: date, decision: Decision | None) -> tuple[Requirement, Requirement]:
    """Followers and quality: either of them is enough, and a review may stand in for both or close both."""
    followers, quality = _followers(rules, facts, today), _quality(rules, facts, today)
    if decision is not None and decision.outcome == "refused" and decision.until is not None:
        closed = _closed_by_review(decision.until, decision.reason)
        return closed(followers), closed(quality)
    covers: list[Cover] = []
    if followers.met:
        covers.append("followers")
    if quality.met:
        covers.append("quality")
    if decision is not None and decision.outcome == "granted":
        covers.append("grant")
    return _covered(followers, covers), _covered(quality, covers)


def _closed_by_review(until: datetime, reason: str) -> Callable[[Requirement], Requirement]:
    opens_on = until.astimezone(UTC).date()
    said = f"A review has closed this way until {opens_on.isoformat()}: {reason}"

    def closed(requirement: Requirement) -> Requirement:
        opens = requirement.met
        return msgspec.structs.replace(
            requirement,
            met=False,
            what_to_do=said,
            met_on=opens_on if opens else None,
            met_at=until if opens else None,
            estimated_on=opens_on if opens else _later(requirement.estimated_on, opens_on),
        )

    return closed


def _covered(requirement: Requirement, covers: list[Cover]) -> Requirement:
    if requirement.met or not covers:
        return requirement
    return msgspec.structs.replace(requirement, covered_by=covers[0], what_to_do=None)


def _followers(rules: Rules, facts: Facts, today: date) -> Requirement:
    counted, needed = facts.followers.counted, rules.followers_min
    met = counted >= needed
    return Requirement(
        id="followers",
        met=met,
        needed=needed,
        actual=counted,
        unit="followers",
        share=_share(counted, needed),
        what_to_do=None if met else _more_followers(facts.followers, needed),
        estimated_on=None if met else growth.reached_on(counted, needed, facts.followers.gained, today),
    )


def _more_followers(followers: Followers, needed: int) -> str:
    missing = needed - followers.counted
    said = f"{missing:,} more {'follower is' if missing == 1 else 'followers are'} needed."
    left_out = followers.total - followers.counted
    if left_out > 0:
        said += (
            f" {left_out:,} of your {followers.total:,} do not count yet; most do once they have watched on a few days."
        )
    return said


def _quality(rules: Rules, facts: Facts, today: date) -> Requirement:
    asked, quality, counted = rules.quality, facts.quality, facts.followers.counted
    enough_followers = counted >= asked.followers_min
    met = quality.score is not None and quality.score >= asked.bar and enough_followers
    if quality.score is None:
        missing = max(1, asked.posts_min - quality.posts_counted)
        what_to_do = (
            f"{missing} more {'post is' if missing == 1 else 'posts are'} needed for a score; posts of the last "
            f"{asked.days} days count."
        )
        # Nothing of the way is known to be done: the first score may be anything.
        way = 0.0
    else:
        what_to_do = f"Your median post scores {quality.score} of the {asked.bar} points that open access."
        way = _share(quality.score, asked.bar)
        if quality.score >= asked.bar:
            what_to_do = "Your posts are good enough."
    if not enough_followers:
        more = asked.followers_min - counted
        what_to_do += f" With quality {asked.followers_min:,} followers are enough; {more:,} more are needed."
        way = min(way, _share(counted, asked.followers_min))
    return Requirement(
        id="quality",
        met=met,
        needed=asked.bar,
        actual=quality.score,
        unit="points",
        share=1.0 if met else way,
        what_to_do=None if met else what_to_do,
        estimated_on=None if met else _quality_on(rules, facts, today),
    )


def _quality_on(rules: Rules, facts: Facts, today: date) -> date | None:
    quality, asked = facts.quality, rules.quality
    if quality.score is None:
        return None
    gained = 0 if quality.score_before is None else quality.score - quality.score_before
    by_score = growth.reached_on(quality.score, asked.bar, gained, today)
    by_followers = growth.reached_on(facts.followers.counted, asked.followers_min, facts.followers.gained, today)
    return None if by_score is None or by_followers is None else max(by_score, by_followers)


def _standing(rules: Rules, facts: Facts, now: datetime) -> Requirement:
    standing, strikes_max = facts.standing, rules.standing.strikes_max
    fades = timedelta(days=rules.standing.strike_fades_days)
    strikes = sorted(at for at in standing.strikes_at if at + fades > now)
    too_many = len(strikes) - strikes_max
    faded_at = strikes[too_many - 1] + fades if too_many > 0 else None
    is_suspended = standing.state == "suspended" and (standing.until is None or standing.until > now)
    is_banned = standing.state == "banned"
    met = not is_banned and not is_suspended and too_many <= 0
    ends_at = (
        None
        if is_banned or (is_suspended and standing.until is None)
        else _latest(standing.until if is_suspended else None, faded_at)
    )
    reason = "" if standing.reason is None else f" The reason: {standing.reason}"
    what_to_do = None
    if is_banned:
        what_to_do = f"This account is banned.{reason}"
    elif is_suspended:
        what_to_do = f"This account is suspended{_until(standing.until)}.{reason}"
    elif faded_at is not None:
        what_to_do = (
            f"You have {len(strikes)} strikes, and {strikes_max} are the most with which one may go live. "
            f"Enough of them have faded on {_day(faded_at)}."
        )
    return Requirement(
        id="standing",
        met=met,
        needed=strikes_max,
        actual=len(strikes),
        unit="strikes",
        share=1.0 if met else 0.0,
        what_to_do=what_to_do,
        met_on=None if ends_at is None else ends_at.astimezone(UTC).date(),
        met_at=ends_at,
        estimated_on=None if met or ends_at is None else ends_at.astimezone(UTC).date(),
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
        unit="version",
        share=1.0 if met else 0.0,
        what_to_do=what_to_do,
        met_on=facts.terms_accepted_on if met else None,
    )


def _estimate(requirements: tuple[Requirement, ...]) -> date | None:
    """When the last of what time and growth can bring is there; what is up to the person is taken as done."""
    days: list[date | None] = []
    alternatives: list[date | None] = []
    for requirement in requirements:
        if requirement.is_settled or requirement.id == "terms":
            continue
        (alternatives if requirement.id in ALTERNATIVES else days).append(requirement.estimated_on)
    if alternatives:
        # The sooner of the two opens access.
        days.append(min((day for day in alternatives if day is not None), default=None))
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def _share(done: int, asked: int) -> float:
    return 1.0 if done >= asked else max(0.0, round(done / asked, 4))


def _later(first: date | None, second: date) -> date | None:
    return None if first is None else max(first, second)


def _latest(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)


def _until(until: datetime | None) -> str:
    return "" if until is None else f" until {until.astimezone(UTC).strftime('%Y-%m-%d %H:%M')} UTC"


def _day(at: datetime) -> str:
    return at.astimezone(UTC).date().isoformat()
