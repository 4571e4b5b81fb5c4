"""What the comparison of orders counts, and what it claims, on a platform small enough for a test.

The whole of it is `livehouse bench ranking`; what came out is in docs/ranking_proof.md.
"""

import math
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from benchmarks.offline.chart import draw
from benchmarks.offline.generator import Platform, make
from benchmarks.offline.measures import estimate, figures_of, gini, miscounted, realism
from benchmarks.offline.orders import ORDERS
from benchmarks.offline.page import PAGE, render
from benchmarks.offline.plan import FULL, KNOBS, Plan, turned
from benchmarks.offline.simulation import Outcome, run
from benchmarks.ranking import FIGURES, Done, Job, figures_in

# One evening of a platform on which many come and many are new.
SMALL = replace(
    FULL,
    viewers=400,
    hosts=150,
    days=1,
    measured_from_day=0,
    newcomers_until_day=1,
    newcomers_a_month=3.0,
    broadcasts_a_month=20.0,
    visits_a_day=2.0,
    peak_hour=3.0,
)
EVENING_MIN = 360
SEED = 7
ARMS = ("ours", "popularity", "recency")


def evening(plan: Plan, seed: int) -> Platform:
    """The first hours of a platform; then all is over."""
    whole = make(plan, seed)
    rooms, visits = whole.room_start < EVENING_MIN - 30, whole.visit_start < EVENING_MIN - 30
    return replace(
        whole,
        room_host=whole.room_host[rooms],
        room_start=whole.room_start[rooms],
        room_end=np.minimum(whole.room_end[rooms], EVENING_MIN),
        room_form=whole.room_form[rooms],
        visit_viewer=whole.visit_viewer[visits],
        visit_start=whole.visit_start[visits],
        visit_minutes=whole.visit_minutes[visits],
    )


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    platform = evening(SMALL, SEED)
    return {order: run(platform, ORDERS[order](platform)) for order in ARMS}


def test_ours_orders_best_shares_more_than_popularity_and_is_watched_longer_than_recency(
    outcomes: dict[str, Outcome],
) -> None:
    # An evening is short, and one of two is luck.
    other = evening(SMALL, SEED + 1)
    more = {order: run(other, ORDERS[order](other)) for order in ARMS}
    found = [[figures_of(both[order]) for both in (outcomes, more)] for order in ARMS]
    ours, popularity, recency = (
        {name: sum(getattr(each, name) for each in figures) / len(figures) for name in FIGURES} for figures in found
    )
    assert ours["ndcg"] > popularity["ndcg"] > recency["ndcg"]
    assert ours["watch"] > 1.05 * recency["watch"]
    assert ours["gini"] < popularity["gini"]


def test_every_minute_is_one_viewers_and_one_hosts(outcomes: dict[str, Outcome]) -> None:
    for outcome in outcomes.values():
        assert outcome.minutes_of_viewer.sum() > 1_000
        assert miscounted(outcome) < 1e-6
        assert min(outcome.ndcg) > 0
        assert max(outcome.ndcg) <= 1 + 1e-9


def test_a_seed_decides_everything() -> None:
    plan = replace(SMALL, viewers=50, hosts=40)
    first, same, other = evening(plan, 1), evening(plan, 1), evening(plan, 2)
    assert np.array_equal(first.liking, same.liking)
    assert np.array_equal(first.room_start, same.room_start)
    assert np.array_equal(first.visit_start, same.visit_start)
    assert first.liking.shape != other.liking.shape or not np.array_equal(first.liking, other.liking)
    once, again = (run(platform, ORDERS["random"](platform)).minutes_of_host for platform in (first, same))
    assert np.array_equal(once, again)


def test_nobody_is_live_twice_at_once_and_new_hosts_not_before_they_begin() -> None:
    platform = make(replace(SMALL, days=3), 3)
    assert np.all(np.diff(platform.room_start) >= 0)
    for host in np.unique(platform.room_host):
        mine = platform.room_host == host
        assert np.all(platform.room_start[mine][1:] >= platform.room_end[mine][:-1])
    new = platform.begins[platform.room_host] >= 0
    assert new.any()
    assert np.all(platform.room_start[new] >= platform.begins[platform.room_host[new]])
    assert not platform.follows[:, platform.begins >= 0].any()


def test_each_knob_is_an_assumption_that_can_be_turned() -> None:
    for knob in KNOBS:
        assert getattr(turned(FULL, knob, 0.5), knob) == getattr(FULL, knob) / 2
        assert getattr(FULL, knob) < getattr(turned(FULL, knob, 2.0), knob) <= getattr(FULL, knob) * 2


@pytest.mark.parametrize(
    ("shares", "expected"), [([1, 1, 1, 1], 0.0), ([0, 0, 0, 4], 0.75), ([1, 3], 0.25), ([0, 0], 0.0)]
)
def test_gini(shares: list[float], expected: float) -> None:
    assert gini(np.array(shares, float)) == pytest.approx(expected)


def test_the_interval_of_a_mean_is_students() -> None:
    three = estimate([1.0, 2.0, 3.0])
    assert three.mean == 2.0
    assert three.within == pytest.approx(4.303 / math.sqrt(3))
    assert math.isnan(estimate([1.0]).within)


def test_what_came_out_is_written_into_every_place_of_the_page(outcomes: dict[str, Outcome]) -> None:
    def done(order: str, seed: int, plan: Plan, turn: tuple[str, float] | None) -> Done:
        outcome = outcomes[order if order in outcomes else "recency"]
        return Done(Job(order, seed, plan, turn), figures_of(outcome), realism(outcome), miscounted(outcome))

    runs = [done(order, seed, SMALL, None) for order in ORDERS for seed in (1, 2)]
    runs += [done(order, 1, SMALL, ("herd", 2.0)) for order in ARMS]
    figures = figures_in(runs)
    assert figures["lost"] == 0
    tables = render(figures)
    text = PAGE.read_text("utf-8")
    for name, table in tables.items():
        assert f"<!-- measured: {name} -->" in text
        assert table
    assert "`herd` × 2" in tables["sweep"]
    assert set(figures["orders"]["ours"]) == set(FIGURES)
    picture = ElementTree.fromstring(draw(figures))
    assert "ours" in "".join(picture.itertext())
