from collections import Counter
from random import Random

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


def test_a_fast_room_is_cut_to_what_can_be_read_and_no_further() -> None:
    shown, said = show(Sampler(20, Random(1)), {f"s{number}": 5.0 for number in range(200)}, 20, Random(2))
    assert said > 15_000
    assert 20 * 20 - 1 <= shown.total() <= 20 * 21


def test_each_speaker_is_about_equally_likely_however_much_they_say() -> None:
    rates = {f"quiet{number}": 1.0 for number in range(90)} | {f"loud{number}": 20.0 for number in range(10)}
    shown, _ = show(Sampler(20, Random(3)), rates, 120, Random(4))
    mean = shown.total() / len(rates)
    loud = sum(shown[speaker] for speaker in rates if speaker.startswith("loud")) / 10
    quiet = sum(shown[speaker] for speaker in rates if speaker.startswith("quiet")) / 90
    # By volume the loud would get 20 times as much; a few percent is what chance leaves.
    assert 0.85 < loud / quiet < 1.3
    assert all(0.5 * mean < shown[speaker] < 1.5 * mean for speaker in rates)


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
    again = Counter(index for start in range(1, 40) for index in sampler.choose(start * 100.0, ["a", "b"]))
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
