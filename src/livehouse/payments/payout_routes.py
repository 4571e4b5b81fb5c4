"""HTTP in and out of earnings and payouts, for hosts; and the sandbox's page where a host would be set up."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, status
from fastapi.responses import StreamingResponse

from livehouse.accounts import CurrentAccount
from livehouse.kernel.errors import BadInput, NotSignedIn, TooFast
from livehouse.kernel.keys import BadIdempotencyKey, IdempotencyKeyReused
from livehouse.kernel.money import BadAmount
from livehouse.live_access import TooYoungForGifts
from livehouse.payments import payout_errors, payout_operator_routes
from livehouse.payments import payout_schemas as schemas
from livehouse.payments.earnings import DAYS_MAX, Earnings, MonthInvalid, month_of
from livehouse.payments.errors import ProviderRefused, ProviderUnavailable
from livehouse.payments.freezes import Freezes, MoneyFrozen
from livehouse.payments.payout_provider_sandbox import SandboxPayouts
from livehouse.payments.payouts import Payouts
from livehouse.platform.openapi import error_responses

OriginOf = Callable[[Request], str]
"""The address of the platform as the request's sender sees it, `https://example.org`."""

_NOT_NOW = (
    TooYoungForGifts,
    MoneyFrozen,
    payout_errors.DisputeUnresolved,
    payout_errors.CoinsOwed,
    payout_errors.NoPayoutRecipient,
    payout_errors.PayoutRecipientNotReady,
    payout_errors.BelowPayoutMinimum,
    payout_errors.NotWithdrawable,
    payout_errors.AbovePayoutDailyMaximum,
)
_BACK = "/earnings"


def router(payouts: Payouts, earnings: Earnings, freezes: Freezes, origin: OriginOf) -> APIRouter:
    """The routes of earnings and payouts.

    Args:
        origin: what links that lead back here begin with.
    """
    everything = APIRouter()
    everything.include_router(_earnings_routes(payouts, earnings), prefix="/me/earnings", tags=["earnings"])
    everything.include_router(_payout_routes(payouts, origin), prefix="/me/payouts", tags=["earnings"])
    everything.include_router(_sandbox_routes(payouts), prefix="/sandbox/recipients", tags=["sandbox"])
    everything.include_router(payout_operator_routes.router(payouts, freezes), prefix="/operators", tags=["operators"])
    return everything


def _earnings_routes(payouts: Payouts, earnings: Earnings) -> APIRouter:
    routes = APIRouter()

    @routes.get(
        "",
        operation_id="get_earnings",
        summary="What I have earned, and what of it I can withdraw",
        responses=error_responses(NotSignedIn),
    )
    async def get_earnings(me: CurrentAccount) -> schemas.Earnings:
        """Where every diamond is, what they are worth, and whether one may withdraw now."""
        return schemas.Earnings.of(await payouts.standing(me.account_id), payouts.provider.name)

    @routes.get(
        "/days",
        operation_id="get_earnings_days",
        summary="What each day brought",
        responses=error_responses(BadInput, NotSignedIn),
    )
    async def get_earnings_days(
        me: CurrentAccount, days: Annotated[int, Query(ge=1, le=DAYS_MAX, description="How many, today included.")] = 30
    ) -> schemas.EarningsDays:
        """Days are UTC."""
        return schemas.EarningsDays.of(await earnings.days(me.account_id, days))

    @routes.get(
        "/entries",
        operation_id="list_earnings_entries",
        summary="Every line, down to the single gift",
        responses=error_responses(BadInput, NotSignedIn),
    )
    async def list_earnings_entries(
        me: CurrentAccount,
        day: Annotated[date | None, Query(description="Of this day (UTC) only.")] = None,
        before: Annotated[int | None, Query(ge=1, le=2**53, description="From `next_before`.")] = None,
    ) -> schemas.EarningsEntries:
        """Newest first."""
        return schemas.EarningsEntries.of(await earnings.entries(me.account_id, day, before))

    @routes.get(
        "/statements",
        operation_id="list_statements",
        summary="My months",
        responses=error_responses(NotSignedIn),
    )
    async def list_statements(me: CurrentAccount) -> schemas.StatementMonths:
        """From the first line to this month."""
        return schemas.StatementMonths.model_validate({"months": await earnings.months(me.account_id)})

    @routes.get(
        "/statements/{month}",
        operation_id="get_statement",
        summary="One month, line by line",
        response_model=schemas.Statement,
        responses={
            **error_responses(BadInput, MonthInvalid, NotSignedIn),
            200: {"content": {"text/csv": {"schema": {"type": "string"}}}},
        },
    )
    async def get_statement(
        month: str,
        me: CurrentAccount,
        format: Annotated[Literal["json", "csv"], Query(description="`csv` is a table for spreadsheets.")] = "json",
    ) -> schemas.Statement | StreamingResponse:
        """The month is written as 2026-11, and is one of UTC."""
        month_of(month)
        if format == "json":
            return schemas.Statement.whole(await earnings.statement(me.account_id, month))
        return StreamingResponse(
            earnings.table(me.account_id, month),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="livehouse-{month}.csv"'},
        )

    return routes


