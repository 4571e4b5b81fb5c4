"""Stripe Connect: hosts are paid through Express accounts of their own (https://docs.stripe.com/connect).

A payout goes in two steps: a transfer from the platform's balance into the host's account
(https://docs.stripe.com/connect/separate-charges-and-transfers), and a payout from there to the host's bank
(https://docs.stripe.com/connect/manual-payouts). Stripe forgets idempotency keys after a day or so; therefore what was
done is looked for first, by the names that we gave it. Loaded only where Stripe is the provider.
"""

from collections.abc import Awaitable, Mapping
from datetime import timedelta
from typing import Any, Final, TypeVar

import stripe

from livehouse.payments.errors import ProviderRefused, ProviderUnavailable
from livehouse.payments.payout_model import Payout
from livehouse.payments.payout_provider import NewRecipient, NotYet, PayoutFacts, RecipientFacts
from livehouse.payments.provider import ProviderName
from livehouse.payments.stripe_client import ACCOUNT_GONE, StripeAccess, code_of, to_stripe

T = TypeVar("T")

# What a name of ours stands under in the metadata of Stripe's objects.
OURS: Final = "livehouse_payout"
# A transfer group belongs to one payout, and somebody at Stripe's pages may add to it.
TRANSFERS_MAX: Final = 100
# Payouts of one host since this one was sent; at $10 and more each and $1,000 a day that is a hundred a day.
PAYOUT_PAGES_MAX: Final = 50
# Stripe's clock and ours.
CLOCKS_DIFFER: Final = timedelta(hours=1)
REQUIREMENTS_MAX: Final = 20

# https://docs.stripe.com/error-codes: what another day may change, though nobody does anything wrong.
_LATER: Final = frozenset(("balance_insufficient", "insufficient_funds", "lock_timeout", "payouts_limit_exceeded"))
# https://docs.stripe.com/api/payouts/failures, in words for the host; others are shown as Stripe says them.
_FAILURES: Final[Mapping[str, str]] = {
    "account_closed": "The bank account has been closed.",
    "account_frozen": "The bank account is frozen.",
    "bank_account_restricted": "The bank account takes no such payments.",
    "could_not_process": "The bank could not process the payment.",
    "debit_not_authorized": "The bank account takes no such payments.",
    "incorrect_account_holder_name": "The name of the account's holder does not match.",
    "invalid_account_number": "The number of the bank account is not valid.",
    "invalid_currency": "The bank account takes no payments in this currency.",
    "no_account": "There is no such bank account.",
}


