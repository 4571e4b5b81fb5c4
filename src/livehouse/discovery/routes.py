"""HTTP in and out of feeds and their ranking."""

from typing import Annotated, Final

import msgspec
from fastapi import APIRouter, Query, Request, Response, status

from livehouse.accounts import Accounts, Authenticator, CurrentOperator, CurrentVisitor, OperatorsOnly, Visitor
from livehouse.discovery import schemas
from livehouse.discovery.cursors import CURSOR_LENGTH_MAX
from livehouse.discovery.errors import FeedCursorInvalid, WeightInvalid, WeightsChanged
from livehouse.discovery.feeds import FeedPage, Feeds, Impression, Kinds
from livehouse.discovery.ranking import FORMULA_VERSION, weight_specs
from livehouse.discovery.weights import RankingWeights
from livehouse.kernel.errors import BadInput, NotSignedIn, TooFast
from livehouse.kernel.text import TextMissing, TextTooLong
from livehouse.moderation import OperatorRestrained
from livehouse.platform.http import ClientAddress
from livehouse.platform.openapi import error_responses
from livehouse.rooms import UnknownTopic

# It is another one a second later, and for somebody else.
_NOT_KEPT: Final = "no-store"
_encode: Final = msgspec.json.Encoder().encode
Cursor = Annotated[str | None, Query(max_length=CURSOR_LENGTH_MAX, description="`next_cursor` of the page before.")]


def router(feeds: Feeds, weights: RankingWeights, accounts: Accounts, authenticator: Authenticator) -> APIRouter:
    """The routes of feeds, and of what operators do with their ranking.

    Args:
        feeds, weights, accounts: the services.
        authenticator: gives a browser that looks on without an account the cookie by which its feed is its own.
    """
    everything = APIRouter()
    everything.include_router(_feed_routes(feeds, authenticator), tags=["feed"])
    everything.include_router(_operator_routes(feeds, weights, accounts), tags=["operators"])
    return everything


def _feed_routes(feeds: Feeds, authenticator: Authenticator) -> APIRouter:
    routes = APIRouter(prefix="/feed")

    def answer(page: FeedPage, request: Request, visitor: Visitor) -> Response:
        # Written straight from what was put together: checking a page once more takes longer than making it.
        response = Response(_encode(page), media_type="application/json", headers={"Cache-Control": _NOT_KEPT})
        if visitor.account_id is None:
            authenticator.keep_viewer(request, response, visitor)
        return response

    @routes.get(
        "/live",
        operation_id="get_top_live",
        summary="Top LIVE",
        response_model=schemas.FeedPage,
        responses=error_responses(FeedCursorInvalid, UnknownTopic),
    )
    async def get_top_live(
        request: Request,
        visitor: CurrentVisitor,
        topic: Annotated[str | None, Query(max_length=40, description="Only LIVEs of this topic.")] = None,
        cursor: Cursor = None,
    ) -> Response:
        """The best LIVEs now, of those that the one who asks may watch. The same order for all who may see the same."""
        return answer(await feeds.live(visitor, topic=topic, cursor=cursor), request, visitor)

    @routes.get(
        "/for-you",
        operation_id="get_for_you",
        summary="For You",
        response_model=schemas.FeedPage,
        responses=error_responses(FeedCursorInvalid),
    )
    async def get_for_you(
        request: Request,
        visitor: CurrentVisitor,
        kinds: Annotated[Kinds, Query(description="`live` for LIVEs only.")] = "all",
        cursor: Cursor = None,
    ) -> Response:
        """LIVEs and videos for the one who asks: followed hosts first, a place now and then for hosts whom few know,
        nothing that was skipped a moment ago."""
        return answer(await feeds.for_you(visitor, kinds=kinds, cursor=cursor), request, visitor)

    @routes.post(
        "/impressions",
        operation_id="tell_impressions",
        summary="Tell what was shown",
        status_code=status.HTTP_204_NO_CONTENT,
        responses=error_responses(BadInput, TooFast),
    )
    async def tell_impressions(
        form: schemas.Impressions,
        request: Request,
        response: Response,
        visitor: CurrentVisitor,
        address: ClientAddress,
    ) -> None:
        """Tell it in batches, each thing once per showing. What is not shown any more is passed over."""
        if visitor.account_id is None:
            authenticator.keep_viewer(request, response, visitor)
        impressions = [
            Impression(kind=item.kind, id=item.id, dwell_ms=item.dwell_ms, outcome=item.outcome) for item in form.items
        ]
        await feeds.note(visitor, impressions, address=address)

    return routes


def _operator_routes(feeds: Feeds, weights: RankingWeights, accounts: Accounts) -> APIRouter:
    routes = APIRouter(prefix="/operators/ranking")
    refusals = (NotSignedIn, OperatorsOnly, OperatorRestrained)

    async def describe() -> schemas.Ranking:
        await weights.look(anyway=True)
        history = await weights.history()
        cards = await accounts.cards([change.changed_by for change in history])
        told = [
            schemas.WeightsChange.model_validate(
                {**msgspec.structs.asdict(change), "changed_by": cards.get(change.changed_by)}, from_attributes=True
            )
            for change in history
        ]
        return schemas.Ranking(
            version=weights.version,
            formula=FORMULA_VERSION,
            weights=[
                schemas.Weight(value=getattr(weights.weights, spec.name), **msgspec.structs.asdict(spec))
                for spec in weight_specs()
            ],
            changed_at=told[0].changed_at if told else None,
            changed_by=told[0].changed_by if told else None,
            history=told,
        )

    @routes.get("", operation_id="get_ranking", summary="The ranking's weights", responses=error_responses(*refusals))
    async def get_ranking(_operator: CurrentOperator) -> schemas.Ranking:
        """For operators. Every weight, what it means, and who changed it."""
        return await describe()

    @routes.post(
        "/preview",
        operation_id="preview_ranking",
        summary="How the feeds would change",
        responses=error_responses(BadInput, WeightInvalid, *refusals),
    )
    async def preview_ranking(
        form: schemas.PreviewForm, _operator: CurrentOperator, visitor: CurrentVisitor
    ) -> schemas.Preview:
        """For operators. The first fifty of this moment, under the weights that hold and under those given."""
        await weights.look()
        preview = await feeds.preview(weights.read(form.weights), visitor)
        return schemas.Preview.model_validate(preview, from_attributes=True)

    @routes.put(
        "",
        operation_id="change_ranking",
        summary="Change the ranking's weights",
        responses=error_responses(BadInput, WeightInvalid, TextMissing, TextTooLong, *refusals, WeightsChanged),
    )
    async def change_ranking(form: schemas.WeightsForm, operator: CurrentOperator) -> schemas.Ranking:
        """For operators. They hold at once, everywhere; the change is written into the operators' log."""
        await weights.change(form.weights, based_on=form.based_on, reason=form.reason, operator_id=operator.id)
        return await describe()

    return routes
