"""Somebody who may go live by every requirement, and what may be different about them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import msgspec

from livehouse.live_access import Decision, Facts, Followers, Policy, Quality, read_policy
from livehouse.moderation import Standing, StandingState

NOW = datetime(2026, 3, 14, 20, 0, tzinfo=UTC)
POLICY_TEXT = """\
version = "p1"
[terms]
version = "t2"
[age]
live_min = 16
adult_min = 18
[followers]
min = 1000
[quality]
bar = 60
followers_min = 50
posts_min = 3
days = 90
[quality.weights]
views = 20
play_time = 50
likes = 30
[quality.full]
views = 1000
play_time = 500
likes = 100
[standing]
strikes_max = 2
strike_fades_days = 90
[regions.KR.age]
adult_min = 19
[regions.JP.age]
live_min = 18
[regions.IS.followers]
min = 300
[regions.DE.quality]
bar = 80
followers_min = 200
[regions.FR.standing]
strikes_max = 0
strike_fades_days = 30
"""
POLICY = read_policy(POLICY_TEXT, name="p.toml")


def policy(**changes: str) -> Policy:
    """The policy with some of its lines changed: `policy(min="min = 10")` changes the first line that begins so."""
    text = POLICY_TEXT
    for key, line in changes.items():
        old = next(each for each in text.splitlines() if each.startswith(f"{key} ="))
        text = text.replace(old, line, 1)
    return read_policy(text, name="p.toml")


def at(text: str) -> datetime:
    """`2026-03-14 20:00+00:00`, or a day, which begins at midnight in UTC."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def someone(
    *,
    born: str | None = "1996-05-17",
    region: str = "SE",
    followers: int = 1_000,
    total: int | None = None,
    gained: int = 0,
    score: int | None = None,
    before: int | None = None,
    posts: int = 5,
    terms: str | None = "t2",
    state: StandingState = "good",
    until: str | None = None,
    strikes: Sequence[int] = (),
    granted: str | None = None,
    granted_for_good: bool = False,
    refused: str | None = None,
    refused_once: bool = False,
) -> Facts:
    """Facts of an account. `strikes` are so many days ago; `granted` and `refused` name the end of a decision."""
    decision = None
    if granted is not None or granted_for_good:
        decision = _decision("granted", granted)
    if refused is not None or refused_once:
        decision = _decision("refused", refused)
    return Facts(
        birth_date=None if born is None else date.fromisoformat(born),
        region=region,
        terms_version_accepted=terms,
        terms_accepted_on=None if terms is None else date(2026, 3, 1),
        followers=Followers(counted=followers, total=followers if total is None else total, gained=gained),
        quality=Quality(score=score, score_before=before, posts_counted=posts),
        standing=Standing(
            state=state,
            until=None if until is None else at(until),
            reason=None if state == "good" else "Unkind words.",
            strikes_at=tuple(sorted(NOW - timedelta(days=days) for days in strikes)),
        ),
        decision=decision,
    )


def _decision(outcome: str, until: str | None) -> Decision:
    return msgspec.convert(
        {
            "outcome": outcome,
            "reason": "We looked at it.",
            "decided_at": NOW - timedelta(days=1),
            "policy_version": "p0",
            "until": None if until is None else at(until),
        },
        Decision,
    )
