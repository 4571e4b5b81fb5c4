from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from livehouse.accounts import FollowerFacts, GenuineFollowers, count_genuine
from livehouse.accounts.genuine import LANDMARKS_MAX, choose_landmarks, circle_allowance, scale_to_all

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOST = "host"


def followers(
    count: int, *, name: str = "f", apart: timedelta = timedelta(hours=5), **facts: object
) -> list[FollowerFacts]:
    """So many followers, made one after another long before now; each followed an hour after it was made."""
    first = NOW - timedelta(days=60) - count * apart
    return [
        FollowerFacts(
            id=f"{name}{number:05}",
            **{  # type: ignore[arg-type]
                "created_at": first + number * apart,
                "followed_at": first + number * apart + timedelta(hours=1),
                **facts,
            },
        )
        for number in range(count)
    ]


def judged(*groups: list[FollowerFacts]) -> GenuineFollowers:
    return count_genuine(HOST, [follower for group in groups for follower in group], NOW)


def proven(count: int) -> list[FollowerFacts]:
    return followers(count, name="proven", days_watched=3)


def friends(count: int) -> list[FollowerFacts]:
    """People who all follow each other and the host, and whom the host follows."""
    return followers(
        count,
        name="friend",
        days_watched=5,
        is_mutual=True,
        following=count + 20,
        mutuals=count,
        friends_in_common=count - 1,
    )


def test_people_who_watch_count() -> None:
    assert judged(proven(1_200)) == GenuineFollowers(total=1_200, counted=1_200)


def test_nobody_counts_twice_over() -> None:
    some = [
        *followers(1, name=HOST[:-1] + "t", days_watched=9),
        *followers(2, name="gone", is_deleted=True, days_watched=9),
        *followers(3, name="bad", is_banned=True, days_watched=9),
    ]
    some[0] = msgspec.structs.replace(some[0], id=HOST)
    assert judged(some, proven(4)) == GenuineFollowers(
        total=10, counted=4, left_out={"self": 1, "deleted": 2, "banned": 3}
    )


def test_a_newcomers_first_followers_get_the_benefit_of_the_doubt() -> None:
    assert judged(followers(10)).counted == 10
    assert judged(followers(12)) == GenuineFollowers(total=12, counted=10, left_out={"unconfirmed": 2})
    assert judged(followers(12, is_confirmed=True)).left_out == {"fresh": 2}
    assert judged(followers(30), proven(400)).counted == 400 + 30


def test_a_confirmed_follower_who_watched_once_counts_among_forty_and_half_as_many_as_are_proven() -> None:
    passers_by = followers(200, is_confirmed=True, days_watched=1)
    assert judged(passers_by) == GenuineFollowers(total=200, counted=40, left_out={"fresh": 160})
    assert judged(passers_by, proven(100)).counted == 100 + 40 + 50
    assert judged(passers_by, proven(320)).counted == 520


@pytest.mark.parametrize(("size", "counted"), [(25, 25), (35, 35), (40, 40)])
def test_a_class_that_signs_up_on_one_evening_in_one_network_counts_in_full(size: int, counted: int) -> None:
    minute = timedelta(minutes=1)
    school_class = followers(size, apart=minute, network="school", is_confirmed=True, days_watched=1)
    assert judged(school_class).counted == counted


def test_an_assembly_counts_once_it_comes_back() -> None:
    assembly = {"apart": timedelta(seconds=20), "network": "school", "is_confirmed": True}
    first_evening = judged(followers(300, **assembly, days_watched=1))
    assert first_evening == GenuineFollowers(total=300, counted=40, left_out={"burst": 260})
    came_back = followers(210, **assembly, days_watched=3)
    stayed_away = followers(90, name="away", **assembly, days_watched=1)
    assert judged(came_back, stayed_away).counted == 210 + 40


def test_accounts_made_in_a_burst_do_not_count_however_slowly_they_follow() -> None:
    farm = [
        msgspec.structs.replace(one, followed_at=NOW - timedelta(days=50) + number * timedelta(hours=1))
        for number, one in enumerate(followers(900, apart=timedelta(seconds=30), is_confirmed=True, days_watched=1))
    ]
    outcome = judged(farm)
    assert outcome.counted <= 45
    assert outcome.left_out["burst"] > 800


def test_many_from_one_network_wait_until_they_are_proven() -> None:
    puppets = followers(120, network="one house", is_confirmed=True, days_watched=1)
    outcome = judged(puppets, proven(400))
    assert outcome.counted == 440
    assert outcome.left_out == {"same_network": 80}


