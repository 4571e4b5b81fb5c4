from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livehouse.live_access import Ages, Facts, Policy, Requirement, judge

POLICY = Policy(
    version="2026-03",
    terms_version="t2",
    ages=Ages(live_min=16, adult_min=18),
    ages_by_region={"JP": Ages(live_min=18, adult_min=18)},
)
TODAY = date(2026, 3, 14)


def facts(born: date = date(2000, 1, 1), region: str = "SE", accepted: str | None = "t2") -> Facts:
    return Facts(
        birth_date=born,
        region=region,
        terms_version_accepted=accepted,
        terms_accepted_on=None if accepted is None else date(2026, 3, 1),
    )


def requirement(facts: Facts, id: str, today: date = TODAY) -> Requirement:
    return next(found for found in judge(POLICY, facts, today).requirements if found.id == id)


def test_who_meets_everything_may_go_live_and_nothing_is_left_to_do() -> None:
    judgement = judge(POLICY, facts(), TODAY)
    assert judgement.allowed
    assert judgement.policy_version == "2026-03"
    assert [(found.id, found.met, found.what_to_do) for found in judgement.requirements] == [
        ("age", True, None),
        ("terms", True, None),
    ]


@pytest.mark.parametrize(
    ("born", "region", "today", "met", "actual", "met_on"),
    [
        (date(2010, 3, 14), "SE", TODAY, True, 16, date(2026, 3, 14)),
        (date(2010, 3, 15), "SE", TODAY, False, 15, date(2026, 3, 15)),
        (date(2008, 3, 15), "JP", TODAY, False, 17, date(2026, 3, 15)),
        (date(2008, 3, 14), "JP", TODAY, True, 18, date(2026, 3, 14)),
        (date(2008, 2, 29), "SE", date(2024, 2, 28), False, 15, date(2024, 2, 29)),
        (date(2008, 2, 29), "SE", date(2024, 2, 29), True, 16, date(2024, 2, 29)),
        (date(2008, 2, 29), "JP", date(2026, 2, 28), False, 17, date(2026, 3, 1)),
        (date(2008, 2, 29), "JP", date(2026, 3, 1), True, 18, date(2026, 3, 1)),
    ],
)
def test_the_age_is_judged_in_its_region_to_the_day(
    born: date, region: str, today: date, met: bool, actual: int, met_on: date
) -> None:
    age = requirement(facts(born, region), "age", today)
    assert (age.met, age.actual, age.met_on) == (met, actual, met_on)
    assert age.needed == POLICY.ages_in(region).live_min
    assert (age.what_to_do is None) is met
    if age.what_to_do is not None:
        assert met_on.isoformat() in age.what_to_do


@pytest.mark.parametrize(
    ("accepted", "met", "said"),
    [("t2", True, None), ("t1", False, "have changed"), (None, False, "Read and accept")],
)
def test_only_the_present_terms_count(accepted: str | None, met: bool, said: str | None) -> None:
    terms = requirement(facts(accepted=accepted), "terms")
    assert (terms.met, terms.needed, terms.actual) == (met, "t2", accepted)
    assert terms.met_on == (date(2026, 3, 1) if met else None)
    if said is None:
        assert terms.what_to_do is None
    else:
        assert terms.what_to_do is not None
        assert said in terms.what_to_do


def test_every_requirement_is_told_even_if_the_first_is_not_met() -> None:
    judgement = judge(POLICY, facts(born=date(2012, 1, 1), accepted=None), TODAY)
    assert not judgement.allowed
    assert [found.met for found in judgement.requirements] == [False, False]


@given(st.dates(date(1900, 1, 1), TODAY), st.sampled_from(["SE", "JP"]), st.dates(TODAY, date(2060, 1, 1)))
def test_the_date_that_is_promised_is_kept(born: date, region: str, later: date) -> None:
    promised = requirement(facts(born, region), "age").met_on
    assert promised is not None
    assert requirement(facts(born, region), "age", later).met is (promised <= later)
