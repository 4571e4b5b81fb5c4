"""HTTP in and out of gifts."""

from typing import Annotated

from fastapi import APIRouter, Query, status

from livehouse.accounts import CurrentAccount, CurrentOperator, MaybeAccount, NoSuchAccount, OperatorsOnly
from livehouse.gifts import errors, schemas
from livehouse.gifts.service import Gifts
from livehouse.kernel.errors import BadInput, NotSignedIn
from livehouse.kernel.keys import BadIdempotencyKey, IdempotencyKeyReused
from livehouse.kernel.text import TextMissing, TextTooLong
from livehouse.live_access import TooYoungForGifts
from livehouse.moderation import Banned, OperatorRestrained, Suspended
from livehouse.payments import MoneyFrozen
from livehouse.platform.openapi import error_responses
from livehouse.rooms import AdultsOnly, FollowersOnly, NoSuchRoom, NotOnAir, NotTheHost, RoomHasEnded

_MAY_NOT_WATCH = (FollowersOnly, AdultsOnly, NoSuchRoom)
_NO_OPERATOR = (NotSignedIn, OperatorsOnly, OperatorRestrained)
_BAD_GIFT = (
    BadInput,
    errors.GiftPriceInvalid,
    errors.GiftArtUnknown,
    errors.GiftPositionInvalid,
    TextMissing,
    TextTooLong,
)


def router(gifts: Gifts) -> APIRouter:
    """The routes of gifts."""
    everything = APIRouter()
    everything.include_router(_gift_routes(gifts), tags=["gifts"])
    everything.include_router(_own_routes(gifts), tags=["me"])
    everything.include_router(_operator_routes(gifts), prefix="/operators", tags=["operators"])
    return everything


def _gift_routes(gifts: Gifts) -> APIRouter:
    routes = APIRouter()

    @routes.get("/gifts", operation_id="get_gifts", summary="What can be sent")
    async def get_gifts() -> schemas.Catalogue:
        """The catalogue. A price may change at any time; what one saw is sent along with a gift."""
        offered = await gifts.catalogue.gifts()
        return schemas.Catalogue(
            gifts=[schemas.CatalogueGift.model_validate(gift) for gift in offered],
            combo_window_ms=gifts.combo_window_ms,
            count_max=gifts.count_max,
        )

    @routes.post(
        "/rooms/{room_id}/gifts",
        operation_id="send_gift",
        summary="Send a gift",
        status_code=status.HTTP_201_CREATED,
        responses=error_responses(
            BadInput,
            errors.GiftCountInvalid,
            BadIdempotencyKey,
            NotSignedIn,
            *_MAY_NOT_WATCH,
            TooYoungForGifts,
            Suspended,
            Banned,
            MoneyFrozen,
            errors.RecipientRestrained,
            errors.GiftUnknown,
            IdempotencyKeyReused,
            NotOnAir,
            RoomHasEnded,
            errors.GiftToOneself,
            errors.RecipientNotOnStage,
            errors.GiftRetired,
            errors.GiftPriceChanged,
            errors.CoolingOff,
            errors.SpendingLimitReached,
            errors.NotEnoughCoins,
            errors.TooManyGifts,
            errors.GiftsBusy,
        ),
    )
    async def send_gift(room_id: str, form: schemas.SendGift, me: CurrentAccount) -> schemas.GiftSentResult:
        """Send a gift to the host of a LIVE, or to a guest on its stage; answered once it is paid and written.

        Pages send gifts through the room's channel, which is faster.
        """
        sent = await gifts.send(me.account_id, room_id, form.command())
        return schemas.GiftSentResult.model_validate(sent)

    @routes.get(
        "/rooms/{room_id}/top-senders",
        operation_id="get_top_senders",
        summary="Who gave most in a LIVE",
        responses=error_responses(*_MAY_NOT_WATCH),
    )
    async def get_top_senders(room_id: str, me: MaybeAccount) -> schemas.TopSenders:
        """For whoever may watch it, while it is on and after."""
        senders = await gifts.top_senders(room_id, None if me is None else me.account_id)
        return schemas.TopSenders(senders=[schemas.TopSender.model_validate(sender) for sender in senders])

    @routes.get(
        "/rooms/{room_id}/gift-totals",
        operation_id="get_gift_totals",
        summary="What the gifts of my LIVE came to",
        responses=error_responses(NotSignedIn, *_MAY_NOT_WATCH, NotTheHost),
    )
    async def get_gift_totals(room_id: str, me: CurrentAccount) -> schemas.GiftTotals:
        """For its host, while it is on and after; what was taken back is not in it."""
        return schemas.GiftTotals.model_validate(await gifts.totals(room_id, me.account_id))

    @routes.get(
        "/accounts/{handle}/top-senders",
        operation_id="get_top_senders_of_week",
        summary="Who gave most to somebody in a week",
        responses=error_responses(errors.WeekInvalid, NoSuchAccount),
    )
    async def get_top_senders_of_week(
        handle: str,
        week: Annotated[
            str | None, Query(max_length=20, description="As `2026-W47` (ISO 8601); this week if left out.")
        ] = None,
    ) -> schemas.WeekOfSenders:
        """Weeks begin on Mondays, in UTC."""
        return schemas.WeekOfSenders.model_validate(await gifts.top_senders_of_week(handle, week))

    return routes


