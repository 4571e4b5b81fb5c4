"""Who sends and who receives, as far as it matters: remembered for a few seconds, read for a batch at once."""

from collections import OrderedDict
from collections.abc import Collection
from typing import Final

from livehouse.accounts import AccountDeleted, AccountLeaving, Accounts
from livehouse.gifts.batch import Person
from livehouse.kernel.clock import Clock
from livehouse.live_access import LiveAccess
from livehouse.moderation import Moderation, StandingChanged
from livehouse.platform.events import Events

# For how long a process believes what it read, if it does not hear that it changed.
TTL_S: Final = 5.0
PEOPLE_MAX: Final = 20_000


class People:
    """Reads people."""

    def __init__(self, clock: Clock, accounts: Accounts, live_access: LiveAccess, moderation: Moderation) -> None:
        self._clock = clock
        self._accounts = accounts
        self._live_access = live_access
        self._moderation = moderation
        self._known: OrderedDict[str, tuple[float, Person]] = OrderedDict()
        self._forgotten = 0

    def subscribe(self, events: Events) -> None:
        """Hear of what is committed."""
        events.subscribe(StandingChanged, self._forget)
        events.subscribe(AccountLeaving, self._forget)
        events.subscribe(AccountDeleted, self._forget)

    async def _forget(self, event: StandingChanged | AccountLeaving | AccountDeleted) -> None:
        self._forgotten += 1
        self._known.pop(event.account_id, None)

    async def load(self, account_ids: Collection[str]) -> dict[str, Person]:
        """These people, by id; unknown ids are left out."""
        now_s = self._clock.monotonic()
        found: dict[str, Person] = {}
        missing: list[str] = []
        for account_id in account_ids:
            known = self._known.get(account_id)
            if known is not None and known[0] > now_s:
                found[account_id] = known[1]
            else:
                missing.append(account_id)
        if missing:
            found.update(await self._read(missing, now_s + TTL_S))
        return found

    async def _read(self, account_ids: list[str], until_s: float) -> dict[str, Person]:
        forgotten = self._forgotten
        accounts = await self._accounts.find_accounts(account_ids)
        standings = await self._moderation.standings_of(accounts)
        people = {
            account.id: Person(
                card=account.card,
                gift_on=self._live_access.gift_date(account),
                gift_age=self._live_access.gift_age(account.region),
                standing=standings[account.id],
                is_leaving=account.is_leaving,
            )
            for account in accounts.values()
        }
        # While it was read somebody was decided about, perhaps one of these.
        if forgotten == self._forgotten:
            for account_id, person in people.items():
                self._known.pop(account_id, None)
                self._known[account_id] = (until_s, person)
            while len(self._known) > PEOPLE_MAX:
                self._known.popitem(last=False)
        return people
