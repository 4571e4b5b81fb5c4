"""The ranking, as it is promised in docs/ranking.md, over whatever numbers there are."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livehouse.discovery.pulse import NO_PAST, STRANGER_WEIGHT, TYPICAL_STAY_MIN, Past, Pulse, add_live, person_number
from livehouse.discovery.ranking import (
    ACTS,
    FOLLOWED_SEEN,
    LATELY,
    LIVE_PARTS,
    SAME_HOST_WITHIN,
    TRIAL_SHARE_MAX,
    Act,
    Features,
    Person,
    Pool,
    VideoFeatures,
    Weights,
    compose,
    on_trial,
    score_lives,
    score_videos,
    top,
    weight_specs,
)
from livehouse.discovery.taste import (
    FOLLOWED_POINTS,
    OPENED_LIVE_SEEN,
    STAY_POINTS_MAX,
    STAY_POINTS_MIN,
    TYPICAL_STAY_POINTS,
    points_of_stay,
)

WEIGHTS = Weights()
SIZE = 12


def column(values: Sequence[float]) -> Any:
    return np.array(values, dtype=float)


def features(count: int = 1, **changes: Any) -> Features:
    """Rooms that are all alike, and quiet."""
    quiet = {
        "viewers": np.full(count, 40.0),
        "mean_viewers": np.full(count, 40.0),
        "usual_viewers": np.full(count, 40.0),
        "acts": {act: np.zeros(count) for act in ACTS},
        "usual_acts": {act: np.full(count, np.nan) for act in ACTS},
        "stay_min": np.full(count, 4.0),
        "usual_stay_min": np.full(count, 4.0),
        "age_min": np.full(count, 60.0),
        "shown": np.full(count, 500.0),
        "opened": np.full(count, 50.0),
        "known_by": np.full(count, 1_000.0),
        "is_interrupted": np.zeros(count, dtype=bool),
        "typical_stay_min": 4.0,
        "typical_welcome": 0.1,
    }
    return Features(**{**quiet, **changes})


Chance = np.random.Generator
# What is drawn is a seed: numbers of all sizes come from it, a third of them nothing at all.
chances = st.integers(0, 2**32 - 1).map(np.random.default_rng)


def numbers(chance: Chance, most: float, size: int = SIZE) -> Any:
    drawn = most ** chance.random(size) * chance.random(size)
    return np.where(chance.random(size) < 1 / 3, 0.0, drawn)


def maybe(chance: Chance, most: float) -> Any:
    return np.where(chance.random(SIZE) < 1 / 3, np.nan, numbers(chance, most))


def any_features(chance: Chance) -> Features:
    return Features(
        viewers=numbers(chance, 1e6),
        mean_viewers=numbers(chance, 1e6),
        usual_viewers=maybe(chance, 1e6),
        acts={act: numbers(chance, 1e5) for act in ACTS},
        usual_acts={act: maybe(chance, 2.0) for act in ACTS},
        stay_min=numbers(chance, 600),
        usual_stay_min=maybe(chance, 600),
        age_min=numbers(chance, 3_000),
        shown=numbers(chance, 1e5),
        opened=numbers(chance, 1e5),
        known_by=numbers(chance, 1e5),
        is_interrupted=chance.random(SIZE) < 0.3,
        typical_stay_min=float(chance.uniform(0.1, 60)),
        typical_welcome=float(chance.uniform(0.001, 1)),
    )


def any_weights(chance: Chance) -> Weights:
    def one(least: float, most: float) -> float:
        return float(chance.choice([least, most, chance.uniform(least, most)]))

    return Weights(**{spec.name: one(spec.min, spec.max) for spec in weight_specs()})


def any_pool(chance: Chance) -> tuple[Pool, Person]:
    size = int(chance.integers(0, 30))
    is_video = chance.random(size) < 0.5
    pool = Pool(
        score=chance.integers(-50, 100, size).astype(float),
        host=chance.integers(0, 6, size),
        topic=np.where(is_video, -1, chance.integers(0, 4, size)),
        is_video=is_video,
        is_trial=(chance.random(size) < 0.5) & ~is_video,
        shown=numbers(chance, 100, size),
    )
    person = Person(
        may_see=chance.random(size) < 0.7,
        follows=chance.random(size) < 0.3,
        topic_taste=chance.uniform(-1, 1, size),
        host_taste=chance.random(size),
        seen=numbers(chance, 5, size),
        skipped=numbers(chance, 5, size),
        draw=chance.random(size),
    )
    return pool, person


@settings(max_examples=40)
@given(chances)
def test_points_are_finite_and_come_to_the_score(chance: Chance) -> None:
    rooms, weights = any_features(chance), any_weights(chance)
    scored = score_lives(rooms, weights)
    assert np.isfinite(scored.points).all()
    assert np.allclose(scored.points.sum(axis=1), scored.total)
    most = np.array([getattr(weights, part) for part in LIVE_PARTS])
    assert (scored.points <= (1 + weights.lift) * most + 1e-9).all()


@settings(max_examples=40)
@given(chances)
def test_a_weight_of_zero_leaves_its_part_out_however_much_there_is_of_it(chance: Chance) -> None:
    rooms, weights = any_features(chance), any_weights(chance)
    without = msgspec.structs.replace(weights, gifts=0.0)
    richer = replace(rooms, acts={**rooms.acts, "gifts": rooms.acts["gifts"] + 1_000})
    assert np.array_equal(score_lives(rooms, without).total, score_lives(richer, without).total)


@pytest.mark.parametrize("act", ACTS)
def test_more_people_who_do_it_is_never_worth_less(act: Act) -> None:
    people = np.linspace(0, 80, 30)
    scored = score_lives(features(30, acts={**features(30).acts, act: people}), WEIGHTS)
    assert (np.diff(scored.total) > 0).all()


def test_a_large_audience_is_worth_more_but_a_lively_small_one_beats_it() -> None:
    viewers = column([3_000, 60])
    lively = {act: column([20.0, 30.0]) if act == "comments" else column([0, 0]) for act in ACTS}
    rooms = features(
        2, viewers=viewers, mean_viewers=viewers, usual_viewers=viewers, acts=lively, stay_min=column([1.0, 9.0])
    )
    large, small = score_lives(rooms, WEIGHTS).total
    assert small > large
    idle = score_lives(replace(rooms, acts=features(2).acts, stay_min=column([4.0, 4.0])), WEIGHTS).total
    assert idle[0] > idle[1]


def test_three_friends_who_chat_are_no_crowd() -> None:
    viewers = column([3, 300])
    acts = {act: column([6.0, 100.0]) if act == "comments" else column([0, 0]) for act in ACTS}
    scored = score_lives(features(2, viewers=viewers, mean_viewers=viewers, usual_viewers=viewers, acts=acts), WEIGHTS)
    comments = scored.points[:, LIVE_PARTS.index("comments")]
    assert comments[0] < comments[1]


def test_the_same_is_worth_more_where_it_is_more_than_usual() -> None:
    acts = {act: np.full(3, 4.0) for act in ACTS}
    usual = {act: column([0.02, 0.1, 0.5]) for act in ACTS}
    total = score_lives(features(3, acts=acts, usual_acts=usual), WEIGHTS).total
    assert total[0] > total[1] > total[2]
    level = msgspec.structs.replace(WEIGHTS, lift=0.0)
    assert np.ptp(score_lives(features(3, acts=acts, usual_acts=usual), level).total) == 0


def test_a_live_without_its_picture_falls_and_one_that_begins_rises() -> None:
    rooms = features(3, is_interrupted=np.array([False, True, False]), age_min=column([60, 60, 1]))
    usual, interrupted, fresh = score_lives(rooms, WEIGHTS).total
    assert interrupted == pytest.approx(usual * (1 - WEIGHTS.interrupted))
    assert fresh > usual


def test_videos_are_ranked_by_how_they_are_watched_and_liked_and_by_age() -> None:
    videos = VideoFeatures(
        views=column([500, 500, 500, 500]),
        watched_share=column([0.8, 0.2, 0.8, 0.8]),
        likes=column([40, 40, 2, 40]),
        age_h=column([1, 1, 1, 200]),
    )
    best, left, disliked, old = score_videos(videos, WEIGHTS).total
    assert best > max(left, disliked, old)


# What one person is shown


@settings(max_examples=80)
@given(chances, st.integers(0, 40), st.integers(0, 10))
def test_nobody_is_shown_anything_twice_or_that_is_not_for_them(chance: Chance, places: int, head: int) -> None:
    (pool, person), weights = any_pool(chance), any_weights(chance)
    placed = compose(pool, person, weights, places=places, head=head)
    rows = [one.row for one in placed]
    assert len(rows) == len(set(rows)) == min(places, int(person.may_see.sum()))
    assert person.may_see[rows].all()
    for one in placed:
        assert one.score == pytest.approx(float(pool.score[one.row]) + sum(one.added.values()))
        assert one.reason != "trial" or pool.is_trial[one.row]
        assert one.reason != "followed" or person.follows[one.row]
    assert placed == compose(pool, person, weights, places=places, head=head)


@settings(max_examples=50)
@given(chances, st.integers(1, 10))
def test_pages_go_on_where_the_one_before_ended(chance: Chance, size: int) -> None:
    pool, person = any_pool(chance)
    found: list[int] = []
    while page := compose(pool, person, WEIGHTS, places=size, before=found, head=len(found)):
        found += [one.row for one in page]
    assert sorted(found) == np.flatnonzero(person.may_see).tolist()


@settings(max_examples=50)
@given(chances)
def test_followed_hosts_who_are_live_come_first(chance: Chance) -> None:
    pool, person = any_pool(chance)
    placed = compose(pool, person, WEIGHTS, places=30)
    wanted = (person.skipped < LATELY) & (person.seen < FOLLOWED_SEEN)
    waiting = np.flatnonzero(person.may_see & person.follows & ~pool.is_video & wanted)
    head = min(len(waiting), int(WEIGHTS.followed_first))
    assert [one.reason for one in placed[:head]] == ["followed"] * head
    assert {one.row for one in placed[:head]} <= set(waiting.tolist())


def quiet_pool(size: int, **changes: Any) -> Pool:
    plain = {
        "score": np.linspace(50, 40, size),
        "host": np.arange(size),
        "topic": np.zeros(size, dtype=np.int64),
        "is_video": np.zeros(size, dtype=bool),
        "is_trial": np.zeros(size, dtype=bool),
        "shown": np.zeros(size),
    }
    return Pool(**{**plain, **changes})


def test_repetition_is_thinned() -> None:
    # The thirty best are of one topic, and of four hosts; others are nearly as good.
    size = 60
    pool = quiet_pool(
        size,
        topic=np.where(np.arange(size) < 30, 0, 1 + np.arange(size) % 3),
        host=np.where(np.arange(size) < 30, np.arange(size) % 4, np.arange(size)),
    )
    placed = compose(pool, Person.anybody(pool), WEIGHTS, places=20)
    topics = [int(pool.topic[one.row]) for one in placed]
    runs = [sum(1 for _ in run) for run in _runs(topics)]
    assert max(runs) <= 3
    hosts = [int(pool.host[one.row]) for one in placed]
    for place, host in enumerate(hosts):
        assert host not in hosts[max(0, place - SAME_HOST_WITHIN) : place]


def _runs(values: list[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for value in values:
        if runs and runs[-1][0] == value:
            runs[-1].append(value)
        else:
            runs.append([value])
    return runs


def test_new_hosts_share_the_trial_places_and_those_shown_least_come_first() -> None:
    size = 400
    is_trial = np.arange(size) >= 300
    pool = quiet_pool(size, score=np.where(is_trial, 5.0, 60.0), is_trial=is_trial)
    given_to = np.zeros(size)
    chance = np.random.default_rng(4)
    for _ in range(200):
        pool = replace(pool, shown=given_to.copy())
        person = Person.anybody(pool, chance.random(size))
        placed = compose(pool, person, WEIGHTS, places=20)
        trials = [one.row for one in placed if one.reason == "trial"]
        assert len(trials) == 2
        given_to[trials] += 1
    # 400 showings over 100 hosts: nobody is left out, nobody gets many times their part.
    assert given_to[300:].min() >= 1
    assert given_to[300:].max() <= 16


def test_where_many_are_new_the_least_known_have_their_trials_first() -> None:
    known_by = column(np.arange(40.0)[::-1])
    rooms = features(40, known_by=known_by, shown=np.zeros(40))
    chosen = on_trial(rooms, WEIGHTS)
    assert chosen.sum() == 40 * TRIAL_SHARE_MAX
    assert known_by[chosen].max() < known_by[~chosen].min()


def test_who_saw_a_trial_is_not_given_it_again_at_once() -> None:
    is_trial = np.arange(20) == 19
    pool = quiet_pool(20, is_trial=is_trial)
    for seen, expected in ((0.0, True), (0.9, False), (0.4, True)):
        person = replace(Person.anybody(pool), seen=np.full(20, seen))
        placed = compose(pool, person, WEIGHTS, places=10)
        assert any(one.reason == "trial" for one in placed) is expected


def test_who_left_a_live_is_not_shown_it_first() -> None:
    pool = quiet_pool(20)
    follows = np.arange(20) == 19
    for seen, expected in ((0.0, 19), (OPENED_LIVE_SEEN, 0)):
        person = replace(Person.anybody(pool), follows=follows, seen=np.where(follows, seen, 0.0))
        placed = compose(pool, person, msgspec.structs.replace(WEIGHTS, followed=0.0), places=10)
        assert placed[0].row == expected


def test_a_trial_ends_when_enough_people_were_shown_it() -> None:
    rooms = features(4, shown=column([0, 99, 100, 0]), known_by=column([0, 50, 0, 100]))
    assert on_trial(rooms, WEIGHTS).tolist() == [True, True, False, False]


def test_what_was_seen_and_skipped_goes_down_and_what_is_liked_goes_up() -> None:
    pool = quiet_pool(4, score=np.full(4, 50.0), topic=np.arange(4))
    person = replace(
        Person.anybody(pool),
        seen=column([0, 2, 0, 0]),
        skipped=column([0, 0, 1, 0]),
        topic_taste=column([0, 0, 0, 0.8]),
    )
    placed = compose(pool, person, WEIGHTS, places=4)
    assert [one.row for one in placed] == [3, 0, 1, 2]
    assert placed[0].reason == "topic"


def test_top_live_is_the_same_for_all_and_by_points() -> None:
    pool = quiet_pool(8, topic=np.array([0, 1, 2, 3, 4, 5, 6, 7]), is_video=np.arange(8) == 1)
    placed = top(pool, WEIGHTS, may_see=np.arange(8) != 2, places=8)
    assert [one.row for one in placed] == [0, 3, 4, 5, 6, 7]
    assert [one.row for one in top(pool, WEIGHTS, may_see=np.ones(8, dtype=bool), places=8, topic=3)] == [3]


# The pulse that the features come from


def talk(pulse: Pulse, people: Sequence[str], now_s: float, *, is_stranger: bool = False) -> None:
    pulse.act("room", "comments", [person_number(name, is_stranger=is_stranger) for name in people], now_s)


def one_room(now_s: float = 0.0, past: Past = NO_PAST) -> Pulse:
    pulse = Pulse()
    pulse.advance(now_s)
    pulse.add("room", now_s, began_s=now_s, past=past)
    return pulse


@settings(max_examples=25)
@given(st.lists(st.tuples(st.floats(0, 600), st.integers(0, 3)), max_size=60))
def test_one_person_never_counts_more_than_twice_a_minute(said: list[tuple[float, int]]) -> None:
    pulse = one_room()
    for at_s, person in sorted(said):
        pulse.advance(at_s)
        talk(pulse, [str(person)], at_s)
    pulse.advance(600)
    # The average of the last minutes cannot be over what four people can do, a last one that counts at once aside.
    assert pulse.features(600).acts["comments"][0] <= 4 * (2.0 + np.log(2) / 2.0)


def test_strangers_count_for_less() -> None:
    known, unknown = one_room(), one_room()
    talk(known, ["a", "b"], 1.0)
    talk(unknown, ["a", "b"], 1.0, is_stranger=True)
    ratio = unknown.features(1.0).acts["comments"][0] / known.features(1.0).acts["comments"][0]
    assert ratio == pytest.approx(STRANGER_WEIGHT)


def test_now_is_the_last_minutes_and_usual_is_longer() -> None:
    pulse = one_room()
    pulse.set_viewers("room", 50)
    for second in range(0, 1_800, 30):
        pulse.advance(second)
        talk(pulse, [str(second)], second)
    pulse.set_viewers("room", 200)
    pulse.advance(1_920)
    rooms = pulse.features(1_920)
    assert rooms.viewers[0] == 200
    assert 110 < rooms.mean_viewers[0] < 140
    assert 50 < rooms.usual_viewers[0] < 75
    assert rooms.acts["comments"][0] < 1.2
    pulse.advance(1_920 + 600)
    assert pulse.features(2_520).acts["comments"][0] < 0.1


def test_what_just_began_is_averaged_over_the_time_that_there_was() -> None:
    pulse = one_room()
    pulse.set_viewers("room", 30)
    pulse.advance(20)
    rooms = pulse.features(20)
    assert rooms.mean_viewers[0] == pytest.approx(30)
    assert np.isnan(rooms.usual_viewers[0])
    assert np.isnan(rooms.usual_acts["comments"][0])


def test_people_who_stay_and_people_who_pass_by_are_told_apart() -> None:
    stays: list[float] = []
    for came_per_min in (5, 40):
        pulse = one_room()
        for minute in range(60):
            pulse.advance(60.0 * minute)
            pulse.set_viewers("room", 40)
            pulse.arrive("room", came_per_min)
        pulse.advance(3_600)
        stays.append(float(pulse.features(3_600).stay_min[0]))
    assert stays[0] == pytest.approx(8, rel=0.3)
    assert stays[1] == pytest.approx(1, rel=0.3)


def test_what_is_not_known_of_a_room_is_as_it_is_everywhere() -> None:
    pulse = Pulse()
    pulse.advance(0)
    for number in range(20):
        pulse.add(f"room {number}", 0, began_s=0)
    assert pulse.features(0).typical_stay_min == TYPICAL_STAY_MIN
    # Of nineteen rooms everybody leaves after 40 minutes; what is shown of them one in two opens.
    for minute in range(120):
        pulse.advance(60.0 * minute)
        for number in range(19):
            pulse.set_viewers(f"room {number}", min(minute, 40))
            pulse.arrive(f"room {number}", 1)
            pulse.show(f"room {number}", shown=2, opened=1)
    rooms = pulse.features(7_200)
    assert rooms.typical_stay_min == pytest.approx(40, rel=0.2)
    assert rooms.stay_min[0] == pytest.approx(40, rel=0.2)
    assert rooms.stay_min[pulse.ids.index("room 19")] == pytest.approx(rooms.typical_stay_min)
    assert rooms.typical_welcome == pytest.approx(0.5, rel=0.1)
    assert np.isnan(rooms.usual_stay_min).all()


def test_one_giant_room_does_not_say_what_is_typical() -> None:
    def typical(giant: float) -> float:
        pulse = Pulse()
        pulse.advance(0)
        for number in range(11):
            pulse.add(f"room {number}", 0, began_s=0)
        for minute in range(60):
            pulse.advance(60.0 * minute)
            for number in range(11):
                crowd = giant if number == 10 else 1
                pulse.set_viewers(f"room {number}", 5 * crowd)
                pulse.arrive(f"room {number}", crowd if number == 10 else 0.2)
        return float(pulse.features(3_600).typical_stay_min)

    # Five minutes in the giant, 25 elsewhere.
    assert typical(100_000) == pytest.approx(typical(100), rel=0.05)
    assert typical(100_000) > 7


def test_who_is_there_at_a_restart_has_not_left() -> None:
    pulse = one_room()
    pulse.arrive("room", 100)
    pulse.set_viewers("room", 100)
    pulse.advance(1_800)
    kept = pulse.keep("room", 1_800)
    before = pulse.features(1_800).stay_min[0]
    after = Pulse()
    after.advance(1_800)
    after.add("room", 1_800, began_s=0, kept=kept)
    after.set_viewers("room", 100)
    after.arrive("room", 100)
    after.advance(1_801)
    assert after.features(1_801).stay_min[0] == pytest.approx(before, rel=0.01)


def ended_live(past: Past, *, came: float, minutes: float, viewers: float, acts: list[float]) -> Past:
    """All who came left while it went on."""
    return add_live(
        past, came=came, minutes=minutes, viewers=viewers, acts=acts, watched_min=viewers * minutes, leavers=came
    )


def test_a_hosts_past_is_what_the_next_live_is_measured_by() -> None:
    past = NO_PAST
    for viewers in (100.0, 200.0):
        past = ended_live(past, came=300, minutes=60, viewers=viewers, acts=[0.2] * len(ACTS))
    assert (past.lives, past.known_by) == (2, 600)
    assert past.viewers is not None
    assert 100 < past.viewers < 200
    rooms = one_room(past=past).features(1.0)
    assert rooms.usual_viewers[0] == pytest.approx(past.viewers)
    assert rooms.usual_acts["likes"][0] == pytest.approx(0.2)
    assert rooms.usual_stay_min[0] == pytest.approx(30, rel=0.1)
    assert rooms.stay_min[0] == pytest.approx(rooms.usual_stay_min[0])
    short = ended_live(NO_PAST, came=5, minutes=1, viewers=5, acts=[0.0] * len(ACTS))
    assert (short.viewers, short.known_by) == (None, 5)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(["add", "remove", "view", "talk"]), st.integers(0, 9)), max_size=60))
def test_rooms_that_come_and_go_never_mix_up_the_others(steps: list[tuple[str, int]]) -> None:
    pulse = Pulse()
    viewers: dict[str, float] = {}
    for at, (step, number) in enumerate(steps):
        room = f"room {number}"
        pulse.advance(float(at))
        match step:
            case "add":
                pulse.add(room, float(at), began_s=float(at))
                viewers.setdefault(room, 0.0)
            case "remove":
                pulse.remove(room)
                viewers.pop(room, None)
            case "view":
                pulse.set_viewers(room, float(at))
                if room in viewers:
                    viewers[room] = float(at)
            case "talk":
                pulse.act(room, "comments", [at << 1], float(at))
        found = dict(zip(pulse.ids, pulse.features(float(at)).viewers.tolist(), strict=True))
        assert found == viewers


def test_what_is_kept_goes_on_after_a_restart() -> None:
    pulse = one_room()
    pulse.set_viewers("room", 80)
    for second in range(0, 900, 30):
        pulse.advance(second)
        talk(pulse, [str(second), str(second + 1)], second)
    pulse.show("room", shown=50, opened=9)
    kept = pulse.keep("room", 900)
    assert kept is not None
    after = Pulse()
    after.advance(960)
    after.add("room", 960, began_s=0, kept=msgspec.json.decode(msgspec.json.encode(kept), type=type(kept)))
    before, again = pulse.features(900), after.features(960)
    assert again.usual_viewers[0] == pytest.approx(before.usual_viewers[0], rel=0.01)
    assert again.acts["comments"][0] == pytest.approx(before.acts["comments"][0], rel=0.01)
    assert (again.shown[0], again.opened[0], again.age_min[0]) == (50, 9, 16)


def test_a_stay_says_more_the_longer_it_is_beside_those_of_others() -> None:
    assert points_of_stay(600, 10.0) == pytest.approx(TYPICAL_STAY_POINTS)
    assert points_of_stay(300, 10.0) < points_of_stay(600, 10.0) < points_of_stay(600, 5.0)
    assert points_of_stay(30, 10.0) == points_of_stay(0, 10.0) == STAY_POINTS_MIN
    # One long evening is one evening; to follow says about as much.
    assert points_of_stay(36_000, 10.0) == STAY_POINTS_MAX
    assert TYPICAL_STAY_POINTS < FOLLOWED_POINTS < STAY_POINTS_MAX


def test_every_weight_says_what_it_means_and_where_it_may_be() -> None:
    specs = weight_specs()
    assert {spec.name for spec in specs} == set(Weights.__struct_fields__)
    for spec in specs:
        assert spec.min <= spec.default <= spec.max
        assert len(spec.meaning) > 10


def test_the_documented_weights_are_those_that_hold() -> None:
    text = (Path(__file__).parents[3] / "docs" / "ranking.md").read_text()
    row = re.compile(r"^\| `(\w+)` \| ([\d.,]+) \| ([\d.,]+) to ([\d.,]+) \|$", re.MULTILINE)
    documented = {name: [float(number.replace(",", "")) for number in rest] for name, *rest in row.findall(text)}
    assert documented == {spec.name: [spec.default, spec.min, spec.max] for spec in weight_specs()}
