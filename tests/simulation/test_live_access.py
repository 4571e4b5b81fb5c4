"""A small platform of honest people and cheats, judged by the product's own functions; decided by its seed alone.

The whole of it, with 10,000 accounts, is `python -m tools.simulate_access`; what came out is in docs/live_access.md.
"""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from livehouse.live_access import load_policy
from tools.access.chart import draw
from tools.access.outcome import Outcome, simulate
from tools.access.people import CHEATS, HONEST, Kind
from tools.access.plan import DAYS, SMALL, Ring
from tools.simulate_access import PAGE, fill, render

SEED = 20_260_105
# Of what was faked.
GAIN_MAX = 0.05


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return simulate(SMALL, load_policy(), SEED)


@pytest.mark.parametrize("kind", CHEATS)
def test_of_what_was_faked_hardly_anything_counts(outcome: Outcome, kind: Kind) -> None:
    gain = outcome.gains[kind]
    assert gain.faked > 1_000
    assert gain.share <= GAIN_MAX


def test_cheating_would_open_access_if_all_were_believed_and_hardly_does(outcome: Outcome) -> None:
    def opened_by_cheating(way: str) -> int:
        return outcome.open_by(DAYS, CHEATS, way) - outcome.open_by(DAYS, CHEATS, "honest_on")

    believed = opened_by_cheating("taken_on")
    assert believed >= 30
    assert opened_by_cheating("opened_on") <= believed // 10


def test_the_rules_against_cheats_cost_honest_people_next_to_nothing(outcome: Outcome) -> None:
    assert outcome.honest_counted.faked > 5_000
    assert outcome.honest_counted.share >= 0.98
    honest = outcome.of(*HONEST)
    by_numbers = [fate for fate in honest if fate.taken_on is not None]
    as_judged = [fate for fate in by_numbers if fate.opened_on is not None]
    assert len(by_numbers) >= 5
    assert len(as_judged) >= len(by_numbers) - 1
    for fate in as_judged:
        assert fate.opened_on - fate.taken_on <= SMALL.judged_every_days, fate.person.id


def test_a_class_counts_on_its_first_evening_and_an_assembly_as_it_comes_back(outcome: Outcome) -> None:
    assert outcome.crowds["class"][1].share >= 0.95
    by_day = [seen.share for _, seen in sorted(outcome.crowds["assembly"].items())]
    assert by_day == sorted(by_day)
    assert by_day[0] < 0.6
    assert by_day[-1] > 0.75


def test_the_seed_decides_everything() -> None:
    tiny = replace(
        SMALL,
        viewers=150,
        creators=20,
        assemblies=0,
        rings=(Ring(70, 0.9),),
        burst_bots=100,
        drip_bots=100,
        self_players=1,
        reposters=1,
    )

    first, second = (render(simulate(tiny, load_policy(), seed=1), seed=1) for _ in range(2))
    assert first == second


def test_the_page_and_its_picture_are_made_of_the_outcome(outcome: Outcome, tmp_path: Path) -> None:
    drawn = ElementTree.fromstring(draw(outcome))
    texts = [element.text or "" for element in drawn.iter() if element.tag.endswith("}text")]
    assert f"{outcome.gains['ring'].share:.1%}" in texts
    page = tmp_path / "page.md"
    page.write_text(PAGE.read_text("utf-8"), "utf-8")
    fill(page, render(outcome, SEED))
    filled = page.read_text("utf-8")
    assert f"{outcome.accounts:,} accounts" in filled
    assert f"{outcome.gains['ring'].faked:,} follows" in filled
