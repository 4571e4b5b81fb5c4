from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from livehouse.live_access import Facts, Judgement, judge
from tests.unit.live_access.people import NOW, POLICY, someone

REGIONS = st.sampled_from(["SE", "KR", "JP", "IS", "DE", "FR"])
DAYS = st.integers(0, 200)
MOMENTS = st.integers(-60 * 24, 400 * 24).map(lambda hours: NOW + timedelta(hours=hours))
ENDS = st.none() | MOMENTS.map(datetime.isoformat)


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    """Anybody at all."""
    state = draw(st.sampled_from(["good", "warned", "suspended", "banned"]))
    return someone(
        born=draw(st.dates(date(1900, 1, 1), date(2026, 3, 14))).isoformat(),
        region=draw(REGIONS),
        followers=draw(st.integers(0, 2_000)),
        total=draw(st.integers(2_000, 3_000)),
        gained=draw(st.integers(0, 500)),
        score=draw(st.none() | st.integers(0, 100)),
        before=draw(st.none() | st.integers(0, 100)),
        posts=draw(st.integers(0, 30)),
        terms=draw(st.sampled_from([None, "t1", "t2"])),
        state=state,
        until=draw(ENDS) if state == "suspended" else None,
        strikes=draw(st.lists(DAYS, max_size=6)),
        granted=draw(ENDS),
        granted_for_good=draw(st.booleans()),
        refused=draw(ENDS),
        refused_once=draw(st.booleans()),
    )


def better_followers(facts: Facts, by: int) -> Facts:
    more = msgspec.structs.replace(facts.followers, counted=facts.followers.counted + by)
    return msgspec.structs.replace(facts, followers=more)


def better_score(facts: Facts, by: int) -> Facts:
    score = min(100, (facts.quality.score or 0) + by)
    return msgspec.structs.replace(facts, quality=msgspec.structs.replace(facts.quality, score=score))


def older(facts: Facts, by: int) -> Facts:
    assert facts.birth_date is not None
    return msgspec.structs.replace(facts, birth_date=facts.birth_date - timedelta(days=by))


def fewer_strikes(facts: Facts, by: int) -> Facts:
    strikes = facts.standing.strikes_at[by:]
    return msgspec.structs.replace(facts, standing=msgspec.structs.replace(facts.standing, strikes_at=strikes))


def in_good_standing(facts: Facts, _by: int) -> Facts:
    return msgspec.structs.replace(facts, standing=msgspec.structs.replace(facts.standing, state="good", until=None))


def accepted(facts: Facts, _by: int) -> Facts:
    return msgspec.structs.replace(facts, terms_version_accepted="t2", terms_accepted_on=NOW.date())


def granted(facts: Facts, _by: int) -> Facts:
    return msgspec.structs.replace(facts, decision=someone(granted_for_good=True).decision)


def forgiven(facts: Facts, _by: int) -> Facts:
    is_refusal = facts.decision is not None and facts.decision.outcome == "refused"
    return msgspec.structs.replace(facts, decision=None) if is_refusal else facts


GOOD_THINGS = [
    better_followers,
    better_score,
    older,
    fewer_strikes,
    in_good_standing,
    accepted,
    granted,
    forgiven,
]


@given(facts(), MOMENTS, st.sampled_from(GOOD_THINGS), st.integers(0, 500))
def test_more_of_a_good_thing_never_closes_access(facts: Facts, now: datetime, better: Any, by: int) -> None:
    before, after = judge(POLICY, facts, now), judge(POLICY, better(facts, by), now)
    assert after.allowed >= before.allowed
    for was, is_now in zip(before.requirements, after.requirements, strict=True):
        assert is_now.is_settled >= was.is_settled
        assert is_now.share >= was.share or better is forgiven


@given(facts(), MOMENTS)
def test_judging_is_the_same_on_every_call(facts: Facts, now: datetime) -> None:
    first = judge(POLICY, facts, now)
    again = judge(POLICY, msgspec.convert(msgspec.to_builtins(facts), Facts), now)
    assert first == again
    # It comes back whole from where an application keeps it.
    assert msgspec.json.decode(msgspec.json.encode(first), type=Judgement) == first


