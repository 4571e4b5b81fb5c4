import math
from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livehouse.realtime.sampling import Sampler

TICK_S = 0.05


def show(sampler: Sampler, rates_per_s: dict[str, float], seconds: float, random: Random) -> tuple[Counter[str], int]:
    """Who was shown how often, and how much was said, when each speaks at a rate of their own."""
    shown: Counter[str] = Counter()
    said = 0
    for tick in range(round(seconds / TICK_S)):
        speakers = [
            speaker
            for speaker, per_s in rates_per_s.items()
            for _ in range(int(per_s * TICK_S) + (random.random() < per_s * TICK_S % 1))
        ]
        random.shuffle(speakers)
        said += len(speakers)
        shown.update(speakers[index] for index in sampler.choose(1_000 + tick * TICK_S, list(speakers)))
    return shown, said


def test_a_room_that_can_be_read_is_shown_whole() -> None:
    shown, said = show(Sampler(20, Random(1)), {f"s{number}": 0.5 for number in range(30)}, 30, Random(2))
    assert said > 300
    assert shown.total() == said


def test_a_room_whose_talk_comes_in_bursts_is_shown_whole_if_they_can_be_read() -> None:
    # Three people talk, one of them most of the time, up to half a second's worth at once.
    sampler = Sampler(20, Random(1))
    for second in range(60):
        burst = ["a"] * 8 + ["b", "c"]
        assert sampler.choose(1_000.0 + second, burst) == list(range(10))


def test_a_fast_room_is_cut_to_what_can_be_read_and_no_further() -> None:
    shown, said = show(Sampler(20, Random(1)), {f"s{number}": 5.0 for number in range(200)}, 20, Random(2))
    assert said > 15_000
    assert 20 * 20 - 1 <= shown.total() <= 20 * 21


def chi_square_bound(freedom: int) -> float:
    """What chi-square with so many degrees of freedom exceeds once in a million times (Wilson and Hilferty, 1931)."""
    normal = 4.753  # the same for the normal distribution
    spread = 2 / (9 * freedom)
    return float(freedom * (1 - spread + normal * spread**0.5) ** 3)


@pytest.mark.parametrize("freedom", [48, 98, 498])
def test_the_bound_is_exceeded_once_in_a_million_times(freedom: int) -> None:
    # For an even number of degrees of freedom the tail is a sum of Poisson terms.
    half = chi_square_bound(freedom) / 2
    tail = math.fsum(math.exp(n * math.log(half) - half - math.lgamma(n + 1)) for n in range(freedom // 2))
    assert 0.8e-6 < tail < 1.2e-6


def test_of_one_burst_each_speaker_is_equally_likely_to_be_shown() -> None:
    """Exactly so: each sampler draws 20 of 100 speakers without repeating one, whether they wrote once or ten times.

    For R independent draws of m out of k the counts scatter as R m / k (1 - m / k), with k - 1 degrees of freedom.
    """
    said = [f"loud{number % 10}" for number in range(100)] + [f"quiet{number}" for number in range(90)]
    speakers, draws, shown_max = sorted(set(said)), 2_000, 20
    fair: Counter[str] = Counter()
    by_volume: Counter[str] = Counter()
    for seed in range(draws):
        random = Random(seed)
        random.shuffle(said)
        fair.update(said[index] for index in Sampler(shown_max, Random(-1 - seed)).choose(0.0, list(said)))
        by_volume.update(random.sample(said, shown_max))

    def chi_square(shown: Counter[str]) -> float:
        assert shown.total() == draws * shown_max
        share = shown_max / len(speakers)
        scatter = draws * share * (1 - share) * len(speakers) / (len(speakers) - 1)
        return sum((shown[speaker] - draws * share) ** 2 for speaker in speakers) / scatter

    bound = chi_square_bound(len(speakers) - 1)
    assert chi_square(fair) < bound
    assert chi_square(by_volume) > 100 * bound, "this test would not notice an unfair sample"


@pytest.mark.parametrize(
    ("quiet", "loud", "quiet_per_s"),
    [
        pytest.param(100, 0, 5.0, id="everybody writes as much"),
        pytest.param(90, 10, 1.0, id="ten write ten times as much"),
        pytest.param(90, 10, 0.5, id="ten write ten times as much, less of a crowd"),
        pytest.param(40, 10, 2.0, id="a fifth writes ten times as much"),
        pytest.param(450, 50, 0.5, id="a big crowd"),
    ],
)
def test_over_minutes_each_speaker_is_shown_about_as_often(quiet: int, loud: int, quiet_per_s: float) -> None:
    """Counts of fair and independent choices would scatter as those of a die; a fair share scatters less than that."""
    rates = {f"quiet{number}": quiet_per_s for number in range(quiet)}
    rates |= {f"loud{number}": 10 * quiet_per_s for number in range(loud)}
    shown, said = show(Sampler(20, Random(3)), rates, 180, Random(4))
    each = shown.total() / len(rates)
    chi_square = sum((shown[speaker] - each) ** 2 for speaker in rates) / each
    assert said > 3 * shown.total(), "not a fast room"
    assert shown.total() >= 20 * 180
    assert chi_square < chi_square_bound(len(rates) - 1)
    if loud:
        # By volume the loud would be shown ten times as often, and chi-square be hundreds of times the bound.
        loud_each = sum(shown[speaker] for speaker in rates if speaker.startswith("loud")) / loud
        quiet_each = sum(shown[speaker] for speaker in rates if speaker.startswith("quiet")) / quiet
        assert 0.9 < loud_each / quiet_each < 1.35


def test_who_is_chosen_among_equals_is_chance() -> None:
    first_shown: Counter[str] = Counter()
    for seed in range(400):
        sampler = Sampler(5, Random(seed))
        speakers = [f"s{number}" for number in range(50)]
        first_shown.update(speakers[index] for index in sampler.choose(0.0, list(speakers)))
    # 400 draws of 5 out of 50: 40 each, standard deviation 6.
    assert first_shown.total() == 2_000
    assert all(16 <= first_shown[f"s{number}"] <= 64 for number in range(50))


def test_the_same_seed_chooses_the_same() -> None:
    speakers = [f"s{number % 7}" for number in range(100)]
    assert Sampler(10, Random(5)).choose(0.0, list(speakers)) == Sampler(10, Random(5)).choose(0.0, list(speakers))


def test_being_shown_long_ago_does_not_count() -> None:
    sampler = Sampler(1, Random(6))
    assert sampler.choose(0.0, ["a"]) == [0]
    assert sampler.choose(1.0, ["a", "b"]) == [1]
    again = Counter(index for start in range(1, 40) for index in sampler.choose(start * 200.0, ["a", "b"]))
    assert set(again) == {0, 1}


@given(st.lists(st.lists(st.sampled_from(["a", "b", "c", None]), max_size=60), max_size=20), st.floats(0.0, 2.0))
def test_choices_are_ascending_and_within_the_rate(ticks: list[list[str | None]], step_s: float) -> None:
    sampler = Sampler(20, Random(7))
    shown = 0
    for number, speakers in enumerate(ticks):
        chosen = sampler.choose(number * step_s, speakers)
        assert chosen == sorted(set(chosen))
        assert all(0 <= index < len(speakers) for index in chosen)
        shown += len(chosen)
    assert shown <= 20 + 20 * step_s * max(0, len(ticks) - 1) + 1e-6
