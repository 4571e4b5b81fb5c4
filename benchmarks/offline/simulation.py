"""Lets a platform live, minute by minute, under one way of ordering LIVEs.

Everybody who looks for something to watch is shown an order, looks at some of its cards, opens one or gives up, and
stays as long as they like it. What they do is what the order has to go by in the next minute: rooms that are shown get
viewers, viewers talk, follow, and come back to whom they follow.
"""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from benchmarks.offline.generator import KINDS, Flags, Floats, Ints, Platform, lognormal
from benchmarks.offline.plan import MINUTES_A_DAY

Numbers = npt.NDArray[np.float64]
Orders = npt.NDArray[np.int32]
Pairs = tuple[Ints, Ints]
NDCG_AT = 10
CALLED_WITHIN_MIN = 10.0
"""On average, those who are told that a LIVE has begun come so much later: an assumption."""
BROWSE_MIN = 0.1
"""What looking at one card takes, of a visit's time: an assumption."""


@dataclass(frozen=True)
class Sight:
    """What an order may go by: a row for each LIVE that is on, and who follows whom. Nobody's mind is in it."""

    minute: int
    room: Ints
    host: Ints
    topic: Ints
    age: Numbers
    """Minutes since it began."""
    present: Numbers
    """How many are watching."""
    follows: Flags
    """Viewers × hosts, now."""


@dataclass
class Happened:
    """What can be counted of one minute. Pairs are of who it was, and where; nobody is in one twice."""

    minute: int
    begun: Ints
    ended: Ints
    live: Ints
    present: Numbers
    """How many are watching each of `live`."""
    passed: Pairs
    """Who saw a card and did not open it."""
    opened: Pairs
    """Who opened one."""
    came: Pairs
    """Who came to a LIVE, by a card or not, and stays so many minutes."""
    stays: Floats
    acts: dict[str, Pairs]


class Order(Protocol):
    """A way of ordering LIVEs."""

    def hear(self, happened: Happened) -> None:
        """Know what happened in a minute that is over."""

    def __call__(self, sight: Sight, viewers: Ints, cards: Ints, chance: np.random.Generator) -> Orders:
        """For each of these viewers, who look at so many cards, the rows of `sight`, best first; -1 for no more."""


@dataclass
class Outcome:
    """What came of it, from the first measured day on."""

    platform: Platform
    minutes_of_viewer: Numbers
    minutes_of_host: Numbers
    on_air_of_host: Numbers
    minutes_of_newcomer: Numbers
    """What each host was watched within a week of their first LIVE, and how long they were on the air in it."""
    on_air_of_newcomer: Numbers
    ndcg: list[float] = field(default_factory=list)
    asked: int = 0
    opened: int = 0
    direct: int = 0
    called: int = 0
    familiar: int = 0
    follows: int = 0
    stays: list[float] = field(default_factory=list)


