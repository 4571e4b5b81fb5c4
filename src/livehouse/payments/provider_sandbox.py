"""The sandbox: takes payments as a real provider does, and moves no money.

What a provider would keep on its side is in tables of its own; what happens there is told by signed webhooks, through
the same doors as those of a real one.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal

import msgspec

from livehouse.kernel.clock import Clock
from livehouse.kernel.ids import Ids
from livehouse.kernel.money import Money
from livehouse.payments import sandbox_store
from livehouse.payments.errors import CheckoutIsOver, NoSuchCheckout, ProviderRefused, WebhookRefused
from livehouse.payments.events import SandboxNews
from livehouse.payments.model import Purchase, PurchaseState, SandboxCheckout, SandboxState
from livehouse.payments.provider import Checkout, PaymentFacts, ProviderEvent, ProviderName
from livehouse.payments.signature import check_signature, sign
from livehouse.platform.database import Database, Transaction

Act = Literal["pay", "decline", "cancel"]
DisputeAct = Literal["open", "won", "lost"]

_AFTER: Final[Mapping[Act, SandboxState]] = {"pay": "paid", "decline": "declined", "cancel": "expired"}
_STATES: Final[Mapping[SandboxState, PurchaseState]] = {
    "open": "open",
    "paid": "paid",
    "declined": "failed",
    "expired": "expired",
}


class _Object(msgspec.Struct):
    object: dict[str, str]


class _Body(msgspec.Struct):
    """A webhook of the sandbox's."""

    id: str
    type: str
    created: int
    data: _Object


