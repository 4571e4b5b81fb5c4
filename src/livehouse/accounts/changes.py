"""What people may change about themselves seldom, or late: handle, birth date, region."""

from datetime import timedelta

from livehouse.accounts import change_store, rules, store
from livehouse.accounts.events import AccountChanged
from livehouse.accounts.model import Account, BirthDateChangedOnce, HandleChangedRecently, HandleTaken, NoSuchAccount
from livehouse.accounts.service import Accounts
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.platform.database import Database, Transaction


class Changes:
    """Slow changes."""

    def __init__(self, database: Database, settings: Settings, clock: Clock, accounts: Accounts) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._accounts = accounts

    async def change_handle(self, account_id: str, handle: str) -> Account:
        """Call the account by another name. Links to the old one lead to it, and nobody else gets that for a while.

        Raises:
            HandleInvalid, HandleReserved, HandleTaken: it cannot be this one.
            HandleChangedRecently: the last change is not `handle_change_days` ago.
        """
        settings = self._settings
        spelled = rules.check_handle(handle, length_min=settings.handle_min, length_max=settings.handle_max)
        now = self._clock.now()
        kept_since = now - timedelta(days=settings.old_handle_days)
        async with self._database.transaction() as tx:

            async def is_kept() -> bool:
                return await store.is_kept(tx, spelled, kept_since=kept_since, for_account_id=account_id)

            account = await self._lock(tx, account_id)
            if spelled != account.handle:
                if account.handle_changed_at is not None:
                    allowed_at = account.handle_changed_at + timedelta(days=settings.handle_change_days)
                    if now < allowed_at:
                        raise HandleChangedRecently(
                            f"You can change your handle again on {allowed_at:%Y-%m-%d}.",
                            field="handle",
                            allowed_at=allowed_at,
                        )
                if await is_kept():
                    raise HandleTaken
                await change_store.change_handle(tx, account, spelled, now, kept_since=kept_since)
                # Once more: on PostgreSQL, whoever had it may have given it up at this very moment.
                if await is_kept():
                    raise HandleTaken
                tx.emit(AccountChanged(account_id=account_id))
        self._accounts.forget_card(account_id)
        return await self._accounts.access_account(account_id)

    async def correct_birth_date(self, account_id: str, birth_date: str) -> Account:
        """Write the birth date anew, once: it decides who may do what.

        Raises:
            BirthDateInvalid, TooYoung: it cannot be this one.
            BirthDateChangedOnce: it was corrected before.
        """
        now = self._clock.now()
        born = rules.check_birth_date(birth_date, today=now.date(), age_min=self._settings.account_age_min)
        async with self._database.transaction() as tx:
            account = await self._lock(tx, account_id)
            if account.birth_date_changed_at is not None:
                raise BirthDateChangedOnce
            if born != account.birth_date:
                await change_store.set_birth_date(tx, account_id, born, now)
        return await self._accounts.access_account(account_id)

    async def set_birth_date(self, tx: Transaction, account_id: str, birth_date: str) -> None:
        """Write the birth date as an operator has seen it on a paper, however often, with what else `tx` does.

        Raises:
            BirthDateInvalid, TooYoung: it cannot be this one.
        """
        now = self._clock.now()
        born = rules.check_birth_date(birth_date, today=now.date(), age_min=self._settings.account_age_min)
        await change_store.set_birth_date(tx, account_id, born, now)

    async def change_region(self, account_id: str, region: str) -> Account:
        """Move to another region, whose rules hold after `region_change_days`; moving there again changes nothing.

        The region in force takes back what was asked before.

        Raises:
            RegionUnknown: there is no such region.
        """
        checked = rules.check_region(region)
        now = self._clock.now()
        async with self._database.transaction() as tx:
            # A change whose time has come is written down here, before the next one is.
            account = (await self._lock(tx, account_id)).at(now)
            if checked == account.region:
                region_next, next_at = None, None
            elif checked == account.region_next:
                region_next, next_at = account.region_next, account.region_next_at
            else:
                region_next, next_at = checked, now + timedelta(days=self._settings.region_change_days)
            await change_store.change_region(
                tx, account_id, region=account.region, region_next=region_next, next_at=next_at
            )
        return await self._accounts.access_account(account_id)

    async def _lock(self, tx: Transaction, account_id: str) -> Account:
        account = await change_store.lock_account(tx, account_id)
        if account is None:
            raise NoSuchAccount
        return account
