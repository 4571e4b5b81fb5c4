"""HTTP in and out of payouts and freezes, for operators."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from livehouse.accounts import CurrentOperator, NoSuchAccount, OperatorsOnly
from livehouse.kernel.errors import BadInput, NotSignedIn
from livehouse.kernel.text import TextMissing, TextTooLong
from livehouse.moderation import OperatorRestrained
from livehouse.payments import payout_schemas as schemas
from livehouse.payments.freezes import AlreadyFrozen, Freezes, NotFrozen, OwnFreeze
from livehouse.payments.payout_errors import NoSuchPayout, OwnPayout, PayoutUnderWay
from livehouse.payments.payout_model import Payout, PayoutState
from livehouse.payments.payouts import Payouts
from livehouse.platform.openapi import error_responses

_OPERATORS = (NotSignedIn, OperatorsOnly, OperatorRestrained)


def router(payouts: Payouts, freezes: Freezes) -> APIRouter:
    """What operators do about payouts."""
    routes = APIRouter()

    async def bodies(found: tuple[Payout, ...]) -> list[schemas.OperatedPayout]:
        hosts = {each.account_id for each in found}
        cards = await payouts.cards_of(found)
        earned = await payouts.earned_in_all(hosts)
        flags = await payouts.flags_of(hosts)
        return [schemas.OperatedPayout.to(each, cards, earned, flags) for each in found]

    @routes.get(
        "/payouts",
        operation_id="list_operated_payouts",
        summary="Payouts, and those that wait for a decision",
        responses=error_responses(BadInput, *_OPERATORS),
    )
    async def list_operated_payouts(
        _operator: CurrentOperator,
        state: Annotated[PayoutState | Literal["all"], Query(description="Those in this state.")] = "in_review",
        before: Annotated[str | None, Query(max_length=40, description="From `next_before`.")] = None,
    ) -> schemas.OperatedPayoutList:
        """For operators. Those in review the oldest first, others the newest first."""
        page = await payouts.operated(None if state == "all" else (state,), before)
        return schemas.OperatedPayoutList(payouts=await bodies(page.payouts), next_before=page.next_before)

    @routes.post(
        "/payouts/{id}/decision",
        operation_id="decide_payout",
        summary="Grant or refuse a payout",
        responses=error_responses(
            BadInput, TextMissing, TextTooLong, *_OPERATORS, NoSuchPayout, OwnPayout, PayoutUnderWay
        ),
    )
    async def decide_payout(
        id: str, form: schemas.PayoutDecisionForm, operator: CurrentOperator
    ) -> schemas.OperatedPayout:
        """For operators. What is granted is sent at once; the host is told of a refusal, and it is logged."""
        decided = await payouts.decide(id, grants=form.grant, reason=form.reason, operator_id=operator.id)
        return (await bodies((decided,)))[0]

    @routes.post(
        "/accounts/{handle}/freeze",
        operation_id="freeze_money",
        summary="Have somebody's coins and diamonds stay where they are",
        responses=error_responses(
            BadInput, TextMissing, TextTooLong, *_OPERATORS, NoSuchAccount, OwnFreeze, AlreadyFrozen
        ),
    )
    async def freeze_money(handle: str, form: schemas.FreezeForm, operator: CurrentOperator) -> schemas.Freeze:
        """For operators. Nothing can be spent or withdrawn, and nothing is lost; it is logged."""
        account = await payouts.accounts.access_by_handle(handle)
        freeze = await freezes.freeze(account.id, reason=form.reason, operator_id=operator.id)
        return schemas.Freeze.of(freeze, await freezes.cards_of([freeze]))

    @routes.post(
        "/accounts/{handle}/unfreeze",
        operation_id="unfreeze_money",
        summary="Let somebody's coins and diamonds be free again",
        responses=error_responses(BadInput, TextMissing, TextTooLong, *_OPERATORS, NoSuchAccount, OwnFreeze, NotFrozen),
    )
    async def unfreeze_money(handle: str, form: schemas.FreezeForm, operator: CurrentOperator) -> schemas.Freeze:
        """For operators. All of it; payouts that waited go on. It is logged."""
        account = await payouts.accounts.access_by_handle(handle)
        freeze = await freezes.lift(account.id, reason=form.reason, operator_id=operator.id)
        return schemas.Freeze.of(freeze, await freezes.cards_of([freeze]))

    @routes.get(
        "/freezes",
        operation_id="list_freezes",
        summary="Whose money is frozen",
        responses=error_responses(BadInput, *_OPERATORS, NoSuchAccount),
    )
    async def list_freezes(
        _operator: CurrentOperator,
        state: Annotated[Literal["open", "lifted"], Query(description="In force, or lifted.")] = "open",
        account: Annotated[str | None, Query(max_length=40, description="Only this person's, by their handle.")] = None,
        before: Annotated[str | None, Query(max_length=40, description="From `next_before`.")] = None,
    ) -> schemas.FreezeList:
        """For operators. Newest first."""
        if account is not None:
            of_one = await freezes.of((await payouts.accounts.access_by_handle(account)).id)
            those = [each for each in of_one if (each.lifted_at is None) == (state == "open")]
            cards = await freezes.cards_of(those)
            return schemas.FreezeList(freezes=[schemas.Freeze.of(each, cards) for each in those], next_before=None)
        page = await freezes.page(before, is_open=state == "open")
        return schemas.FreezeList(
            freezes=[schemas.Freeze.of(each, page.cards) for each in page.freezes], next_before=page.next_before
        )

    return routes
