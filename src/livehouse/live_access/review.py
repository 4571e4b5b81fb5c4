"""What an application for a review is. Pure."""

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from livehouse.live_access.errors import ReviewNotNeeded, ReviewTooSoon, ReviewWaiting
from livehouse.live_access.judgement import ALTERNATIVES, Decision, Judgement

ReviewState = Literal["waiting", "granted", "refused"]


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """An application, and what was decided on it by which version of the policy.

    `judgement` is how the account stood when it applied.
    """

    id: str
    account_id: str
    note: str
    state: ReviewState
    applied_at: datetime
    judgement: Judgement
    decided_at: datetime | None = None
    decided_by: str | None = None
    reason: str | None = None
    until: datetime | None = None
    policy_version: str | None = None

    @property
    def decision(self) -> Decision | None:
        """What was decided, if anything was."""
        if self.decided_at is None or self.policy_version is None or self.state == "waiting":
            return None
        return Decision(
            outcome=self.state,
            reason=self.reason or "",
            decided_at=self.decided_at,
            policy_version=self.policy_version,
            until=self.until,
        )


def check_may_apply(judgement: Judgement, last: Review | None, now: datetime, again_after: timedelta) -> None:
    """Refuse an application that nobody could decide anything by.

    Args:
        judgement: of the account, now.
        last: its last application.
        again_after: how long after a refusal one may apply again.

    Raises:
        ReviewNotNeeded: neither followers nor quality is what is missing.
        ReviewWaiting: there is one.
        ReviewTooSoon: the last one was refused not long ago, or until a time.
    """
    if all(found.is_settled for found in judgement.requirements if found.id in ALTERNATIVES):
        raise ReviewNotNeeded
    if last is None:
        return
    if last.state == "waiting":
        raise ReviewWaiting
    if last.state == "refused" and last.decided_at is not None:
        again_at = last.decided_at + again_after
        if last.until is not None:
            again_at = max(again_at, last.until)
        if again_at > now:
            raise ReviewTooSoon(again_at)


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """Whether somebody may apply now; if not, why, and from when on."""

    allowed: bool
    why_not: Literal["review_not_needed", "review_waiting", "review_too_soon"] | None = None
    again_at: datetime | None = None


def may_apply(judgement: Judgement, last: Review | None, now: datetime, again_after: timedelta) -> Application:
    """What `check_may_apply` says, as an answer."""
    try:
        check_may_apply(judgement, last, now, again_after)
    except ReviewNotNeeded:
        return Application(allowed=False, why_not="review_not_needed")
    except ReviewWaiting:
        return Application(allowed=False, why_not="review_waiting")
    except ReviewTooSoon as refusal:
        return Application(allowed=False, why_not="review_too_soon", again_at=refusal.again_at)
    return Application(allowed=True)
