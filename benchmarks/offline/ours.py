"""The product's own order, made by the product's own code.

`discovery.pulse` counts, `discovery.taste` learns, `discovery.ranking` judges and composes. They hear of the people who
come, comment, like, share, give, follow and pass a card by as they do in a server. LIVEs only: there are no videos on
the made-up platform.
"""

from typing import cast

import numpy as np
import numpy.typing as npt

from benchmarks.offline.generator import Floats, Ints, Platform
from benchmarks.offline.plan import MINUTES_A_DAY
from benchmarks.offline.simulation import Happened, Numbers, Orders, Sight
from livehouse.discovery import taste
from livehouse.discovery.pulse import NO_PAST, TYPICAL_STAY_MIN, Past, Pulse
from livehouse.discovery.ranking import Act, Person, Pool, Weights, compose, on_trial, score_lives

WATCHED_MIN = taste.WATCHED_S_MIN / 60
SEEN_HALF_LIFE_MIN = taste.SEEN_HALF_LIFE["live"].total_seconds() / 60
SKIPPED_HALF_LIFE_MIN = taste.SKIPPED_HALF_LIFE["live"].total_seconds() / 60
TASTE_LEFT_A_DAY = 0.5 ** (1 / taste.TASTE_HALF_LIFE.days)


class Ours:
    """For You as the product composes it."""

    def __init__(self, platform: Platform, weights: Weights | None = None) -> None:
        self._platform = platform
        self._weights = weights or Weights()
        self._pulse = Pulse()
        self._past: dict[int, Past] = {}
        self._pool: Pool | None = None
        self._typical_stay_min = TYPICAL_STAY_MIN
        viewers, rooms = platform.plan.viewers, len(platform.room_host)
        # Whom somebody follows on the first day they followed before.
        gained = np.float32(taste.FOLLOWED_POINTS)
        self._host_points = platform.follows * gained
        self._topic_points = np.zeros((viewers, platform.plan.topics), np.float32)
        for topic in range(platform.plan.topics):
            self._topic_points[:, topic] = self._host_points[:, platform.topic == topic].sum(axis=1)
        self._topic_points = np.minimum(self._topic_points, np.float32(taste.POINTS_MAX))
        # Viewers × LIVEs: how often a card was passed, whether it was opened, or left at once; when (0: never).
        self._passed = np.zeros((viewers, rooms), np.uint8)
        self._opened = np.zeros((viewers, rooms), np.bool_)
        self._skipped = np.zeros((viewers, rooms), np.uint8)
        self._last = np.zeros((viewers, rooms), np.uint16)

    def hear(self, happened: Happened) -> None:
        """Count what happened, as the server's listeners do."""
        pulse, now_s = self._pulse, happened.minute * 60.0
        for room in happened.ended:
            host = int(self._platform.room_host[room])
            self._past[host] = pulse.past_with(str(room), self._past.get(host, NO_PAST), now_s)
            pulse.remove(str(room))
        self._meet(happened.begun, now_s)
        self._show(happened)
        self._learn(happened)
        for room, present in zip(happened.live, happened.present, strict=True):
            pulse.set_viewers(str(room), float(present))
        for room, people in zip(*np.unique(happened.came[1], return_counts=True), strict=True):
            pulse.arrive(str(room), float(people))
        for act, (viewers, rooms) in happened.acts.items():
            for room in np.unique(rooms):
                # The lowest bit of a person's number says that they are not signed in; these are.
                people = [int(viewer) << 1 for viewer in viewers[rooms == room]]
                pulse.act(str(room), cast("Act", act), people, now_s)
        pulse.advance(now_s + 60.0)
        if happened.minute % MINUTES_A_DAY == 0:
            self._topic_points *= TASTE_LEFT_A_DAY
            self._host_points *= TASTE_LEFT_A_DAY
        self._pool = None

    def __call__(self, sight: Sight, viewers: Ints, cards: Ints, chance: np.random.Generator) -> Orders:
        """What each of them is shown."""
        pool = self._pool = self._pool or self._pooled(sight)
        orders = np.full((len(viewers), int(cards.max())), -1, np.int32)
        here = np.ix_(viewers, sight.room)
        since = np.maximum(sight.minute % 65_535 - self._last[here].astype(np.int32), 0)
        seen = self._passed[here] + taste.OPENED_LIVE_SEEN * self._opened[here]
        seen = seen * 0.5 ** (since / SEEN_HALF_LIFE_MIN)
        skipped = self._skipped[here] * 0.5 ** (since / SKIPPED_HALF_LIFE_MIN)
        follows = sight.follows[np.ix_(viewers, sight.host)]
        topic_taste = _tastes(self._topic_points[np.ix_(viewers, sight.topic)])
        host_taste = np.maximum(_tastes(self._host_points[np.ix_(viewers, sight.host)]), 0.0)
        draw = _draw(viewers, sight)
        for line in range(len(viewers)):
            person = Person(
                may_see=np.ones(len(pool), dtype=bool),
                follows=follows[line],
                topic_taste=topic_taste[line],
                host_taste=host_taste[line],
                seen=seen[line],
                skipped=skipped[line],
                draw=draw[line],
            )
            placed = compose(pool, person, self._weights, places=int(cards[line]))
            orders[line, : len(placed)] = [one.row for one in placed]
        return orders

    def _meet(self, rooms: Ints, now_s: float) -> None:
        for room in rooms:
            past = self._past.get(int(self._platform.room_host[room]), NO_PAST)
            self._pulse.add(str(room), now_s, began_s=now_s, past=past)

    def _show(self, happened: Happened) -> None:
        """Who was shown what; each person counts once for a LIVE."""
        shown: dict[int, int] = {}
        opened: dict[int, int] = {}
        for pairs, counts in ((happened.passed, shown), (happened.opened, opened)):
            new = self._last[pairs] == 0
            for room, people in zip(*np.unique(pairs[1][new], return_counts=True), strict=True):
                shown[int(room)] = shown.get(int(room), 0) + int(people)
                if counts is opened:
                    opened[int(room)] = int(people)
        for room, people in shown.items():
            self._pulse.show(str(room), shown=float(people), opened=float(opened.get(room, 0)))
        self._passed[happened.passed] = np.minimum(self._passed[happened.passed], 250) + 1
        # What was opened since is not held against it.
        self._passed[happened.opened] = np.maximum(self._passed[happened.opened], 1) - 1
        self._opened[happened.came] = True
        for pairs in (happened.passed, happened.came):
            self._last[pairs] = max(happened.minute % 65_535, 1)

    def _learn(self, happened: Happened) -> None:
        """Who stayed, and who left at once."""
        viewers, rooms = happened.came
        watched = happened.stays >= WATCHED_MIN
        skips = ~watched & (self._skipped[viewers, rooms] == 0)
        points = [taste.points_of_stay(60.0 * stay, self._typical_stay_min) for stay in happened.stays.tolist()]
        counted = np.where(watched, points, 0.0)
        self._gain(viewers, rooms, counted, counted + np.where(skips, taste.SKIP_POINTS, 0.0))
        self._skipped[viewers, rooms] += ~watched
        viewers, rooms = happened.acts.get("follows", (viewers[:0], rooms[:0]))
        followed = np.full(len(viewers), taste.FOLLOWED_POINTS)
        self._gain(viewers, rooms, followed, followed)

    def _gain(self, viewers: Ints, rooms: Ints, for_host: Numbers, for_topic: Numbers) -> None:
        hosts = self._platform.room_host[rooms]
        for points, subject, gained in (
            (self._host_points, hosts, for_host),
            (self._topic_points, self._platform.topic[hosts], for_topic),
        ):
            after = points[viewers, subject] + gained
            points[viewers, subject] = np.clip(after, -taste.POINTS_MAX, taste.POINTS_MAX)

    def _pooled(self, sight: Sight) -> Pool:
        """What can be placed at this minute, in the order of `sight`."""
        now_s = sight.minute * 60.0
        self._meet(sight.room, now_s)
        features = self._pulse.features(now_s)
        self._typical_stay_min = features.typical_stay_min
        scored, trial = score_lives(features, self._weights), on_trial(features, self._weights)
        rows = np.array([self._pulse.row(str(room)) for room in sight.room], np.intp)
        return Pool(
            score=scored.total[rows],
            host=np.unique(sight.host, return_inverse=True)[1].astype(np.int64),
            topic=sight.topic.astype(np.int64),
            is_video=np.zeros(len(rows), dtype=bool),
            is_trial=trial[rows],
            shown=features.shown[rows],
        )


def _tastes(points: Floats) -> Numbers:
    """`taste.taste_of`, for many."""
    return np.tanh(points.astype(np.float64) / taste.POINTS_FULL)


def _draw(viewers: Ints, sight: Sight) -> npt.NDArray[np.float64]:
    """A chance that is a person's own for each LIVE, the same all day; splitmix64 of who, where and when."""
    mixed = viewers[:, None].astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed = mixed + sight.room.astype(np.uint64) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = mixed + np.full(1, sight.minute // MINUTES_A_DAY, np.uint64) * np.uint64(0x94D049BB133111EB)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return np.asarray((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(11), np.float64) / 2.0**53
