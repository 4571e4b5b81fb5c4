"""Moderators: whom a host has named to look after the talk of all their LIVEs."""

from livehouse.accounts import AccountCard, Accounts
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Conflict
from livehouse.platform.database import Database
from livehouse.rooms import moderator_store
from livehouse.rooms.events import ModeratorsChanged


class OwnModerator(Conflict):
    """A host cannot be a moderator of their own LIVEs."""

    code = "own_moderator"

    def __init__(self) -> None:
        super().__init__("You are the host of your LIVEs. Choose somebody else.")


class TooManyModerators(Conflict):
    """The host has named as many as one may; `moderators_max` in the details says how many."""

    code = "too_many_moderators"

    def __init__(self, moderators_max: int) -> None:
        super().__init__(
            f"You can have {moderators_max} moderators. Remove one of them first.", moderators_max=moderators_max
        )


class Moderators:
    """Names and dismisses them. Rooms that are on the air hear of it by `ModeratorsChanged`."""

    def __init__(self, database: Database, accounts: Accounts, clock: Clock, *, moderators_max: int) -> None:
        self._database = database
        self._accounts = accounts
        self._clock = clock
        self._moderators_max = moderators_max

    async def of(self, host_id: str) -> list[AccountCard]:
        """The host's moderators, in the order in which they were named."""
        async with self._database.read() as connection:
            ids = await moderator_store.load_moderators(connection, host_id)
        cards = await self._accounts.cards(ids)
        return [cards[account_id] for account_id in ids if account_id in cards]

    async def name(self, host_id: str, handle: str) -> list[AccountCard]:
        """Let the account of this handle moderate, and the host's moderators then; once more changes nothing.

        Raises:
            NoSuchAccount, OwnModerator, TooManyModerators: as they say.
        """
        account = await self._accounts.access_by_handle(handle)
        if account.id == host_id:
            raise OwnModerator
        now = self._clock.now()
        async with self._database.transaction() as tx:
            before = await moderator_store.lock_moderators(tx, host_id)
            if account.id not in before:
                if len(before) >= self._moderators_max:
                    raise TooManyModerators(self._moderators_max)
                await moderator_store.insert_moderator(tx, host_id, account.id, now)
                tx.emit(ModeratorsChanged(host_id=host_id, account_id=account.id, at=now))
        return await self.of(host_id)

    async def dismiss(self, host_id: str, handle: str) -> list[AccountCard]:
        """Let the account of this handle moderate no more; the host's moderators then.

        Raises:
            NoSuchAccount: nobody has this handle.
        """
        account = await self._accounts.access_by_handle(handle)
        async with self._database.transaction() as tx:
            if await moderator_store.delete_moderator(tx, host_id, account.id):
                tx.emit(ModeratorsChanged(host_id=host_id, account_id=account.id, at=self._clock.now()))
        return await self.of(host_id)

    async def export(self, account_id: str) -> dict[str, object]:
        """The handles of an account's moderators, and of the hosts for whom it moderates, for its owner."""
        async with self._database.read() as connection:
            named = await moderator_store.load_moderators(connection, account_id)
            hosts = await moderator_store.load_hosts(connection, account_id)
        cards = await self._accounts.cards([*named, *hosts])
        return {
            "moderators": [cards[each].handle for each in named],
            "moderates_for": [cards[each].handle for each in hosts],
        }

    async def forget(self, account_id: str) -> None:
        """The account was deleted: it names nobody any more, and nobody names it."""
        async with self._database.transaction() as tx:
            await moderator_store.delete_all_of(tx, account_id)
