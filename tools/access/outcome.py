"""Judging the simulated world by the product's own functions: who got access and when, and what cheating gained."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

import msgspec

from livehouse.live_access import Facts, Followers, Policy, PostNumbers, judge, quality_of, viewers_who_count
from tools.access.people import CHEATS, HONEST, Kind, Person, genuine
from tools.access.plan import DAYS, Plan
from tools.access.posts import numbers_of
from tools.access.world import BEGIN, World


@dataclass(slots=True)
class Fate:
    """What became of one host: when the doors opened, and when they would have otherwise."""

    person: Person
    opened_on: int | None = None
    # Had all followers and plays been taken for real.
    taken_on: int | None = None
    # Had the host not cheated.
    honest_on: int | None = None


@dataclass(slots=True)
class Gain:
    """Of what was faked, how much counted."""

    faked: int = 0
    gained: int = 0

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.gained / self.faked if self.faked else 0.0


@dataclass(slots=True)
class Outcome:
    """All that the simulation found."""

    accounts: int
    follows: int
    fates: list[Fate]
    gains: dict[Kind, Gain] = field(default_factory=dict)
    # Of the real followers of honest hosts with at least 20, how many count in the end.
    honest_counted: Gain = field(default_factory=Gain)
    # The same of classes and assemblies, by days after their evening.
    crowds: dict[Kind, dict[int, Gain]] = field(default_factory=dict)

    def of(self, *kinds: Kind) -> list[Fate]:
        """The fates of these."""
        return [fate for fate in self.fates if fate.person.kind in kinds]

    def open_by(self, day: int, kinds: Sequence[Kind], way: str) -> int:
        """How many of these had access by the end of `day`; `way` is one of the three dates of a fate."""
        dates = [getattr(fate, way) for fate in self.of(*kinds)]
        return sum(date is not None and date <= day for date in dates)


def simulate(plan: Plan, policy: Policy, seed: int) -> Outcome:
    """Live through 90 days and judge every host on each `judged_every_days`th, with and without what was faked."""
    world = World(plan, seed)
    outcome = Outcome(len(world.people), 0, [Fate(host) for host in world.hosts])
    crowds = [host for host in world.hosts if host.kind in ("class", "assembly")]
    for day, now in enumerate(world.days(), start=1):
        for host in crowds:
            _watch_crowd(outcome, host, now)
        if day % plan.judged_every_days == 0 or day == DAYS:
            for fate in outcome.fates:
                _judge(fate, policy, day, now)
    outcome.follows = sum(len(person.followers) for person in world.people)
    end = BEGIN + timedelta(days=DAYS)
    for kind in CHEATS:
        outcome.gains[kind] = _gain(outcome.of(kind), kind, end)
    for fate in outcome.of(*HONEST):
        if len(fate.person.followers) >= 20:
            counted = genuine(fate.person, end)
            outcome.honest_counted.faked += counted.total
            outcome.honest_counted.gained += counted.counted
    return outcome


def _judge(fate: Fate, policy: Policy, day: int, now: datetime) -> None:
    person = fate.person
    if fate.taken_on is None and _is_allowed(person, policy, now, with_faked=True, by_heads=True):
        fate.taken_on = day
    if fate.taken_on is None:
        # Less of anything never opens what more of it does not.
        return
    if fate.opened_on is None and _is_allowed(person, policy, now, with_faked=True):
        fate.opened_on = day
    if person.kind not in CHEATS:
        fate.honest_on = fate.opened_on
    elif fate.honest_on is None and _is_allowed(person, policy, now, with_faked=False):
        fate.honest_on = day


def _is_allowed(person: Person, policy: Policy, now: datetime, *, with_faked: bool, by_heads: bool = False) -> bool:
    rules = policy.rules_in(person.region).quality
    # Nobody with fewer followers than quality asks for can be let in by any of this.
    if len(person.followers) < rules.followers_min:
        return False
    if by_heads:
        followers = Followers(total=len(person.followers), counted=len(person.followers))
        posts = [_taken_for_real(post_numbers) for post_numbers in _posts(person, with_faked=True)]
    else:
        counted = genuine(person, now, with_faked=with_faked)
        followers = Followers(
            total=counted.total,
            counted=counted.counted,
            gained=counted.counted_recently,
            left_out={str(reason): number for reason, number in counted.left_out.items()},
        )
        posts = _posts(person, with_faked=with_faked)
    facts = Facts(
        birth_date=person.birth_date,
        region=person.region,
        terms_version_accepted=policy.terms_version,
        terms_accepted_on=person.created_at.date(),
        followers=followers,
        quality=quality_of(posts, rules, now),
    )
    return judge(policy, facts, now).allowed


def _posts(person: Person, *, with_faked: bool) -> list[PostNumbers]:
    # What a reposter would have without reposting is nothing.
    return [numbers_of(post, with_faked=with_faked) for post in person.posts if with_faked or not post.is_repost]


def _taken_for_real(post: PostNumbers) -> PostNumbers:
    return msgspec.structs.replace(post, strangers=0, strangers_play_s=0.0, counts=True, why_not=None)


def _gain(fates: Iterable[Fate], kind: Kind, end: datetime) -> Gain:
    gain = Gain()
    for fate in fates:
        person = fate.person
        if kind == "repost":
            for post in person.posts:
                gain.faked += post.members + post.strangers
                gain.gained += 0 if post.is_found else post.members + post.strangers
        elif kind == "self-play":
            for post in person.posts:
                gain.faked += post.faked
                gain.gained += viewers_who_count(numbers_of(post)) - viewers_who_count(
                    numbers_of(post, with_faked=False)
                )
        else:
            gain.faked += sum(follow.is_faked for follow in person.followers)
            gain.gained += genuine(person, end).counted - genuine(person, end, with_faked=False).counted
    return gain


CROWD_SEEN_AFTER_DAYS = (1, 7, 14, 28)


def _watch_crowd(outcome: Outcome, host: Person, now: datetime) -> None:
    came = [follow for follow in host.followers if follow.follower.network == host.network]
    if not came:
        return
    after = (now - min(follow.at for follow in came)).days + 1
    if after not in CROWD_SEEN_AFTER_DAYS:
        return
    counted = genuine(host, now)
    seen = outcome.crowds.setdefault(host.kind, {}).setdefault(after, Gain())
    seen.faked += counted.total
    seen.gained += counted.counted


def days_waited(fates: Iterable[Fate]) -> list[int]:
    """Of those who got in: how many days after their account was made."""
    return sorted(
        fate.opened_on - max(0, (fate.person.created_at - BEGIN).days) for fate in fates if fate.opened_on is not None
    )


def median_of(values: Sequence[int]) -> int | None:
    """The middle one, if there are any."""
    return round(median(values)) if values else None