def _own_routes(gifts: Gifts) -> APIRouter:
    routes = APIRouter(prefix="/me/spending")

    @routes.get(
        "",
        operation_id="get_spending",
        summary="What one spends on gifts",
        responses=error_responses(NotSignedIn),
    )
    async def get_spending(me: CurrentAccount) -> schemas.Spending:
        """Today and this month, and the limits that one has set oneself."""
        return schemas.Spending.of(await gifts.spendings.of(me.account_id))

    @routes.put(
        "",
        operation_id="set_spending_limits",
        summary="Set oneself limits",
        responses=error_responses(BadInput, errors.SpendingLimitInvalid, NotSignedIn),
    )
    async def set_spending_limits(form: schemas.LimitsForm, me: CurrentAccount) -> schemas.Spending:
        """What is lower than before holds at once, what is higher after a day: time to think again."""
        changed = await gifts.spendings.set_limits(me.account_id, form.coins_a_day, form.coins_a_month)
        return schemas.Spending.of(changed)

    return routes


def _operator_routes(gifts: Gifts) -> APIRouter:
    routes = APIRouter(prefix="/gifts")

    @routes.get(
        "",
        operation_id="get_operated_gifts",
        summary="The catalogue, with what was sold",
        responses=error_responses(*_NO_OPERATOR),
    )
    async def get_operated_gifts(_operator: CurrentOperator) -> schemas.OperatedGifts:
        """For operators."""
        return schemas.OperatedGifts(gifts=[schemas.OperatedGift.of(sold) for sold in await gifts.catalogue.sold()])

    @routes.post(
        "",
        operation_id="add_gift",
        summary="Add a gift",
        status_code=status.HTTP_201_CREATED,
        responses=error_responses(*_BAD_GIFT, errors.GiftIdInvalid, *_NO_OPERATOR, errors.GiftExists),
    )
    async def add_gift(form: schemas.GiftForm, operator: CurrentOperator) -> schemas.OperatedGift:
        """For operators. It is offered at once, and goes into the operators' log."""
        return schemas.OperatedGift.of(await gifts.catalogue.add(form.gift(), operator_id=operator.id))

    @routes.patch(
        "/{gift_id}",
        operation_id="change_gift",
        summary="Change a gift",
        responses=error_responses(*_BAD_GIFT, *_NO_OPERATOR, errors.GiftUnknown),
    )
    async def change_gift(gift_id: str, form: schemas.GiftChanges, operator: CurrentOperator) -> schemas.OperatedGift:
        """For operators. It holds for gifts that are sent from now on, and goes into the operators' log."""
        changed = await gifts.catalogue.change(gift_id, form.changes(), operator_id=operator.id)
        return schemas.OperatedGift.of(changed)

    return routes
