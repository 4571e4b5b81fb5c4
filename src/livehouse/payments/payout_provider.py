"""What is asked of whoever pays hosts: a real provider, or the sandbox. The port, and the words it speaks."""

from typing import Literal, Protocol

import msgspec

from livehouse.kernel.errors import Unavailable
from livehouse.payments.payout_model import Payout, RecipientState
from livehouse.payments.provider import ProviderName


class NotYet(Unavailable):
    """The provider has said for certain that it did not do it, and may do it later."""

    code = "payment_provider_not_yet"

    def __init__(self, reason: str) -> None:
        super().__init__("The payment provider cannot do this yet. It is tried again by itself.")
        self.reason = reason


class NewRecipient(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is to be paid.

    Attributes:
        country: ISO 3166-1 alpha-2.
        instead_of: what the provider called their account before, if that was closed.
    """

    account_id: str
    email: str
    country: str
    instead_of: str | None = None


class RecipientFacts(msgspec.Struct, frozen=True):
    """How somebody's account at the provider stands at this moment; what it still asks for, in its own words."""

    state: RecipientState
    requirements: tuple[str, ...] = ()


class PayoutFacts(msgspec.Struct, frozen=True, kw_only=True):
    """How a payout stands at this moment, as the provider says.

    Attributes:
        state: `nothing` was sent; `transferred` to the host's account at the provider; `on_its_way` from there to the
            bank; `paid`; `failed` on that way, so that the money is in the host's account at the provider again;
            `taken_back` from there to the platform.
        reason: why it failed, in words for a person.
    """

    state: Literal["nothing", "transferred", "on_its_way", "paid", "failed", "taken_back"]
    transfer_reference: str | None = None
    payout_reference: str | None = None
    reason: str | None = None


class PayoutProvider(Protocol):
    """Pays hosts. Each method may be called again with the same arguments and does what it says once.

    All of them may raise `ProviderUnavailable` (nobody knows whether it was done), `NotYet` (it was not, and will be)
    and `ProviderRefused` (it was not, and will not be).
    """

    @property
    def name(self) -> ProviderName:
        """What it is called in addresses and in the books."""

    async def open_recipient(self, recipient: NewRecipient) -> str:
        """Make an account for somebody; what the provider calls it."""

    async def setup_url(self, reference: str, *, return_url: str, again_url: str) -> str:
        """Where the person tells the provider who they are and where money shall go; it leads back afterwards.

        Args:
            again_url: where they are led when the address was too old; it asks for a new one.
        """

    async def look_at_recipient(self, reference: str) -> RecipientFacts:
        """How this account stands now."""

    async def look(self, payout: Payout) -> PayoutFacts:
        """How the payout stands now."""

    async def transfer(self, payout: Payout) -> str:
        """Move the money into the host's account at the provider; the transfer's name."""

    async def pay_out(self, payout: Payout) -> str:
        """Send the money on to the host's bank; the payment's name."""

    async def take_back(self, payout: Payout) -> None:
        """Move the money back out of the host's account at the provider."""

    async def close(self) -> None:
        """Close its connections."""
