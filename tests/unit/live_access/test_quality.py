from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from livehouse.live_access import PostNumbers, quality_of, report_on, score_post
from tests.unit.live_access.people import NOW, POLICY

RULES = POLICY.rules.quality
CURVE = tuple(1 - step / 40 for step in range(21))


def post(number: int = 1, *, days: float = 7, **changes: Any) -> PostNumbers:
    """A decent video of `days` ago."""
    fields = {
        "id": f"post{number:022}",
        "kind": "video",
        "title": f"Song {number}",
        "posted_at": NOW - timedelta(days=days),
        "length_s": 60.0,
        "viewers": 150,
        "play_s": 150 * 36.0,
        "likes": 20,
        "returning_viewers": 30,
        "retention": CURVE,
        **changes,
    }
    return PostNumbers(**fields)


@st.composite
def posts(draw: st.DrawFn) -> PostNumbers:
    viewers = draw(st.integers(0, 3_000))
    return post(
        draw(st.integers(0, 10_000)),
        days=draw(st.floats(0, 200)),
        kind=draw(st.sampled_from(["video", "live"])),
        length_s=draw(st.floats(1, 7_200)),
        viewers=viewers,
        play_s=draw(st.floats(0, 500_000)),
        likes=draw(st.integers(0, 2_000)),
        returning_viewers=draw(st.integers(0, viewers)),
        counts=draw(st.booleans()),
    )


GROWTHS = ["viewers", "play_s", "likes", "returning_viewers"]


@given(posts(), st.sampled_from(GROWTHS), st.integers(1, 1_000))
def test_nothing_that_grows_lowers_a_score(post: PostNumbers, what: str, by: int) -> None:
    more = msgspec.structs.replace(post, **{what: getattr(post, what) + by})
    assert 0 <= score_post(post, RULES) <= score_post(more, RULES) <= 100 + 1e-9


@given(st.lists(posts(), max_size=12), st.data())
def test_a_post_that_does_better_never_lowers_the_account(posts: list[PostNumbers], data: st.DataObject) -> None:
    before = quality_of(posts, RULES, NOW).score
    if not posts:
        assert before is None
        return
    chosen = data.draw(st.integers(0, len(posts) - 1))
    what = data.draw(st.sampled_from(GROWTHS))
    better = msgspec.structs.replace(posts[chosen], **{what: getattr(posts[chosen], what) + 100})
    after = quality_of([*posts[:chosen], better, *posts[chosen + 1 :]], RULES, NOW).score
    assert (after is None) is (before is None)
    assert before is None or after is None or after >= before


@given(st.lists(posts(), max_size=6), st.randoms())
def test_the_order_in_which_posts_come_does_not_matter(posts: list[PostNumbers], random: Any) -> None:
    posts = [msgspec.structs.replace(each, id=f"post{number:022}") for number, each in enumerate(posts)]
    shuffled = list(posts)
    random.shuffle(shuffled)
    report = report_on(posts, RULES, NOW)
    assert report == report_on(shuffled, RULES, NOW)
    assert report.summary == quality_of(posts, RULES, NOW)
    assert max(len(report.good_points), len(report.areas)) <= 3


def test_the_formula_by_hand() -> None:
    # 180 views (30 of them again), 90 complete watches, 20 likes; log(1 + x) / log(1 + full) of each.
    by_hand = 20 * 5.198497 / 6.908755 + 50 * 4.510860 / 6.216606 + 30 * 3.044522 / 4.615121
    assert score_post(post(), RULES) == pytest.approx(by_hand, abs=1e-4)


@pytest.mark.parametrize(
    ("changes", "same_as"),
    [
        # Likes count up to one for every four viewers.
        ({"likes": 5_000}, {"likes": 37.5}),
        # Nobody watches a post more than whole.
        ({"play_s": 1e9}, {"play_s": 150 * 60.0}),
        # Three seconds that play over and over are no complete watch.
        ({"length_s": 3.0, "play_s": 150 * 5.0}, {"length_s": 10.0, "play_s": 150 * 5.0}),
        # Three minutes of an hour's LIVE are one.
        ({"kind": "live", "length_s": 3_600.0, "play_s": 150 * 90.0}, {"length_s": 180.0, "play_s": 150 * 90.0}),
    ],
)
def test_what_counts_has_bounds(changes: dict[str, Any], same_as: dict[str, Any]) -> None:
    assert score_post(post(**changes), RULES) == pytest.approx(score_post(post(**same_as), RULES))


def test_full_marks_and_none() -> None:
    full = post(viewers=1_000, play_s=60_000.0, likes=1_000)
    assert score_post(full, RULES) == pytest.approx(100)
    assert score_post(post(viewers=0, play_s=0.0, likes=0, returning_viewers=0), RULES) == 0


def test_many_weak_posts_lower_the_score_and_the_median_counts() -> None:
    strong = [post(number) for number in range(5)]
    weak = [post(100 + number, viewers=3, play_s=10.0, likes=0, returning_viewers=0) for number in range(6)]
    alone = quality_of(strong, RULES, NOW).score
    flooded = quality_of(strong + weak, RULES, NOW).score
    assert alone == 71
    assert flooded is not None
    assert flooded < 20


@pytest.mark.parametrize(
    ("changes", "why_not"),
    [
        ({"days": 1.9}, "fresh"),
        ({"days": 2.0}, None),
        ({"days": 90.0}, None),
        ({"days": 90.1}, "old"),
        ({"counts": False, "why_not": "repost"}, "repost"),
        ({"counts": False}, "left_out"),
    ],
)
def test_which_posts_count(changes: dict[str, Any], why_not: str | None) -> None:
    (scored,) = report_on([post(**changes)], RULES, NOW).posts
    assert (scored.counts, scored.why_not) == (why_not is None, why_not)


