"""Who may go live and who may not, and what is missing: each line is a case.

A case is what is different about somebody who meets every requirement at 20:00 UTC on 14 March 2026 (a Saturday), what
is missing then, and where it says something, the day from which the first of it is met, and the day on which everything
is expected to be.
"""

# ruff: noqa: E501  # a case is a line

from typing import Any, NamedTuple

import msgspec
import pytest

from livehouse.live_access import Policy, judge
from tests.unit.live_access.people import NOW, POLICY, at, policy, someone


class Case(NamedTuple):
    what: str
    about: dict[str, Any]
    missing: str = ""
    met_on: str | None = None
    estimated_on: str | None = None
    now: str | None = None
    policy: Policy = POLICY


def about(**changes: Any) -> dict[str, Any]:
    return changes


LAX = policy(min="min = 500")
STRICT = policy(min="min = 5000")
NEW_TERMS = policy(version='version = "p2"')
STRICTER_TERMS = msgspec.structs.replace(POLICY, version="p2", terms_version="t3")

CASES = [
    # Everything is there
    Case("meets everything", about()),
    Case("is exactly old enough, with exactly enough followers", about(born="2010-03-14", followers=1_000)),
    # Age: completed years, on UTC dates
    Case("16 tomorrow", about(born="2010-03-15"), "age", met_on="2026-03-15"),
    Case("16 today, whatever the hour", about(born="2010-03-14"), now="2026-03-14 00:00"),
    Case("16 tomorrow, a second before midnight", about(born="2010-03-15"), "age", now="2026-03-14 23:59:59"),
    Case("16 since this second", about(born="2010-03-15"), now="2026-03-15 00:00"),
    Case("16 yesterday", about(born="2010-03-13")),
    Case("13 years old", about(born="2013-01-01"), "age", met_on="2029-01-01"),
    Case("born today", about(born="2026-03-14"), "age", met_on="2042-03-14"),
    Case("116 years old", about(born="1910-01-01")),
    Case("has no birth date", about(born=None), "age"),
    Case("born on 29 February, in a common year, on 28 February", about(born="2008-02-29", region="JP"), "age", now="2026-02-28 12:00", met_on="2026-03-01"),
    Case("born on 29 February, in a common year, on 1 March", about(born="2008-02-29", region="JP"), now="2026-03-01 12:00"),
    Case("born on 29 February, in a leap year, on 28 February", about(born="2008-02-29"), "age", now="2024-02-28 23:59", met_on="2024-02-29"),
    Case("born on 29 February, in a leap year, on 29 February", about(born="2008-02-29"), now="2024-02-29 00:00"),
    Case("born on 1 March is not 16 on 29 February", about(born="2008-03-01"), "age", now="2024-02-29 12:00", met_on="2024-03-01"),
    # Time zones: one date for all, that of UTC
    Case("in Auckland it is the birthday already, in UTC not yet", about(born="2010-03-15", region="NZ"), "age", now="2026-03-15 09:00+13:00"),
    Case("in Auckland it is the birthday, in UTC too", about(born="2010-03-15", region="NZ"), now="2026-03-15 13:00+13:00"),
    Case("in Honolulu it is not the birthday yet, in UTC it is", about(born="2010-03-15", region="US"), now="2026-03-14 15:00-10:00"),
    Case("in Honolulu it is the day before, in UTC too", about(born="2010-03-15", region="US"), "age", now="2026-03-14 13:00-10:00"),
    Case("the new year begins in Kiribati first", about(born="2010-01-01", region="KI"), "age", now="2026-01-01 02:00+14:00"),
    # Regions
    Case("17 in a region that asks for 18", about(born="2009-01-01", region="JP"), "age", met_on="2027-01-01"),
    Case("18 in a region that asks for 18", about(born="2008-03-14", region="JP")),
    Case("17 in a region that only asks for more to be an adult", about(born="2009-01-01", region="KR")),
    Case("300 followers where 300 are enough", about(followers=300, region="IS")),
    Case("299 followers where 300 are enough", about(followers=299, region="IS"), "followers quality"),
    Case("300 followers where 1,000 are asked", about(followers=300), "followers quality"),
    Case("a score of 60 where 80 is asked", about(followers=300, score=60, region="DE"), "followers quality"),
    Case("a score of 80 where 80 is asked, with 200 followers", about(followers=200, score=80, region="DE")),
    Case("a score of 80 where 80 is asked, with 199 followers", about(followers=199, score=80, region="DE"), "followers quality"),
    Case("one strike where none is allowed", about(strikes=[1], region="FR"), "standing", met_on="2026-04-12"),
    Case("one strike of 31 days ago where they fade after 30", about(strikes=[31], region="FR")),
    Case("a region that nobody has rules for", about(region="BR")),
    # Followers
    Case("no followers", about(followers=0), "followers quality"),
    Case("999 followers", about(followers=999), "followers quality"),
    Case("1,000 followers", about(followers=1_000)),
    Case("50,000 followers", about(followers=50_000)),
    Case("1,400 followers of whom 600 do not count", about(followers=800, total=1_400), "followers quality"),
    Case("1,600 followers of whom 600 do not count", about(followers=1_000, total=1_600)),
    Case("1 short, one a day", about(followers=999, gained=28), "followers quality", estimated_on="2026-03-15"),
    Case("280 short, ten a day", about(followers=720, gained=280), "followers quality", estimated_on="2026-04-11"),
    Case("281 short, ten a day: a day more", about(followers=719, gained=280), "followers quality", estimated_on="2026-04-12"),
    Case("short, and nobody came", about(followers=720, gained=0), "followers quality"),
    Case("short by more than two years of growth", about(followers=0, gained=28), "followers quality"),
    # Quality instead
    Case("a score at the bar, with 50 followers", about(followers=50, score=60)),
    Case("a score at the bar, with 49 followers", about(followers=49, score=60), "followers quality"),
    Case("a score under the bar, with 999 followers", about(followers=999, score=59), "followers quality"),
    Case("a perfect score, and no followers", about(followers=0, score=100), "followers quality"),
    Case("too few posts for a score", about(followers=500, score=None, posts=2), "followers quality"),
    Case("1,000 followers, and a score of 0", about(followers=1_000, score=0)),
    Case("the score has risen by 14 in four weeks, and 7 are missing", about(followers=60, score=53, before=39), "followers quality", estimated_on="2026-03-28"),
    Case("the score falls", about(followers=60, score=53, before=59), "followers quality"),
    Case("the score rises, but followers do not come", about(followers=20, score=53, before=39), "followers quality"),
    Case("good enough, and 10 followers short at one a day", about(followers=40, score=70, gained=28), "followers quality", estimated_on="2026-03-24"),
    Case("whichever comes sooner is the date", about(followers=900, gained=28, score=59, before=45), "followers quality", estimated_on="2026-03-16"),
    # Reviews stand in for followers and quality, for nothing else
    Case("granted for good, without followers", about(followers=0, granted_for_good=True)),
    Case("granted until tomorrow", about(followers=0, granted="2026-03-15 20:00")),
    Case("granted until this very moment", about(followers=0, granted="2026-03-14 20:00"), "followers quality"),
    Case("granted until yesterday", about(followers=0, granted="2026-03-13"), "followers quality"),
    Case("granted until yesterday, but has 1,000 followers by now", about(granted="2026-03-13")),
    Case("granted, and too young", about(born="2010-03-15", followers=0, granted_for_good=True), "age"),
    Case("granted, and banned", about(followers=0, granted_for_good=True, state="banned"), "standing"),
    Case("granted, and suspended", about(followers=0, granted_for_good=True, state="suspended", until="2026-03-20"), "standing", met_on="2026-03-20"),
    Case("granted, and three strikes", about(followers=0, granted_for_good=True, strikes=[1, 2, 3]), "standing"),
    Case("granted, and the terms not accepted", about(followers=0, granted_for_good=True, terms=None), "terms"),
    Case("refused, without followers", about(followers=0, refused_once=True), "followers quality"),
    Case("refused, and has 1,000 followers by now", about(refused_once=True)),
    Case("refused, and good enough by now", about(followers=60, score=70, refused_once=True)),
    Case("refused until May for numbers that were made up", about(refused="2026-05-01"), "followers quality", met_on="2026-05-01", estimated_on="2026-05-01"),
    Case("refused until yesterday", about(refused="2026-03-13")),
    # Standing
    Case("warned", about(state="warned")),
    Case("suspended until next week", about(state="suspended", until="2026-03-21 12:00"), "standing", met_on="2026-03-21", estimated_on="2026-03-21"),
    Case("suspended until a second from now", about(state="suspended", until="2026-03-14 20:00:01"), "standing"),
    Case("suspended until this very moment: it has ended by itself", about(state="suspended", until="2026-03-14 20:00")),
    Case("suspended until yesterday", about(state="suspended", until="2026-03-13")),
    Case("suspended without an end", about(state="suspended"), "standing"),
    Case("banned", about(state="banned"), "standing"),
    Case("banned, with a million followers and a perfect score", about(state="banned", followers=1_000_000, score=100), "standing"),
    # Strikes fade
    Case("one strike", about(strikes=[1])),
    Case("two strikes", about(strikes=[1, 2])),
    Case("three strikes", about(strikes=[1, 2, 3]), "standing", met_on="2026-06-09", estimated_on="2026-06-09"),
    Case("three strikes, the first of which is 89 days old", about(strikes=[1, 2, 89]), "standing", met_on="2026-03-15"),
    Case("three strikes, the first of which has faded this moment", about(strikes=[1, 2, 90])),
    Case("three strikes, the first of which has faded", about(strikes=[1, 2, 91])),
    Case("four strikes: the second must fade", about(strikes=[1, 2, 10, 80]), "standing", met_on="2026-06-02"),
    Case("ten strikes, all faded", about(strikes=[100] * 10)),
    Case("three strikes at once", about(strikes=[5, 5, 5]), "standing", met_on="2026-06-07"),
    Case("suspended for a week, and strikes for longer", about(state="suspended", until="2026-03-21", strikes=[1, 2, 3]), "standing", met_on="2026-06-09"),
    Case("suspended for longer than strikes last", about(state="suspended", until="2026-12-24", strikes=[1, 2, 3]), "standing", met_on="2026-12-24"),
    # Terms
    Case("never accepted the terms", about(terms=None), "terms"),
    Case("accepted older terms", about(terms="t1"), "terms"),
    # The policy changes: whoever is on the air stays there, and is judged anew before the next LIVE
    Case("700 followers by a policy that asks for 500", about(followers=700), policy=LAX),
    Case("700 followers, then by one that asks for 1,000", about(followers=700), "followers quality"),
    Case("1,000 followers by a policy that asks for 5,000", about(), "followers quality", policy=STRICT),
    Case("granted before the policy became strict", about(followers=0, granted_for_good=True), policy=STRICT),
    Case("another version of the same rules", about(), policy=NEW_TERMS),
    Case("new terms", about(), "terms", policy=STRICTER_TERMS),
    # Everything at once
    Case("everything is missing", about(born="2015-01-01", followers=0, terms=None, state="banned"), "age followers quality standing terms"),
    Case("what is missing longest decides the date", about(born="2010-03-20", followers=972, gained=28, state="suspended", until="2026-03-25"), "age followers quality standing", estimated_on="2026-04-11"),
    Case("nobody can tell the date if one is missing", about(born="2010-03-20", followers=0), "age followers quality", met_on="2026-03-20"),
    Case("the terms are up to the person, and delay no date", about(followers=999, gained=28, terms=None), "followers quality terms", estimated_on="2026-03-15"),
]  # fmt: skip


def test_there_are_as_many_cases_as_were_promised() -> None:
    assert len(CASES) >= 60
    assert len({case.what for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_case(case: Case) -> None:
    judgement = judge(case.policy, someone(**case.about), NOW if case.now is None else at(case.now))
    missing = [found.id for found in judgement.requirements if not found.is_settled]
    assert missing == case.missing.split()
    assert judgement.allowed is (not missing)
    assert judgement.policy_version == case.policy.version
    for found in judgement.requirements:
        assert (found.what_to_do is None) is found.is_settled
    if case.met_on is not None:
        assert judgement.requirement(missing[0]).met_on == at(case.met_on).date()
    if case.estimated_on is not None:
        assert judgement.estimated_on == at(case.estimated_on).date()
    elif set(missing) == {"followers", "quality"}:
        assert judgement.estimated_on is None
