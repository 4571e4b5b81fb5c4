from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livehouse.live_access import Ages, PolicyInvalid, PolicyKeeper, load_policy, read_policy
from tests.support.clock import FakeClock
from tests.unit.live_access.people import POLICY, POLICY_TEXT

LINES = POLICY_TEXT.splitlines()


def line(text: str) -> int:
    return LINES.index(text) + 1


def test_the_standard_policy_is_what_the_product_promises() -> None:
    policy = load_policy()
    assert policy.rules.ages == Ages(live_min=16, adult_min=18, gift_min=18)
    assert policy.rules_in("KR").ages == Ages(live_min=16, adult_min=19, gift_min=19)
    assert policy.rules.followers_min == 1_000
    assert {rules.followers_min for rules in policy.rules_by_region.values()} <= set(range(300, 1_001))
    assert min(rules.followers_min for rules in policy.rules_by_region.values()) == 300
    assert all(rules.quality.followers_min >= 50 for rules in policy.rules_by_region.values())
    assert policy.rules.standing.strike_fades_days == 90


def test_the_open_policy_asks_for_nobody_elses_opinion() -> None:
    standard, lax = load_policy("standard"), load_policy("open")
    assert lax.rules.followers_min == 0
    assert (lax.rules.ages, lax.rules.standing) == (standard.rules.ages, standard.rules.standing)
    assert lax.terms_version == standard.terms_version
    assert lax.version != standard.version


def test_a_region_changes_what_it_states_and_nothing_else() -> None:
    assert POLICY.rules_in("JP").ages == Ages(live_min=18, adult_min=18, gift_min=18)
    assert POLICY.rules_in("JP").quality == POLICY.rules.quality
    germany = POLICY.rules_in("DE")
    assert (germany.quality.bar, germany.quality.followers_min, germany.quality.days) == (80, 200, 90)
    assert germany.quality.weights == POLICY.rules.quality.weights
    assert germany.followers_min == 1_000
    assert POLICY.rules_in("SE") == POLICY.rules


