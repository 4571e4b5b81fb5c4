from datetime import date
from pathlib import Path

import pytest

from livehouse.live_access import Ages, PolicyInvalid, load_policy, read_policy

GOOD = """\
version = "1"
[terms]
version = "t1"
[age]
live_min = 16
adult_min = 18
[regions.KR]
adult_min = 19
[regions.JP]
live_min = 18
"""


def test_the_policy_that_comes_with_livehouse_can_be_used() -> None:
    policy = load_policy()
    assert policy.ages == Ages(live_min=16, adult_min=18)
    assert policy.ages_in("KR") == Ages(live_min=16, adult_min=19)
    assert policy.ages_in("SE") == policy.ages


def test_a_region_changes_what_it_states_and_nothing_else() -> None:
    policy = read_policy(GOOD, name="p.toml")
    assert policy.ages_in("JP") == Ages(live_min=18, adult_min=18)
    assert policy.ages_in("KR") == Ages(live_min=16, adult_min=19)


def test_a_policy_of_ones_own_is_read_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(GOOD.replace("live_min = 16", "live_min = 17", 1))
    assert load_policy(file).ages.live_min == 17


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('version = "1"\n', "", "p.toml: version is missing"),
        ('version = "1"', 'version = ""', "p.toml, line 1: version must be a text"),
        ('version = "1"', "version = 1", "p.toml, line 1: version must be a text"),
        ('version = "1"', f'version = "{"x" * 41}"', "p.toml, line 1: version must be a text"),
        ('[terms]\nversion = "t1"\n', "", "p.toml: terms is missing"),
        ('version = "t1"\n', "", "p.toml, line 2: terms.version is missing"),
        ('[terms]\nversion = "t1"', 'terms = "t1"', "p.toml, line 2: terms must be a table"),
        ("[age]\nlive_min = 16\nadult_min = 18\n", "", "p.toml: age is missing"),
        ("live_min = 16\n", "", "p.toml, line 4: age.live_min is missing"),
        ("adult_min = 18\n", "", "p.toml, line 4: age.adult_min is missing"),
        ("live_min = 16", "live_min = -1", "p.toml, line 5: age.live_min is -1; it must be from 0 to 120 years"),
        ("live_min = 16", "live_min = 121", "p.toml, line 5: age.live_min is 121"),
        ("live_min = 16", "live_min = 16.5", "p.toml, line 5: age.live_min must be a whole number"),
        ("live_min = 16", 'live_min = "16"', "p.toml, line 5: age.live_min must be a whole number"),
        ("live_min = 16", "live_min = true", "p.toml, line 5: age.live_min must be a whole number"),
        ("live_min = 16", "live_min = 19", "p.toml, line 4: age adult_min (18) is less than live_min (19)"),
        ("adult_min = 18", "adult_min = 18\nlive_max = 99", "p.toml, line 7: age.live_max is not known here"),
        ("[terms]", "followers = 1000\n[terms]", "p.toml, line 2: followers is not known here"),
        ("[regions.KR]", "[regions.XX]", "p.toml, line 7: regions.XX is not an ISO 3166-1 alpha-2 code"),
        ("[regions.KR]", "[regions.kr]", "p.toml, line 7: regions.kr is not an ISO 3166-1 alpha-2 code"),
        ("[regions.KR]\nadult_min = 19", "[regions.KR]", "p.toml, line 7: regions.KR changes nothing"),
        ("[regions.KR]\nadult_min = 19", "[regions]\nKR = 19", "p.toml, line 8: regions.KR must be a table"),
        ("adult_min = 19", "adult_min = 15", "p.toml, line 7: regions.KR adult_min (15) is less than live_min (16)"),
        ("adult_min = 19", "adult_min = -19", "p.toml, line 8: regions.KR.adult_min is -19"),
        ("adult_min = 19", "adult = 19", "p.toml, line 8: regions.KR.adult is not known here"),
        ("[regions.JP]", "[regions.KR]", "p.toml: Cannot declare ('regions', 'KR') twice (at line 9"),
        ("live_min = 16", "live_min = ", "p.toml: Invalid value (at line 5"),
        ("live_min = 16", "live_min = 16\nlive_min = 17", "p.toml: Cannot overwrite a value (at line 6"),
    ],
)
def test_a_mistake_is_named_by_its_line_its_key_and_the_reason(old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(PolicyInvalid) as refused:
        read_policy(GOOD.replace(old, new, 1), name="p.toml")
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "mine.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(PolicyInvalid, match=r"mine\.toml: the policy of live access cannot be read"):
        load_policy(file)


@pytest.mark.parametrize(
    ("region", "born", "is_adult"),
    [
        ("SE", date(2008, 3, 14), True),
        ("SE", date(2008, 3, 15), False),
        ("KR", date(2008, 3, 14), False),
        ("KR", date(2007, 3, 14), True),
    ],
)
def test_who_is_an_adult_depends_on_the_region(region: str, born: date, is_adult: bool) -> None:
    policy = read_policy(GOOD, name="p.toml")
    assert policy.is_adult(born, region=region, today=date(2026, 3, 14)) is is_adult
