"""The sandbox: pays nobody, and behaves as if it did, so that everything can be tried."""

from datetime import timedelta
from typing import Final, Literal

import msgspec

from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.ids import Ids
from livehouse.payments import payout_sandbox_store as store
from livehouse.payments.errors import ProviderRefused
from livehouse.payments.payout_errors import NoSandbox
from livehouse.payments.payout_model import Payout, RecipientState
from livehouse.payments.payout_provider import NewRecipient, PayoutFacts, RecipientFacts
from livehouse.payments.payout_sandbox_store import SandboxPayout, SandboxRecipient
from livehouse.payments.provider import ProviderName
from livehouse.platform.database import Database

SandboxAct = Literal["complete", "restrict", "close"]
PAGE: Final = "/sandbox/recipients/"
_STATES: Final[dict[SandboxAct, RecipientState]] = {"complete": "ready", "restrict": "restricted", "close": "closed"}
_REQUIREMENTS: Final[dict[RecipientState, tuple[str, ...]]] = {
    "onboarding": ("external_account", "individual.id_number"),
    "ready": (),
    "restricted": ("individual.verification.document",),
    "closed": (),
}


class SandboxPayouts:
    """Keeps in the database what it would have done. A payment arrives after `payout_sandbox_s` seconds."""

    def __init__(self, database: Database, settings: Settings, clock: Clock, ids: Ids) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._takes = timedelta(seconds=settings.payout_sandbox_s)

    @property
    def name(self) -> ProviderName:
        """Sandbox."""
        return "sandbox"

    async def open_recipient(self, recipient: NewRecipient) -> str:
        """An account that is still to be set up."""
        made = SandboxRecipient(id=self._ids.new(), account_id=recipient.account_id, state="onboarding")
        async with self._database.transaction() as tx:
            await store.add_recipient(tx, made)
        return made.id

    async def setup_url(self, reference: str, *, return_url: str, again_url: str) -> str:
        """A page of ours."""
        origin = return_url.partition("/earnings")[0]
        return f"{origin}{PAGE}{reference}"

    async def look_at_recipient(self, reference: str) -> RecipientFacts:
        """As it was set on the sandbox's page."""
        recipient = await self.recipient(reference)
        return RecipientFacts(recipient.state, _REQUIREMENTS[recipient.state])

    async def look(self, payout: Payout) -> PayoutFacts:
        """What has become of it by now."""
        async with self._database.transaction() as tx:
            found = await store.load_payout(tx, payout.id, lock=True)
            if found is None:
                return PayoutFacts(state="nothing")
            if found.state == "on_its_way" and found.arrives_at is not None and found.arrives_at <= self._clock.now():
                recipient = await store.load_recipient(tx, found.recipient_id)
                arrives = recipient is not None and recipient.state != "closed"
                found = msgspec.structs.replace(found, state="paid" if arrives else "failed")
                await store.write_payout(tx, found)
        reason = "The bank account is closed." if found.state == "failed" else None
        return PayoutFacts(
            state=found.state,
            transfer_reference=f"sandbox_transfer_{payout.id}",
            payout_reference=None if found.state == "transferred" else f"sandbox_payout_{payout.id}",
            reason=reason,
        )

    async def transfer(self, payout: Payout) -> str:
        """Note it, unless the account is not one that can be paid."""
        async with self._database.transaction() as tx:
            recipient = await store.load_recipient(tx, payout.recipient_reference, lock=True)
            if recipient is None or recipient.state != "ready":
                state = "closed" if recipient is None else recipient.state
                raise ProviderRefused(f"the account that would be paid is {state}")
            made = SandboxPayout(
                payout_id=payout.id,
                recipient_id=recipient.id,
                currency=payout.currency,
                amount=payout.amount,
                state="transferred",
            )
            await store.add_payout(tx, made)
        return f"sandbox_transfer_{payout.id}"

    async def pay_out(self, payout: Payout) -> str:
        """Let it arrive a little later."""
        async with self._database.transaction() as tx:
            found = await store.load_payout(tx, payout.id, lock=True)
            if found is None or found.state == "taken_back":
                raise ProviderRefused("there is nothing to pay out")
            if found.state == "transferred":
                arrives_at = self._clock.now() + self._takes
                await store.write_payout(tx, msgspec.structs.replace(found, state="on_its_way", arrives_at=arrives_at))
        return f"sandbox_payout_{payout.id}"

    async def take_back(self, payout: Payout) -> None:
        """Note that it came back."""
        async with self._database.transaction() as tx:
            found = await store.load_payout(tx, payout.id, lock=True)
            if found is None or found.state not in ("transferred", "failed", "taken_back"):
                raise ProviderRefused("the money is not in the account any more")
            await store.write_payout(tx, msgspec.structs.replace(found, state="taken_back"))

    async def close(self) -> None:
        """Nothing is open."""

    # The sandbox's own page

    async def recipient(self, reference: str) -> SandboxRecipient:
        """Whom the page is about.

        Raises:
            NoSandbox: nobody.
        """
        async with self._database.read() as connection:
            found = await store.load_recipient(connection, reference)
        if found is None:
            raise NoSandbox
        return found

    async def act(self, reference: str, act: SandboxAct) -> SandboxRecipient:
        """Do what somebody would do at a provider's pages, or the provider to them. Who is closed stays closed.

        Raises:
            NoSandbox: there is no such account.
        """
        async with self._database.transaction() as tx:
            found = await store.load_recipient(tx, reference, lock=True)
            if found is None:
                raise NoSandbox
            if found.state != "closed":
                found = msgspec.structs.replace(found, state=_STATES[act])
                await store.set_recipient(tx, reference, found.state)
        return found