def test_a_policy_of_ones_own_is_read_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(POLICY_TEXT.replace("live_min = 16", "live_min = 17", 1))
    assert load_policy(str(file)).rules.ages.live_min == 17
    assert load_policy(file).rules.ages.live_min == 17


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        # Missing
        ('version = "p1"\n', "", "p.toml: version is missing"),
        ('[terms]\nversion = "t2"\n', "", "p.toml: terms is missing"),
        ('version = "t2"\n', "", "p.toml, line 2: terms.version is missing"),
        ("[age]\nlive_min = 16\nadult_min = 18\n", "", "p.toml: age is missing"),
        ("live_min = 16\n", "", "p.toml, line 4: age.live_min is missing"),
        ("adult_min = 18\n", "", "p.toml, line 4: age.adult_min is missing"),
        ("[followers]\nmin = 1000\n", "", "p.toml: followers is missing"),
        ("min = 1000\n", "", f"p.toml, line {line('[followers]')}: followers.min is missing"),
        ("bar = 60\n", "", f"p.toml, line {line('[quality]')}: quality.bar is missing"),
        ("likes = 30\n", "", f"p.toml, line {line('[quality.weights]')}: quality.weights.likes is missing"),
        ("strikes_max = 2\n", "", f"p.toml, line {line('[standing]')}: standing.strikes_max is missing"),
        # Of the wrong kind, negative, out of range
        ('version = "p1"', 'version = ""', "p.toml, line 1: version must be a text"),
        ('version = "p1"', "version = 1", "p.toml, line 1: version must be a text"),
        ('version = "p1"', f'version = "{"x" * 41}"', "p.toml, line 1: version must be a text"),
        ('[terms]\nversion = "t2"', 'terms = "t2"', "p.toml, line 2: terms must be a table"),
        ("live_min = 16", "live_min = -1", "p.toml, line 5: age.live_min is -1; it must be from 0 to 120"),
        ("live_min = 16", "live_min = 121", "p.toml, line 5: age.live_min is 121"),
        ("live_min = 16", "live_min = 16.5", "p.toml, line 5: age.live_min must be a whole number of years"),
        ("live_min = 16", 'live_min = "16"', "p.toml, line 5: age.live_min must be a whole number"),
        ("live_min = 16", "live_min = true", "p.toml, line 5: age.live_min must be a whole number"),
        ("min = 1000", "min = -1000", f"p.toml, line {line('min = 1000')}: followers.min is -1000"),
        ("bar = 60", "bar = 0", f"p.toml, line {line('bar = 60')}: quality.bar is 0; it must be from 1 to 100"),
        ("bar = 60", "bar = 101", f"p.toml, line {line('bar = 60')}: quality.bar is 101"),
        ("posts_min = 3", "posts_min = 0", f"p.toml, line {line('posts_min = 3')}: quality.posts_min is 0"),
        ("views = 20", "views = -20", f"p.toml, line {line('views = 20')}: quality.weights.views is -20"),
        ("strikes_max = 2", "strikes_max = -1", "standing.strikes_max is -1"),
        ("strike_fades_days = 90", "strike_fades_days = 0", "standing.strike_fades_days is 0"),
        # Contradictory
        ("adult_min = 18", "adult_min = 18\ngift_min = 17", "age.gift_min is 17; it must be from 18 to 120"),
        ("adult_min = 18", "adult_min = 18\ngift_min = 18.5", "age.gift_min must be a whole number of years"),
        ("live_min = 16", "live_min = 19", "p.toml, line 4: age adult_min (18) is less than live_min (19)"),
        ("views = 20", "views = 21", "quality.weights add up to 101; they are percentages and must add up to 100"),
        ("followers_min = 50", "followers_min = 49", "quality.followers_min is 49; it must be at least 50"),
        ("min = 1000", "min = 40", "quality.followers_min is 50, more than followers.min (40); lower it"),
        # Unknown
        ("adult_min = 18", "adult_min = 18\nlive_max = 99", "p.toml, line 7: age.live_max is not known here"),
        ("[terms]", "followers_min = 1000\n[terms]", "p.toml, line 2: followers_min is not known here"),
        ("likes = 30", "likes = 30\nshares = 0", "quality.weights.shares is not known here"),
        # In a region
        ("[regions.KR.age]", "[regions.XX.age]", "regions.XX is not an ISO 3166-1 alpha-2 code"),
        ("[regions.KR.age]", "[regions.kr.age]", "regions.kr is not an ISO 3166-1 alpha-2 code"),
        ("[regions.KR.age]\nadult_min = 19", "[regions.KR.age]", "regions.KR changes nothing"),
        ("[regions.KR.age]\nadult_min = 19", "[regions.KR]\nage = 19", "regions.KR.age must be a table"),
        ("[regions.KR.age]\nadult_min = 19", "[regions]\nKR = 19", "regions.KR must be a table"),
        ("[regions.KR.age]\nadult_min = 19", "[regions.KR]\nadult_min = 19", "regions.KR.adult_min is not known here"),
        ("adult_min = 19", "adult_min = 15", "regions.KR.age adult_min (15) is less than live_min (16)"),
        ("adult_min = 19", "adult_min = -19", "regions.KR.age.adult_min is -19"),
        ("min = 300", "min = 30", "regions.IS.quality.followers_min is 50, more than followers.min (30)"),
        ("followers_min = 200", "followers_min = 2000", "regions.DE.quality.followers_min is 2000, more than"),
        ("[regions.JP.age]", "[regions.KR.age]", "p.toml: Cannot declare ('regions', 'KR', 'age') twice (at line"),
        # No TOML at all
        ("live_min = 16", "live_min = ", "p.toml: Invalid value (at line 5"),
        ("live_min = 16", "live_min = 16\nlive_min = 17", "p.toml: Cannot overwrite a value (at line 6"),
    ],
)
def test_a_mistake_is_named_by_its_line_its_key_and_the_reason(old: str, new: str, said: str) -> None:
    assert old in POLICY_TEXT
    with pytest.raises(PolicyInvalid) as refused:
        read_policy(POLICY_TEXT.replace(old, new, 1), name="p.toml")
    message = str(refused.value)
    assert message.startswith("p.toml")
    assert said in message


def test_a_mistake_in_a_region_is_named_by_the_regions_line() -> None:
    with pytest.raises(PolicyInvalid) as refused:
        read_policy(POLICY_TEXT.replace("adult_min = 19", "adult_min = 15"), name="p.toml")
    assert str(refused.value).startswith(f"p.toml, line {line('[regions.KR.age]')}: regions.KR.age ")


