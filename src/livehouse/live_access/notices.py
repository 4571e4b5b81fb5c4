"""What the platform tells one account: kept until it is read, and said at once to whoever is connected."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.ids import Ids, is_id
from livehouse.live_access import notice_store
from livehouse.live_access.events import Notice, NoticeAdded, NoticeKind, NoticeMessage
from livehouse.platform.database import Database, Transaction
from livehouse.platform.events import Events

Tell = Callable[[str, msgspec.Struct], None]
"""Says something to every connection of an account, in whatever process; to nobody if there is none."""


class Notices:
    """The notices of all accounts."""

    def __init__(self, database: Database, settings: Settings, clock: Clock, ids: Ids, tell: Tell) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._ids = ids
        self._tell = tell

    def subscribe(self, events: Events) -> None:
        """Hear of what is committed."""
        events.subscribe(NoticeAdded, self._say)

    async def _say(self, event: NoticeAdded) -> None:
        self._tell(event.account_id, NoticeMessage(event.notice))

    async def add(
        self,
        tx: Transaction,
        account_id: str,
        kind: NoticeKind,
        *,
        reason: str | None = None,
        until: datetime | None = None,
    ) -> None:
        """Tell the account once `tx` has committed. Emits `NoticeAdded`."""
        notice = Notice(id=self._ids.new(), kind=kind, created_at=self._clock.now(), reason=reason, until=until)
        await notice_store.insert(tx, account_id, notice)
        tx.emit(NoticeAdded(account_id=account_id, notice=notice))

    async def newest(self, account_id: str) -> list[Notice]:
        """The account's last notices, newest first, `notices_listed_max` at most."""
        async with self._database.read() as connection:
            return await notice_store.load_newest(connection, account_id, self._settings.notices_listed_max)

    async def mark_read(self, account_id: str, up_to: str) -> list[Notice]:
        """Take the notice of this id, and every earlier one, as read; the last ones as they are now."""
        if is_id(up_to):
            async with self._database.transaction() as tx:
                await notice_store.mark_read(tx, account_id, up_to, self._clock.now())
        return await self.newest(account_id)
