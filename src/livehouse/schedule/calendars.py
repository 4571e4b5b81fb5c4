"""Calendar files and feeds, and the addresses under which calendars may ask for them.

A calendar program has no session. What everybody may see has a plain address; what only some may see has one with a
**key** in it, which stands for an account and cannot be guessed. An account can have another key, and then the ones
before hold no longer. Keys are not kept: each is a signature of the account and the number of its key.
"""

import asyncio
import hmac
from datetime import timedelta
from functools import lru_cache
from typing import Final

import msgspec

from livehouse.accounts import Accounts
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import NotFound
from livehouse.kernel.ids import ID_LENGTH, is_id
from livehouse.platform.database import Database
from livehouse.schedule import store
from livehouse.schedule.calendar import Entry, write_calendar
from livehouse.schedule.model import EventFacts
from livehouse.schedule.seeing import Seeing
from livehouse.schedule.views import share_path

# What is over stays in a calendar for a while.
KEPT: Final = timedelta(days=90)
EVENTS_MAX: Final = 500
SIGNATURE_LETTERS: Final = 32
VERSION_MAX: Final = 1_000_000
# A full one takes half a second of the processor and 300 kB, and programs ask again and again for the same.
WRITTEN_AT_ONCE_MAX: Final = 1
KEPT_MAX: Final = 16


class NoSuchCalendar(NotFound):
    """The key in the calendar's address holds no longer, or never did."""

    code = "no_such_calendar"

    def __init__(self) -> None:
        super().__init__("This calendar's address holds no longer. Get the new one from the page of your events.")


class Calendars:
    """Writes calendars, and knows their keys.

    Args:
        secret: signs the keys; the same in all processes.
        name: the platform's.
    """

    def __init__(
        self, database: Database, accounts: Accounts, seeing: Seeing, clock: Clock, *, secret: bytes, name: str
    ) -> None:
        self._database = database
        self._accounts = accounts
        self._seeing = seeing
        self._clock = clock
        self._secret = secret
        self._name = name
        self._slots = asyncio.Semaphore(WRITTEN_AT_ONCE_MAX)

    # Keys

    async def key_of(self, account_id: str) -> str:
        """The key that holds for the account now."""
        async with self._database.read() as connection:
            return self._key(account_id, await store.load_version(connection, account_id))

    async def renew(self, account_id: str) -> str:
        """Another key; those before hold no longer."""
        async with self._database.transaction() as tx:
            await store.raise_version(tx, account_id)
        return await self.key_of(account_id)

    async def owner_of(self, key: str) -> str:
        """The account that a key stands for.

        Raises:
            NoSuchCalendar: it stands for none, or no longer.
        """
        account_id, version = key[:ID_LENGTH], key[ID_LENGTH:].partition("-")[0]
        if not is_id(account_id) or not version.isdecimal() or int(version) > VERSION_MAX:
            raise NoSuchCalendar
        if not hmac.compare_digest(key.encode(), self._key(account_id, int(version)).encode()):
            raise NoSuchCalendar
        async with self._database.read() as connection:
            current = await store.load_version(connection, account_id)
        if int(version) != current or not await self._accounts.present([account_id]):
            raise NoSuchCalendar
        return account_id

    def _key(self, account_id: str, version: int) -> str:
        signed = hmac.new(self._secret, f"{account_id} {version}".encode(), "sha256").hexdigest()
        return f"{account_id}{version}-{signed[:SIGNATURE_LETTERS]}"

    # Calendars

    async def of_event(self, event: EventFacts, origin: str) -> bytes:
        """A file with this event, which its reader may see."""
        return await asyncio.to_thread(write_calendar, await self._entries([event], origin), name=None)

    async def of_host(self, handle: str, viewer_id: str | None, origin: str) -> bytes:
        """What a host has coming up and had lately, as far as this person may see it.

        Raises:
            NoSuchAccount: nobody has this handle.
        """
        host = await self._accounts.access_by_handle(handle)
        async with self._database.read() as connection:
            found = await store.load_since(
                connection, self._clock.now() - KEPT, host_id=host.id, account_id=None, rows_max=EVENTS_MAX
            )
        visible = await self._seeing.choose(found, viewer_id)
        return await self._write(await self._entries(visible, origin), f"{host.nickname} – {self._name}")

    async def of_account(self, account_id: str, origin: str) -> bytes:
        """What an account hosts, and where it said that it will come."""
        async with self._database.read() as connection:
            found = await store.load_since(
                connection, self._clock.now() - KEPT, host_id=None, account_id=account_id, rows_max=EVENTS_MAX
            )
        visible = await self._seeing.choose(found, account_id)
        return await self._write(await self._entries(visible, origin), self._name)

    async def _write(self, entries: list[Entry], name: str) -> bytes:
        # Who comes is in no calendar, and changes most.
        told = [Entry(msgspec.structs.replace(each.event, going=0), each.host, each.url) for each in entries]
        async with self._slots:
            return await asyncio.to_thread(_write_kept, tuple(told), name)

    async def _entries(self, events: list[EventFacts], origin: str) -> list[Entry]:
        hosts = await self._accounts.cards({event.host_id for event in events})
        return [Entry(event, hosts[event.host_id].nickname, f"{origin}{share_path(event.id)}") for event in events]


@lru_cache(maxsize=KEPT_MAX)
def _write_kept(entries: tuple[Entry, ...], name: str) -> bytes:
    return write_calendar(entries, name=name)
