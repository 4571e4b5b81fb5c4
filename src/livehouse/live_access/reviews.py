"""Reviews: people apply, operators decide."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.ids import Ids, is_id
from livehouse.kernel.text import clean_text
from livehouse.live_access import review_store
from livehouse.live_access.errors import DecisionEndInvalid, NoSuchReview, OwnReview, ReviewWaiting
from livehouse.live_access.events import NoticeKind
from livehouse.live_access.judgement import Decision
from livehouse.live_access.notices import Notices
from livehouse.live_access.review import Review, ReviewState, check_may_apply
from livehouse.live_access.service import LiveAccess
from livehouse.moderation import Moderation
from livehouse.platform.database import Database

# Whoever means longer means for good.
DECISION_LASTS_MAX: Final = timedelta(days=3_653)


class ReviewPage(msgspec.Struct, frozen=True, kw_only=True):
    """Some applications, and where the next page begins."""

    reviews: Sequence[Review]
    next: str | None


class Reviews:
    """Applications for access that followers and quality do not open."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        clock: Clock,
        ids: Ids,
        access: LiveAccess,
        notices: Notices,
        moderation: Moderation,
    ) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._ids = ids
        self._access = access
        self._notices = notices
        self._moderation = moderation

    async def last(self, account_id: str) -> Review | None:
        """The account's last application."""
        async with self._database.read() as connection:
            found = await review_store.load_of(connection, account_id, 1)
        return found[0] if found else None

    async def apply(self, account_id: str, note: str) -> Review:
        """Apply for a review.

        Raises:
            TextMissing, TextTooLong: the note.
            ReviewNotNeeded, ReviewWaiting, ReviewTooSoon: as they say.
            NoSuchAccount: there is no such account.
        """
        note = clean_text(note, graphemes_max=self._settings.review_note_max, field="note")
        judgement = await self._access.access_live(account_id)
        now = self._clock.now()
        again_after = timedelta(days=self._settings.review_again_days)
        check_may_apply(judgement, await self.last(account_id), now, again_after)
        review = Review(
            id=self._ids.new(), account_id=account_id, note=note, state="waiting", applied_at=now, judgement=judgement
        )
        async with self._database.transaction() as tx:
            if not await review_store.insert(tx, review):
                raise ReviewWaiting
        return review

    async def withdraw(self, account_id: str) -> None:
        """Take back the application that waits; nothing of it stays.

        Raises:
            NoSuchReview: none waits.
        """
        async with self._database.transaction() as tx:
            if not await review_store.withdraw(tx, account_id):
                raise NoSuchReview

    # For operators

    async def page(self, state: ReviewState | None, cursor: str | None) -> ReviewPage:
        """Applications in a state, or in any: those that wait the oldest first, others the newest first."""
        rows_max = self._settings.reviews_listed_max
        before = cursor if cursor is not None and is_id(cursor) else None
        async with self._database.read() as connection:
            found = await review_store.load_in(connection, state, before, rows_max + 1)
        return ReviewPage(reviews=found[:rows_max], next=found[rows_max - 1].id if len(found) > rows_max else None)

    async def count_waiting(self) -> int:
        """How many applications wait."""
        async with self._database.read() as connection:
            return await review_store.count_waiting(connection)

    async def decide(
        self,
        review_id: str,
        *,
        grants: bool,
        reason: str,
        until: datetime | None,
        operator_id: str,
    ) -> Review:
        """Decide on an application, or decide anew. It is logged, and the person is told and judged at once.

        Args:
            reason: the person reads it; a refusal must have one.
            until: when the decision ends; None for good.

        Raises:
            TextMissing, TextTooLong: the reason.
            DecisionEndInvalid: it has ended already, or not within `DECISION_LASTS_MAX`.
            NoSuchReview: there is none, or it was withdrawn.
            OwnReview: it is the operator's own.
        """
        reason = clean_text(reason, graphemes_max=self._settings.review_reason_max, field="reason", required=not grants)
        now = self._clock.now()
        if until is not None and not now < until <= now + DECISION_LASTS_MAX:
            raise DecisionEndInvalid
        decision = Decision(
            outcome="granted" if grants else "refused",
            reason=reason,
            decided_at=now,
            policy_version=self._access.policy.version,
            until=until,
        )
        async with self._database.transaction() as tx:
            review = await review_store.lock(tx, review_id) if is_id(review_id) else None
            if review is None:
                raise NoSuchReview
            if review.account_id == operator_id:
                raise OwnReview
            await review_store.write_decision(tx, review_id, decision, operator_id)
            kind: NoticeKind = "review_granted" if grants else "review_refused"
            await self._notices.add(tx, review.account_id, kind, reason=reason or None, until=until)
            await self._moderation.log.add(
                tx,
                operator_id=operator_id,
                act="review.grant" if grants else "review.refuse",
                subject=review.account_id,
                details={
                    "review": review_id,
                    "reason": reason,
                    "until": None if until is None else until.isoformat(),
                    "policy": decision.policy_version,
                },
            )
        return msgspec.structs.replace(
            review,
            state=decision.outcome,
            decided_at=now,
            decided_by=operator_id,
            reason=reason,
            until=until,
            policy_version=decision.policy_version,
        )
