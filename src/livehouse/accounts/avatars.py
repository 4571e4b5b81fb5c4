"""Avatars: uploaded ones, made small and square, and drawn ones for everybody else."""

import asyncio
from typing import Final

import msgspec

from livehouse.accounts import store
from livehouse.accounts.avatar_drawing import draw_avatar
from livehouse.accounts.model import Account, NoSuchAccount, avatar_version
from livehouse.accounts.service import Accounts
from livehouse.config import Settings
from livehouse.kernel.ids import Ids, is_id
from livehouse.platform.database import Database
from livehouse.platform.files import Files
from livehouse.platform.pictures import PictureTooLarge, PictureUnreadable, fit

AVATAR_PX: Final = 256
# An upload may unpack to 40 megapixels, which is 120 MB while it is made small.
UNPACKED_AT_ONCE_MAX: Final = 2


class Avatar(msgspec.Struct, frozen=True):
    """A picture as it is served."""

    media_type: str
    data: bytes
    version: str


class Avatars:
    """Keeps and gives out the pictures of accounts."""

    def __init__(self, database: Database, settings: Settings, ids: Ids, files: Files, accounts: Accounts) -> None:
        self._database = database
        self._settings = settings
        self._ids = ids
        self._files = files
        self._accounts = accounts
        self._slots = asyncio.Semaphore(UNPACKED_AT_ONCE_MAX)

    async def upload(self, account_id: str, data: bytes) -> Account:
        """Make the picture in `data` the account's avatar.

        Raises:
            PictureTooLarge: too many bytes or pixels.
            PictureUnreadable: not a PNG, JPEG or WebP, or none at all.
            StorageFull, StorageUnavailable: it cannot be kept; the avatar is what it was.
        """
        if not data:
            raise PictureUnreadable("Send the picture as the body of the request; it was empty.")
        bytes_max = self._settings.avatar_bytes_max
        if len(data) > bytes_max:
            raise PictureTooLarge(f"Choose a picture of at most {bytes_max:,} bytes.", bytes_max=bytes_max)
        async with self._slots:
            picture = await fit(
                data, width_px=AVATAR_PX, height_px=AVATAR_PX, pixels_max=self._settings.image_pixels_max
            )
        avatar_id = self._ids.new()
        # The file first: an address that is given out must never lead to nothing.
        async with self._files.adding(_key(account_id, avatar_id), picture):
            before = await self._replace(account_id, avatar_id)
        return await self._after(account_id, before)

    async def remove(self, account_id: str) -> Account:
        """Go back to the drawn avatar."""
        return await self._after(account_id, await self._replace(account_id, None))

    async def access_avatar(self, account_id: str) -> Avatar:
        """The account's picture.

        Raises:
            NoSuchAccount: there is no such account.
        """
        exists, avatar_id = False, None
        if is_id(account_id):
            async with self._database.read() as connection:
                exists, avatar_id = await store.read_avatar_id(connection, account_id)
        if not exists:
            raise NoSuchAccount
        if avatar_id is not None:
            picture = await self._files.get(_key(account_id, avatar_id))
            # None if it was replaced a moment ago, or if the folder was lost; a drawn face is better than none.
            if picture is not None:
                return Avatar("image/webp", picture, avatar_version(avatar_id))
        return Avatar("image/svg+xml", draw_avatar(account_id).encode(), avatar_version(None))

    async def _replace(self, account_id: str, avatar_id: str | None) -> str | None:
        """The id of the avatar before, whose file nobody needs any more."""
        async with self._database.transaction() as tx:
            return await store.replace_avatar(tx, account_id, avatar_id)

    async def _after(self, account_id: str, before: str | None) -> Account:
        self._accounts.forget_card(account_id)
        if before is not None:
            await self._files.delete(_key(account_id, before))
        return await self._accounts.access_account(account_id)


def _key(account_id: str, avatar_id: str) -> str:
    return f"avatars/{account_id}/{avatar_id}.webp"
