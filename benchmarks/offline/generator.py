"""Makes a platform from its plan and a seed: who hosts when, who comes when, and who would like what.

Nothing here knows of any order of the feed: the same seed gives every order the same people and the same evenings.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.offline.plan import MINUTES_A_DAY, Plan

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
KINDS = ("comments", "likes", "shares", "gifts")


@dataclass(frozen=True)
class Platform:
    """Everything that is decided before the first viewer looks at the feed. Times in minutes since the first day."""

    plan: Plan
    seed: int
    topic: Ints
    """Of each host."""
    begins: Ints
    """When a host's first LIVE is; below 0 for those who were there before."""
    manners: Floats
    """Hosts × KINDS: how much is said, liked, shared and given there, beside others."""
    liking: Floats
    """Viewers × hosts: how much this viewer likes what this host usually does; 0 is as much as most."""
    follows: Flags
    """Viewers × hosts, on the first day."""
    room_host: Ints
    room_start: Ints
    room_end: Ints
    room_form: Floats
    """Each LIVE: whose, from when until when, and how good an evening it is. Ordered by their start."""
    visit_viewer: Ints
    visit_start: Ints
    visit_minutes: Floats
    """Each visit: whose, when, and how long it can last at most. Ordered by their start."""

    @property
    def minutes(self) -> int:
        """How long it all lasts."""
        return self.plan.days * MINUTES_A_DAY


def make(plan: Plan, seed: int) -> Platform:
    """The platform of this plan and seed."""
    chance = np.random.default_rng([seed, 1])
    newcomers = chance.poisson(plan.hosts * plan.newcomers_a_month * plan.days / 30)
    hosts = plan.hosts + int(newcomers)
    popular = 1.0 / np.arange(1, plan.topics + 1) ** plan.topic_exponent
    popular /= popular.sum()
    topic = chance.choice(plan.topics, hosts, p=popular).astype(np.int32)
    appeal = chance.normal(0, plan.appeal_spread, hosts)
    begins = np.full(hosts, -1, np.int32)
    begins[plan.hosts :] = np.sort(chance.integers(0, plan.days * MINUTES_A_DAY, newcomers))

    tastes = chance.dirichlet(plan.taste_focus * popular * plan.topics, plan.viewers)
    interest = np.clip(np.log(tastes * plan.topics + 1e-3), -2, 2)
    liking = np.asarray(plan.taste_weight * interest[:, topic] + appeal, np.float32)
    liking += chance.normal(0, plan.chemistry_spread, liking.shape).astype(np.float32)
    liking -= float(np.mean(liking))

    room_host, room_start, room_end = _schedule(plan, begins, chance)
    visit_viewer, visit_start = _visits(plan, chance)
    return Platform(
        plan=plan,
        seed=seed,
        topic=topic,
        begins=begins,
        manners=np.exp(chance.normal(0, plan.manner_spread, (hosts, len(KINDS)))).astype(np.float32),
        liking=liking,
        follows=_followings(plan, appeal, liking, chance),
        room_host=room_host,
        room_start=room_start,
        room_end=room_end,
        room_form=chance.normal(0, plan.form_spread, len(room_host)).astype(np.float32),
        visit_viewer=visit_viewer,
        visit_start=visit_start,
        visit_minutes=lognormal(plan.visit_mean, plan.visit_spread, len(visit_viewer), chance),
    )


def lognormal(mean: float, spread: float, count: int, chance: np.random.Generator) -> Floats:
    """Draws with this mean, and this spread of their logarithm."""
    return np.asarray(chance.lognormal(np.log(mean) - spread**2 / 2, spread, count), np.float32)


def _hours(plan: Plan, day: int) -> npt.NDArray[np.float64]:
    """How likely each minute of a day is, beside the others."""
    hour = np.arange(MINUTES_A_DAY) / 60
    swing = (plan.peak_factor - 1) / (plan.peak_factor + 1)
    weight = 1 + swing * np.cos((hour - plan.peak_hour) * 2 * np.pi / 24)
    return weight * (plan.weekend_factor if day % 7 in (5, 6) else 1.0)


def _minutes(plan: Plan, count: int, chance: np.random.Generator) -> npt.NDArray[np.int64]:
    """So many moments of all days, more of them when more people are up."""
    weight = np.concatenate([_hours(plan, day) for day in range(plan.days)])
    return chance.choice(len(weight), count, p=weight / weight.sum())


def _schedule(plan: Plan, begins: Ints, chance: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """Each host keeps an hour, some more than others, and is live as often as that host is; nobody twice at once."""
    hosts = len(begins)
    mean = np.log(plan.broadcasts_a_month * plan.days / 30) - plan.broadcasts_spread**2 / 2
    often = chance.lognormal(mean, plan.broadcasts_spread, hosts)
    usual_minute = chance.choice(MINUTES_A_DAY, hosts, p=_hours(plan, 0) / _hours(plan, 0).sum())
    found: list[tuple[int, int, int]] = []
    for host in range(hosts):
        first = max(int(begins[host]), 0)
        share_left = 1 - first / (plan.days * MINUTES_A_DAY)
        days = chance.choice(plan.days, min(int(chance.poisson(often[host] * share_left)), plan.days), replace=False)
        starts = sorted(int(day) * MINUTES_A_DAY + int(usual_minute[host] + chance.normal(0, 45)) for day in days)
        starts = [start for start in starts if start >= first]
        if begins[host] >= 0:
            starts.insert(0, first)
        free_from = 0
        for start in starts:
            length = int(lognormal(plan.broadcast_mean, plan.broadcast_spread, 1, chance)[0])
            end = min(start + max(length, 5), plan.days * MINUTES_A_DAY)
            if max(start, 0) >= free_from and end - max(start, 0) >= 5:
                found.append((max(start, 0), end, host))
                free_from = end + 30
    found.sort()
    table = np.array(found, np.int32).reshape(-1, 3)
    return table[:, 2].copy(), table[:, 0].copy(), table[:, 1].copy()


def _visits(plan: Plan, chance: np.random.Generator) -> tuple[Ints, Ints]:
    often = chance.gamma(plan.visits_shape, plan.visits_a_day / plan.visits_shape, plan.viewers)
    count = int(chance.poisson(often.sum() * plan.days))
    viewer = chance.choice(plan.viewers, count, p=often / often.sum())
    start = _minutes(plan, count, chance)
    order = np.argsort(start, kind="stable")
    return viewer[order].astype(np.int32), start[order].astype(np.int32)


def _followings(plan: Plan, appeal: npt.NDArray[np.float64], liking: Floats, chance: np.random.Generator) -> Flags:
    """Who follows whom already: famous hosts more, liked ones more, new ones nobody."""
    luck = chance.normal(0, 1, plan.hosts)
    merit = plan.merit * appeal[: plan.hosts] / plan.appeal_spread + np.sqrt(1 - plan.merit**2) * luck
    rank = np.empty(plan.hosts)
    rank[np.argsort(-merit)] = np.arange(plan.hosts)
    fame = np.log((rank + 3) ** -plan.followed_exponent).astype(np.float32)
    wanted = chance.geometric(1 / (1 + plan.followings_mean), plan.viewers) - 1
    wanted = np.minimum(wanted, plan.hosts // 4)
    follows = np.zeros(liking.shape, np.bool_)
    for viewer in np.flatnonzero(wanted):
        # The k largest of log weight plus Gumbel noise are a sample of k without replacement by these weights.
        drawn = fame + liking[viewer, : plan.hosts] + chance.gumbel(size=plan.hosts)
        follows[viewer, np.argpartition(-drawn, wanted[viewer])[: wanted[viewer]]] = True
    return follows
