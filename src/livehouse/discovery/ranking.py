"""How LIVEs and videos are ranked: pure functions of numbers. docs/ranking.md says the same in words, with examples.

`score_lives` and `score_videos` give every candidate its points, part by part; `compose` puts together what one person
is shown. Nothing here knows a clock, a store or a network: the same numbers give the same order, in the server, in the
preview of an operator and in the offline proof.

A part's points are its weight times what it is worth, and the points of a candidate add up to its score. What a part
is worth is between 0 and 1.5 (`growth` between -1 and 1), so a weight is about the number of points that it can bring.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Annotated, Final, Literal

import msgspec

from livehouse.kernel.later import loaded_later

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Column = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Numbers = NDArray[np.int64]
else:
    np = loaded_later("numpy")

FORMULA_VERSION: Final = 2
"""Raised with every change of what comes out of the same numbers and weights."""

Act = Literal["comments", "likes", "shares", "gifts", "follows"]
ACTS: Final[tuple[Act, ...]] = ("comments", "likes", "shares", "gifts", "follows")
LIVE_PARTS: Final = ("audience", "growth", "watch", *ACTS, "welcome", "fresh", "interrupted")
VIDEO_PARTS: Final = ("video_watch", "video_likes", "video_views", "video_fresh")
Reason = Literal["followed", "trial", "top", "topic", "taste", "fresh", "popular"]

# What a usual LIVE has, in people who do it per viewer and minute; half of an act's points are given there. A person
# counts once in `PERSON_AGAIN_S`, so nobody can bring more than 2 a minute.
TYPICAL_PER_VIEWER_MIN: Final[Mapping[Act, float]] = {
    "comments": 0.10,
    "likes": 0.25,
    "shares": 0.01,
    "gifts": 0.01,
    "follows": 0.01,
}
PERSON_AGAIN_S: Final = 30.0
# A room is judged as if so many more were in it who do nothing: two friends who chat are no crowd.
PRIOR_VIEWERS: Final = 5.0
# An audience of so many gets all the points for its size; each tenfold is worth the same.
FULL_AUDIENCE: Final = 10_000.0
# How many of those who are shown a card open it is known after so many showings.
PRIOR_SHOWN: Final = 30.0
FRESH_HALF_LIFE_MIN: Final = 15.0
VIDEO_HALF_LIFE_H: Final = 48.0
TYPICAL_VIDEO_LIKES: Final = 0.08
PRIOR_VIDEO_VIEWS: Final = 20.0
FULL_VIDEO_VIEWS: Final = 100_000.0

# How `compose` chooses.
WIDE_MAX: Final = 1_000
POOL_MAX: Final = 200
POOL_OF_TOPIC_MAX: Final = 12
TRIALS_MAX: Final = 200
SAME_HOST_WITHIN: Final = 12
# Among trials those come first that were shown to the fewest. Chance, and a topic that somebody likes, move them by as
# much as so large a share of the trial audience: not everybody is shown the same one, nor what they never watch.
TRIAL_CHANCE: Final = 0.1
TRIAL_TASTE: Final = 0.2
# Shares are no exact numbers to a computer.
ROUNDING: Final = 1e-9
# What was seen or skipped so lately that it counts this much is no trial any more, and on nobody's first places.
LATELY: Final = 0.5
# A followed host who was passed by twice, or whose LIVE was left, waits behind the others for a while.
FOLLOWED_SEEN: Final = 1.5
# Where more LIVEs than this are new to most, the least known of them have their trials first: a place for everybody is
# a place for nobody. It takes so many LIVEs to tell.
TRIAL_SHARE_MAX: Final = 0.25
TRIAL_LIVES_LEAST: Final = 12
# A taste that brings fewer points than this is no reason worth naming.
NAMED_POINTS_MIN: Final = 3.0


class Weights(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What operators decide. The names are those of the parts; `WEIGHTS` tells what each one means."""

    audience: Annotated[
        float, msgspec.Meta(ge=0, le=100, description="how many are watching now; each tenfold is worth the same")
    ] = 30.0
    growth: Annotated[
        float, msgspec.Meta(ge=0, le=100, description="more viewers than this LIVE, or its host, usually has")
    ] = 8.0
    watch: Annotated[float, msgspec.Meta(ge=0, le=100, description="how long those who come stay")] = 48.0
    comments: Annotated[float, msgspec.Meta(ge=0, le=100, description="people who comment, per viewer and minute")] = (
        14.0
    )
    likes: Annotated[float, msgspec.Meta(ge=0, le=100, description="people who like, per viewer and minute")] = 6.0
    shares: Annotated[float, msgspec.Meta(ge=0, le=100, description="people who share, per viewer and minute")] = 8.0
    gifts: Annotated[
        float,
        msgspec.Meta(
            ge=0, le=100, description="people who give, per viewer and minute, whatever it costs; 0 leaves gifts out"
        ),
    ] = 4.0
    follows: Annotated[
        float, msgspec.Meta(ge=0, le=100, description="new followers of the host, per viewer and minute")
    ] = 10.0
    welcome: Annotated[
        float, msgspec.Meta(ge=0, le=100, description="how many of those who are shown the card open it")
    ] = 12.0
    fresh: Annotated[float, msgspec.Meta(ge=0, le=100, description="has just begun; half of it after 15 minutes")] = 4.0
    lift: Annotated[
        float,
        msgspec.Meta(
            ge=0, le=1, description="how much an act counts for more, or less, when there is more of it than usual"
        ),
    ] = 0.5
    interrupted: Annotated[
        float, msgspec.Meta(ge=0, le=1, description="what share of its points a LIVE loses whose picture is gone")
    ] = 0.7
    followed: Annotated[
        float, msgspec.Meta(ge=0, le=100, description="For You: follows this host, past the first places")
    ] = 30.0
    followed_first: Annotated[
        float, msgspec.Meta(ge=0, le=50, description="For You: so many places at the head are for followed hosts")
    ] = 6.0
    topic_taste: Annotated[
        float, msgspec.Meta(ge=0, le=100, description="For You: stays with LIVEs of this topic, or skips them")
    ] = 40.0
    host_taste: Annotated[
        float, msgspec.Meta(ge=0, le=100, description="For You: has stayed with this host before")
    ] = 16.0
    seen: Annotated[
        float, msgspec.Meta(ge=0, le=100, description="For You: taken off each time that it was seen and not opened")
    ] = 6.0
    skipped: Annotated[
        float, msgspec.Meta(ge=0, le=100, description="For You: taken off each time that it was skipped")
    ] = 20.0
    same_topic: Annotated[
        float, msgspec.Meta(ge=0, le=100, description="taken off for each card of the same topic right before it")
    ] = 6.0
    same_host: Annotated[
        float, msgspec.Meta(ge=0, le=100, description="taken off when the same host is among the twelve before it")
    ] = 60.0
    trial_places: Annotated[
        float, msgspec.Meta(ge=0, le=0.5, description="For You: the share of places kept for hosts whom few know yet")
    ] = 0.1
    trial_shown: Annotated[
        float, msgspec.Meta(ge=0, le=10_000, description="so many people are shown such a LIVE, then it is judged")
    ] = 100.0
    trial_known: Annotated[
        float,
        msgspec.Meta(ge=0, le=100_000, description="a host whom so many people opened before is not new any more"),
    ] = 100.0
    video_share: Annotated[
        float, msgspec.Meta(ge=0, le=1, description="For You: the share of videos among what is not a trial")
    ] = 0.5
    video_watch: Annotated[
        float, msgspec.Meta(ge=0, le=100, description="how much of the video those who begin it watch")
    ] = 30.0
    video_likes: Annotated[float, msgspec.Meta(ge=0, le=100, description="likes per view of the video")] = 15.0
    video_views: Annotated[
        float, msgspec.Meta(ge=0, le=100, description="views of the video; each tenfold is worth the same")
    ] = 15.0
    video_fresh: Annotated[
        float, msgspec.Meta(ge=0, le=100, description="the video is new; half of it after two days")
    ] = 30.0


