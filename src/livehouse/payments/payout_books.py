"""What a payout does in the books: diamonds put aside, settled, let go, given back; and the money beside them."""

from collections.abc import Sequence

from livehouse.ledger import Balance, Hold, Ledger, Line, Posted, Posting, Release, Reverse, Settle, Transfer
from livehouse.payments.accounts import diamonds_withdrawn, earned, payout_cost, provider_money
from livehouse.payments.payout_model import Payout
from livehouse.platform.database import Transaction

SENT = "payout.sent"
RETURNED = "payout.returned"


class PayoutBooks:
    """Writes payouts into the books. Each method is called once in a transaction, with the payout locked."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def lock(self, tx: Transaction, account_id: str) -> Balance:
        """What the host has earned, held until `tx` ends."""
        specs = [earned(account_id), diamonds_withdrawn()]
        await self._ledger.open(tx, specs)
        stands = await self._ledger.lock(tx, [spec.name for spec in specs])
        return stands[specs[0].name]

    async def hold(self, tx: Transaction, payout_id: str, account_id: str, diamonds: int) -> str:
        """Put the diamonds aside; the hold's id.

        Raises:
            NotEnough: there are not so many.
        """
        hold = Hold(
            f"payout:{payout_id}",
            SENT,
            earned(account_id).name,
            diamonds_withdrawn().name,
            diamonds,
            None,
            {"payout": payout_id},
        )
        return (await self._post(tx, [hold]))[0].id

    async def release(self, tx: Transaction, payout: Payout) -> None:
        """Let the diamonds be the host's again."""
        await self._post(tx, [Release(f"payout:{payout.id}:release", payout.hold_id, {"payout": payout.id})])

    async def settle(self, tx: Transaction, payout: Payout) -> tuple[str, str]:
        """The diamonds became money; the transfers of diamonds and of money."""
        money, cost = provider_money(payout.provider, payout.currency), payout_cost(payout.currency)
        await self._ledger.open(tx, [money, cost])
        details = {"payout": payout.id}
        lines = (Line(money.name, -payout.amount), Line(cost.name, payout.amount))
        settled, paid = await self._post(
            tx,
            [
                Settle(f"payout:{payout.id}:settle", payout.hold_id, None, details),
                Transfer(f"payout:{payout.id}:money", SENT, lines, details),
            ],
        )
        return settled.id, paid.id

    async def give_back(self, tx: Transaction, payout: Payout) -> None:
        """The money came back, and so do the diamonds."""
        details = {"payout": payout.id}
        await self._post(
            tx,
            [
                Reverse(f"payout:{payout.id}:return", payout.settled_by or "", RETURNED, details),
                Reverse(f"payout:{payout.id}:return-money", payout.paid_by or "", RETURNED, details),
            ],
        )

    async def _post(self, tx: Transaction, postings: Sequence[Posting]) -> list[Posted]:
        posted = []
        for outcome in await self._ledger.post_in(tx, postings):
            if not isinstance(outcome, Posted):
                raise outcome
            posted.append(outcome)
        return posted