class StripePayouts:
    """Pays by Stripe Connect.

    Args:
        access: the library, and how it is called; closed by whoever made it.
    """

    def __init__(self, access: StripeAccess) -> None:
        self._access = access
        self._api = access.client.v1

    @property
    def name(self) -> ProviderName:
        """Stripe."""
        return "stripe"

    # Hosts

    async def open_recipient(self, recipient: NewRecipient) -> str:
        """An Express account that is paid by transfers, and pays out only when we say so."""
        # An account that was closed makes another wish, and another key.
        key = f"recipient:{recipient.account_id}:{recipient.instead_of or 'first'}"
        made = await self._call(
            self._api.accounts.create_async(
                {
                    "type": "express",
                    "country": recipient.country,
                    "email": recipient.email,
                    "business_type": "individual",
                    "capabilities": {"transfers": {"requested": True}},
                    "settings": {"payouts": {"schedule": {"interval": "manual"}}},
                    "metadata": {"livehouse_account": recipient.account_id},
                },
                {"idempotency_key": key},
            )
        )
        return made.id

    async def setup_url(self, reference: str, *, return_url: str, again_url: str) -> str:
        """A page of Stripe's that can be used once, for some minutes."""
        link = await self._call(
            self._api.account_links.create_async(
                {
                    "account": reference,
                    "type": "account_onboarding",
                    "return_url": return_url,
                    "refresh_url": again_url,
                }
            )
        )
        return link.url

    async def look_at_recipient(self, reference: str) -> RecipientFacts:
        """How the Express account stands now; one that we have no access to any more counts as closed."""
        try:
            account = await self._call(self._api.accounts.retrieve_async(reference))
        except _Gone:
            return RecipientFacts("closed")
        return facts_of(account.to_dict())

    # Payouts

    async def look(self, payout: Payout) -> PayoutFacts:
        """What Stripe has done about it, found by our names even where we do not know Stripe's."""
        transfer = await self._transfer_of(payout)
        if transfer is None:
            return PayoutFacts(state="nothing")
        if transfer.reversed:
            return PayoutFacts(
                state="taken_back", transfer_reference=transfer.id, payout_reference=payout.payout_reference
            )
        try:
            sent = await self._payout_of(payout)
        except _Gone:
            # Stripe does not say what became of the rest; the money may still be taken back from there.
            return PayoutFacts(
                state="failed",
                transfer_reference=transfer.id,
                payout_reference=payout.payout_reference,
                reason="The account at the payment provider was closed.",
            )
        if sent is None:
            return PayoutFacts(state="transferred", transfer_reference=transfer.id)
        reason = None
        if sent.status in ("failed", "canceled"):
            known = _FAILURES.get(sent.failure_code or "")
            reason = known or sent.failure_message or "The payment was cancelled at the payment provider."
        return PayoutFacts(
            state="paid" if sent.status == "paid" else "failed" if reason is not None else "on_its_way",
            transfer_reference=transfer.id,
            payout_reference=sent.id,
            reason=reason,
        )

    async def transfer(self, payout: Payout) -> str:
        """From the platform's balance into the host's account."""
        amount, currency = to_stripe(payout.money)
        made = await self._call(
            self._api.transfers.create_async(
                {
                    "amount": amount,
                    "currency": currency,
                    "destination": payout.recipient_reference,
                    "transfer_group": payout.id,
                    "metadata": {OURS: payout.id},
                },
                {"idempotency_key": f"payout:{payout.id}:transfer:{payout.refusals}"},
            )
        )
        return made.id

    async def pay_out(self, payout: Payout) -> str:
        """From the host's account to their bank: what has arrived there, in the currency that it was changed into."""
        transfer = await self._transfer_of(payout)
        if transfer is None or transfer.destination_payment is None:
            raise ProviderUnavailable
        at_host: stripe.RequestOptions = {"stripe_account": payout.recipient_reference}
        arrived = await self._call(
            self._api.charges.retrieve_async(
                str(transfer.destination_payment), {"expand": ["balance_transaction"]}, at_host
            )
        )
        balance = arrived.balance_transaction
        if balance is None or isinstance(balance, str):
            raise NotYet("Stripe has not booked the transfer into the host's account yet.")
        made = await self._call(
            self._api.payouts.create_async(
                {"amount": balance.net, "currency": balance.currency, "metadata": {OURS: payout.id}},
                {**at_host, "idempotency_key": f"payout:{payout.id}:payout:{payout.refusals}"},
            )
        )
        return made.id

    async def take_back(self, payout: Payout) -> None:
        """Reverse what is left of the transfer."""
        transfer = await self._transfer_of(payout)
        if transfer is None or transfer.reversed:
            return
        await self._call(
            self._api.transfers.reversals.create_async(
                transfer.id,
                {"metadata": {OURS: payout.id}},
                {"idempotency_key": f"payout:{payout.id}:reversal:{payout.refusals}"},
            )
        )

    async def close(self) -> None:
        """Nothing of its own is open."""

    async def _transfer_of(self, payout: Payout) -> stripe.Transfer | None:
        if payout.transfer_reference is not None:
            return await self._call(self._api.transfers.retrieve_async(payout.transfer_reference))
        found = await self._call(self._api.transfers.list_async({"transfer_group": payout.id, "limit": TRANSFERS_MAX}))
        return next((each for each in found.data if _is_of(payout, each.metadata)), None)

    async def _payout_of(self, payout: Payout) -> stripe.Payout | None:
        at_host: stripe.RequestOptions = {"stripe_account": payout.recipient_reference}
        if payout.payout_reference is not None:
            return await self._call(self._api.payouts.retrieve_async(payout.payout_reference, None, at_host))
        since = int(((payout.sent_at or payout.created_at) - CLOCKS_DIFFER).timestamp())
        params: Any = {"created": {"gte": since}, "limit": 100}
        for _ in range(PAYOUT_PAGES_MAX):
            page = await self._call(self._api.payouts.list_async(params, at_host))
            for each in page.data:
                if _is_of(payout, each.metadata):
                    return each
            if not page.has_more:
                return None
            params = {**params, "starting_after": page.data[-1].id}
        raise ProviderUnavailable

    async def _call(self, answer: Awaitable[T]) -> T:
        try:
            return await self._access.call(answer)
        except (ProviderRefused, ProviderUnavailable) as error:
            cause = error.__cause__
            code = code_of(cause) if isinstance(cause, stripe.StripeError) else None
            if code == ACCOUNT_GONE:
                raise _Gone("the account at the payment provider was closed") from cause
            if code in _LATER:
                raise NotYet(str(cause)) from cause
            raise


class _Gone(ProviderRefused):
    """The host's account is not there any more, or not for us."""


def _is_of(payout: Payout, metadata: stripe.StripeObject | None) -> bool:
    return metadata is not None and metadata.to_dict().get(OURS) == payout.id


def facts_of(account: Mapping[str, Any]) -> RecipientFacts:
    """How an Account object of Stripe's reads (https://docs.stripe.com/connect/handling-api-verification)."""
    requirements = account.get("requirements") or {}
    asked = [*(requirements.get("past_due") or []), *(requirements.get("currently_due") or [])]
    wanted = tuple(dict.fromkeys(asked))[:REQUIREMENTS_MAX]
    disabled = str(requirements.get("disabled_reason") or "")
    if disabled.startswith("rejected") or account.get("deleted"):
        return RecipientFacts("closed", wanted)
    can_be_paid = (account.get("capabilities") or {}).get("transfers") == "active"
    if can_be_paid and account.get("payouts_enabled"):
        return RecipientFacts("ready", wanted)
    return RecipientFacts("restricted" if account.get("details_submitted") else "onboarding", wanted)