class WeightSpec(msgspec.Struct, frozen=True, kw_only=True):
    """What there is to know of one weight."""

    name: str
    default: float
    min: float
    max: float
    meaning: str


@cache
def weight_specs() -> tuple[WeightSpec, ...]:
    """Every weight, in the order of `Weights`."""
    specs = []
    struct = msgspec.inspect.type_info(Weights)
    assert isinstance(struct, msgspec.inspect.StructType)  # noqa: S101  # it is one
    for field in struct.fields:
        assert isinstance(field.type, msgspec.inspect.Metadata)  # noqa: S101  # each is annotated
        number, described = field.type.type, field.type.extra_json_schema or {}
        assert isinstance(number, msgspec.inspect.FloatType)  # noqa: S101  # each is a number
        specs.append(
            WeightSpec(
                name=field.name,
                default=float(field.default),
                min=float(number.ge or 0),
                max=float(number.le or 0),
                meaning=described["description"],
            )
        )
    return tuple(specs)


@dataclass(frozen=True, kw_only=True)
class Features:
    """What is known of each LIVE, in columns of the same length; `pulse.py` keeps them.

    Attributes:
        viewers: people who are watching this moment.
        mean_viewers: the same, averaged over the last minutes.
        usual_viewers: the same over a longer time, and over the host's LIVEs before; NaN where nothing is known yet.
        acts: for each act, people who do it, per minute, averaged over the last minutes; a person counts once in 30 s.
        usual_acts: the same per viewer, over a longer time; NaN where nothing is known yet.
        stay_min: minutes that people stay, as far as it is known, and what is typical where it is not.
        usual_stay_min: the same of the host's LIVEs before; NaN where there were none.
        age_min: minutes since it went on the air.
        shown, opened: people who were shown its card, and of those who opened it.
        known_by: people who opened any LIVE of the host before this one.
        is_interrupted: whether the host's picture is gone just now.
        typical_stay_min: minutes that people stay on this platform; half of the points are given there.
        typical_welcome: of those who are shown a card, how many open it here; half of the points are given there.
    """

    viewers: Column
    mean_viewers: Column
    usual_viewers: Column
    acts: Mapping[Act, Column]
    usual_acts: Mapping[Act, Column]
    stay_min: Column
    usual_stay_min: Column
    age_min: Column
    shown: Column
    opened: Column
    known_by: Column
    is_interrupted: Flags
    typical_stay_min: float
    typical_welcome: float

    def __len__(self) -> int:
        return len(self.viewers)