class World:
    """The people and rooms of one run. `run` is the way in."""

    def __init__(self, platform: Platform, order: Order, seed: int) -> None:
        self.platform, self.order = platform, order
        self.chance = np.random.default_rng([platform.seed, 2, seed])
        plan, rooms, hosts = platform.plan, len(platform.room_host), len(platform.topic)
        viewers = plan.viewers
        self.follows: Flags = platform.follows.copy()
        self.host_minutes = np.zeros((viewers, hosts), np.float32)
        # A visit: in which room (-1: at the feed), until when, what is left of it, and where it has been.
        self.at = np.full(viewers, -1, np.int32)
        self.until = np.zeros(viewers, np.int32)
        self.left = np.zeros(viewers, np.float32)
        self.liked = np.zeros(viewers, np.float32)
        self.told: dict[int, list[tuple[int, int]]] = {}
        self.visit = np.zeros(viewers, np.int16)
        self.been = np.zeros((viewers, rooms), np.int16)
        # What is counted of this minute.
        self.passed: list[Pairs] = []
        self.opened: list[Pairs] = []
        self.came: list[Pairs] = []
        self.stays: list[Floats] = []
        self.acts: dict[str, Pairs] = {}
        self.moment = np.zeros(rooms, np.float32)
        self.outcome = Outcome(
            platform,
            np.zeros(viewers),
            np.zeros(hosts),
            np.zeros(hosts),
            np.zeros(hosts),
            np.zeros(hosts),
        )

    def run(self) -> Outcome:
        """Every minute, to the end."""
        platform = self.platform
        minutes = np.arange(platform.minutes + 1)
        room_at = np.searchsorted(platform.room_start, minutes)
        visit_at = np.searchsorted(platform.visit_start, minutes)
        rooms = np.zeros(0, np.int32)
        for minute in range(platform.minutes):
            over = platform.room_end[rooms] <= minute
            ended, rooms = rooms[over], rooms[~over]
            begun = np.arange(room_at[minute], room_at[minute + 1], dtype=np.int32)
            self._tell(begun)
            rooms = np.concatenate([rooms, begun])
            done = np.flatnonzero((self.at >= 0) & (self.until <= minute)).astype(np.int32)
            self.at[done] = -1
            if len(rooms):
                came = slice(visit_at[minute], visit_at[minute + 1])
                self._answer(minute, rooms)
                new = self._begin(platform.visit_viewer[came], platform.visit_minutes[came], done)
                looking = np.concatenate([done[self.left[done] > 0], new])
                if len(looking):
                    self._choose(looking, rooms, minute)
                self._pass(rooms, minute)
            self.order.hear(self._count(minute, begun, ended, rooms))
        return self.outcome

    def _begin(self, viewers: Ints, lasts: Floats, done: Ints) -> Ints:
        """Those who come now and are not there already."""
        viewers, first = np.unique(viewers, return_index=True)
        free = (self.at[viewers] < 0) & ~np.isin(viewers, done)
        viewers = viewers[free]
        self.left[viewers] = lasts[first[free]]
        self.visit[viewers] += 1
        return viewers

    def _tell(self, begun: Ints) -> None:
        """Followers are told that a LIVE has begun, and some of them come, a little later."""
        plan, chance = self.platform.plan, self.chance
        for room in begun:
            followers = np.flatnonzero(self.follows[:, self.platform.room_host[room]])
            coming = followers[chance.random(len(followers)) < plan.called].astype(np.int32)
            start = self.platform.room_start[room]
            for viewer, delay in zip(coming, chance.geometric(1 / CALLED_WITHIN_MIN, len(coming)), strict=True):
                self.told.setdefault(int(start + delay), []).append((int(viewer), int(room)))

    def _answer(self, minute: int, rooms: Ints) -> None:
        """Those who were told come, if the LIVE is still on and they are not somewhere already."""
        told = self.told.pop(minute, [])
        told = [(viewer, room) for viewer, room in told if self.at[viewer] < 0 and room in rooms]
        if not told:
            return
        plan = self.platform.plan
        viewers, first = np.unique(np.array([viewer for viewer, _ in told], np.int32), return_index=True)
        where = np.searchsorted(rooms, np.array([told[index][1] for index in first]))
        lasts = lognormal(plan.visit_mean, plan.visit_spread, len(viewers), self.chance)
        viewers = self._begin(viewers, lasts, np.zeros(0, np.int32))
        sight = self._sight(rooms, minute)
        self._enter(
            viewers, sight, where.astype(np.int32), self._liking(viewers, sight)[np.arange(len(viewers)), where]
        )
        if minute >= plan.measured_from_day * MINUTES_A_DAY:
            self.outcome.called += len(viewers)

    def _sight(self, rooms: Ints, minute: int) -> Sight:
        platform = self.platform
        hosts = platform.room_host[rooms]
        return Sight(
            minute=minute,
            room=rooms,
            host=hosts,
            topic=platform.topic[hosts],
            age=(minute - platform.room_start[rooms]).astype(float),
            present=self._present()[rooms],
            follows=self.follows,
        )

    def _present(self) -> Numbers:
        return np.bincount(self.at[self.at >= 0], minlength=len(self.moment)).astype(float)

    def _count(self, minute: int, begun: Ints, ended: Ints, rooms: Ints) -> Happened:
        happened = Happened(
            minute=minute,
            begun=begun,
            ended=ended,
            live=rooms,
            present=self._present()[rooms],
            passed=_joined(self.passed),
            opened=_joined(self.opened),
            came=_joined(self.came),
            stays=np.concatenate(self.stays) if self.stays else np.zeros(0, np.float32),
            acts=self.acts,
        )
        self.passed, self.opened, self.came, self.stays, self.acts = [], [], [], [], {}
        return happened

    def _choose(self, viewers: Ints, rooms: Ints, minute: int) -> None:
        """Those at the feed, or just come: where they go."""
        plan, chance = self.platform.plan, self.chance
        sight = self._sight(rooms, minute)
        liking = self._liking(viewers, sight)
        fresh = self.been[np.ix_(viewers, rooms)] < self.visit[viewers, None]
        chosen = np.full(len(viewers), -1, np.int32)
        followed = self.follows[viewers][:, sight.host] & fresh
        direct = np.flatnonzero((chance.random(len(viewers)) < plan.direct) & followed.any(axis=1))
        for row in direct:
            chosen[row] = chance.choice(np.flatnonzero(followed[row]))
        asking = np.flatnonzero(chosen < 0)
        if len(asking):
            chosen[asking] = self._browse(sight, viewers[asking], liking[asking], fresh[asking])
        if minute >= plan.measured_from_day * MINUTES_A_DAY:
            self.outcome.asked += len(asking)
            self.outcome.direct += len(direct)
        gone = chosen < 0
        self.left[viewers[gone]] = 0.0
        going = np.flatnonzero(~gone)
        if len(going):
            self._enter(viewers[going], sight, chosen[going], liking[going, chosen[going]])

    def _liking(self, viewers: Ints, sight: Sight) -> Numbers:
        platform, plan = self.platform, self.platform.plan
        company = plan.company * np.log1p(np.minimum(sight.present, 10.0)) / np.log(11.0)
        tonight = platform.room_form[sight.room] + self.moment[sight.room] + company
        return np.asarray(platform.liking[np.ix_(viewers, sight.host)] + tonight, np.float64)

    def _browse(self, sight: Sight, viewers: Ints, liking: Numbers, fresh: Flags) -> Ints:
        plan, chance = self.platform.plan, self.chance
        count, most = len(sight.room), min(plan.cards_max, len(sight.room))
        # P(budget >= k) = k ** -exponent.
        budget = np.floor((1.0 - chance.random(len(viewers))) ** (-1.0 / plan.scroll_exponent))
        budget = np.minimum(budget, most).astype(np.int32)
        measured = sight.minute >= plan.measured_from_day * MINUTES_A_DAY
        judged = measured & (chance.random(len(viewers)) < 0.1)
        asked = np.where(judged, np.maximum(budget, min(NDCG_AT, most)), budget).astype(np.int32)
        orders = self.order(sight, viewers, asked, chance)
        if judged.any():
            self._judge(sight, viewers[judged], liking[judged], orders[judged])
        orders = orders[:, :most]
        width = orders.shape[1]
        looked = (np.arange(width) < budget[:, None]) & (orders >= 0)
        rows = np.maximum(orders, 0)
        lines = np.arange(len(viewers))[:, None]
        known = self.host_minutes[viewers][:, sight.host] > 0
        by_card = np.where(known, liking, plan.seen_through * liking)
        odds = plan.tap + plan.tap_slope * by_card + plan.herd * np.log1p(sight.present)
        would = (chance.random((len(viewers), count)) < 1 / (1 + np.exp(-odds))) & fresh
        taps = would[lines, rows] & looked
        tapped = taps.any(axis=1)
        first = np.where(tapped, taps.argmax(axis=1), width)
        looked &= np.arange(width) <= first[:, None]
        self.left[viewers] -= BROWSE_MIN * looked.sum(axis=1)
        passed = looked & (np.arange(width) < first[:, None])
        line, column = np.nonzero(passed)
        self.passed.append((viewers[line], sight.room[rows[line, column]]))
        chosen = rows[np.arange(len(viewers)), np.minimum(first, width - 1)]
        self.opened.append((viewers[tapped], sight.room[chosen[tapped]]))
        return np.where(tapped, chosen, -1).astype(np.int32)

    def _judge(self, sight: Sight, viewers: Ints, liking: Numbers, orders: Orders) -> None:
        """NDCG of what was shown, by the minutes that these people would typically stay."""
        plan = self.platform.plan
        left = (self.platform.room_end[sight.room] - sight.minute).astype(float)
        gain = np.minimum(plan.stay_median * np.exp(plan.liking * liking), left)
        gain = np.minimum(gain, np.maximum(self.left[viewers], 1.0)[:, None])
        width = min(NDCG_AT, gain.shape[1])
        discount = 1 / np.log2(np.arange(2, width + 2))
        shown = np.where(orders[:, :width] >= 0, np.take_along_axis(gain, np.maximum(orders[:, :width], 0), 1), 0.0)
        best = -np.sort(-gain, axis=1)[:, :width]
        self.outcome.ndcg += list((shown @ discount) / (best @ discount))

    def _enter(self, viewers: Ints, sight: Sight, rows: Ints, liking: Numbers) -> None:
        plan, platform = self.platform.plan, self.platform
        rooms, hosts = sight.room[rows], sight.host[rows]
        stay = np.exp(self.chance.normal(np.log(plan.stay_median) + plan.liking * liking, plan.stay_spread))
        stay = np.minimum(stay, np.maximum(self.left[viewers], 0.05))
        stay = np.minimum(stay, platform.room_end[rooms] - sight.minute)
        self.at[viewers] = rooms
        self.until[viewers] = sight.minute + np.maximum(np.ceil(stay), 1).astype(np.int32)
        self.left[viewers] -= stay
        self.liked[viewers] = liking
        self.been[viewers, rooms] = self.visit[viewers]
        familiar = self.host_minutes[viewers, hosts] > 0
        self.host_minutes[viewers, hosts] += stay
        self.came.append((viewers, rooms))
        self.stays.append(stay.astype(np.float32))
        outcome = self.outcome
        if sight.minute >= plan.measured_from_day * MINUTES_A_DAY:
            outcome.opened += len(viewers)
            outcome.familiar += int(familiar.sum())
            outcome.stays += list(stay)
            np.add.at(outcome.minutes_of_viewer, viewers, stay)
            np.add.at(outcome.minutes_of_host, hosts, stay)
        within = (platform.begins[hosts] >= 0) & (sight.minute < platform.begins[hosts] + 7 * MINUTES_A_DAY)
        np.add.at(outcome.minutes_of_newcomer, hosts[within], stay[within])

    def _pass(self, rooms: Ints, minute: int) -> None:
        """A minute passes: what those who are there do in it, and how the rooms change."""
        plan, platform, chance = self.platform.plan, self.platform, self.chance
        hosts = platform.room_host[rooms]
        watching = np.flatnonzero(self.at >= 0).astype(np.int32)
        where = self.at[watching]
        fervour = np.exp(plan.fervour * np.clip(self.liked[watching], -3.0, 3.0))
        rates = (plan.comments_a_minute, plan.likes_a_minute, plan.shares_a_minute, plan.gifts_a_minute)
        for column, (kind, rate) in enumerate(zip(KINDS, rates, strict=True)):
            often = rate * fervour * platform.manners[platform.room_host[where], column]
            does = chance.random(len(watching)) < -np.expm1(-often)
            self.acts[kind] = (watching[does], where[does])
        follows = chance.random(len(watching)) < plan.follows_a_minute * fervour
        follows &= ~self.follows[watching, platform.room_host[where]]
        self.follows[watching[follows], platform.room_host[where[follows]]] = True
        self.acts["follows"] = (watching[follows], where[follows])
        pull = 1 / plan.moment_lasts
        push = plan.moment_spread * np.sqrt(2 * pull) * chance.normal(size=len(rooms))
        self.moment[rooms] = (1 - pull) * self.moment[rooms] + push
        if minute >= plan.measured_from_day * MINUTES_A_DAY:
            self.outcome.on_air_of_host[hosts] += 1
            self.outcome.follows += int(follows.sum())
        within = (platform.begins[hosts] >= 0) & (minute < platform.begins[hosts] + 7 * MINUTES_A_DAY)
        self.outcome.on_air_of_newcomer[hosts[within]] += 1


def _joined(pairs: list[Pairs]) -> Pairs:
    if not pairs:
        return np.zeros(0, np.int32), np.zeros(0, np.int32)
    return np.concatenate([who for who, _ in pairs]), np.concatenate([where for _, where in pairs])


def run(platform: Platform, order: Order, seed: int = 0) -> Outcome:
    """The whole of it, under this order."""
    return World(platform, order, seed).run()