@given(facts(), MOMENTS)
def test_the_answer_is_what_its_requirements_say(facts: Facts, now: datetime) -> None:
    judgement = judge(POLICY, facts, now)
    assert [found.id for found in judgement.requirements] == ["age", "followers", "quality", "standing", "terms"]
    assert judgement.allowed is all(found.is_settled for found in judgement.requirements)
    assert (judgement.requirement("followers").is_settled) is (judgement.requirement("quality").is_settled)
    for found in judgement.requirements:
        assert 0 <= found.share <= 1
        assert (found.what_to_do is None) is found.is_settled
        assert found.met is False or found.covered_by is None
        assert found.met is False or found.share == 1


@given(facts(), MOMENTS, st.integers(0, 400))
def test_the_moment_that_is_promised_is_kept(facts: Facts, now: datetime, days: int) -> None:
    for found in judge(POLICY, facts, now).requirements:
        if found.met or found.met_on is None:
            continue
        opens = found.met_at or datetime.combine(found.met_on, datetime.min.time(), tzinfo=UTC)
        assert opens > now
        later = now + timedelta(days=days)
        if later > opens:
            assert judge(POLICY, facts, later).requirement(found.id).met
        elif found.id == "age":
            assert not judge(POLICY, facts, later).requirement(found.id).met


def test_what_covers_what_is_missing_is_told() -> None:
    by_quality = judge(POLICY, someone(followers=60, score=70), NOW).requirement("followers")
    assert (by_quality.met, by_quality.covered_by, by_quality.actual, by_quality.share) == (False, "quality", 60, 0.06)
    by_followers = judge(POLICY, someone(score=10), NOW).requirement("quality")
    assert (by_followers.met, by_followers.covered_by) == (False, "followers")
    by_grant = judge(POLICY, someone(followers=0, granted_for_good=True), NOW)
    assert [found.covered_by for found in by_grant.requirements] == [None, "grant", "grant", None, None]
    assert by_grant.decision is not None
    assert by_grant.decision.policy_version == "p0"


@pytest.mark.parametrize(
    ("about", "id", "said"),
    [
        ({"born": "2010-03-15"}, "age", "from the age of 16: on 2026-03-15"),
        ({"followers": 999}, "followers", "1 more follower is needed."),
        ({"followers": 800, "total": 1_400}, "followers", "600 of your 1,400 do not count"),
        ({"followers": 60, "score": 52}, "quality", "scores 52 of the 60 points"),
        ({"followers": 40, "score": 70}, "quality", "good enough. With quality 50 followers are enough; 10 more"),
        ({"followers": 60, "posts": 2}, "quality", "1 more post is needed for a score; posts of the last 90 days"),
        ({"state": "banned"}, "standing", "banned. The reason: Unkind words."),
        ({"state": "suspended", "until": "2026-03-21 12:00"}, "standing", "suspended until 2026-03-21 12:00 UTC"),
        ({"strikes": [1, 2, 3]}, "standing", "3 strikes, and 2 are the most"),
        ({"refused": "2026-05-01"}, "followers", "closed this way until 2026-05-01: We looked at it."),
        ({"terms": "t1"}, "terms", "have changed"),
        ({"terms": None}, "terms", "Read and accept the LIVE terms."),
    ],
)
def test_what_to_do_names_the_number(about: dict[str, Any], id: Any, said: str) -> None:
    what_to_do = judge(POLICY, someone(**about), NOW).requirement(id).what_to_do
    assert what_to_do is not None
    assert said in what_to_do


def test_how_much_of_the_way_is_done() -> None:
    judgement = judge(POLICY, someone(born="2018-03-14", followers=250, score=30), NOW)
    assert {found.id: found.share for found in judgement.requirements} == {
        "age": 0.5,
        "followers": 0.25,
        "quality": 0.5,
        "standing": 1.0,
        "terms": 1.0,
    }