@dataclass(frozen=True, kw_only=True)
class VideoFeatures:
    """What is known of each video, in columns of the same length.

    Attributes:
        views: people who watched it for 2 s or more.
        watched_share: of the video's length, how much they watched on average, 0 to 1.
        likes: people who like it.
        age_h: hours since it was published.
    """

    views: Column
    watched_share: Column
    likes: Column
    age_h: Column

    def __len__(self) -> int:
        return len(self.views)


@dataclass(frozen=True)
class Scored:
    """Points of every candidate. `values`, `usual`, `weights` and `points` have a column for each of `parts`.

    `values` is what a person reads (viewers, people per viewer and minute, minutes …), `usual` what is usual for this
    room or NaN, `points` what it brought; the points of a row add up to `total`.
    """

    parts: tuple[str, ...]
    values: NDArray[np.float64]
    usual: NDArray[np.float64]
    weights: NDArray[np.float64]
    points: NDArray[np.float64]
    total: Column

    def __len__(self) -> int:
        return len(self.total)


def rates(features: Features, act: Act) -> Column:
    """People who do it per viewer and minute, as if a few more were watching who do nothing."""
    return features.acts[act] / (features.mean_viewers + PRIOR_VIEWERS)


def _level(value: Column, typical: float) -> Column:
    """0 for nothing, a half for what is typical, towards 1 for ever more."""
    level: Column = value / (value + typical)
    return level


