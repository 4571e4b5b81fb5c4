"""All that is said of an account's posts: their scores, the indicators with their trend, what to make of them. Pure."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from livehouse.live_access.advice import Area, GoodPoint, areas, good_points
from livehouse.live_access.judgement import Quality
from livehouse.live_access.policy import QualityRules
from livehouse.live_access.quality import (
    TREND,
    Indicator,
    PostNumbers,
    ScoredPost,
    indicators,
    score_account,
    score_posts,
)


class QualityReport(msgspec.Struct, frozen=True, kw_only=True):
    """The score and where it comes from. `score` is None while fewer than `rules.posts_min` posts count."""

    rules: QualityRules
    score: int | None
    score_before: int | None
    posts_counted: int
    posts: tuple[ScoredPost, ...]
    indicators: tuple[Indicator, ...]
    good_points: tuple[GoodPoint, ...]
    areas: tuple[Area, ...]

    @property
    def summary(self) -> Quality:
        """What the judgement needs of it."""
        return Quality(score=self.score, score_before=self.score_before, posts_counted=self.posts_counted)


def report_on(posts: Sequence[PostNumbers], rules: QualityRules, now: datetime) -> QualityReport:
    """The report on these posts, in any order."""
    scored = score_posts(posts, rules, now)
    score = score_account(scored, rules)
    trends = indicators(posts, now)
    return QualityReport(
        rules=rules,
        score=score.value,
        score_before=_score_before(posts, rules, now),
        posts_counted=score.posts_counted,
        posts=tuple(scored),
        indicators=trends,
        good_points=good_points(scored, trends),
        areas=areas(scored, trends, rules),
    )


def quality_of(posts: Sequence[PostNumbers], rules: QualityRules, now: datetime) -> Quality:
    """`report_on(…).summary`, at a fraction of its cost."""
    score = score_account(score_posts(posts, rules, now), rules)
    return Quality(score=score.value, score_before=_score_before(posts, rules, now), posts_counted=score.posts_counted)


def _score_before(posts: Sequence[PostNumbers], rules: QualityRules, now: datetime) -> int | None:
    """The score of the posts that there were then, by what is known of them now."""
    before = now - TREND
    return score_account(score_posts(posts, rules, before), rules).value
