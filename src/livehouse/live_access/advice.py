"""Good points and areas for improvement: at most three of each, each naming its number and a thing to try. Pure.

What is said is about the author's own posts, and for those who watch them. Nothing here advises to imitate others, or
to ask for likes.
"""

from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean, median
from typing import Final, Literal

import msgspec

from livehouse.live_access.policy import QualityRules
from livehouse.live_access.quality import Indicator, PostNumbers, ScoredPost, average_retention

POINTS_MAX: Final = 3

GoodPointId = Literal["stays", "opening_holds", "comes_back", "steady", "grows", "liked", "live_stays"]
AreaId = Literal[
    "few_posts", "opening_leaves", "drop", "short_stays", "live_short_stays", "few_return", "uneven", "falls", "quiet"
]

# What is said of a post that hardly anybody saw would be about chance.
VIEWERS_MIN: Final = 10
STAYS: Final = 0.6
SHORT_STAYS: Final = 0.35
OPENING: Final = 0.1  # of the post
OPENING_HOLDS: Final = 0.8
OPENING_LEAVES: Final = 0.3
DROP: Final = 0.12  # of the viewers, within a twentieth of the post
RETURNS: Final = 0.2
FEW_RETURN: Final = 0.05
STEADY: Final = 0.75  # the median post's score as a share of the best one's
UNEVEN: Final = 0.5
GROWS: Final = 0.1
FALLS: Final = -0.2
LIKED: Final = 0.1  # likes per view
LIVE_STAYS_S: Final = 180.0
LIVE_SHORT_STAYS_S: Final = 60.0
QUIET_VIEWERS: Final = 30


class GoodPoint(msgspec.Struct, frozen=True, kw_only=True):
    """Something that works, with the numbers behind it; `text` says it in English."""

    id: GoodPointId
    text: str
    numbers: Mapping[str, float]
    post_id: str | None = None
    strength: float = 0.0


class Area(msgspec.Struct, frozen=True, kw_only=True):
    """Something to improve, with the numbers behind it and a thing to try; `text` says it in English."""

    id: AreaId
    text: str
    numbers: Mapping[str, float]
    post_id: str | None = None
    strength: float = 0.0


def good_points(scored: Sequence[ScoredPost], trends: Sequence[Indicator]) -> tuple[GoodPoint, ...]:
    """The strongest points of what counts, the strongest first."""
    found = sorted(_good(_seen(scored), scored, trends), key=lambda point: (-point.strength, point.id))
    return tuple(found[:POINTS_MAX])


def areas(scored: Sequence[ScoredPost], trends: Sequence[Indicator], rules: QualityRules) -> tuple[Area, ...]:
    """Where most is to be gained, the greatest first."""
    found = sorted(_weak(_seen(scored), scored, trends, rules), key=lambda area: (-area.strength, area.id))
    return tuple(found[:POINTS_MAX])


def _seen(scored: Sequence[ScoredPost]) -> list[PostNumbers]:
    return [each.post for each in scored if each.counts and each.post.viewers >= VIEWERS_MIN]


def _good(
    seen: Sequence[PostNumbers], scored: Sequence[ScoredPost], trends: Sequence[Indicator]
) -> Iterator[GoodPoint]:
    trend = {indicator.id: indicator for indicator in trends}
    videos = [post for post in seen if post.kind == "video"]
    if videos and (best := max(videos, key=average_retention)) and (share := average_retention(best)) >= STAYS:
        yield GoodPoint(
            id="stays",
            text=f"People watch {_percent(share)} of “{best.title}” on average. Make more of what it is about.",
            numbers={"retention": share},
            post_id=best.id,
            strength=share,
        )
    openings = [(_at(post, OPENING), post) for post in videos if post.retention]
    if openings and (held := median([share for share, _ in openings])) >= OPENING_HOLDS:
        yield GoodPoint(
            id="opening_holds",
            text=f"{_percent(held)} of your viewers are still there after the first tenth. Your beginnings work: keep "
            "them.",
            numbers={"held": held},
            strength=held * 0.9,
        )
    if (back := trend["returning"].now) is not None and back >= RETURNS:
        yield GoodPoint(
            id="comes_back",
            text=f"{_percent(back)} of your views are by people who keep coming back. Tell them when the next LIVE is.",
            numbers={"returning": back},
            strength=min(1.0, 0.5 + back),
        )
    scores = [each.score for each in scored if each.counts]
    if len(scores) >= 3 and (best_score := max(scores)) > 0 and (even := median(scores) / best_score) >= STEADY:
        yield GoodPoint(
            id="steady",
            text=f"Your median post reaches {_percent(even)} of the score of your best one. People can rely on you.",
            numbers={"share": even, "median": round(median(scores), 1), "best": round(best_score, 1)},
            strength=even * 0.7,
        )
    if (change := trend["views"].change) is not None and change >= GROWS:
        yield GoodPoint(
            id="grows",
            text=f"Your posts of the last four weeks had {_percent(change)} more views than those of the four before.",
            numbers={"change": change},
            strength=min(1.0, 0.4 + change),
        )
    if (liked := trend["likes_per_view"].now) is not None and liked >= LIKED and seen:
        yield GoodPoint(
            id="liked",
            text=f"There is a like for every {1 / liked:.0f} views. People enjoy what you show them.",
            numbers={"likes_per_view": liked},
            strength=min(0.6, 0.3 + liked),
        )
    lives = [post for post in seen if post.kind == "live"]
    if lives and (stay_s := fmean(post.play_s / post.viewers for post in lives)) >= LIVE_STAYS_S:
        yield GoodPoint(
            id="live_stays",
            text=f"Viewers stay in your LIVEs for {_minutes(stay_s)} on average. Longer LIVEs may be worth a try.",
            numbers={"stay_s": round(stay_s, 1)},
            strength=min(1.0, stay_s / (3 * LIVE_STAYS_S) + 0.4),
        )