def _lifted(level: Column, value: Column, usual: Column, typical: float, lift: float) -> Column:
    """`level`, up to `lift` more of it for twice what is usual and less for half; as it is where nothing is usual."""
    slack = typical / 4
    with np.errstate(invalid="ignore"):
        times = np.clip(np.log2((value + slack) / (usual + slack)), -1.0, 1.0)
    lifted: Column = level * (1.0 + lift * np.where(np.isnan(times), 0.0, times))
    return lifted


def _size(count: Column, full: float) -> Column:
    size: Column = np.minimum(np.log1p(count) / np.log1p(full), 1.0)
    return size


def score_lives(features: Features, weights: Weights) -> Scored:
    """The points of each LIVE for anybody: what is happening in it now, against its own past."""
    count = len(features)
    values = np.full((count, len(LIVE_PARTS)), np.nan)
    usual = np.full_like(values, np.nan)
    points = np.zeros_like(values)
    weight = np.array([getattr(weights, part) for part in LIVE_PARTS])

    def put(part: str, value: Column, worth: Column, usually: Column | None = None) -> None:
        column = LIVE_PARTS.index(part)
        values[:, column] = value
        points[:, column] = weight[column] * worth
        if usually is not None:
            usual[:, column] = usually

    put("audience", features.viewers, _size(features.viewers, FULL_AUDIENCE), features.usual_viewers)
    times = (features.viewers + PRIOR_VIEWERS) / (features.usual_viewers + PRIOR_VIEWERS)
    times = np.where(np.isnan(times), 1.0, times)
    put("growth", times, np.clip(np.log2(times), -1.0, 1.0), np.ones(count))
    stay, typical_stay = features.stay_min, features.typical_stay_min
    worth = _lifted(_level(stay, typical_stay), stay, features.usual_stay_min, typical_stay, weights.lift)
    put("watch", stay, worth, features.usual_stay_min)
    # A room with few in it says little about what its people do.
    trust = features.mean_viewers / (features.mean_viewers + PRIOR_VIEWERS)
    for act in ACTS:
        rate, typical = rates(features, act), TYPICAL_PER_VIEWER_MIN[act]
        worth = trust * _lifted(_level(rate, typical), rate, features.usual_acts[act], typical, weights.lift)
        seen = features.acts[act] / np.maximum(features.mean_viewers, 1.0)
        put(act, seen, worth, features.usual_acts[act])
    typical_welcome = features.typical_welcome
    welcome = (features.opened + PRIOR_SHOWN * typical_welcome) / (features.shown + PRIOR_SHOWN)
    put("welcome", welcome, _level(welcome, typical_welcome), np.full(count, typical_welcome))
    put("fresh", features.age_min, np.exp2(-features.age_min / FRESH_HALF_LIFE_MIN))
    together = np.maximum(points.sum(axis=1), 0.0)
    put("interrupted", features.is_interrupted.astype(float), np.where(features.is_interrupted, -together, 0.0))
    return Scored(LIVE_PARTS, values, usual, weight, points, points.sum(axis=1))


def score_videos(features: VideoFeatures, weights: Weights) -> Scored:
    """The points of each video for anybody: how well it is watched and liked, and how new it is."""
    weight = np.array([getattr(weights, part) for part in VIDEO_PARTS])
    prior = PRIOR_VIDEO_VIEWS
    watched = (features.watched_share * features.views + 0.4 * prior) / (features.views + prior)
    liked = (features.likes + TYPICAL_VIDEO_LIKES / 2 * prior) / (features.views + prior)
    values = np.column_stack((watched, liked, features.views, features.age_h))
    worth = np.column_stack(
        (
            np.minimum(watched, 1.0),
            _level(liked, TYPICAL_VIDEO_LIKES),
            _size(features.views, FULL_VIDEO_VIEWS),
            np.exp2(-features.age_h / VIDEO_HALF_LIFE_H),
        )
    )
    points = weight * worth
    return Scored(VIDEO_PARTS, values, np.full_like(values, np.nan), weight, points, points.sum(axis=1))


