"""Coins that operators hand out: to a school's pupils, to winners, to whoever an outage cost something."""

from typing import Final

from livehouse.config import Settings
from livehouse.kernel.ids import Ids
from livehouse.kernel.money import check_amount
from livehouse.kernel.text import clean_text
from livehouse.ledger import Ledger, Line, Posted, Transfer
from livehouse.moderation import Moderation
from livehouse.payments.accounts import coins_outside, wallet
from livehouse.platform.database import Database

GRANT_MAX: Final = 1_000_000
"""Coins handed out at once."""


class Grants:
    """Hands out coins that nobody paid for; each time is a transfer in the books and a line in the operators' log."""

    def __init__(
        self, database: Database, settings: Settings, ids: Ids, ledger: Ledger, moderation: Moderation
    ) -> None:
        self._database = database
        self._settings = settings
        self._ids = ids
        self._ledger = ledger
        self._moderation = moderation

    async def grant(self, account_id: str, coins: int, *, reason: str, operator_id: str | None) -> int:
        """Put coins into a wallet; how many it holds then.

        Args:
            operator_id: who hands them out; None for the command line.

        Raises:
            BadAmount: it is not between 1 and `GRANT_MAX`.
            TextMissing, TextTooLong: the reason, for operators.
        """
        check_amount(coins, field="coins", most=GRANT_MAX)
        reason = clean_text(reason, graphemes_max=self._settings.payout_reason_max, field="reason")
        target, outside = wallet(account_id), coins_outside()
        async with self._database.transaction() as tx:
            await self._ledger.open(tx, [target, outside])
            transfer = Transfer(
                f"grant:{self._ids.new()}",
                "coins.granted",
                (Line(outside.name, -coins), Line(target.name, coins)),
                {"reason": reason},
            )
            [posted] = await self._ledger.post_in(tx, [transfer])
            if not isinstance(posted, Posted):
                raise posted
            details = {"coins": coins, "reason": reason}
            await self._moderation.log.add(
                tx, operator_id=operator_id, act="coins.grant", subject=account_id, details=details
            )
        return (await self._ledger.balance(target.name)).balance
