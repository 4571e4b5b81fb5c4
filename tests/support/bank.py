"""The world outside the books: who takes payments and pays hosts, as a provider does, with faults from a seed.

It is no process of ours, so no crash of ours makes it forget. What it says of itself is what the books are compared
with in the end. Answers get lost before or after it did what it was asked for; its webhooks come late, twice, and in
any order, as the test draws them from `take_webhooks`.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from livehouse.kernel.clock import Clock
from livehouse.kernel.money import Money
from livehouse.payments.errors import ProviderRefused, ProviderUnavailable, WebhookRefused
from livehouse.payments.model import Dispute, Purchase, PurchaseState
from livehouse.payments.payout_model import Payout, RecipientState
from livehouse.payments.payout_provider import NewRecipient, NotYet, PayoutFacts, RecipientFacts
from livehouse.payments.provider import Checkout, PaymentFacts, ProviderEvent, ProviderName
from livehouse.payments.signature import check_signature, sign

SECRET = "whsec_of_the_bank"


@dataclass
class Payment:
    """A checkout, and the payment that it became."""

    id: str
    purchase_id: str
    price: Money
    state: PurchaseState = "open"
    refunds: dict[str, int] = field(default_factory=dict)
    dispute: Dispute | None = None

    @property
    def refunded(self) -> int:
        return sum(self.refunds.values())

    @property
    def disputed(self) -> int:
        return self.price.amount - self.refunded if self.dispute in ("open", "lost") else 0

    @property
    def kept(self) -> int:
        """What is left of it with us."""
        return self.price.amount - self.refunded - self.disputed if self.state == "paid" else 0


@dataclass
class Sending:
    """Money that was sent to a host."""

    payout_id: str
    recipient: str
    money: Money
    state: str = "transferred"


class Bank:
    """Keeps what happened; `payments` and `payouts` are the two doors to it."""

    def __init__(self, random: Random, clock: Clock, *, lost_share: float = 0.0) -> None:
        self.random = random
        self.clock = clock
        self.lost_share = lost_share
        self.payments_made: dict[str, Payment] = {}
        self.sendings: dict[str, Sending] = {}
        self.recipients: dict[str, RecipientState] = {}
        # How often a purchase was opened, and money was moved, in truth: each once at most.
        self.moves: dict[str, int] = defaultdict(int)
        self._webhooks: list[bytes] = []
        self.payments = BankPayments(self)
        self.payouts = BankPayouts(self)

    async def asked(self, act: Callable[[], Any]) -> Any:
        """Do something, unless the question or the answer gets lost."""
        if self.random.random() < self.lost_share:
            raise ProviderUnavailable
        result = act()
        if self.random.random() < self.lost_share:
            raise ProviderUnavailable
        return result

    # What people and banks do

    def decide(self, payment_id: str, state: PurchaseState) -> bool:
        """Somebody pays at the provider's page, or does not; False if it is over."""
        payment = self.payments_made[payment_id]
        if payment.state != "open":
            return False
        payment.state = state
        self.tell("checkout.session.completed" if state == "paid" else "checkout.session.expired", payment)
        return True

    def dispute(self, payment_id: str, act: Dispute) -> bool:
        """The buyer's bank opens a dispute, or decides it; False if there is nothing to dispute or decide."""
        payment = self.payments_made[payment_id]
        if payment.state != "paid" or payment.refunded == payment.price.amount:
            return False
        if (act == "open") != (payment.dispute is None):
            return False
        if act != "open" and payment.dispute != "open":
            return False
        payment.dispute = act
        self.tell("charge.dispute.updated", payment)
        return True

    def move(self, payout_id: str, state: str) -> bool:
        """What was sent arrives at the host's bank (`paid`), or does not (`failed`); False if it cannot be."""
        sending = self.sendings.get(payout_id)
        allowed = {"paid": ("on_its_way",), "failed": ("on_its_way", "paid")}
        if sending is None or sending.state not in allowed[state]:
            return False
        sending.state = state
        return True

    # What it comes to

    def money(self) -> dict[str, int]:
        """What it holds for us, by currency."""
        held: dict[str, int] = defaultdict(int)
        for payment in self.payments_made.values():
            held[payment.price.currency] += payment.kept
        for sending in self.sendings.values():
            if sending.state != "taken_back":
                held[sending.money.currency] -= sending.money.amount
        return {currency: amount for currency, amount in held.items() if amount}

    # What it tells

    def tell(self, kind: str, payment: Payment) -> None:
        body = {"id": f"evt_{len(self.moves)}_{self.random.getrandbits(64):x}", "kind": kind, "payment": payment.id}
        self.moves["webhooks"] += 1
        self._webhooks.append(json.dumps(body).encode())

    @property
    def webhooks_waiting(self) -> int:
        return len(self._webhooks)

    def send_again(self, bodies: Iterable[bytes]) -> None:
        """What nobody took is sent once more, later."""
        self._webhooks.extend(bodies)

    def take_webhooks(self, *, all_of_them: bool = False) -> list[tuple[bytes, str]]:
        """Some that wait, signed now: in any order, some of them once more later, some of them twice at once.

        One in fifty is never sent at all.
        """
        taken: list[bytes] = []
        waiting, self._webhooks = self._webhooks, []
        self.random.shuffle(waiting)
        for body in waiting:
            chance = 0.3 if all_of_them else self.random.random()
            if chance > 0.98:
                continue
            if chance < 0.6:
                taken.append(body)
            if chance < 0.15:
                taken.append(body)
            if chance > 0.5 or chance < 0.05:
                self._webhooks.append(body)
        return [(body, sign(body, SECRET, self.clock.now())) for body in taken]


