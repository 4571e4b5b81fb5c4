"""Gifts that are taken back because their coins were, and given back when the coins are."""

from collections.abc import Sequence
from typing import Final

from livehouse.gifts import reversal_store as store
from livehouse.gifts import till_store
from livehouse.gifts.batch import GiftRow, details_of, parts_of
from livehouse.gifts.events import GiftsReversed
from livehouse.gifts.ports import Freezes, Payouts, Wallets
from livehouse.kernel.clock import Clock
from livehouse.ledger import Balance, Ledger, Posted, Reverse
from livehouse.payments import (
    CoinsGivenBack,
    CoinsTakenBack,
    Payout,
    debt,
    diamonds_frozen,
    earned,
    gift_coins,
    gift_diamonds,
    wallet,
)
from livehouse.platform.database import Database, Transaction
from livehouse.platform.events import Events

REVERSED: Final = "gift.reversed"
RESTORED: Final = "gift.restored"
# Gifts of one transaction: whoever sends to the same people waits for it.
AT_ONCE_MAX: Final = 100


class Reversals:
    """Follows what payments say. Told twice, nothing happens the second time."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        ledger: Ledger,
        freezes: Freezes,
        wallets: Wallets,
        payouts: Payouts,
    ) -> None:
        self._database = database
        self._clock = clock
        self._ledger = ledger
        self._freezes = freezes
        self._wallets = wallets
        self._payouts = payouts

    def subscribe(self, events: Events) -> None:
        """Hear of what is committed."""
        events.subscribe(CoinsTakenBack, self.take_back)
        events.subscribe(CoinsGivenBack, self.give_back)

    async def take_back(self, event: CoinsTakenBack) -> None:
        """Take gifts back that were sent since the coins were bought, newest first, until the debt is covered.

        A payout without whose diamonds that is not possible is called off, unless something of it was sent. A gift
        whose diamonds are withdrawn stays: what it cost remains a debt.
        """
        before: str | None = None
        while True:
            async with self._database.transaction() as tx:
                before = await self._take_some_back(tx, event, before)
            await self._wallets.settle_debt(event.account_id)
            if before is None:
                return

    async def give_back(self, event: CoinsGivenBack) -> None:
        """Send those gifts again that were taken back because of this purchase, oldest first, as coins allow."""
        after: str | None = None
        while True:
            async with self._database.transaction() as tx:
                after = await self._give_some_back(tx, event, after)
            if after is None:
                return

    async def _take_some_back(self, tx: Transaction, event: CoinsTakenBack, before: str | None) -> str | None:
        """Take some back; the last one that was looked at, or None if nothing is left to do."""
        sender_id = event.account_id
        found = await store.load_standing(tx, sender_id, event.since, before, AT_ONCE_MAX)
        if not found:
            return None
        carries = await self._hold(tx, sender_id, found)
        # Before the books are held: who freezes, or pays out, holds its own row first, too.
        hosts = sorted({row.recipient_id for row in found})
        unsent = await self._payouts.lock_unsent(tx, hosts)
        loosened = await self._freezes.loosen(tx, hosts)
        rows, stand = await self._read(tx, sender_id, found)
        if loosened:
            # What is left is frozen again at once.
            await self._ledger.post_in(tx, loosened)
            rows, stand = await self._read(tx, sender_id, found)
        needed = -_balance(stand, debt(sender_id).name) - _available(stand, wallet(sender_id).name)
        chosen: list[GiftRow] = []
        looked_at = found[0].id
        for row in rows:
            if sum(each.coins for each in chosen) >= needed:
                break
            looked_at = row.id
            # Somebody else may have taken it back meanwhile.
            if row.reversal_id is None:
                chosen.append(row)
        await self._call_off(tx, chosen, unsent, stand)
        reverses = [
            Reverse(
                f"gift.reversed:{row.id}:{row.transfer_id}",
                row.transfer_id,
                REVERSED,
                {**details_of(row), "purchase": event.purchase_id},
            )
            for row in chosen
        ]
        outcomes = await self._ledger.post_in(tx, reverses)
        done = []
        for row, outcome in zip(chosen, outcomes, strict=True):
            if isinstance(outcome, Posted):
                row.reversal_id, row.reversed_for = outcome.id, event.purchase_id
                carries[row.recipient_id] -= parts_of(row)
                done.append(row)
        await self._write(tx, sender_id, done, carries, is_restored=False)
        is_covered = sum(row.coins for row in done) >= needed
        is_last = len(found) < AT_ONCE_MAX and looked_at == found[-1].id
        return None if is_covered or is_last else looked_at

    async def _give_some_back(self, tx: Transaction, event: CoinsGivenBack, after: str | None) -> str | None:
        sender_id = event.account_id
        found = await store.load_reversed(tx, sender_id, event.purchase_id, after, AT_ONCE_MAX)
        if not found:
            return None
        carries = await self._hold(tx, sender_id, found)
        rows, stand = await self._read(tx, sender_id, found)
        left = _available(stand, wallet(sender_id).name) + _balance(stand, debt(sender_id).name)
        chosen = []
        for row in rows:
            if row.reversal_id is not None and row.coins <= left:
                left -= row.coins
                chosen.append(row)
        if chosen:
            reverses = [
                Reverse(
                    f"gift.restored:{row.id}:{row.reversal_id}",
                    row.reversal_id or "",
                    RESTORED,
                    {**details_of(row), "purchase": event.purchase_id},
                )
                for row in chosen
            ]
            done = []
            for row, outcome in zip(chosen, await self._ledger.post_in(tx, reverses), strict=True):
                if isinstance(outcome, Posted):
                    row.transfer_id, row.reversal_id, row.reversed_for = outcome.id, None, None
                    carries[row.recipient_id] += parts_of(row)
                    done.append(row)
            await self._write(tx, sender_id, done, carries, is_restored=True)
        return None if len(found) < AT_ONCE_MAX else found[-1].id

    async def _hold(self, tx: Transaction, sender_id: str, found: Sequence[GiftRow]) -> dict[str, int]:
        """What is carried on for the recipients; they and the sender are held from now on, in the till's order."""
        await till_store.begin_spenders(tx, [sender_id], self._clock.now().date())
        carries = till_store.hold_carries({row.recipient_id for row in found})
        await tx.run(carries, till_store.hold_spenders([sender_id]))
        return carries.result

    async def _read(
        self, tx: Transaction, sender_id: str, found: Sequence[GiftRow]
    ) -> tuple[list[GiftRow], dict[str, Balance]]:
        """The gifts as they are now that their sender is held, and the accounts that they concern, held as well."""
        rows = await store.load(tx, [row.id for row in found])
        names = {wallet(sender_id).name, debt(sender_id).name, diamonds_frozen().name}
        names.update(of(row.recipient_id).name for row in found for of in (gift_coins, gift_diamonds, earned))
        stand = dict(await self._ledger.lock(tx, names))
        return [rows[row.id] for row in found], stand

    async def _call_off(
        self, tx: Transaction, chosen: Sequence[GiftRow], unsent: Sequence[Payout], stand: dict[str, Balance]
    ) -> None:
        """Call off the newest payouts without which these gifts cannot be taken back, and no others."""
        free = {row.recipient_id: _available(stand, earned(row.recipient_id).name) for row in chosen}
        kept = {who: [payout for payout in unsent if payout.account_id == who] for who in free}
        for row in chosen:
            who = row.recipient_id
            if free[who] + sum(payout.diamonds for payout in kept[who]) < row.diamonds:
                # They are withdrawn: the gift stays, and so does every payout.
                continue
            while free[who] < row.diamonds:
                payout = kept[who].pop(0)
                await self._payouts.call_off(tx, payout)
                free[who] += payout.diamonds
            free[who] -= row.diamonds

    async def _write(
        self, tx: Transaction, sender_id: str, rows: Sequence[GiftRow], carries: dict[str, int], *, is_restored: bool
    ) -> None:
        if not rows:
            return
        await store.write_standing(tx, rows)
        await tx.run(
            till_store.write_carries({row.recipient_id: carries[row.recipient_id] for row in rows}),
            *store.move_sums(rows, sign=1 if is_restored else -1),
        )
        tx.emit(
            GiftsReversed(
                sender_id=sender_id,
                room_ids=sorted({row.room_id for row in rows}),
                gift_ids=[row.id for row in rows],
                is_restored=is_restored,
                at=self._clock.now(),
            )
        )


def _available(stand: dict[str, Balance], name: str) -> int:
    return stand[name].available if name in stand else 0


def _balance(stand: dict[str, Balance], name: str) -> int:
    return stand[name].balance if name in stand else 0
