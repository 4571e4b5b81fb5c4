"""Devices that get pushes: each by the session that it is signed in with, and no longer than that lasts."""

from livehouse.accounts import SessionEnded
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.ids import Ids
from livehouse.notifications import push_store
from livehouse.notifications.errors import PushEndpointRefused, PushSwitchedOff
from livehouse.notifications.push_crypto import check_keys
from livehouse.notifications.push_http import EndpointRefused, EndpointUnreached, PushClient
from livehouse.notifications.push_keys import hash_endpoint
from livehouse.notifications.push_store import Subscription
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from livehouse.platform.limits import RateLimitItemPerHour, RateLimits


class Devices:
    """Who gets pushes where."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        clock: Clock,
        ids: Ids,
        limits: RateLimits,
        client: PushClient,
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._limits = limits
        self._client = client
        self._is_on = settings.push
        self._limit = RateLimitItemPerHour(settings.push_subscriptions_per_hour)

    def subscribe(self, events: Events) -> None:
        """Hear of what is committed."""
        events.subscribe(SessionEnded, self._on_session_ended)

    async def _on_session_ended(self, event: SessionEnded) -> None:
        await self.remove(event.session_id)

    async def add(self, account_id: str, session_id: str, *, endpoint: str, p256dh: str, auth: str) -> Subscription:
        """Send to this device from now on what the account wishes to be pushed.

        Raises:
            PushSwitchedOff: this platform pushes nothing.
            PushEndpointRefused: the address is none of a push service, or inside the network.
            PushKeysInvalid: nothing can be sealed with these keys.
            TooFast: `push_subscriptions_per_hour` is reached.
        """
        if not self._is_on:
            raise PushSwitchedOff
        message = "You have set up many devices in the last hour. Try again later."
        await self._limits.hit(self._limit, "push subscriptions", account_id, message=message)
        check_keys(p256dh, auth)
        try:
            await self._client.check(endpoint)
        except (EndpointRefused, EndpointUnreached) as error:
            raise PushEndpointRefused from error
        subscription = Subscription(
            id=self._ids.new(),
            account_id=account_id,
            session_id=session_id,
            endpoint=endpoint,
            p256dh=p256dh,
            auth=auth,
            created_at=self._clock.now(),
        )
        async with self._database.transaction() as tx:
            await push_store.save(tx, subscription, hash_endpoint(endpoint))
        return subscription

    async def remove(self, session_id: str) -> None:
        """Send nothing to this device any more; nothing happens if it gets nothing."""
        async with self._database.read() as connection:
            # On SQLite a transaction that writes keeps everybody else's waiting, and most sessions have none.
            if await push_store.find_of_session(connection, session_id) is None:
                return
        async with self._database.transaction() as tx:
            await push_store.delete_of_session(tx, session_id)

    async def of_session(self, session_id: str) -> Subscription | None:
        """The device of a session, if it gets pushes."""
        async with self._database.read() as connection:
            return await push_store.find_of_session(connection, session_id)

    async def count(self, account_id: str) -> int:
        """How many devices of the account get pushes."""
        async with self._database.read() as connection:
            return len(await push_store.load_of_accounts(connection, [account_id]))
