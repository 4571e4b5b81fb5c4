"""Telling people: a row in the list, and what waits for their devices, in one transaction."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from livehouse.kernel.clock import Clock
from livehouse.kernel.ids import Ids
from livehouse.notifications import push_store, store, wishes_store
from livehouse.notifications.bell import Bell
from livehouse.notifications.metrics import NotificationMetrics
from livehouse.notifications.model import Kind, News, Wishes, push_at, push_ends
from livehouse.notifications.push_queue import PushQueue
from livehouse.platform.database import Database, Transaction

# People who are told by one transaction: 16 ms of work, during which everybody else's writes wait on SQLite.
TOLD_AT_ONCE: Final = 250


class Telling:
    """Tells everybody what they wish to hear, once."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        ids: Ids,
        bell: Bell,
        queue: PushQueue,
        metrics: NotificationMetrics,
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._bell = bell
        self._queue = queue
        self._metrics = metrics

    async def tell(self, news: News, account_ids: Collection[str], *, instead_of: Collection[Kind] = ()) -> None:
        """Tell these people, unless they know; of many, a part after the other.

        Args:
            instead_of: kinds of the same event that this makes needless.
        """
        everybody = sorted(set(account_ids))
        for first in range(0, len(everybody), TOLD_AT_ONCE):
            part = everybody[first : first + TOLD_AT_ONCE]
            async with self._database.transaction() as tx:
                if instead_of and news.event_id is not None:
                    await store.drop_of_event(tx, news.event_id, instead_of, part, but_key=news.key)
                told = await self._insert(tx, news, part)
            self._after(news, part, len(told))

    async def _insert(self, tx: Transaction, news: News, account_ids: Sequence[str]) -> list[tuple[str, str]]:
        wishes = await wishes_store.load(tx, account_ids)
        if news.kind == "event_began":
            # Who was told that the host is LIVE hears no second ring, unless they wished for none of the first kind.
            promoted = await store.promote(tx, news, account_ids)
            silent = [one for one in promoted if not wishes.get(one[1], Wishes()).ways("host_live").push]
            await self._queue_pushes(tx, news.kind, silent, wishes)
        people = []
        for account_id in account_ids:
            ways = wishes.get(account_id, Wishes()).ways(news.kind)
            if ways.in_app or ways.push:
                people.append((account_id, self._ids.new(), ways.in_app))
        told = await store.insert_new(tx, news, people)
        await self._queue_pushes(tx, news.kind, told, wishes)
        return told

    async def gather(
        self,
        news: News,
        account_id: str,
        *,
        cause: str | None = None,
        count: int | None = None,
        actor_ids: Sequence[str] | None = None,
    ) -> None:
        """Tell somebody of one more thing, together with what they have not read yet of the same key.

        Args:
            cause: what is counted; the second time it changes nothing.
            count: how many there are in all, where that is known; none takes the notification away.
            actor_ids: who did it, where that is known as a whole.
        """
        async with self._database.transaction() as tx:
            if cause is not None and not await store.add_cause(tx, account_id, cause, self._clock.now()):
                return
            is_new = False
            if count == 0:
                await store.delete_key(tx, account_id, news.key)
            else:
                is_new = await self._gather(tx, news, account_id, count, actor_ids)
        self._after(news, [account_id], int(is_new))

    async def _gather(
        self, tx: Transaction, news: News, account_id: str, count: int | None, actor_ids: Sequence[str] | None
    ) -> bool:
        wishes = await wishes_store.load(tx, [account_id])
        ways = wishes.get(account_id, Wishes()).ways(news.kind)
        if not ways.in_app and not ways.push:
            return False
        if actor_ids is None:
            actor_ids = [] if news.actor_id is None else [news.actor_id]
        gathered = await store.gather(
            tx, news, account_id, self._ids.new(), is_shown=ways.in_app, count=count, actor_ids=actor_ids
        )
        if gathered is None or not gathered[1]:
            # What comes to one that waits to be read is no reason to ring again.
            return False
        await self._queue_pushes(tx, news.kind, [(gathered[0], account_id)], wishes)
        return True

    async def _queue_pushes(
        self, tx: Transaction, kind: Kind, told: Iterable[tuple[str, str]], wishes: dict[str, Wishes]
    ) -> None:
        now = self._clock.now()
        begins = {}
        for notification_id, account_id in told:
            wished = wishes.get(account_id, Wishes())
            at = push_at(kind, wished.quiet, now) if wished.ways(kind).push else None
            if at is not None:
                begins[account_id] = (notification_id, at)
        if not begins:
            return
        rows = []
        for account_id, subscription_id in await push_store.load_of_accounts(tx, list(begins)):
            notification_id, at = begins[account_id]
            rows.append(
                {
                    "id": self._ids.new(),
                    "subscription_id": subscription_id,
                    "notification_id": notification_id,
                    "next_at": at,
                    "ends_at": push_ends(kind, at),
                    "attempts": 0,
                }
            )
        await push_store.queue(tx, rows)

    def _after(self, news: News, account_ids: Sequence[str], told: int) -> None:
        self._metrics.told.labels(news.kind).inc(told)
        self._bell.ring(account_ids)
        self._queue.wake()