class BankPayments:
    """Takes payments; a `PaymentProvider`."""

    def __init__(self, bank: Bank) -> None:
        self._bank = bank

    @property
    def name(self) -> ProviderName:
        return "stripe"

    async def open_checkout(self, purchase: Purchase) -> Checkout:
        def act() -> Checkout:
            payment = Payment(f"cs_{purchase.id}", purchase.id, purchase.price)
            self._bank.payments_made.setdefault(payment.id, payment)
            return Checkout(payment.id, f"https://bank.example/{payment.id}")

        checkout: Checkout = await self._bank.asked(act)
        return checkout

    async def close_checkout(self, checkout_id: str) -> None:
        await self._bank.asked(lambda: self._bank.decide(checkout_id, "expired"))

    async def look(self, checkout_id: str) -> PaymentFacts:
        def act() -> PaymentFacts:
            payment = self._bank.payments_made[checkout_id]
            return PaymentFacts(
                state=payment.state,
                price=payment.price,
                purchase_id=payment.purchase_id,
                payment_id=f"pi_{payment.id}" if payment.state == "paid" else None,
                refunded=payment.refunded,
                disputed=payment.disputed,
                dispute=payment.dispute,
            )

        facts: PaymentFacts = await self._bank.asked(act)
        return facts

    async def refund(self, payment_id: str, money: Money, *, key: str) -> None:
        def act() -> None:
            payment = self._bank.payments_made[payment_id.removeprefix("pi_")]
            if key in payment.refunds:
                return
            if payment.dispute in ("open", "lost"):
                raise ProviderRefused("the payment is disputed")
            if payment.refunded + money.amount > payment.price.amount:
                raise ProviderRefused("it is more than what is left of the payment")
            payment.refunds[key] = money.amount
            self._bank.tell("charge.refunded", payment)

        await self._bank.asked(act)

    async def purchase_of(self, payment_id: str) -> str | None:
        payment = self._bank.payments_made.get(payment_id.removeprefix("pi_"))
        return None if payment is None else payment.purchase_id

    def read_event(self, body: bytes, signature: str | None) -> ProviderEvent:
        check_signature(body, signature, [SECRET], self._bank.clock.now())
        try:
            told = json.loads(body)
        except ValueError as error:
            raise WebhookRefused("This webhook cannot be read.") from error
        payment = self._bank.payments_made[told["payment"]]
        return ProviderEvent(
            id=told["id"], kind=told["kind"], about=told, purchase_id=payment.purchase_id, checkout_id=payment.id
        )

    async def close(self) -> None:
        pass


class BankPayouts:
    """Pays hosts; a `PayoutProvider`."""

    def __init__(self, bank: Bank) -> None:
        self._bank = bank

    @property
    def name(self) -> ProviderName:
        return "stripe"

    async def open_recipient(self, recipient: NewRecipient) -> str:
        reference = f"acct_{recipient.account_id}_{recipient.instead_of or 'first'}"[-200:]
        await self._bank.asked(lambda: self._bank.recipients.setdefault(reference, "ready"))
        return reference

    async def setup_url(self, reference: str, *, return_url: str, again_url: str) -> str:
        return f"https://bank.example/setup/{reference}"

    async def look_at_recipient(self, reference: str) -> RecipientFacts:
        facts: RecipientFacts = await self._bank.asked(lambda: RecipientFacts(self._bank.recipients[reference]))
        return facts

    async def look(self, payout: Payout) -> PayoutFacts:
        def act() -> PayoutFacts:
            sending = self._bank.sendings.get(payout.id)
            if sending is None:
                return PayoutFacts(state="nothing")
            return PayoutFacts(
                state=sending.state,  # type: ignore[arg-type]  # one of its words
                transfer_reference=f"tr_{payout.id}",
                payout_reference=None if sending.state == "transferred" else f"po_{payout.id}",
                reason="The bank account is closed." if sending.state == "failed" else None,
            )

        facts: PayoutFacts = await self._bank.asked(act)
        return facts

    async def transfer(self, payout: Payout) -> str:
        def act() -> str:
            if payout.id not in self._bank.sendings:
                if self._bank.recipients.get(payout.recipient_reference) != "ready":
                    raise ProviderRefused("the account that would be paid is closed")
                if self._bank.random.random() < self._bank.lost_share:
                    raise NotYet("the balance does not suffice yet")
                self._bank.sendings[payout.id] = Sending(payout.id, payout.recipient_reference, payout.money)
                self._bank.moves[f"transfer:{payout.id}"] += 1
            return f"tr_{payout.id}"

        reference: str = await self._bank.asked(act)
        return reference

    async def pay_out(self, payout: Payout) -> str:
        def act() -> str:
            sending = self._bank.sendings.get(payout.id)
            if sending is None or sending.state == "taken_back":
                raise ProviderRefused("there is nothing to pay out")
            if sending.state == "transferred":
                sending.state = "on_its_way"
            return f"po_{payout.id}"

        reference: str = await self._bank.asked(act)
        return reference

    async def take_back(self, payout: Payout) -> None:
        def act() -> None:
            sending = self._bank.sendings.get(payout.id)
            if sending is None or sending.state not in ("transferred", "failed", "taken_back"):
                raise ProviderRefused("the money is not in the account any more")
            sending.state = "taken_back"

        await self._bank.asked(act)

    async def close(self) -> None:
        pass
