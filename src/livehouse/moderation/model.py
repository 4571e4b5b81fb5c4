"""What standing is, and what each act does to it. Pure.

What is known of an account is its `Case`: the last warning, the suspension, the ban, and every strike. `standing` reads
it at a moment, so that a suspension ends by itself.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, Literal, get_args

import msgspec

from livehouse.moderation.errors import AlreadyBanned, NothingToLift, SuspensionEndInvalid

StandingState = Literal["good", "warned", "suspended", "banned"]
Act = Literal["warn", "strike", "suspend", "ban", "lift"]

ACTS: Final[tuple[Act, ...]] = get_args(Act)
# For so long after a warning or a strike the account is shown as warned. Whether strikes keep somebody from going live,
# and for how long, is for the policy of live access to say.
WARNED_FOR: Final = timedelta(days=90)
# Whoever means longer means a ban, which can be lifted.
SUSPENSION_MAX: Final = timedelta(days=366)


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How an account stands with the platform at one moment.

    `until` is the end of a suspension, `since` the time of the act that led to this state. `strikes_at` are the times
    of those strikes that have not been lifted, oldest first; when a strike fades, the policy of live access says.
    """

    state: StandingState = "good"
    since: datetime | None = None
    until: datetime | None = None
    reason: str | None = None
    strikes_at: tuple[datetime, ...] = ()


class Strike(msgspec.Struct, frozen=True, kw_only=True):
    """One strike; `lifted_at` if an operator took it back."""

    id: str
    at: datetime
    reason: str
    lifted_at: datetime | None = None


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """All that was decided about an account and not lifted, and every strike it ever had, oldest first."""

    account_id: str
    warned_at: datetime | None = None
    warning: str | None = None
    suspended_at: datetime | None = None
    suspended_until: datetime | None = None
    suspension: str | None = None
    banned_at: datetime | None = None
    ban: str | None = None
    strikes: tuple[Strike, ...] = ()


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What an operator decides. `strike_id` names the strike that this may be."""

    act: Act
    at: datetime
    reason: str
    strike_id: str
    until: datetime | None = None


def standing(case: Case, now: datetime) -> Standing:
    """How the account stands at `now`: the heaviest of what is in force."""
    living = [strike for strike in case.strikes if strike.lifted_at is None]
    strikes_at = tuple(strike.at for strike in living)
    if case.banned_at is not None:
        return Standing(state="banned", since=case.banned_at, reason=case.ban, strikes_at=strikes_at)
    if case.suspended_until is not None and now < case.suspended_until:
        return Standing(
            state="suspended",
            since=case.suspended_at,
            until=case.suspended_until,
            reason=case.suspension,
            strikes_at=strikes_at,
        )
    told = [(strike.at, strike.reason) for strike in living]
    if case.warned_at is not None and case.warning is not None:
        told.append((case.warned_at, case.warning))
    recent = [each for each in told if now < each[0] + WARNED_FOR]
    if recent:
        since, reason = max(recent)
        return Standing(state="warned", since=since, reason=reason, strikes_at=strikes_at)
    return Standing(strikes_at=strikes_at)


def possible_acts(case: Case, now: datetime) -> tuple[Act, ...]:
    """What may be decided about the case at `now`."""
    if case.banned_at is not None:
        return ("lift",)
    if _is_clean(case, now):
        return tuple(act for act in ACTS if act != "lift")
    return ACTS


def decide(case: Case, decision: Decision) -> Case:
    """The case after the decision.

    Raises:
        AlreadyBanned: it is about a banned account, and no `lift`.
        NothingToLift: it is a `lift`, and nothing is in force.
        SuspensionEndInvalid: a suspension needs an `until` that is to come, at most `SUSPENSION_MAX` away; nothing else
            has one.
    """
    if case.banned_at is not None and decision.act != "lift":
        raise AlreadyBanned
    if decision.act == "suspend":
        _check_until(decision.until, decision.at)
    elif decision.until is not None:
        raise SuspensionEndInvalid("Only a suspension has an end. Leave it out, or choose to suspend.", field="until")
    return _STEPS[decision.act](case, decision)


def _check_until(until: datetime | None, now: datetime) -> None:
    if until is None:
        raise SuspensionEndInvalid("Say until when the account is to be suspended.", field="until")
    if until <= now:
        raise SuspensionEndInvalid("This end of the suspension has passed. Choose a later one.", field="until")
    if until > now + SUSPENSION_MAX:
        raise SuspensionEndInvalid(
            f"A suspension lasts at most {SUSPENSION_MAX.days} days. Choose an earlier end, or a ban.", field="until"
        )


def _warn(case: Case, decision: Decision) -> Case:
    return msgspec.structs.replace(case, warned_at=decision.at, warning=decision.reason)


def _strike(case: Case, decision: Decision) -> Case:
    strike = Strike(id=decision.strike_id, at=decision.at, reason=decision.reason)
    return msgspec.structs.replace(case, strikes=(*case.strikes, strike))


def _suspend(case: Case, decision: Decision) -> Case:
    return msgspec.structs.replace(
        case, suspended_at=decision.at, suspended_until=decision.until, suspension=decision.reason
    )


def _ban(case: Case, decision: Decision) -> Case:
    return msgspec.structs.replace(case, banned_at=decision.at, ban=decision.reason)


def _is_clean(case: Case, now: datetime) -> bool:
    return standing(case, now).state == "good" and all(strike.lifted_at is not None for strike in case.strikes)


def _lift(case: Case, decision: Decision) -> Case:
    if _is_clean(case, decision.at):
        raise NothingToLift
    lifted = (
        strike if strike.lifted_at is not None else msgspec.structs.replace(strike, lifted_at=decision.at)
        for strike in case.strikes
    )
    return Case(account_id=case.account_id, strikes=tuple(lifted))


_STEPS: Final[dict[Act, Callable[[Case, Decision], Case]]] = {
    "warn": _warn,
    "strike": _strike,
    "suspend": _suspend,
    "ban": _ban,
    "lift": _lift,
}
