"""HTTP in and out of the wallet."""

from collections.abc import Callable
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.requests import ClientDisconnect

from livehouse.accounts import CurrentAccount, CurrentOperator, OperatorsOnly
from livehouse.kernel.errors import BadInput, NotSignedIn, TooFast
from livehouse.kernel.ids import ID_LENGTH
from livehouse.kernel.keys import BadIdempotencyKey, IdempotencyKeyReused
from livehouse.kernel.money import BadAmount
from livehouse.kernel.text import TextMissing, TextTooLong
from livehouse.live_access import TooYoungForGifts
from livehouse.moderation import OperatorRestrained
from livehouse.payments import schemas
from livehouse.payments.errors import (
    BuyingLimitReached,
    CheckoutIsOver,
    DisputeStands,
    NoSuchCheckout,
    NoSuchPack,
    NoSuchProvider,
    NoSuchPurchase,
    NotPaid,
    ProviderRefused,
    ProviderUnavailable,
    RefundPending,
    RefundTooLarge,
    SandboxOnly,
    WebhookRefused,
)
from livehouse.payments.freezes import MoneyFrozen
from livehouse.payments.provider_sandbox import Sandbox
from livehouse.payments.refunds import Refunds
from livehouse.payments.service import Payments
from livehouse.payments.webhooks import Webhooks
from livehouse.platform.openapi import error_responses

QUERY_LENGTH_MAX: Final = 255  # what providers call things has no more
_BEFORE: Final = "From `next_before`."

Origin = Callable[[Request], str]


def router(
    payments: Payments, refunds: Refunds, webhooks: Webhooks, sandbox: Sandbox | None, origin: Origin
) -> APIRouter:
    """The routes of wallet and purchases; those of the sandbox only where it is the provider."""
    everything = APIRouter()
    everything.include_router(_own_routes(payments, origin), tags=["wallet"])
    everything.include_router(_webhook_routes(webhooks), tags=["wallet"])
    everything.include_router(_sandbox_routes(payments, sandbox), prefix="/sandbox", tags=["wallet"])
    everything.include_router(_operator_routes(refunds), prefix="/operators", tags=["operators"])
    return everything


def _own_routes(payments: Payments, origin: Origin) -> APIRouter:
    routes = APIRouter()

    @routes.get(
        "/me/wallet",
        operation_id="get_wallet",
        summary="What one has, owes, and can buy",
        responses=error_responses(NotSignedIn),
    )
    async def get_wallet(me: CurrentAccount) -> schemas.Wallet:
        """Prices are those of where the account lives, with tax."""
        return schemas.Wallet.of(await payments.wallet(me.account_id))

    @routes.get(
        "/me/wallet/history",
        operation_id="get_wallet_history",
        summary="What came into the wallet and went out of it",
        responses=error_responses(NotSignedIn),
    )
    async def get_wallet_history(
        me: CurrentAccount, before: Annotated[int | None, Query(ge=1, le=2**53, description=_BEFORE)] = None
    ) -> schemas.WalletHistory:
        """Newest first."""
        return schemas.WalletHistory.of(await payments.history(me.account_id, before))

    @routes.post(
        "/me/purchases",
        operation_id="buy_coins",
        summary="Begin to buy coins",
        status_code=201,
        responses=error_responses(
            BadInput,
            BadIdempotencyKey,
            NotSignedIn,
            TooYoungForGifts,
            MoneyFrozen,
            NoSuchPack,
            IdempotencyKeyReused,
            BuyingLimitReached,
            ProviderRefused,
            TooFast,
            ProviderUnavailable,
        ),
    )
    async def buy_coins(form: schemas.PurchaseForm, me: CurrentAccount, request: Request) -> schemas.Purchase:
        """The answer says where to pay. Coins come when the payment has."""
        purchase = await payments.buy(me.account_id, form.pack, form.key, origin=origin(request))
        return schemas.Purchase.of(purchase)

    @routes.get(
        "/me/purchases",
        operation_id="get_purchases",
        summary="What one bought",
        responses=error_responses(NotSignedIn),
    )
    async def get_purchases(
        me: CurrentAccount, before: Annotated[str | None, Query(max_length=ID_LENGTH, description=_BEFORE)] = None
    ) -> schemas.PurchaseList:
        """Newest first."""
        page = await payments.purchases(me.account_id, before)
        found = [schemas.Purchase.of(purchase) for purchase in page.purchases]
        return schemas.PurchaseList(purchases=found, next_before=page.next_before)

    @routes.get(
        "/me/purchases/{purchase_id}",
        operation_id="get_purchase",
        summary="How a purchase stands",
        responses=error_responses(NotSignedIn, NoSuchPurchase),
    )
    async def get_purchase(purchase_id: str, me: CurrentAccount) -> schemas.Purchase:
        """The payment provider is asked about one that is open, at most every two seconds."""
        return schemas.Purchase.of(await payments.purchase(me.account_id, purchase_id))

    return routes