def test_posts_of_the_future_are_not_there_yet_and_only_the_newest_thirty_count() -> None:
    report = report_on([post(number, days=3 + number) for number in range(40)], RULES, NOW)
    assert [each.why_not for each in report.posts].count("beyond") == 10
    assert report.posts_counted == 30
    assert all(each.counts for each in report.posts[:30])
    assert report_on([post(days=-1)], RULES, NOW).posts == ()


def test_with_too_few_posts_there_is_no_score_and_the_first_area_says_so() -> None:
    report = report_on([post(1), post(2)], RULES, NOW)
    assert (report.score, report.posts_counted) == (None, 2)
    assert report.areas[0].id == "few_posts"
    assert report.areas[0].numbers == {"posts": 2.0, "needed": 3.0}
    assert report_on([post(1), post(2), post(3)], RULES, NOW).score == 71


def test_the_score_of_four_weeks_ago_is_that_of_the_posts_of_then() -> None:
    earlier = [post(number, days=40, viewers=20, play_s=300.0, likes=1, returning_viewers=0) for number in range(3)]
    now = [post(10 + number) for number in range(3)]
    quality = quality_of([*earlier, *now], RULES, NOW)
    assert quality.score is not None
    assert quality.score_before is not None
    assert quality.score_before < quality.score


def test_indicators_compare_four_weeks_with_the_four_before() -> None:
    posts = [post(1, days=5), post(2, days=20), post(3, days=30, viewers=200, likes=10, returning_viewers=0)]
    found = {indicator.id: indicator for indicator in report_on(posts, RULES, NOW).indicators}
    assert (found["views"].now, found["views"].before, found["views"].change) == (300.0, 200.0, 0.5)
    assert (found["likes"].now, found["likes"].before, found["likes"].change) == (40.0, 10.0, 3.0)
    assert found["likes_per_view"].now == pytest.approx(40 / 300, abs=1e-4)
    assert found["retention"].now == 0.6
    assert found["returning"].now == 0.2
    assert (found["returning"].before, found["returning"].change) == (0.0, None)
    nothing = report_on([], RULES, NOW).indicators
    assert all(each.now is None and each.before is None and each.change is None for each in nothing)


# Good points and areas


def ids(points: Any) -> list[str]:
    return [point.id for point in points]


def test_each_point_names_its_number() -> None:
    report = report_on([post(number, days=3 + number) for number in range(4)], RULES, NOW)
    assert len(report.good_points) == 3
    for point in [*report.good_points, *report.areas]:
        assert point.numbers
        assert any(character.isdigit() for character in point.text)


@pytest.mark.parametrize(
    ("retention", "area", "said"),
    [
        ((1.0, 0.9, 0.55, *([0.5] * 18)), "opening_leaves", "45% leave “Song 1” within the first 6 s"),
        ((1.0, 0.95, *([0.95] * 9), *([0.6] * 9), 0.5), "drop", "35% of its viewers leave “Song 1” around 0:33"),
    ],
)
def test_where_people_leave_is_found(retention: tuple[float, ...], area: str, said: str) -> None:
    posts = [post(1, retention=retention), post(2), post(3)]
    found = next(each for each in report_on(posts, RULES, NOW).areas if each.id == area)
    assert found.post_id == posts[0].id
    assert said in found.text


@pytest.mark.parametrize(
    ("changes", "area"),
    [
        ({"play_s": 150 * 9.0}, "short_stays"),
        ({"kind": "live", "length_s": 3_600.0, "play_s": 150 * 20.0, "retention": ()}, "live_short_stays"),
        ({"returning_viewers": 2}, "few_return"),
        ({"viewers": 15, "play_s": 500.0, "likes": 2, "returning_viewers": 3}, "quiet"),
    ],
)
def test_what_could_be_better_is_found(changes: dict[str, Any], area: str) -> None:
    report = report_on([post(number, **changes) for number in range(3)], RULES, NOW)
    assert area in ids(report.areas)


def test_uneven_posts_and_fewer_views_are_found() -> None:
    weak = {"viewers": 12, "play_s": 60.0, "likes": 0, "returning_viewers": 0}
    few = [post(number, days=3 + number, **weak) for number in range(3)]
    assert "uneven" in ids(report_on([*few, post(9, days=5)], RULES, NOW).areas)
    assert "falls" in ids(report_on([*few, post(9, days=40)], RULES, NOW).areas)


def test_a_post_that_hardly_anybody_saw_says_nothing() -> None:
    posts = [post(number, viewers=9, play_s=9.0, likes=0, returning_viewers=0) for number in range(3)]
    assert set(ids(report_on(posts, RULES, NOW).areas)) <= {"quiet", "few_return", "uneven"}


WORDS_NOT_SAID = ["copy", "imitate", "trend", "ask for likes", "like and", "viral", "other creators"]


@given(st.lists(posts(), min_size=3, max_size=8))
def test_no_advice_to_imitate_or_to_chase_likes(posts: list[PostNumbers]) -> None:
    report = report_on(posts, RULES, NOW)
    for point in [*report.good_points, *report.areas]:
        text = point.text.lower()
        for title in {each.title.lower() for each in posts}:
            text = text.replace(title, "")
        assert not [word for word in WORDS_NOT_SAID if word in text]
    assert "likes" not in " ".join(area.text for area in report.areas).lower()
