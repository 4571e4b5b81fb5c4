"""What people see and set of their own spending."""

from datetime import date, datetime, timedelta

import msgspec

from livehouse.accounts import Accounts
from livehouse.gifts import spending_store as store
from livehouse.gifts.ports import Freezes
from livehouse.gifts.spending import Spender, check_limits_form
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import AppError
from livehouse.live_access import LiveAccess, TooYoungForGifts
from livehouse.moderation import Moderation
from livehouse.payments import MoneyFrozen
from livehouse.platform.database import Database


class PendingLimits(msgspec.Struct, frozen=True, kw_only=True):
    """The limits that hold from `since` on; None is no limit."""

    coins_a_day: int | None
    coins_a_month: int | None
    since: datetime


class MaySend(msgspec.Struct, frozen=True, kw_only=True):
    """Whether somebody may send gifts at all; if not, why, and from which day on where that is known."""

    allowed: bool
    code: str | None = None
    message: str | None = None
    on: date | None = None


class Spending(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody has spent today and this month (UTC), and the limits that they set; None is no limit."""

    coins_today: int
    coins_month: int
    coins_a_day: int | None
    coins_a_month: int | None
    pending: PendingLimits | None
    cooling_off_until: datetime | None
    may_send: MaySend


class Spendings:
    """Shows somebody's spending, and takes their limits."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        accounts: Accounts,
        live_access: LiveAccess,
        moderation: Moderation,
        freezes: Freezes,
        raised_after: timedelta,
    ) -> None:
        self._database = database
        self._clock = clock
        self._accounts = accounts
        self._live_access = live_access
        self._moderation = moderation
        self._freezes = freezes
        self._raised_after = raised_after

    async def of(self, account_id: str) -> Spending:
        """How somebody spends.

        Raises:
            NoSuchAccount: there is none.
        """
        now = self._clock.now()
        async with self._database.read() as connection:
            spender = await store.load(connection, account_id, now.date())
        spender.move_to(now)
        return await self._shown(spender, now)

    async def set_limits(self, account_id: str, day: object, month: object) -> Spending:
        """Set how many coins may go a day and a month; lower holds at once, higher after a day.

        Raises:
            SpendingLimitInvalid: naming the field.
        """
        check_limits_form(day, month)
        now = self._clock.now()
        async with self._database.transaction() as tx:
            spender = await store.lock(tx, account_id, now.date())
            spender.move_to(now)
            spender.set_limits(
                day if isinstance(day, int) else None,
                month if isinstance(month, int) else None,
                now,
                raised_after=self._raised_after,
            )
            await store.write(tx, spender)
        return await self._shown(spender, now)

    async def forget(self, account_id: str) -> None:
        """Forget what somebody set for themselves."""
        async with self._database.transaction() as tx:
            await store.forget_wishes(tx, account_id)

    async def _shown(self, spender: Spender, now: datetime) -> Spending:
        pending = None
        if spender.pending_from is not None:
            pending = PendingLimits(
                coins_a_day=spender.pending_day, coins_a_month=spender.pending_month, since=spender.pending_from
            )
        until = spender.cooling_off_until
        return Spending(
            coins_today=spender.day_coins,
            coins_month=spender.month_coins,
            coins_a_day=spender.limit_day,
            coins_a_month=spender.limit_month,
            pending=pending,
            cooling_off_until=until if until is not None and until > now else None,
            may_send=await self._may_send(spender.account_id),
        )

    async def _may_send(self, account_id: str) -> MaySend:
        try:
            account = await self._accounts.access_account(account_id)
            self._live_access.check_gift_age_of(account)
            await self._moderation.check_may_post(account_id)
            async with self._database.read() as connection:
                if await self._freezes.check(connection, [account_id]):
                    raise MoneyFrozen
        except TooYoungForGifts as refusal:
            on = self._live_access.gift_date(account)
            return MaySend(allowed=False, code=refusal.code, message=refusal.message, on=on)
        except AppError as refusal:
            return MaySend(allowed=False, code=refusal.code, message=refusal.message)
        return MaySend(allowed=True)