def on_trial(features: Features, weights: Weights) -> Flags:
    """Which LIVEs are given a trial audience: few know their hosts, and not enough people were shown them yet."""
    flags: Flags = (
        (features.known_by < weights.trial_known) & (features.shown < weights.trial_shown) & ~features.is_interrupted
    )
    most = int(len(features) * TRIAL_SHARE_MAX)
    if len(features) >= TRIAL_LIVES_LEAST and int(flags.sum()) > most:
        least_known = np.lexsort((features.shown, features.known_by, ~flags))[:most]
        flags = np.zeros_like(flags)
        flags[least_known] = True
    return flags


@dataclass(frozen=True, kw_only=True)
class Pool:
    """All that can be placed, in columns; LIVEs and videos together, in any order.

    Attributes:
        score: points for anybody (`Scored.total`).
        host: whose it is, by any number.
        topic: what it is about, by any number; -1 if nobody knows.
        is_video: whether it is a video.
        is_trial: see `on_trial`.
        shown: people who were shown it, of which a trial is short.
    """

    score: Column
    host: Numbers
    topic: Numbers
    is_video: Flags
    is_trial: Flags
    shown: Column

    def __len__(self) -> int:
        return len(self.score)


@dataclass(frozen=True, kw_only=True)
class Person:
    """What is known of one person about everything in the pool, in columns as long as it.

    Attributes:
        may_see: False for what is not for them, and for what they were given on the pages before.
        follows: whether they follow the host.
        topic_taste: -1 (skips this topic) to 1 (stays with it).
        host_taste: 0 to 1 (stays with this host).
        seen, skipped: how often, lately.
        draw: chance of their own, 0 to 1: which of the trials they are given, and who comes first among equals.
    """

    may_see: Flags
    follows: Flags
    topic_taste: Column
    host_taste: Column
    seen: Column
    skipped: Column
    draw: Column

    @classmethod
    def anybody(cls, pool: Pool, draw: Column | None = None) -> Person:
        """Somebody of whom nothing is known."""
        count = len(pool)
        return cls(
            may_see=np.ones(count, dtype=bool),
            follows=np.zeros(count, dtype=bool),
            topic_taste=np.zeros(count),
            host_taste=np.zeros(count),
            seen=np.zeros(count),
            skipped=np.zeros(count),
            draw=np.zeros(count) if draw is None else draw,
        )


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """One place of a feed: which row of the pool stands there, why, and what was added for this person.

    `score` is the pool's score and all of `added`.
    """

    row: int
    reason: Reason
    score: float
    added: dict[str, float]


PERSONAL_PARTS: Final = ("followed", "topic_taste", "host_taste", "seen", "skipped", "same_topic", "same_host")
SEEN_MAX: Final = 4.0


def compose(
    pool: Pool,
    person: Person,
    weights: Weights,
    *,
    places: int,
    before: Sequence[int] = (),
    head: int = 0,
) -> list[Placed]:
    """What one person is shown next: `places` rows of the pool, or fewer where there are no more.

    Followed hosts take the first places, every so many-th place is a trial, the others go by points, videos and LIVEs
    mixed by their share; what would repeat the cards before it loses points.

    Args:
        before: the rows that were placed before these, on this person's earlier pages, the last one last; -1 for one
            that is gone.
        head: how many places the earlier pages had.
    """
    return _Composition(pool, person, weights, before, head).place(places)


def top(
    pool: Pool, weights: Weights, *, may_see: Flags, places: int, before: Sequence[int] = (), topic: int | None = None
) -> list[Placed]:
    """Top LIVE: the same order for everybody who may see the same, by points, repetition thinned."""
    allowed = may_see & ~pool.is_video
    if topic is not None:
        allowed = allowed & (pool.topic == topic)
    person = replace(Person.anybody(pool), may_see=allowed)
    reason: Reason = "top" if topic is None else "topic"
    # Where all are of one topic, that is no repetition.
    thinned = weights if topic is None else msgspec.structs.replace(weights, same_topic=0.0)
    return _Composition(pool, person, thinned, before, 0, chart=reason).place(places)