def _webhook_routes(webhooks: Webhooks) -> APIRouter:
    routes = APIRouter()

    async def read_body(request: Request) -> bytes:
        try:
            return await request.body()
        except ClientDisconnect:
            raise WebhookRefused("This webhook ended before all of it had come.") from None

    @routes.post(
        "/payments/webhooks/{provider}",
        operation_id="receive_webhook",
        summary="What the payment provider has to say",
        status_code=200,
        responses=error_responses(WebhookRefused, NoSuchProvider, ProviderUnavailable),
    )
    async def receive_webhook(provider: str, request: Request, body: Annotated[bytes, Depends(read_body)]) -> Response:
        """For the provider, which signs it (`Stripe-Signature`). 200 means that it need not be sent again."""
        await webhooks.receive(provider, body, request.headers.get("stripe-signature"))
        return Response(status_code=200)

    return routes


def _sandbox_routes(payments: Payments, sandbox: Sandbox | None) -> APIRouter:
    routes = APIRouter()

    def the_sandbox() -> Sandbox:
        if sandbox is None:
            raise NoSuchCheckout
        return sandbox

    UsedSandbox = Annotated[Sandbox, Depends(the_sandbox)]  # noqa: N806  # a type

    @routes.get(
        "/checkouts/{checkout_id}",
        operation_id="get_sandbox_checkout",
        summary="A payment in the sandbox",
        responses=error_responses(NotSignedIn, NoSuchCheckout),
    )
    async def get_sandbox_checkout(
        checkout_id: str, me: CurrentAccount, used: UsedSandbox
    ) -> schemas.SandboxCheckoutBody:
        """For who is to pay. No money is moved."""
        checkout = await used.checkout(checkout_id, me.account_id)
        purchase = await payments.purchase(me.account_id, checkout.purchase_id)
        return schemas.SandboxCheckoutBody.of(checkout, purchase)

    @routes.post(
        "/checkouts/{checkout_id}",
        operation_id="act_at_sandbox_checkout",
        summary="Pay in the sandbox, have the card declined, or cancel",
        responses=error_responses(BadInput, NotSignedIn, NoSuchCheckout, CheckoutIsOver),
    )
    async def act_at_sandbox_checkout(
        checkout_id: str, form: schemas.SandboxActForm, me: CurrentAccount, used: UsedSandbox
    ) -> schemas.SandboxActed:
        """For who is to pay. No money is moved."""
        checkout = await used.act(checkout_id, me.account_id, form.act)
        return schemas.SandboxActed(state=checkout.state, return_path=checkout.return_path)

    return routes


def _operator_routes(refunds: Refunds) -> APIRouter:
    routes = APIRouter()

    @routes.get(
        "/purchases",
        operation_id="find_purchases",
        summary="Look for purchases",
        responses=error_responses(NotSignedIn, OperatorsOnly, OperatorRestrained),
    )
    async def find_purchases(
        _operator: CurrentOperator,
        query: Annotated[
            str,
            Query(
                max_length=QUERY_LENGTH_MAX,
                description="Who bought (part of a handle or nickname, or a whole e-mail address or id), or the number "
                "of the purchase, here or at the provider; empty for all.",
            ),
        ] = "",
        before: Annotated[str | None, Query(max_length=ID_LENGTH, description=_BEFORE)] = None,
    ) -> schemas.OperatedPurchaseList:
        """For operators."""
        return schemas.OperatedPurchaseList.of(await refunds.find(query, before))

    @routes.post(
        "/purchases/{purchase_id}/refund",
        operation_id="refund_purchase",
        summary="Pay back a purchase, or a part of it",
        responses=error_responses(
            BadInput,
            BadIdempotencyKey,
            BadAmount,
            TextMissing,
            TextTooLong,
            NotSignedIn,
            OperatorsOnly,
            OperatorRestrained,
            NoSuchPurchase,
            IdempotencyKeyReused,
            NotPaid,
            DisputeStands,
            RefundTooLarge,
            RefundPending,
            ProviderRefused,
            ProviderUnavailable,
        ),
    )
    async def refund_purchase(
        purchase_id: str, form: schemas.RefundForm, operator: CurrentOperator
    ) -> schemas.OperatedPurchase:
        """For operators. Coins are taken back in proportion; what the wallet lacks becomes a debt."""
        purchase = await refunds.refund(
            purchase_id, form.amount, reason=form.reason, key=form.key, operator_id=operator.id
        )
        return schemas.OperatedPurchase.seen(purchase, await refunds.card(purchase))

    @routes.post(
        "/purchases/{purchase_id}/sandbox-dispute",
        operation_id="dispute_sandbox_purchase",
        summary="Play the buyer's bank, in the sandbox",
        responses=error_responses(
            BadInput,
            NotSignedIn,
            OperatorsOnly,
            OperatorRestrained,
            NoSuchPurchase,
            NotPaid,
            SandboxOnly,
            ProviderRefused,
        ),
    )
    async def dispute_sandbox_purchase(
        purchase_id: str, form: schemas.SandboxDisputeForm, operator: CurrentOperator
    ) -> schemas.OperatedPurchase:
        """For operators."""
        purchase = await refunds.dispute(purchase_id, form.act, operator_id=operator.id)
        return schemas.OperatedPurchase.seen(purchase, await refunds.card(purchase))

    return routes
