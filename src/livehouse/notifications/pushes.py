"""Sends what waits for devices: encrypted, signed, in time, and not for ever.

A push is claimed, sent, and then forgotten, several at once. What a process that died had claimed is claimed again by
another one; a device that gets it a second time shows it once, by its tag. So does a push service that holds it for a
device that is off, by its topic (RFC 8030, section 5.4).
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple

import msgspec
import structlog

from livehouse.accounts import Accounts, Sessions
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Unavailable
from livehouse.notifications import push_store, store
from livehouse.notifications.metrics import NotificationMetrics
from livehouse.notifications.model import Notification
from livehouse.notifications.push_crypto import Sealer
from livehouse.notifications.push_http import CONNECTIONS_MAX, EndpointRefused, EndpointUnreached, PushClient
from livehouse.notifications.push_queue import PushQueue
from livehouse.notifications.push_store import Delivery
from livehouse.notifications.push_words import compose
from livehouse.notifications.service import Notifications
from livehouse.platform.database import Database

log = structlog.get_logger(__name__)

# As many as there are connections; those that are tried again take no more than half of them.
AT_ONCE_MAX: Final = CONNECTIONS_MAX
AGAIN_AT_ONCE_MAX: Final = AT_ONCE_MAX // 2
# Longer than a push service may take, which is a minute at most.
HELD: Final = timedelta(minutes=2)
# What ends within it is noted together.
GATHER_S: Final = 0.05
# Those of others, and those whose time comes, are looked for this often; one's own are begun at once.
LOOK_S: Final = 5.0
RETRY_FIRST: Final = timedelta(seconds=30)
RETRY_LONGEST: Final = timedelta(hours=1)
# A device to which nothing came through in a row is not there any more, whatever its push service says.
FAILURES_MAX: Final = 20
GONE: Final = frozenset({404, 410})
# "Try again", in the words of RFC 8030 and RFC 9110.
PASSING: Final = frozenset({408, 425, 429})

Outcome = Literal["sent", "failed", "gone", "refused", "given_up", "needless"]


class Result(NamedTuple):
    """What became of one push."""

    delivery: Delivery
    outcome: Outcome
    again_after: timedelta | None = None


class Pushes:
    """The sender; every process has one."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        clock: Clock,
        *,
        accounts: Accounts,
        sessions: Sessions,
        notifications: Notifications,
        sealer: Sealer,
        client: PushClient,
        queue: PushQueue,
        metrics: NotificationMetrics,
    ) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._accounts = accounts
        self._sessions = sessions
        self._notifications = notifications
        self._sealer = sealer
        self._client = client
        self._queue = queue
        self._metrics = metrics
        # Which attempt each push is that is under way, by the ids of the deliveries.
        self._under_way: dict[str, int] = {}
        self._ended: list[Result] = []
        self._measured_s: float | None = None

    async def work(self) -> None:
        """Send pushes for as long as the process lives. Any number of processes may do so."""
        async with asyncio.TaskGroup() as sending:
            while True:
                begun = 0
                try:
                    await self.note()
                    begun = await self.begin(sending)
                    await self._measure()
                except Unavailable as error:
                    log.warning("pushes cannot be looked for", reason=error.message)
                if not begun:
                    await self._queue.wait(LOOK_S)
                if self._under_way:
                    await asyncio.sleep(GATHER_S)

    async def begin(self, sending: asyncio.TaskGroup) -> int:
        """Begin with those that are due, as many as there is room for beside those under way; how many.

        A push service that is slow has its own pushes wait, and nobody else's.

        Raises:
            Unavailable: the database cannot be asked.
        """
        now = self._clock.now()
        free = AT_ONCE_MAX - len(self._under_way)
        free_again = min(free, AGAIN_AT_ONCE_MAX - sum(attempt > 1 for attempt in self._under_way.values()))
        if not free:
            return 0
        async with self._database.read() as connection:
            # On SQLite a transaction that writes keeps everybody else's waiting.
            if not await push_store.has_due(connection, now):
                return 0
        async with self._database.transaction() as tx:
            claimed = await push_store.claim(tx, now, now + HELD, max(0, free_again), again=True)
            claimed += await push_store.claim(tx, now, now + HELD, free - len(claimed), again=False)
        if claimed:
            await self._begin(sending, claimed, now)
        return len(claimed)

    async def _begin(self, sending: asyncio.TaskGroup, claimed: Sequence[Delivery], now: datetime) -> None:
        living = await self._sessions.living({delivery.subscription.session_id for delivery in claimed})
        async with self._database.read() as connection:
            rows = await store.load_some(connection, {delivery.notification_id for delivery in claimed})
        # One at a time: what is left out of a list must not be taken for its neighbour.
        views = {view.id: view for view in await self._notifications.views(list(rows.values()))}
        people = await self._accounts.find_accounts({delivery.subscription.account_id for delivery in claimed})
        for delivery in claimed:
            row, view = rows.get(delivery.notification_id), views.get(delivery.notification_id)
            account = people.get(delivery.subscription.account_id)
            if delivery.subscription.session_id not in living or account is None:
                self._ended.append(Result(delivery, "gone"))
            elif row is None or view is None or row.read_at is not None or _is_over(view, delivery, now):
                self._ended.append(Result(delivery, "needless"))
            else:
                body = msgspec.json.encode(compose(view, account.language))
                self._under_way[delivery.id] = delivery.attempts
                sending.create_task(self._send(delivery, body, now), name="push")

    async def _send(self, delivery: Delivery, body: bytes, now: datetime) -> None:
        try:
            self._ended.append(await self._send_one(delivery, body, now))
        finally:
            del self._under_way[delivery.id]
            self._queue.wake()

    async def _send_one(self, delivery: Delivery, body: bytes, now: datetime) -> Result:
        began_s = self._clock.monotonic()
        endpoint = delivery.subscription.endpoint
        ttl_s = max(1, int((delivery.ends_at - now).total_seconds()))
        try:
            headers, sealed = await asyncio.to_thread(
                self._sealer.seal, delivery.subscription, body, now, topic=delivery.notification_id, ttl_s=ttl_s
            )
            answer = await self._client.post(endpoint, headers, sealed)
        except EndpointRefused as error:
            log.warning("a push was refused", subscription=delivery.subscription.id, reason=str(error))
            return Result(delivery, "refused")
        except EndpointUnreached as error:
            return self._try_later(delivery, now, str(error), None)
        except Exception as error:
            # One push that cannot be made must keep no other one waiting.
            log.exception("a push failed", subscription=delivery.subscription.id)
            return self._try_later(delivery, now, repr(error), None)
        self._metrics.seconds.observe(self._clock.monotonic() - began_s)
        if 200 <= answer.status < 300:
            return Result(delivery, "sent")
        if answer.status in GONE:
            return Result(delivery, "gone")
        if answer.status in PASSING or answer.status >= 500:
            return self._try_later(delivery, now, f"answered {answer.status}", answer.retry_after_s)
        # It will never take this one: too long, not signed by the key that the device was told, redirected.
        log.warning("a push service refused a push", subscription=delivery.subscription.id, status=answer.status)
        return Result(delivery, "given_up")

    def _try_later(self, delivery: Delivery, now: datetime, reason: str, asked_s: int | None) -> Result:
        pause = retry_after(delivery.attempts)
        if asked_s is not None:
            pause = max(pause, timedelta(seconds=asked_s))
        is_last = delivery.attempts >= self._settings.push_attempts_max
        log.info(
            "a push did not come through",
            subscription=delivery.subscription.id,
            attempt=delivery.attempts,
            reason=reason,
        )
        if is_last or now + pause >= delivery.ends_at:
            return Result(delivery, "given_up")
        return Result(delivery, "failed", pause)

    async def note(self) -> None:
        """Write down what became of those that have ended.

        Raises:
            Unavailable: it cannot be written; what was sent may be sent again if this process dies before it can.
        """
        ended, self._ended = self._ended, []
        if not ended:
            return
        try:
            await self._write_down(ended)
        except Unavailable:
            self._ended = ended + self._ended
            raise
        for result in ended:
            self._metrics.pushes.labels(result.outcome).inc()

    async def _write_down(self, results: Sequence[Result]) -> None:
        now = self._clock.now()
        gone = {result.delivery.subscription.id for result in results if result.outcome in ("gone", "refused")}
        async with self._database.transaction() as tx:
            await push_store.finish(
                tx,
                [result.delivery.id for result in results if result.outcome != "failed"],
                {result.delivery.subscription.id for result in results if result.outcome == "sent"},
            )
            for result in results:
                if result.again_after is not None:
                    await push_store.try_later(tx, result.delivery.id, now + result.again_after)
                if result.outcome == "given_up":
                    await push_store.count_failure(tx, result.delivery.subscription.id, FAILURES_MAX)
            await push_store.delete_some(tx, gone)

    async def _measure(self) -> None:
        now_s = self._clock.monotonic()
        if self._measured_s is not None and now_s - self._measured_s < LOOK_S:
            return
        self._measured_s = now_s
        async with self._database.read() as connection:
            self._metrics.waiting.set(await push_store.count_waiting(connection))


def _is_over(view: Notification, delivery: Delivery, now: datetime) -> bool:
    """Whether nobody wants to know any more."""
    if now >= delivery.ends_at:
        return True
    return view.kind in ("host_live", "event_began") and not view.room_is_live


def retry_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 30 s, twice as long each time, an hour at most."""
    return min(RETRY_FIRST * (1 << min(attempts - 1, 20)), RETRY_LONGEST)
