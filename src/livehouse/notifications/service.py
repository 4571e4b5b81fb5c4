"""What somebody was told: the list, what is new in it, and that it was read."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from livehouse.accounts import AccountCard, Accounts
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import BadCursor
from livehouse.kernel.ids import first_id_at, is_id
from livehouse.live_access import Notice, Notices
from livehouse.moderation import Moderation
from livehouse.notifications import push_store, store, wishes_store
from livehouse.notifications.bell import Bell
from livehouse.notifications.model import Notification, Wishes
from livehouse.platform.database import Database
from livehouse.rooms import RoomRecords

# What is gathered until it is read; what comes later is gathered anew.
OPEN: Final = ":open"
DELETED_AT_ONCE: Final = 1_000
NOTICE: Final = "notice:"


class NotificationPage(msgspec.Struct, frozen=True):
    """A part of the list, how many in all of it are new, and where the next part begins."""

    notifications: Sequence[Notification]
    unread: int
    next_cursor: str | None


class Notifications:
    """The list of each account."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        clock: Clock,
        *,
        accounts: Accounts,
        moderation: Moderation,
        rooms: RoomRecords,
        notices: Notices,
        bell: Bell,
    ) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._accounts = accounts
        self._moderation = moderation
        self._rooms = rooms
        self._notices = notices
        self._bell = bell

    async def page(self, account_id: str, cursor: str | None) -> NotificationPage:
        """A part of the account's list, the newest first.

        Raises:
            BadCursor: the list never gave it out.
        """
        if cursor is not None and not is_id(cursor):
            raise BadCursor
        listed_max = self._settings.notifications_listed_max
        async with self._database.read() as connection:
            rows = await store.load_page(connection, account_id, before=cursor, rows_max=listed_max + 1)
            unread = await store.count_unread(connection, [account_id])
        shown = rows[:listed_max]
        next_cursor = shown[-1].place if len(rows) > listed_max else None
        views = await self.views(shown)
        listed = {view.id for view in views}
        hidden = [row.id for row in shown if row.read_at is None and row.id not in listed]
        if not hidden:
            return NotificationPage(views, unread.get(account_id, 0), next_cursor)
        # Nobody can read what is left out, so it would stand on the bell for ever.
        async with self._database.transaction() as tx:
            await store.mark_some_read(tx, hidden, self._clock.now())
            await push_store.drop(tx, hidden)
        self._bell.ring([account_id])
        return NotificationPage(views, await self.unread(account_id), next_cursor)

    async def unread(self, account_id: str) -> int:
        """How many are new."""
        async with self._database.read() as connection:
            return (await store.count_unread(connection, [account_id])).get(account_id, 0)

    async def mark_read(self, account_id: str, up_to: str) -> int:
        """Take what stands up to this place as read; how many are new after that.

        What rings later for one of them need not ring any more.
        """
        if is_id(up_to):
            async with self._database.transaction() as tx:
                read = await store.mark_read(tx, account_id, up_to, self._clock.now())
                await store.close_groups(tx, [row.id for row in read if OPEN in row.key])
                await push_store.drop(tx, [row.id for row in read])
            notices = [row.key.removeprefix(NOTICE) for row in read if row.key.startswith(NOTICE)]
            if notices:
                await self._notices.mark_read(account_id, max(notices))
            if read:
                self._bell.ring([account_id])
        return await self.unread(account_id)

    async def views(self, rows: Sequence[sa.Row[Any]]) -> list[Notification]:
        """The rows as people see them; what only people did who are not there any more is left out."""
        cards = await self._cards({actor for row in rows for actor in row.actor_ids})
        rooms = await self._rooms.of_ids({row.room_id for row in rows if row.room_id is not None})
        live = {room.id for room in rooms.values() if room.is_on_air}
        return [
            _view(row, [cards[actor] for actor in row.actor_ids if actor in cards], row.room_id in live)
            for row in rows
            if store.count_of(row) > len(row.actor_ids) or any(actor in cards for actor in row.actor_ids)
        ]

    async def _cards(self, account_ids: Iterable[str]) -> dict[str, AccountCard]:
        present = await self._accounts.present(account_ids)
        standings = await self._moderation.standings_of(present)
        return await self._accounts.cards(who for who in present if standings[who].state != "banned")

    async def clean(self) -> int:
        """Forget what is older than `notifications_days`; how many."""
        before = self._clock.now() - timedelta(days=self._settings.notifications_days)
        deleted = 0
        while True:
            async with self._database.transaction() as tx:
                some = await store.delete_old(tx, first_id_at(before), before, DELETED_AT_ONCE)
            deleted += some
            if some < DELETED_AT_ONCE:
                return deleted

    async def forget(self, account_id: str) -> None:
        """The account was deleted: forget what it was told, and its devices."""
        async with self._database.transaction() as tx:
            await push_store.delete_of_account(tx, account_id)
            await wishes_store.delete(tx, account_id)
            await store.delete_of(tx, account_id)
            await store.forget_texts_by(tx, account_id)
        deleted = DELETED_AT_ONCE
        while deleted == DELETED_AT_ONCE:
            # A popular host's LIVEs were told to very many.
            async with self._database.transaction() as tx:
                deleted = await store.delete_by(tx, account_id, DELETED_AT_ONCE)

    async def export(self, account_id: str) -> dict[str, Any]:
        """What the account was told, what it wishes to be told, and which devices get pushes."""
        async with self._database.read() as connection:
            rows = await store.load_all(connection, account_id)
            wishes = await wishes_store.load(connection, [account_id])
            devices = await push_store.load_of(connection, account_id)
        return {
            "notifications": [
                {name: value for name, value in row._mapping.items() if name not in ("key", "place")} for row in rows
            ],
            "settings": wishes.get(account_id, Wishes()),
            "devices": [{"push_service": device.endpoint, "since": device.created_at} for device in devices],
        }


def _view(row: sa.Row[Any], accounts: Sequence[AccountCard], room_is_live: bool) -> Notification:
    notice = None
    if row.kind == "notice":
        notice = Notice(
            id=row.key.removeprefix(NOTICE),
            kind=row.detail,
            created_at=row.at,
            reason=row.text,
            until=row.until,
            read_at=row.read_at,
        )
    return Notification(
        id=row.id,
        place=row.place,
        kind=row.kind,
        at=row.at,
        is_read=row.read_at is not None,
        count=store.count_of(row),
        accounts=accounts,
        room_id=row.room_id,
        event_id=row.event_id,
        video_id=row.video_id,
        title=row.title,
        text=None if notice is not None else row.text,
        lead=row.detail if row.kind == "event_reminder" else None,
        starts_at=None if notice is not None else row.until,
        room_is_live=room_is_live,
        notice=notice,
    )
