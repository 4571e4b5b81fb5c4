"""All of one's data in one archive: what accounts know, and what every slice above adds."""

import asyncio
import io
import zipfile
from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec

from livehouse.accounts import export_store
from livehouse.accounts.avatars import Avatars
from livehouse.accounts.service import Accounts
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.platform.database import Database
from livehouse.platform.limits import RateLimitItemPerHour, RateLimits

# What `msgspec.json` can write: structs, dicts, lists, text, numbers, times.
Exporter = Callable[[str], Awaitable[Any]]

_READ_ME: Final = (
    "Everything that this platform keeps about your account, as text that programs can read (JSON, UTF-8).\n"
    "Passwords and the secrets of sign-ins are kept only as hashes, and are not among it.\n"
)


class Exports:
    """Makes archives."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        clock: Clock,
        limits: RateLimits,
        accounts: Accounts,
        avatars: Avatars,
    ) -> None:
        self._database = database
        self._clock = clock
        self._limits = limits
        self._accounts = accounts
        self._avatars = avatars
        self._limit = RateLimitItemPerHour(settings.exports_per_hour)
        self._exporters: dict[str, Exporter] = {}

    def add_exporter(self, name: str, export: Exporter) -> None:
        """Put what `export(account_id)` returns into the archive as `name.json`."""
        if name in self._exporters:
            raise ValueError(f"there is an exporter of {name} already")
        self._exporters[name] = export

    @property
    def names(self) -> frozenset[str]:
        """What slices above have added."""
        return frozenset(self._exporters)

    async def make(self, account_id: str) -> bytes:
        """A zip file with all of the account's data.

        Raises:
            TooFast: `exports_per_hour` is reached.
        """
        message = "You have fetched your data several times in the last hour. Try again later."
        await self._limits.hit(self._limit, "export", account_id, message=message)
        account = await self._accounts.access_account(account_id)
        parts: dict[str, Any] = {"account": account}
        async with self._database.read() as connection:
            parts |= await export_store.read_all(connection, account_id)
        for name, export in self._exporters.items():
            parts[name] = await export(account_id)
        avatar = await self._avatars.access_avatar(account_id)
        picture = ("avatar.webp" if avatar.media_type == "image/webp" else "avatar.svg", avatar.data)
        files = [("read-me.txt", _READ_ME.encode()), picture]
        return await asyncio.to_thread(self._pack, files, parts)

    def _pack(self, files: list[tuple[str, bytes]], parts: dict[str, Any]) -> bytes:
        at = self._clock.now().timetuple()[:6]
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            written = [(f"{name}.json", msgspec.json.format(msgspec.json.encode(part))) for name, part in parts.items()]
            for name, data in (*files, *written):
                archive.writestr(zipfile.ZipInfo(name, at), data, zipfile.ZIP_DEFLATED)
        return packed.getvalue()
