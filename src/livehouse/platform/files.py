"""Files that people upload and that the server makes: bytes under a key, in a local folder."""

from pathlib import Path

import obstore
from obstore.store import LocalStore


class Files:
    """Bytes by key (`avatars/…/1.webp`). Keys come from ids that we made, never from what somebody typed."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._store = LocalStore(prefix=folder)

    async def put(self, key: str, data: bytes) -> None:
        """Write `data` under `key`, whole or not at all."""
        await obstore.put_async(self._store, key, data)

    async def get(self, key: str) -> bytes | None:
        """The bytes under `key`, or None."""
        try:
            result = await obstore.get_async(self._store, key)
        except FileNotFoundError:
            return None
        return bytes(await result.bytes_async())

    async def delete(self, key: str) -> None:
        """Remove `key`; nothing happens if it is not there."""
        try:
            await obstore.delete_async(self._store, key)
        except FileNotFoundError:
            return
