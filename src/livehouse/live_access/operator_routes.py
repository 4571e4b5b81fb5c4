"""HTTP in and out of live access, for operators."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from livehouse.accounts import CurrentOperator, NoSuchAccount, OperatorsOnly
from livehouse.kernel.errors import BadInput, NotSignedIn
from livehouse.kernel.text import TextMissing, TextTooLong
from livehouse.live_access import schemas
from livehouse.live_access.errors import DecisionEndInvalid, NoSuchReview, OwnReview
from livehouse.live_access.gate import Gate
from livehouse.live_access.review import Review
from livehouse.moderation import OperatorRestrained
from livehouse.platform.openapi import error_responses


def router(gate: Gate) -> APIRouter:
    """What operators do about live access."""
    routes = APIRouter()

    @routes.get(
        "/reviews",
        operation_id="list_reviews",
        summary="Applications for live access",
        responses=error_responses(BadInput, NotSignedIn, OperatorsOnly, OperatorRestrained),
    )
    async def list_reviews(
        _operator: CurrentOperator,
        state: Annotated[
            Literal["waiting", "granted", "refused", "all"], Query(description="Those in this state.")
        ] = "waiting",
        cursor: Annotated[str | None, Query(description="From `next`.")] = None,
    ) -> schemas.ReviewList:
        """For operators. Those that wait the oldest first, others the newest first."""
        page = await gate.reviews.page(None if state == "all" else state, cursor)
        cards = await gate.cards_of(page.reviews)
        waiting = await gate.reviews.count_waiting()
        return schemas.ReviewList.of(page.reviews, cards, waiting=waiting, next_cursor=page.next)

    @routes.put(
        "/reviews/{id}",
        operation_id="decide_review",
        summary="Grant or refuse live access",
        responses=error_responses(
            BadInput,
            TextMissing,
            TextTooLong,
            DecisionEndInvalid,
            NotSignedIn,
            OperatorsOnly,
            OperatorRestrained,
            OwnReview,
            NoSuchReview,
        ),
    )
    async def decide_review(id: str, form: schemas.DecisionForm, operator: CurrentOperator) -> schemas.OperatedReview:
        """For operators. Decide, or decide anew; the person is told, and it is logged."""
        if form.until is not None and form.until.tzinfo is None:
            raise BadInput("Give the end with its time zone: 2026-04-03T20:00Z.", field="until")
        decided: Review = await gate.reviews.decide(
            id,
            grants=form.decision == "grant",
            reason=form.reason,
            until=form.until,
            operator_id=operator.id,
        )
        return schemas.OperatedReview.to(decided, await gate.cards_of([decided]))

    @routes.get(
        "/accounts/{handle}/live-access",
        operation_id="get_live_access_of",
        summary="How an account stands with live access",
        responses=error_responses(NotSignedIn, OperatorsOnly, OperatorRestrained, NoSuchAccount),
    )
    async def get_live_access_of(handle: str, _operator: CurrentOperator) -> schemas.LiveAccess:
        """For operators. What the person sees as well."""
        account = await gate.accounts.access_by_handle(handle)
        examined = await gate.access.examine(account.id)
        last = await gate.reviews.last(account.id)
        return schemas.LiveAccess.of(examined, last, gate.application(examined.judgement, last))

    @routes.get(
        "/policy",
        operation_id="get_policy",
        summary="The policy of live access in force",
        responses=error_responses(NotSignedIn, OperatorsOnly, OperatorRestrained),
    )
    async def get_policy(_operator: CurrentOperator) -> schemas.PolicyState:
        """For operators. If the file was changed and cannot be used, `error` says where and why."""
        return schemas.PolicyState.of(gate.access.policy_state)

    return routes