@pytest.mark.parametrize("text", ["a = " + "[" * 20_000, "a = " + "9" * 20_000, 'version = "a\\nb"'])
def test_what_is_too_much_for_the_parser_is_a_mistake_like_any_other(text: str) -> None:
    with pytest.raises(PolicyInvalid, match=r"^mine\.toml"):
        read_policy(text, name="mine.toml")


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
    assert POLICY.is_adult(born, region=region, today=date(2026, 3, 14)) is is_adult


VALUES = st.sampled_from(
    ["-1", "0", "1.5", '"x"', "true", "[]", "{}", "[[1]]", "1979-05-27", "inf", "9" * 30, "{ min = 1 }"]
)


@given(st.data())
def test_whatever_is_wrong_with_it_the_answer_is_a_policy_or_a_reason(data: st.DataObject) -> None:
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.sampled_from(["drop", "double", "change", "rename"])):
            case "drop":
                del lines[at]
            case "double":
                lines.insert(at, lines[at])
            case "change":
                lines[at] = f"{lines[at].split(' = ')[0]} = {data.draw(VALUES)}"
            case "rename":
                lines[at] = lines[at].replace(data.draw(st.sampled_from("aeimn_")), "Ü", 1)
    try:
        policy = read_policy("\n".join(lines), name="p.toml")
    except PolicyInvalid as error:
        assert str(error).startswith("p.toml")  # noqa: PT017  # either outcome is right
    else:
        for rules in [policy.rules, *policy.rules_by_region.values()]:
            assert rules.quality.followers_min <= rules.followers_min
            assert rules.ages.live_min <= rules.ages.adult_min


# While the server runs


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / "mine.toml"
    written.write_text(POLICY_TEXT)
    return written


def test_a_changed_policy_takes_the_place_of_the_one_before(file: Path, clock: FakeClock) -> None:
    keeper = PolicyKeeper(clock, file)
    began = keeper.state.loaded_at
    clock.advance(60)
    file.write_text(POLICY_TEXT.replace('version = "p1"', 'version = "p2"').replace("min = 1000", "min = 500"))
    assert keeper.reload()
    assert (keeper.policy.version, keeper.policy.rules.followers_min) == ("p2", 500)
    assert keeper.state.error is None
    assert keeper.state.loaded_at > began
    assert keeper.state.source == str(file)


@pytest.mark.parametrize(
    "content",
    [
        None,
        "nonsense = true\n",
        POLICY_TEXT.replace("min = 1000", "min = -1").replace('"p1"', '"p2"'),
        # Other rules under the same name: nobody could tell later which ones a decision was made by.
        POLICY_TEXT.replace("min = 1000", "min = 900"),
    ],
)
def test_one_that_cannot_be_used_leaves_the_old_one_in_force(file: Path, clock: FakeClock, content: str | None) -> None:
    keeper = PolicyKeeper(clock, file)
    if content is None:
        file.unlink()
    else:
        file.write_text(content)
    clock.advance(60)
    assert not keeper.reload()
    assert keeper.policy == POLICY
    error = keeper.state.error
    assert error is not None
    assert "mine.toml" in error.message
    assert error.at == clock.now()
    # And when it is put right again, nothing is left of the error.
    file.write_text(POLICY_TEXT)
    assert keeper.reload()
    assert keeper.state.error is None


def test_a_change_of_the_file_is_seen_without_being_told(file: Path, clock: FakeClock) -> None:
    keeper = PolicyKeeper(clock, file)
    keeper.look()
    assert keeper.policy.version == "p1"
    other = file.with_name("new.toml")
    other.write_text(POLICY_TEXT.replace('version = "p1"', 'version = "p2"'))
    other.replace(file)
    keeper.look()
    assert keeper.policy.version == "p2"
    file.unlink()
    keeper.look()
    assert keeper.state.error is not None
    assert keeper.policy.version == "p2"


def test_without_a_policy_to_begin_with_nothing_begins(tmp_path: Path, clock: FakeClock) -> None:
    with pytest.raises(PolicyInvalid):
        PolicyKeeper(clock, tmp_path / "nowhere.toml")
