from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from livehouse.moderation.errors import AlreadyBanned, NothingToLift, SuspensionEndInvalid
from livehouse.moderation.model import (
    ACTS,
    SUSPENSION_MAX,
    WARNED_FOR,
    Act,
    Case,
    Decision,
    Standing,
    decide,
    possible_acts,
    standing,
)

NOW = datetime(2026, 3, 14, 20, 0, tzinfo=UTC)
DAY = timedelta(days=1)
NOBODY = Case(account_id="a")


def decided(case: Case, act: Act, at: datetime = NOW, *, reason: str = "why", until: datetime | None = None) -> Case:
    number = len(case.strikes)
    return decide(case, Decision(act=act, at=at, reason=reason, until=until, strike_id=f"strike {number}"))


def test_nobody_ever_decided_anything_is_good_standing() -> None:
    assert standing(NOBODY, NOW) == Standing()


def test_a_warning_is_shown_for_its_time_and_then_forgotten() -> None:
    case = decided(NOBODY, "warn", reason="Be kind.")
    shown = Standing(state="warned", since=NOW, reason="Be kind.")
    assert standing(case, NOW) == shown
    assert standing(case, NOW + WARNED_FOR - timedelta(microseconds=1)) == shown
    assert standing(case, NOW + WARNED_FOR) == Standing()


def test_strikes_add_up_and_stay_known_after_they_are_no_longer_shown() -> None:
    case = decided(decided(NOBODY, "strike", reason="first"), "strike", NOW + DAY, reason="second")
    assert standing(case, NOW + DAY) == Standing(
        state="warned", since=NOW + DAY, reason="second", strikes_at=(NOW, NOW + DAY)
    )
    assert standing(case, NOW + 2 * WARNED_FOR) == Standing(strikes_at=(NOW, NOW + DAY))


def test_a_suspension_ends_by_itself_at_its_time() -> None:
    end = NOW + 7 * DAY
    case = decided(NOBODY, "suspend", reason="Seven days.", until=end)
    assert standing(case, end - timedelta(microseconds=1)) == Standing(
        state="suspended", since=NOW, until=end, reason="Seven days."
    )
    assert standing(case, end) == Standing()


def test_a_warning_and_a_strike_leave_a_suspension_in_force() -> None:
    end = NOW + 7 * DAY
    case = decided(NOBODY, "suspend", reason="Seven days.", until=end)
    case = decided(decided(case, "warn", NOW + DAY, reason="once more"), "strike", NOW + DAY, reason="struck")
    now = standing(case, NOW + DAY)
    assert (now.state, now.until, now.reason, now.strikes_at) == ("suspended", end, "Seven days.", (NOW + DAY,))
    assert standing(case, end).state == "warned"


def test_a_second_suspension_takes_the_place_of_the_first() -> None:
    case = decided(NOBODY, "suspend", until=NOW + 7 * DAY)
    shortened = decided(case, "suspend", NOW + DAY, until=NOW + 2 * DAY)
    assert standing(shortened, NOW + 2 * DAY).state == "good"


def test_a_ban_outlasts_a_suspension_and_has_no_end() -> None:
    case = decided(decided(NOBODY, "suspend", until=NOW + DAY), "ban", NOW, reason="That was it.")
    assert standing(case, NOW + 3650 * DAY) == Standing(state="banned", since=NOW, reason="That was it.")


@pytest.mark.parametrize("act", [act for act in ACTS if act != "lift"])
def test_a_banned_account_takes_nothing_but_a_lift(act: Act) -> None:
    case = decided(NOBODY, "ban")
    with pytest.raises(AlreadyBanned, match="Lift the ban first"):
        decided(case, act, until=NOW + DAY if act == "suspend" else None)
    assert possible_acts(case, NOW) == ("lift",)


@pytest.mark.parametrize("act", [act for act in ACTS if act != "lift"])
def test_lifting_takes_back_whatever_is_in_force(act: Act) -> None:
    case = decided(NOBODY, "strike")
    case = decided(case, act, NOW, until=NOW + DAY if act == "suspend" else None)
    lifted = decided(case, "lift", NOW + timedelta(hours=1))
    assert standing(lifted, NOW + timedelta(hours=1)) == Standing()
    assert {strike.lifted_at for strike in lifted.strikes} == {NOW + timedelta(hours=1)}
    assert [strike.id for strike in lifted.strikes] == [strike.id for strike in case.strikes], "history stays"


def test_a_strike_that_is_no_longer_shown_can_still_be_lifted_and_once_only() -> None:
    long_after = NOW + 2 * WARNED_FOR
    case = decided(NOBODY, "strike")
    assert standing(case, long_after).state == "good"
    assert "lift" in possible_acts(case, long_after)
    lifted = decided(case, "lift", long_after)
    assert "lift" not in possible_acts(lifted, long_after)
    with pytest.raises(NothingToLift):
        decided(lifted, "lift", long_after)


def test_there_is_nothing_to_lift_in_good_standing() -> None:
    assert possible_acts(NOBODY, NOW) == ("warn", "strike", "suspend", "ban")
    with pytest.raises(NothingToLift, match="good standing"):
        decided(NOBODY, "lift")


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (None, "until when"),
        (NOW, "has passed"),
        (NOW - DAY, "has passed"),
        (NOW + SUSPENSION_MAX + timedelta(seconds=1), "at most 366 days"),
    ],
)
def test_a_suspension_needs_an_end_that_is_to_come(until: datetime | None, said: str) -> None:
    with pytest.raises(SuspensionEndInvalid, match=said) as refused:
        decided(NOBODY, "suspend", until=until)
    assert refused.value.field == "until"


@pytest.mark.parametrize("act", ["warn", "strike", "ban", "lift"])
def test_nothing_else_has_an_end(act: Act) -> None:
    with pytest.raises(SuspensionEndInvalid, match="Only a suspension"):
        decided(decided(NOBODY, "warn"), act, until=NOW + DAY)


times = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400)).map(lambda after: NOW + after)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A case as any run of decisions leaves it."""
    case, at = NOBODY, NOW
    for _ in range(draw(st.integers(0, 8))):
        at += draw(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=120)))
        act = draw(st.sampled_from(possible_acts(case, at)))
        until = at + draw(st.timedeltas(min_value=timedelta(minutes=1), max_value=SUSPENSION_MAX))
        case = decided(case, act, at, until=until if act == "suspend" else None)
    return case


@given(cases(), times, times)
def test_time_alone_never_makes_a_standing_worse(case: Case, one: datetime, other: datetime) -> None:
    weights = {"good": 0, "warned": 1, "suspended": 2, "banned": 3}
    earlier, later = sorted((one, other))
    assert weights[standing(case, later).state] <= weights[standing(case, earlier).state]


@given(cases(), times)
def test_what_is_possible_is_accepted_and_the_rest_refused(case: Case, at: datetime) -> None:
    for act in ACTS:
        decision = Decision(
            act=act, at=at, reason="another", until=at + DAY if act == "suspend" else None, strike_id="s"
        )
        if act in possible_acts(case, at):
            after = decide(case, decision)
            assert after != case
            # A strike is never lost from the history, whatever is decided.
            kept = [msgspec.structs.replace(strike, lifted_at=None) for strike in case.strikes]
            assert [msgspec.structs.replace(strike, lifted_at=None) for strike in after.strikes][: len(kept)] == kept
        else:
            with pytest.raises((AlreadyBanned, NothingToLift)):
                decide(case, decision)