class Sandbox:
    """A payment provider without money.

    Args:
        secret: what its webhooks are signed with, the same in all processes.
    """

    def __init__(self, database: Database, clock: Clock, ids: Ids, *, secret: str) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._secret = secret

    @property
    def name(self) -> ProviderName:
        """What it is called."""
        return "sandbox"

    # What the platform asks of it

    async def open_checkout(self, purchase: Purchase) -> Checkout:
        """A page of ours to decide at what becomes of the payment."""
        key = f"purchase:{purchase.id}"
        async with self._database.transaction() as tx:
            await sandbox_store.add(
                tx,
                SandboxCheckout(
                    id=self._ids.new(),
                    key=key,
                    purchase_id=purchase.id,
                    account_id=purchase.account_id,
                    currency=purchase.currency,
                    total=purchase.total,
                    return_path=f"/wallet?purchase={purchase.id}",
                    expires_at=purchase.expires_at,
                ),
            )
            checkout = await sandbox_store.load_by_key(tx, key)
        return Checkout(checkout.id, f"/sandbox/checkout/{checkout.id}")

    async def close_checkout(self, checkout_id: str) -> None:
        """Let nobody pay there any more."""
        async with self._database.transaction() as tx:
            checkout = await sandbox_store.lock(tx, checkout_id)
            if checkout is not None and checkout.state == "open":
                await self._change(tx, msgspec.structs.replace(checkout, state="expired"), "checkout.expired")

    async def look(self, checkout_id: str) -> PaymentFacts:
        """How the payment stands."""
        checkout = await self._access(checkout_id)
        state = _STATES[self._state(checkout)]
        is_taken = checkout.dispute in ("open", "lost")
        return PaymentFacts(
            state=state,
            price=Money(checkout.currency, checkout.total),
            purchase_id=checkout.purchase_id,
            payment_id=checkout.id if state == "paid" else None,
            refunded=checkout.refunded,
            disputed=checkout.total - checkout.refunded if is_taken else 0,
            dispute=checkout.dispute,
        )

    async def refund(self, payment_id: str, money: Money, *, key: str) -> None:
        """Note that so much is paid back."""
        async with self._database.transaction() as tx:
            checkout = await sandbox_store.lock(tx, payment_id)
            if checkout is None or checkout.state != "paid":
                raise ProviderRefused("it was never paid")
            if not await sandbox_store.add_refund(tx, key, payment_id, money.amount):
                return
            if checkout.dispute in ("open", "lost"):
                raise ProviderRefused("the payment is disputed")
            if checkout.refunded + money.amount > checkout.total:
                raise ProviderRefused("it is more than what is left of the payment")
            refunded = checkout.refunded + money.amount
            await self._change(tx, msgspec.structs.replace(checkout, refunded=refunded), "payment.refunded")

    async def purchase_of(self, payment_id: str) -> str | None:
        """The purchase that this payment is for."""
        async with self._database.read() as connection:
            checkout = await sandbox_store.load(connection, payment_id)
        return None if checkout is None else checkout.purchase_id

    def read_event(self, body: bytes, signature: str | None) -> ProviderEvent:
        """What a webhook of the sandbox says."""
        check_signature(body, signature, [self._secret], self._clock.now())
        try:
            read = msgspec.json.decode(body, type=_Body)
        except msgspec.DecodeError as error:
            raise WebhookRefused("This webhook cannot be read.") from error
        about: Mapping[str, Any] = read.data.object
        return ProviderEvent(
            id=read.id,
            kind=read.type,
            about=about,
            purchase_id=about.get("purchase"),
            checkout_id=about.get("checkout"),
        )

    async def close(self) -> None:
        """There is nothing to close."""

    # What it tells

    def webhook(self, news: SandboxNews) -> tuple[bytes, str]:
        """Body and signature of the webhook that tells of `news`."""
        told = _Body(news.event_id, news.kind, int(news.at.timestamp()), _Object(news.about))
        body = msgspec.json.encode(told)
        return body, sign(body, self._secret, self._clock.now())

    # What people do at its page

    async def checkout(self, checkout_id: str, account_id: str) -> SandboxCheckout:
        """A payment, for the one who is to pay.

        Raises:
            NoSuchCheckout: there is none, or it is somebody else's.
        """
        checkout = await self._access(checkout_id)
        if checkout.account_id != account_id:
            raise NoSuchCheckout
        return msgspec.structs.replace(checkout, state=self._state(checkout))

    async def act(self, checkout_id: str, account_id: str, act: Act) -> SandboxCheckout:
        """Pay, have the card declined, or cancel; how the payment stands then.

        Raises:
            NoSuchCheckout: there is none, or it is somebody else's.
            CheckoutIsOver: it is not open any more.
        """
        async with self._database.transaction() as tx:
            before = await sandbox_store.lock(tx, checkout_id)
            if before is None or before.account_id != account_id:
                raise NoSuchCheckout
            after = msgspec.structs.replace(before, state=_AFTER[act])
            if before.state == after.state:
                return before
            if self._state(before) != "open":
                raise CheckoutIsOver
            await self._change(tx, after, f"checkout.{after.state}")
        return after

    async def dispute(self, checkout_id: str, act: DisputeAct) -> None:
        """Let the buyer's bank open a dispute, or decide it.

        Raises:
            NoSuchCheckout: there is no such payment.
            ProviderRefused: it was not paid, or there is nothing left of it.
        """
        async with self._database.transaction() as tx:
            before = await sandbox_store.lock(tx, checkout_id)
            if before is None:
                raise NoSuchCheckout
            if before.state != "paid" or before.refunded == before.total:
                raise ProviderRefused("only what was paid and not refunded can be disputed")
            if before.dispute is None and act != "open":
                raise ProviderRefused("there is no dispute to decide")
            if before.dispute == act:
                return
            kind = "dispute.opened" if act == "open" else f"dispute.{act}"
            await self._change(tx, msgspec.structs.replace(before, dispute=act), kind)

    async def _access(self, checkout_id: str) -> SandboxCheckout:
        async with self._database.read() as connection:
            checkout = await sandbox_store.load(connection, checkout_id)
        if checkout is None:
            raise NoSuchCheckout
        return checkout

    def _state(self, checkout: SandboxCheckout) -> SandboxState:
        is_late = checkout.state == "open" and self._clock.now() >= checkout.expires_at
        return "expired" if is_late else checkout.state

    async def _change(self, tx: Transaction, after: SandboxCheckout, kind: str) -> None:
        await sandbox_store.write(tx, after)
        about = {"object": "checkout", "checkout": after.id, "purchase": after.purchase_id}
        tx.emit(SandboxNews(event_id=f"evt_{self._ids.new()}", kind=kind, about=about, at=self._clock.now()))