def test_friends_who_all_follow_each_other_count_and_a_ring_does_not() -> None:
    assert judged(friends(35)).counted == 35
    assert judged(friends(61)).counted == 61
    # Past 61 each shares more than 60 friends with the host.
    assert judged(friends(300)) == GenuineFollowers(total=300, counted=12, left_out={"ring": 288})
    assert judged(friends(1_000)).counted == 3


def test_strangers_who_trade_follows_are_a_ring_too() -> None:
    traders = followers(500, is_mutual=True, following=900, mutuals=880, friends_in_common=20, days_watched=8)
    assert judged(traders).counted == 60 * 60 // 500
    # Following back those who follow few, or follow many who do not follow them, is no trade.
    assert judged(followers(500, is_mutual=True, following=140, mutuals=138, days_watched=8)).counted == 500
    assert judged(followers(500, is_mutual=True, following=900, mutuals=300, days_watched=8)).counted == 500


def test_nobody_can_make_a_ring_around_a_host_who_does_not_follow_back() -> None:
    traders = followers(500, following=900, mutuals=880, days_watched=8)
    assert judged(traders).counted == 500


def test_the_allowance_of_a_circle_meets_its_end_without_a_step() -> None:
    assert [circle_allowance(size) for size in (0, 1, 60, 61, 100, 300, 1_000)] == [0, 1, 60, 59, 36, 12, 3]


def test_what_came_recently_is_of_those_who_count() -> None:
    recent = followers(7, name="new", days_watched=3, followed_at=NOW - timedelta(days=27))
    older = followers(5, name="old", days_watched=3, followed_at=NOW - timedelta(days=29))
    bots = followers(90, name="bot", followed_at=NOW - timedelta(hours=1))
    assert judged(recent, older, bots).counted_recently == 7 + 10


def test_landmarks_are_spread_over_all_and_the_estimate_is_scaled() -> None:
    few = [str(number) for number in range(LANDMARKS_MAX)]
    assert choose_landmarks(few) == few
    many = [str(number) for number in range(1_000)]
    assert choose_landmarks(many) == [str(number) for number in range(0, 1_000, 10)]
    assert scale_to_all(30, landmarks=100, mutuals=1_000) == 300


FACTS = st.builds(
    FollowerFacts,
    id=st.text("abcdef0123456789", min_size=8, max_size=8),
    followed_at=st.integers(0, 2_000).map(lambda hours: NOW - timedelta(hours=hours)),
    created_at=st.integers(0, 2_000).map(lambda hours: NOW - timedelta(hours=hours)),
    is_confirmed=st.booleans(),
    days_watched=st.integers(0, 5),
    network=st.sampled_from([None, "one", "two"]),
    is_deleted=st.booleans(),
    is_banned=st.booleans(),
    is_mutual=st.booleans(),
    following=st.integers(0, 400),
    mutuals=st.integers(0, 400),
    friends_in_common=st.integers(0, 120),
)


@given(st.lists(FACTS, max_size=150), st.randoms())
def test_what_is_left_out_is_what_does_not_count_in_whatever_order(group: list[FollowerFacts], random: object) -> None:
    outcome = judged(group)
    assert outcome.total == len(group)
    assert outcome.total - outcome.counted == sum(outcome.left_out.values())
    assert 0 <= outcome.counted_recently <= outcome.counted
    unique = list({follower.id: follower for follower in group}.values())
    shuffled = list(unique)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert judged(unique) == judged(shuffled)


@given(st.lists(FACTS, max_size=150))
def test_one_more_proven_follower_never_makes_fewer_count(group: list[FollowerFacts]) -> None:
    assert judged(group, proven(1)).counted >= judged(group).counted + 1


def test_those_who_watched_in_a_crowd_that_never_did_wait_with_it() -> None:
    farm = followers(40, name="bot", apart=timedelta(minutes=1), is_confirmed=True)
    helpers = followers(6, name="helper", apart=timedelta(minutes=1), is_confirmed=True, days_watched=1)
    careful = followers(2, name="careful", apart=timedelta(minutes=1), is_confirmed=True, days_watched=3)
    assert judged(farm, helpers, careful) == GenuineFollowers(total=48, counted=2, left_out={"burst": 46})
    spread = {"network": "farm", "is_confirmed": True}
    slowly = judged(followers(40, name="bot", **spread), followers(6, name="helper", **spread, days_watched=1))
    assert slowly.left_out == {"same_network": 46}


def test_a_crowd_most_of_whom_watched_is_one_of_people() -> None:
    minute = timedelta(minutes=1)
    watched = followers(20, name="a", apart=minute, network="school", is_confirmed=True, days_watched=1)
    did_not = followers(10, name="b", apart=minute, network="school", is_confirmed=True)
    assert judged(watched, did_not).counted == 30
