"""Files that people upload and that the server makes: bytes under a key, in a local folder."""

import errno
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import structlog

from livehouse.kernel.errors import Unavailable
from livehouse.kernel.later import loaded_later
from livehouse.platform.database import StorageFull, StorageUnavailable

if TYPE_CHECKING:
    import obstore
    from obstore import exceptions, store
else:
    # 5 MB, and 11 ms with the first file.
    obstore = loaded_later("obstore")
    exceptions = loaded_later("obstore.exceptions")
    store = loaded_later("obstore.store")

log = structlog.get_logger(__name__)

LISTED_AT_ONCE: Final = 500
# The library tells the system's number in its text only.
_FULL: Final = tuple(f"(os error {number})" for number in (errno.ENOSPC, errno.EDQUOT))


class Files:
    """Bytes by key (`avatars/…/1.webp`). Keys come from ids that we made, never from what somebody typed."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder

    @cached_property
    def _store(self) -> "store.LocalStore":
        return store.LocalStore(prefix=self._folder)

    async def put(self, key: str, data: bytes) -> None:
        """Write `data` under `key`, whole or not at all.

        Raises:
            StorageFull, StorageUnavailable: nothing was written.
        """
        with _told_in_our_words():
            await obstore.put_async(self._store, key, data)

    async def put_file(self, key: str, path: Path) -> None:
        """Write what is in the file at `path` under `key`, whole or not at all; it need not fit into memory.

        Raises:
            StorageFull, StorageUnavailable: nothing was written.
        """
        with _told_in_our_words():
            await obstore.put_async(self._store, key, path)

    @asynccontextmanager
    async def adding(self, key: str, data: bytes) -> AsyncIterator[None]:
        """Write `data` under `key` for the block to refer to; where the block fails nobody does, and it goes again.

        Raises:
            StorageFull, StorageUnavailable: nothing was written; the block was not entered.
        """
        await self.put(key, data)
        try:
            yield
        except BaseException:
            # What failed first is what is told; a file too many harms nobody.
            with suppress(Unavailable):
                await self.delete(key)
            raise

    async def get(self, key: str) -> bytes | None:
        """The bytes under `key`, or None.

        Raises:
            StorageUnavailable: they cannot be read just now.
        """
        with _told_in_our_words():
            try:
                result = await obstore.get_async(self._store, key)
            except FileNotFoundError:
                return None
            return bytes(await result.bytes_async())

    async def get_range(self, key: str, begin: int, end: int) -> bytes | None:
        """The bytes under `key` from `begin` up to `end`, or None if there is no such key.

        Raises:
            StorageUnavailable: they cannot be read just now.
        """
        with _told_in_our_words():
            try:
                return bytes(await obstore.get_range_async(self._store, key, start=begin, end=end))
            except FileNotFoundError:
                return None

    async def delete(self, key: str) -> None:
        """Remove `key`; nothing happens if it is not there.

        Raises:
            StorageUnavailable: it cannot be removed just now.
        """
        with _told_in_our_words(), suppress(FileNotFoundError):
            await obstore.delete_async(self._store, key)

    async def delete_all(self, prefix: str) -> None:
        """Remove every key that begins with `prefix`, which ends with a slash; nothing happens if there is none.

        Raises:
            StorageUnavailable: some of them cannot be removed just now.
        """
        with _told_in_our_words():
            async for listed in self._store.list(prefix, chunk_size=LISTED_AT_ONCE):
                for each in listed:
                    with suppress(FileNotFoundError):
                        await obstore.delete_async(self._store, each["path"])

    def free_bytes(self) -> int:
        """How much more can be written, as far as the disk is concerned."""
        with _told_in_our_words():
            return shutil.disk_usage(self._folder).free


@contextmanager
def _told_in_our_words() -> Iterator[None]:
    """A disk's failures as what they mean to the person whose request ran into them."""
    try:
        yield
    except (exceptions.BaseError, OSError) as error:
        log.error("a file could not be written or read", error=str(error))
        if any(number in str(error) for number in _FULL):
            raise StorageFull("The server has no room left to save this. Tell its operator, then try again.") from error
        raise StorageUnavailable("The server cannot reach its files just now. Try again in a moment.") from error