class _Shortlist:
    """The rows of one kind that can come next by their points, and the best of each topic, for something else."""

    def __init__(self, pool: Pool, rows: NDArray[np.intp], adjusted: Column) -> None:
        if len(rows) > WIDE_MAX:
            rows = rows[np.argpartition(adjusted[rows], -WIDE_MAX)[-WIDE_MAX:]]
        if len(rows) > POOL_MAX:
            rows = rows[np.argsort(-adjusted[rows], kind="stable")]
            listed = [rows[:POOL_MAX]]
            topics = pool.topic[rows]
            listed += [rows[topics == topic][:POOL_OF_TOPIC_MAX] for topic in set(topics[POOL_MAX:].tolist())]
            rows = np.unique(np.concatenate(listed))
        self.rows = rows
        self.topic = pool.topic[rows]
        self.host = pool.host[rows]
        # What is taken already is worth nothing.
        self.worth = adjusted[rows].copy()
        # How many of the last cards are of the same host.
        self.repeats = np.zeros(len(rows), dtype=np.int64)

    def take(self, row: int) -> None:
        """It is placed."""
        if len(self.rows):
            self.worth[self.rows == row] = -np.inf

    def note_host(self, host: int, step: int) -> None:
        """The host is among the last cards once more (`step` is 1) or once less."""
        if len(self.rows):
            self.repeats[self.host == host] += step

    def best(self, weights: Weights, last_topic: int, run: int, draw: Column) -> int | None:
        """The best of them after `run` cards of the topic `last_topic`; None when there are no more."""
        if not len(self.rows):
            return None
        worth = self.worth - weights.same_host * (self.repeats > 0)
        if run and last_topic >= 0:
            worth = worth - weights.same_topic * run * (self.topic == last_topic)
        most = float(worth.max())
        if most == -np.inf:
            return None
        # Equals: by the person's chance, which is none in a chart; then the first row.
        equals = self.rows[worth == most]
        return int(equals[np.argmax(draw[equals])])


