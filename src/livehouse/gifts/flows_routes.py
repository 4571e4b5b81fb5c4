"""HTTP in and out of suspicious flows, for operators."""

from typing import Annotated

from fastapi import APIRouter, Query

from livehouse.accounts import CurrentOperator, OperatorsOnly
from livehouse.gifts import flows_schemas as schemas
from livehouse.gifts.flows import FlowDecided, Flows, NoSuchFlow, OwnFlow
from livehouse.gifts.flows_model import FlowState
from livehouse.kernel.errors import BadInput, NotSignedIn
from livehouse.kernel.text import TextMissing, TextTooLong
from livehouse.moderation import OperatorRestrained
from livehouse.platform.openapi import error_responses


def flows_router(flows: Flows) -> APIRouter:
    """What operators see of suspicious flows and do about them."""
    routes = APIRouter(prefix="/operators/flows", tags=["operators"])

    @routes.get(
        "",
        operation_id="list_flows",
        summary="Suspicious flows of gifts",
        responses=error_responses(BadInput, NotSignedIn, OperatorsOnly, OperatorRestrained),
    )
    async def list_flows(
        _operator: CurrentOperator,
        state: Annotated[FlowState, Query(description="Those in this state.")] = "open",
        before: Annotated[str | None, Query(description="From `next_before`.")] = None,
    ) -> schemas.FlowList:
        """For operators. Rings, bursts and brand-new payers to one recipient, each with its reason."""
        page = await flows.page(state, before)
        return schemas.FlowList.of(page, await flows.cards_of(page.flows))

    @routes.get(
        "/{id}/gifts",
        operation_id="list_flow_gifts",
        summary="Who gave whom in a suspicious flow",
        responses=error_responses(NotSignedIn, OperatorsOnly, OperatorRestrained, NoSuchFlow),
    )
    async def list_flow_gifts(id: str, _operator: CurrentOperator) -> schemas.FlowGifts:
        """For operators. What was taken back since is not in it."""
        return schemas.FlowGifts(gifts=[schemas.FlowGift.of(given) for given in await flows.given_in(id)])

    @routes.post(
        "/{id}/decision",
        operation_id="decide_flow",
        summary="Dismiss a suspicious flow, freeze the money in it, or end that",
        responses=error_responses(
            BadInput,
            TextMissing,
            TextTooLong,
            NotSignedIn,
            OperatorsOnly,
            OperatorRestrained,
            OwnFlow,
            NoSuchFlow,
            FlowDecided,
        ),
    )
    async def decide_flow(id: str, form: schemas.FlowDecisionForm, operator: CurrentOperator) -> schemas.Flow:
        """For operators. A freeze holds the money of all who are named, and loses nothing; it is logged."""
        decided = await flows.decide(id, form.act, reason=form.reason, operator_id=operator.id)
        return schemas.Flow.of(decided, await flows.cards_of([decided]))

    return routes
