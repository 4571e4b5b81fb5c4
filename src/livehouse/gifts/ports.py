"""What gifts need of the outside, as small as they need it."""

from collections.abc import Collection, Sequence
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.ledger import Posting
from livehouse.payments import Payout
from livehouse.platform.database import Transaction
from livehouse.platform.steps import Step

Reader = AsyncConnection | Transaction


class Stage(Protocol):
    """Who stands on a room's stage beside its host."""

    async def is_on_stage(self, room_id: str, account_id: str) -> bool:
        """Whether this guest is on the stage now."""


class HostAlone:
    """A stage on which there is nobody but the host."""

    async def is_on_stage(self, room_id: str, account_id: str) -> bool:
        """Nobody is."""
        return False


class Freezes(Protocol):
    """Whose money is held; `livehouse.payments.Freezes` is one."""

    async def check(self, reader: Reader, account_ids: Collection[str]) -> Collection[str]:
        """Those of the accounts whose money is frozen."""

    def find(self, account_ids: Collection[str]) -> Step[set[str]]:
        """The same, for a transaction that asks more than this."""

    async def loosen(self, tx: Transaction, account_ids: Collection[str]) -> Sequence[Posting]:
        """What to post before gifts to these accounts are taken back, so that a freeze does not keep them."""


class Payouts(Protocol):
    """Diamonds that are on their way to become money; `livehouse.payments.Payouts` is one."""

    async def lock_unsent(self, tx: Transaction, account_ids: Collection[str]) -> Sequence[Payout]:
        """Payouts of these accounts of which nothing was sent; nothing is until `tx` ends. Newest first."""

    async def call_off(self, tx: Transaction, payout: Payout) -> None:
        """Cancel one of them, so that its diamonds can be taken back."""


class Wallets(Protocol):
    """Who settles debts out of wallets; `livehouse.payments.Payments` is one."""

    async def settle_debt(self, account_id: str) -> object:
        """Pay what the account owes out of its wallet, as far as both allow."""