class _Composition:
    def __init__(
        self,
        pool: Pool,
        person: Person,
        weights: Weights,
        before: Sequence[int],
        head: int,
        *,
        chart: Reason | None = None,
    ) -> None:
        self._pool = pool
        self._person = person
        self._weights = weights
        self._chart = chart
        self._head = head
        self._left = person.may_see.copy()
        known = [row for row in before if row >= 0]
        if known:
            self._left[known] = False
        self._added: dict[str, Column] = {}
        self._adjusted = pool.score
        if chart is None:
            self._added = {
                "followed": weights.followed * person.follows.astype(np.float64),
                "topic_taste": weights.topic_taste * person.topic_taste,
                "host_taste": weights.host_taste * person.host_taste,
                "seen": -weights.seen * np.minimum(person.seen, SEEN_MAX),
                "skipped": -weights.skipped * np.minimum(person.skipped, SEEN_MAX),
            }
            self._adjusted = pool.score + np.sum(list(self._added.values()), axis=0)
        self._lives = _Shortlist(pool, np.flatnonzero(self._left & ~pool.is_video), self._adjusted)
        self._videos = _Shortlist(pool, np.flatnonzero(self._left & pool.is_video), self._adjusted)
        self._hosts: deque[int] = deque()
        # On a small platform everybody comes again soon; then it is enough that half of the others come between.
        self._within = min(SAME_HOST_WITHIN, (int(pool.host.max()) + 1) // 2 if len(pool) else 0)
        self._last_topic, self._run = -1, 0
        for row in known[-SAME_HOST_WITHIN:]:
            self._note_placed(row)
        self._followed = self._queue_followed() if chart is None else []
        self._trials = self._queue_trials() if chart is None and weights.trial_places > 0 else []

    def place(self, places: int) -> list[Placed]:
        placed: list[Placed] = []
        for number in range(self._head, self._head + places):
            chosen = self._choose(number)
            if chosen is None:
                break
            placed.append(chosen)
        return placed

    def _choose(self, number: int) -> Placed | None:
        if number < self._weights.followed_first and (row := self._next(self._followed)) is not None:
            return self._put(row, "followed")
        if self._is_trial_place(number) and (row := self._next(self._trials)) is not None:
            return self._put(row, "trial")
        for kind in self._kinds(number):
            best = kind.best(self._weights, self._last_topic, self._run, self._person.draw)
            if best is not None:
                return self._put(best, self._reason(best))
        return None

    def _is_trial_place(self, number: int) -> bool:
        share = self._weights.trial_places
        # In the middle of each stretch, not at its end, where few look.
        return int((number + 1) * share + 0.5 + ROUNDING) > int(number * share + 0.5 + ROUNDING)

    def _kinds(self, number: int) -> tuple[_Shortlist, _Shortlist]:
        share = self._weights.video_share
        if int((number + 1) * share + ROUNDING) > int(number * share + ROUNDING):
            return self._videos, self._lives
        return self._lives, self._videos

    def _queue_followed(self) -> list[int]:
        """Followed hosts who are on now, the last one to be placed first; what was skipped is nobody's first wish."""
        person = self._person
        wanted = (person.skipped < LATELY) & (person.seen < FOLLOWED_SEEN)
        rows = np.flatnonzero(self._left & person.follows & ~self._pool.is_video & wanted)
        ordered: list[int] = rows[np.lexsort((person.draw[rows], self._adjusted[rows]))].tolist()
        return ordered

    def _queue_trials(self) -> list[int]:
        """Trials, the last one to be placed first: who was shown to the fewest, and by chance among those alike."""
        person, pool = self._person, self._pool
        new = (person.seen < LATELY) & (person.skipped < LATELY)
        rows = np.flatnonzero(self._left & pool.is_trial & ~pool.is_video & new)
        share = pool.shown[rows] / max(self._weights.trial_shown, 1.0)
        order = share + TRIAL_CHANCE * person.draw[rows] - TRIAL_TASTE * person.topic_taste[rows]
        if len(rows) > TRIALS_MAX:
            first = np.argpartition(order, TRIALS_MAX)[:TRIALS_MAX]
            rows, order = rows[first], order[first]
        ordered: list[int] = rows[np.argsort(-order, kind="stable")].tolist()
        return ordered

    def _next(self, queue: list[int]) -> int | None:
        while queue:
            row = queue.pop()
            if self._left[row]:
                return row
        return None

    def _put(self, row: int, reason: Reason) -> Placed:
        added = {name: float(column[row]) for name, column in self._added.items()}
        if self._run and self._last_topic >= 0 and int(self._pool.topic[row]) == self._last_topic:
            added["same_topic"] = -self._weights.same_topic * self._run
        if int(self._pool.host[row]) in self._hosts:
            added["same_host"] = -self._weights.same_host
        added = {name: points for name, points in added.items() if points}
        self._left[row] = False
        self._lives.take(row)
        self._videos.take(row)
        self._note_placed(row)
        score = float(self._pool.score[row]) + sum(added.values())
        return Placed(row=row, reason=reason, score=score, added=added)

    def _note_placed(self, row: int) -> None:
        host, topic = int(self._pool.host[row]), int(self._pool.topic[row])
        self._run = self._run + 1 if topic == self._last_topic else 1
        self._last_topic = topic
        self._hosts.append(host)
        self._note_host(host, 1)
        while len(self._hosts) > self._within:
            self._note_host(self._hosts.popleft(), -1)

    def _note_host(self, host: int, step: int) -> None:
        self._lives.note_host(host, step)
        self._videos.note_host(host, step)

    def _reason(self, row: int) -> Reason:
        if self._chart is not None:
            return self._chart
        if self._person.follows[row]:
            return "followed"
        by_host, by_topic = float(self._added["host_taste"][row]), float(self._added["topic_taste"][row])
        if max(by_host, by_topic) >= NAMED_POINTS_MIN:
            return "taste" if by_host >= by_topic else "topic"
        return "popular"
