"""The catalogue: what can be sent, and what operators do with it."""

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

import msgspec

from livehouse.gifts import catalogue_store as store
from livehouse.gifts.batch import Offer
from livehouse.gifts.catalogue_store import Version
from livehouse.gifts.errors import (
    GiftArtUnknown,
    GiftExists,
    GiftIdInvalid,
    GiftPositionInvalid,
    GiftPriceInvalid,
    GiftUnknown,
)
from livehouse.gifts.events import CatalogueGift, GiftName, Tier
from livehouse.gifts.seed import ARTS, SEED
from livehouse.kernel.clock import Clock
from livehouse.kernel.text import clean_line
from livehouse.moderation import Moderation
from livehouse.platform.database import Database
from livehouse.platform.steps import Step

PRICE_MAX: Final = 30_000
NAME_MAX: Final = 30
POSITION_MAX: Final = 100_000
_ID: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
# Versions in memory; each is half a kilobyte, and operators change a few a year.
VERSIONS_KEPT_MAX: Final = 5_000


def is_gift_id(value: str) -> bool:
    """Whether a gift may have this id. What may not is not looked for: a database may refuse to read it at all."""
    return _ID.fullmatch(value) is not None


class SoldGift(msgspec.Struct, frozen=True, kw_only=True):
    """A gift as operators see it: how many were sent, and for how many coins."""

    gift: CatalogueGift
    sent_count: int
    sent_coins: int


class GiftChanges(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be different about a gift; None stays as it is."""

    name: GiftName | None = None
    tier: Tier | None = None
    price_coins: int | None = None
    art: str | None = None
    position: int | None = None
    is_active: bool | None = None


class Catalogue:
    """The gifts that there are. A change makes a new version; what was sent stays what it was."""

    def __init__(self, database: Database, clock: Clock, moderation: Moderation) -> None:
        self._database = database
        self._clock = clock
        self._moderation = moderation
        self._versions: dict[Version, CatalogueGift] = {}

    async def start(self) -> None:
        """Begin with the gifts that come with Livehouse, if there never was a catalogue."""
        async with self._database.read() as connection:
            is_empty = await store.is_empty(connection)
        if is_empty:
            async with self._database.transaction() as tx:
                await store.insert(tx, SEED, self._clock.now())

    async def gifts(self) -> list[CatalogueGift]:
        """All gifts, those that are not offered any more as well, in their order."""
        async with self._database.read() as connection:
            return await store.load_all(connection)

    def find(self, ids: Collection[str]) -> Step[dict[str, tuple[CatalogueGift, int]]]:
        """These gifts as they are now, and which version that is."""
        return store.find_now(ids)

    def offers(self, found: Mapping[str, tuple[CatalogueGift, int]]) -> dict[str, Offer]:
        """What `find` found."""
        for id_, (gift, version) in found.items():
            self._keep((id_, version), gift)
        return {id_: Offer(gift, version) for id_, (gift, version) in found.items()}

    async def versions(self, reader: store.Reader, wanted: Collection[Version]) -> Mapping[Version, CatalogueGift]:
        """These gifts as they were then."""
        missing = {version for version in wanted if version not in self._versions}
        if missing:
            for version, gift in (await store.load_versions(reader, missing)).items():
                self._keep(version, gift)
        return {version: self._versions[version] for version in wanted if version in self._versions}

    def _keep(self, version: Version, gift: CatalogueGift) -> None:
        if len(self._versions) >= VERSIONS_KEPT_MAX:
            self._versions.clear()
        self._versions[version] = gift

    # What operators do

    async def sold(self) -> list[SoldGift]:
        """All gifts, with how many of each were sent."""
        async with self._database.read() as connection:
            gifts, sums = await store.load_all(connection), await store.load_sums(connection)
        return [_sold(gift, sums) for gift in gifts]

    async def _sold_one(self, gift: CatalogueGift) -> SoldGift:
        async with self._database.read() as connection:
            return _sold(gift, await store.load_sums(connection))

    async def add(self, gift: CatalogueGift, *, operator_id: str) -> SoldGift:
        """Add a gift, and write so into the operators' log.

        Raises:
            GiftIdInvalid, GiftPriceInvalid, GiftArtUnknown, GiftPositionInvalid, TextMissing, TextTooLong: the form.
            GiftExists: there is one of this id.
        """
        if not is_gift_id(gift.id):
            raise GiftIdInvalid
        gift = _checked(gift)
        async with self._database.transaction() as tx:
            if not await store.insert(tx, [gift], self._clock.now()):
                raise GiftExists
            details: dict[str, Any] = msgspec.to_builtins(gift)
            del details["id"]
            await self._moderation.log.add(
                tx, operator_id=operator_id, act="gifts.add", subject=gift.id, details=details
            )
        return await self._sold_one(gift)

    async def change(self, gift_id: str, changes: GiftChanges, *, operator_id: str) -> SoldGift:
        """Change a gift, for those that are sent from now on, and write so into the operators' log.

        Raises:
            GiftUnknown: there is none of this id.
            GiftPriceInvalid, GiftArtUnknown, GiftPositionInvalid, TextMissing, TextTooLong: the form.
        """
        wanted = {name: value for name, value in msgspec.structs.asdict(changes).items() if value is not None}
        async with self._database.transaction() as tx:
            found = await store.lock(tx, gift_id)
            if found is None:
                raise GiftUnknown
            before, version = found
            after = _checked(msgspec.structs.replace(before, **wanted))
            changed = {
                name: {"from": msgspec.to_builtins(getattr(before, name)), "to": msgspec.to_builtins(value)}
                for name in wanted
                if (value := getattr(after, name)) != getattr(before, name)
            }
            if changed:
                if changed.keys() - {"is_active", "position"}:
                    version += 1
                    await store.insert_version(tx, after, version, self._clock.now())
                await store.update(tx, after, version)
                await self._moderation.log.add(
                    tx, operator_id=operator_id, act="gifts.change", subject=gift_id, details=changed
                )
        return await self._sold_one(after)


def _sold(gift: CatalogueGift, sums: Mapping[str, tuple[int, int]]) -> SoldGift:
    count, coins = sums.get(gift.id, (0, 0))
    return SoldGift(gift=gift, sent_count=count, sent_coins=coins)


def _checked(gift: CatalogueGift) -> CatalogueGift:
    """`gift`, if it can be sold."""
    # A truth value is a whole number to Python.
    if type(gift.price_coins) is not int or not 1 <= gift.price_coins <= PRICE_MAX:
        raise GiftPriceInvalid(PRICE_MAX)
    if type(gift.position) is not int or not 0 <= gift.position <= POSITION_MAX:
        raise GiftPositionInvalid(POSITION_MAX)
    if gift.art not in ARTS:
        raise GiftArtUnknown(ARTS)
    name = GiftName(
        en=clean_line(gift.name.en, graphemes_max=NAME_MAX, field="name.en"),
        ja=clean_line(gift.name.ja, graphemes_max=NAME_MAX, field="name.ja"),
    )
    return msgspec.structs.replace(gift, name=name)