def _payout_routes(payouts: Payouts, origin: OriginOf) -> APIRouter:
    routes = APIRouter()

    @routes.post(
        "/recipient",
        operation_id="set_up_payouts",
        summary="Say where my money shall go",
        responses=error_responses(NotSignedIn, TooYoungForGifts, TooFast, ProviderUnavailable, ProviderRefused),
    )
    async def set_up_payouts(request: Request, me: CurrentAccount) -> schemas.PayoutSetup:
        """Leads to the payment provider's own pages, or to the sandbox's; they lead back to the earnings."""
        url = await payouts.set_up(me.account_id, origin=origin(request))
        return schemas.PayoutSetup(onboarding_url=url)

    @routes.post(
        "",
        operation_id="withdraw",
        summary="Turn diamonds into money",
        status_code=status.HTTP_201_CREATED,
        responses=error_responses(BadInput, BadAmount, BadIdempotencyKey, NotSignedIn, IdempotencyKeyReused, *_NOT_NOW),
    )
    async def withdraw(form: schemas.PayoutForm, request: Request, me: CurrentAccount) -> schemas.Payout:
        """What is large waits for an operator; everything else is sent at once."""
        payout = await payouts.request(me.account_id, diamonds=form.diamonds, key=form.key, origin=origin(request))
        return schemas.Payout.of(payout)

    @routes.get(
        "",
        operation_id="list_payouts",
        summary="My payouts",
        responses=error_responses(BadInput, NotSignedIn),
    )
    async def list_payouts(
        me: CurrentAccount,
        before: Annotated[str | None, Query(max_length=40, description="From `next_before`.")] = None,
    ) -> schemas.PayoutList:
        """Newest first."""
        page = await payouts.page(me.account_id, before)
        return schemas.PayoutList(
            payouts=[schemas.Payout.of(each) for each in page.payouts], next_before=page.next_before
        )

    @routes.post(
        "/{id}/cancel",
        operation_id="cancel_payout",
        summary="Take a payout back",
        responses=error_responses(NotSignedIn, payout_errors.NoSuchPayout, payout_errors.PayoutUnderWay),
    )
    async def cancel_payout(id: str, me: CurrentAccount) -> schemas.Payout:
        """While it is not sent. The diamonds are free again at once."""
        return schemas.Payout.of(await payouts.cancel(me.account_id, id))

    return routes


def _sandbox_routes(payouts: Payouts) -> APIRouter:
    routes = APIRouter()

    def sandbox() -> SandboxPayouts:
        if not isinstance(payouts.provider, SandboxPayouts):
            raise payout_errors.NoSandbox
        return payouts.provider

    @routes.get(
        "/{id}",
        operation_id="get_sandbox_recipient",
        summary="The sandbox's page for a host",
        responses=error_responses(NotSignedIn, payout_errors.NoSandbox),
    )
    async def get_sandbox_recipient(id: str, me: CurrentAccount) -> schemas.SandboxRecipient:
        """Where a real provider would ask who they are. Only one's own."""
        recipient = await sandbox().recipient(id)
        if recipient.account_id != me.account_id:
            raise payout_errors.NoSandbox
        return schemas.SandboxRecipient(id=recipient.id, state=recipient.state)

    @routes.post(
        "/{id}",
        operation_id="act_on_sandbox_recipient",
        summary="Be set up, restricted or closed in the sandbox",
        responses=error_responses(BadInput, NotSignedIn, payout_errors.NoSandbox),
    )
    async def act_on_sandbox_recipient(
        id: str, form: schemas.SandboxRecipientForm, me: CurrentAccount
    ) -> schemas.SandboxRecipientDone:
        """What a real provider would tell by a webhook takes effect at once."""
        recipient = await sandbox().recipient(id)
        if recipient.account_id != me.account_id:
            raise payout_errors.NoSandbox
        done = await sandbox().act(id, form.act)
        await payouts.recipient_changed(done.id)
        return schemas.SandboxRecipientDone(state=done.state, return_path=_BACK)

    return routes