def _weak(
    seen: Sequence[PostNumbers],
    scored: Sequence[ScoredPost],
    trends: Sequence[Indicator],
    rules: QualityRules,
) -> Iterator[Area]:
    trend = {indicator.id: indicator for indicator in trends}
    counted = [each for each in scored if each.counts]
    if len(counted) < rules.posts_min:
        yield Area(
            id="few_posts",
            text=f"{len(counted)} of your posts count so far, and {rules.posts_min} are needed for a score. "
            "Post what you would show a friend; it counts two days later.",
            numbers={"posts": float(len(counted)), "needed": float(rules.posts_min)},
            strength=2.0,
        )
    yield from _where_people_leave([post for post in seen if post.kind == "video"])
    lives = [post for post in seen if post.kind == "live"]
    if lives and (stay_s := fmean(post.play_s / post.viewers for post in lives)) < LIVE_SHORT_STAYS_S:
        yield Area(
            id="live_short_stays",
            text=f"Viewers leave your LIVEs after {stay_s:.0f} s on average. Say every few minutes what is going on, "
            "and greet those who come.",
            numbers={"stay_s": round(stay_s, 1)},
            strength=1.0 - stay_s / LIVE_SHORT_STAYS_S,
        )
    if (back := trend["returning"].now) is not None and back < FEW_RETURN and len(seen) >= 3:
        yield Area(
            id="few_return",
            text=f"{_percent(back)} of your views are by people who have watched several of your posts. End with what "
            "comes next and when, so that they know what to come back for.",
            numbers={"returning": back},
            strength=0.35,
        )
    scores = [each.score for each in counted]
    if len(scores) >= 3 and (best := max(scores)) > 0 and (even := median(scores) / best) < UNEVEN:
        yield Area(
            id="uneven",
            text=f"Your median post scores {median(scores):.0f} and your best one {best:.0f}. The median counts: fewer "
            "posts with more work in each raise it.",
            numbers={"median": round(median(scores), 1), "best": round(best, 1)},
            strength=1.0 - even,
        )
    if (change := trend["views"].change) is not None and change <= FALLS:
        yield Area(
            id="falls",
            text=f"Your posts of the last four weeks had {_percent(-change)} fewer views than those of the four "
            "before. Look at what the earlier ones were about.",
            numbers={"change": change},
            strength=min(1.0, -change),
        )
    viewers = [each.post.viewers for each in counted]
    if len(viewers) >= rules.posts_min and (usual := median(viewers)) < QUIET_VIEWERS:
        yield Area(
            id="quiet",
            text=f"Your median post has {usual:.0f} viewers. Share it where people already talk about its subject.",
            numbers={"viewers": float(usual)},
            strength=0.5 * (1.0 - usual / QUIET_VIEWERS),
        )


def _where_people_leave(videos: Sequence[PostNumbers]) -> Iterator[Area]:
    with_curve = [post for post in videos if len(post.retention) > 2]
    if with_curve:
        worst = min(with_curve, key=lambda post: _at(post, OPENING))
        left = 1.0 - _at(worst, OPENING)
        if left >= OPENING_LEAVES:
            seconds = worst.length_s * OPENING
            yield Area(
                id="opening_leaves",
                text=f"{_percent(left)} leave “{worst.title}” within the first {seconds:.0f} s. Begin with the moment "
                "that it is about.",
                numbers={"left": left, "at_s": round(seconds, 1)},
                post_id=worst.id,
                strength=left,
            )
        share, at_s, post = max((_steepest(post) for post in with_curve), key=lambda drop: drop[0])
        if share >= DROP:
            yield Area(
                id="drop",
                text=f"{_percent(share)} of its viewers leave “{post.title}” around {_clock(at_s)}. Watch that moment: "
                "cut it, or move it to the end.",
                numbers={"left": share, "at_s": round(at_s, 1)},
                post_id=post.id,
                strength=share * 1.5,
            )
    if videos and (share := fmean(average_retention(post) for post in videos)) < SHORT_STAYS:
        longest = max(videos, key=lambda post: post.length_s)
        yield Area(
            id="short_stays",
            text=f"People watch {_percent(share)} of your videos on average. Try one of half the length: what would "
            "you miss?",
            numbers={"retention": share, "length_s": round(longest.length_s, 1)},
            strength=1.0 - share / SHORT_STAYS,
        )


def _at(post: PostNumbers, share: float) -> float:
    """Who is still there at this share of the post, of those who began."""
    return post.retention[round(share * (len(post.retention) - 1))]


def _steepest(post: PostNumbers) -> tuple[float, float, PostNumbers]:
    """(share lost, second, post) of the step after the opening within which most viewers leave."""
    curve = post.retention
    first = round(OPENING * (len(curve) - 1)) + 1
    # The last step is the end, where everybody leaves.
    drops = [(curve[at - 1] - curve[at], at) for at in range(first, len(curve) - 1)]
    lost, at = max(drops, default=(0.0, 0))
    return lost, at / (len(curve) - 1) * post.length_s, post


def _percent(share: float) -> str:
    return f"{share * 100:.0f}%"


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes"


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
