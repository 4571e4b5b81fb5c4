"""What makes content good, in numbers: what is known of each post, and what is made of it. Pure.

Each post gets a score from 0 to 100, and the account that of its median post: a great many weak posts lower it. A
post's score weighs three indicators, each on a logarithmic scale up to full marks, because the second hundred viewers
says less than the first:

- views: everybody who watched 2 s or more, and those who keep coming back a second time;
- play time: complete watches, which is how long all of them watched, divided by the post's length. One viewer makes at
  most one;
- likes: at most one for every four viewers, since likes swing.

Viewers who are not signed in cost nothing to make up: of them count 3, and one more for every three viewers who are.

Nothing that grows ever lowers a score, so nobody can harm a post by watching it: 1,000 people who leave after a tenth
are worth as much play time as 100 who stay.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from math import floor, log
from statistics import fmean, median
from typing import Final, Literal

import msgspec

from livehouse.live_access import growth
from livehouse.live_access.policy import QualityRules

RETENTION_POINTS: Final = 21
# A post of 3 s that plays three times has not been watched three times; an hour of LIVE need not be seen whole.
COMPLETE_WATCH_S_MIN: Final = 10.0
COMPLETE_WATCH_S_MAX: Final = 180.0
VIEWERS_PER_LIKE: Final = 4
# Chosen by simulation (docs/live_access.md): with 10, and one for each member, playing oneself opened twice as often.
STRANGERS_FREE: Final = 3
MEMBERS_PER_STRANGER: Final = 3
# A post that has just been published has had no time to be seen.
SETTLES: Final = timedelta(hours=48)
POSTS_COUNTED_MAX: Final = 30
TREND: Final = timedelta(days=growth.DAYS)


class PostNumbers(msgspec.Struct, frozen=True, kw_only=True):
    """One video or past LIVE as its audience took it, after what does not count was left out.

    `viewers` are people who watched 2 s or more, each once per post and day, of whom `strangers` were not signed in;
    `play_s` is how long all of them watched, `strangers_play_s` how long those did.
    `retention` is the share of viewers still there at 0 %, 5 % … 100 % of the post (21 values from 1 down; empty where
    it is not known). `returning_viewers` are those of its viewers who watched at least 3 of the author's last 10 posts.
    """

    id: str
    kind: Literal["video", "live"]
    title: str
    posted_at: datetime
    length_s: float
    viewers: int
    play_s: float
    likes: int
    strangers: int = 0
    strangers_play_s: float = 0.0
    returning_viewers: int = 0
    retention: tuple[float, ...] = ()
    counts: bool = True
    why_not: str | None = None


QualitySource = Callable[[str], Awaitable[Sequence[PostNumbers]]]
"""The posts of an account, newest first; whoever has some gives one to `LiveAccess`."""


class ScoredPost(msgspec.Struct, frozen=True, kw_only=True):
    """A post and its score. `why_not` says why it is left aside: what its source says, else `fresh`, `old` or `beyond`
    (older than the newest `POSTS_COUNTED_MAX`)."""

    post: PostNumbers
    score: float
    counts: bool
    why_not: str | None


class Indicator(msgspec.Struct, frozen=True, kw_only=True):
    """One number over the posts of the last `growth.DAYS`, and over those of the same time before.

    `change` is by what share it grew or shrank; None where there is nothing to compare with.
    """

    id: Literal["views", "play_s", "retention", "likes", "likes_per_view", "returning"]
    now: float | None
    before: float | None
    change: float | None


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """The score of the median post; None with fewer posts than the policy asks for."""

    value: int | None
    posts_counted: int


def viewers_who_count(post: PostNumbers) -> int:
    """Those who are signed in, and as many of the others as they vouch for."""
    members = _members(post)
    return members + min(post.strangers, STRANGERS_FREE + members // MEMBERS_PER_STRANGER)


def watches_that_count(post: PostNumbers) -> float:
    """Complete watches of those viewers. Each kind has its own, or strangers who watch to the end, whoever sent them,
    would speak for members who leave."""
    members, whole_s = _members(post), _whole_s(post)
    by_members = min((post.play_s - post.strangers_play_s) / whole_s, float(members))
    by_strangers = min(post.strangers_play_s / whole_s, float(viewers_who_count(post) - members))
    return max(0.0, by_members) + by_strangers


def _members(post: PostNumbers) -> int:
    return max(0, post.viewers - post.strangers)


def _whole_s(post: PostNumbers) -> float:
    return min(max(post.length_s, COMPLETE_WATCH_S_MIN), COMPLETE_WATCH_S_MAX)


def complete_watches(post: PostNumbers) -> float:
    """How often the post was watched whole, all viewers together; one viewer makes at most one."""
    return min(post.play_s / _whole_s(post), float(post.viewers))


def average_retention(post: PostNumbers) -> float:
    """Which share of the post its average viewer watched, from 0 to 1."""
    return complete_watches(post) / post.viewers if post.viewers > 0 else 0.0


def score_post(post: PostNumbers, rules: QualityRules) -> float:
    """From 0 to 100; it never falls when any of viewers, play time, likes or returning viewers grows."""
    viewers = viewers_who_count(post)
    views = viewers + min(post.returning_viewers, viewers)
    likes = min(post.likes, viewers / VIEWERS_PER_LIKE)
    return (
        rules.weights.views * _marks(views, rules.full.views)
        + rules.weights.play_time * _marks(watches_that_count(post), rules.full.play_time)
        + rules.weights.likes * _marks(likes, rules.full.likes)
    )


def _marks(value: float, full: int) -> float:
    return min(1.0, log(1 + max(0.0, value)) / log(1 + full))


def score_posts(posts: Sequence[PostNumbers], rules: QualityRules, now: datetime) -> list[ScoredPost]:
    """Every post of before `now` with its score, newest first, and whether it counts."""
    scored = []
    counted = 0
    for post in sorted(posts, key=lambda post: (post.posted_at, post.id), reverse=True):
        if post.posted_at > now:
            continue
        why_not = _why_not(post, rules, now, counted)
        counted += why_not is None
        scored.append(ScoredPost(post=post, score=score_post(post, rules), counts=why_not is None, why_not=why_not))
    return scored


def _why_not(post: PostNumbers, rules: QualityRules, now: datetime, counted: int) -> str | None:
    if not post.counts:
        return post.why_not or "left_out"
    age = now - post.posted_at
    if age < SETTLES:
        return "fresh"
    if age > timedelta(days=rules.days):
        return "old"
    return "beyond" if counted >= POSTS_COUNTED_MAX else None


def score_account(scored: Sequence[ScoredPost], rules: QualityRules) -> Score:
    """The median of what counts, rounded down, so that a bar is only reached when it is."""
    counted = [each.score for each in scored if each.counts]
    value = floor(median(counted) + 1e-9) if len(counted) >= rules.posts_min else None
    return Score(value=value, posts_counted=len(counted))


def indicators(posts: Sequence[PostNumbers], now: datetime) -> tuple[Indicator, ...]:
    """What the three indicators come to, over posts that their source lets count, with their trend."""
    real = [post for post in posts if post.counts]
    recent = [post for post in real if now - TREND < post.posted_at <= now]
    earlier = [post for post in real if now - 2 * TREND < post.posted_at <= now - TREND]
    return (
        _indicator("views", _views, recent, earlier),
        _indicator("play_s", _play_s, recent, earlier),
        _indicator("retention", _retention, recent, earlier),
        _indicator("likes", _likes, recent, earlier),
        _indicator("likes_per_view", _likes_per_view, recent, earlier),
        _indicator("returning", _returning, recent, earlier),
    )


_Posts = Sequence[PostNumbers]


def _indicator(
    id: Literal["views", "play_s", "retention", "likes", "likes_per_view", "returning"],
    measure: Callable[[_Posts], float | None],
    recent: _Posts,
    earlier: _Posts,
) -> Indicator:
    now = measure(recent) if recent else None
    before = measure(earlier) if earlier else None
    change = None if now is None or not before else round(now / before - 1, 4)
    return Indicator(id=id, now=now, before=before, change=change)


def _views(posts: _Posts) -> float:
    return float(sum(post.viewers for post in posts))


def _play_s(posts: _Posts) -> float:
    return round(sum(post.play_s for post in posts), 1)


def _likes(posts: _Posts) -> float:
    return float(sum(post.likes for post in posts))


def _retention(posts: _Posts) -> float | None:
    seen = [average_retention(post) for post in posts if post.viewers > 0]
    return round(fmean(seen), 4) if seen else None


def _likes_per_view(posts: _Posts) -> float | None:
    return _per_view(posts, _likes(posts))


def _returning(posts: _Posts) -> float | None:
    return _per_view(posts, float(sum(min(post.returning_viewers, post.viewers) for post in posts)))


def _per_view(posts: _Posts, total: float) -> float | None:
    views = _views(posts)
    return round(total / views, 4) if views else None
