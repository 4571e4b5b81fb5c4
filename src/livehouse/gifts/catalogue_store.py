"""The SQL of the catalogue."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.gifts.events import CatalogueGift, GiftName
from livehouse.gifts.tables import catalogue, room_totals, versions
from livehouse.platform.database import Transaction
from livehouse.platform.steps import Query, Step, among

Reader = AsyncConnection | Transaction
Version = tuple[str, int]
"""A gift's id, and which of its versions."""


def _gift(row: Any) -> CatalogueGift:  # noqa: ANN401 - a row by whatever way it came
    return CatalogueGift(
        id=row.id,
        name=GiftName(row.name_en, row.name_ja),
        tier=row.tier,
        price_coins=row.price_coins,
        art=row.art,
        is_active=row.is_active,
        position=row.position,
    )


def _gifts(joined: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return sa.select(
        catalogue.c.id,
        versions.c.version,
        catalogue.c.is_active,
        catalogue.c.position,
        versions.c.name_en,
        versions.c.name_ja,
        versions.c.tier,
        versions.c.price_coins,
        versions.c.art,
    ).join(versions, sa.and_(versions.c.catalogue_id == catalogue.c.id, joined))


_IN_FORCE = versions.c.version == catalogue.c.version
_NOW: Final = Query(_gifts(_IN_FORCE).where(among(catalogue.c.id, "ids")))


async def load_all(reader: Reader) -> list[CatalogueGift]:
    """All gifts as they are now, in their order; also those that are not offered any more."""
    rows = (await reader.execute(_gifts(_IN_FORCE).order_by(catalogue.c.position, catalogue.c.id))).all()
    return [_gift(row) for row in rows]


def find_now(ids: Collection[str]) -> Step[dict[str, tuple[CatalogueGift, int]]]:
    """These gifts as they are now, and which version that is."""
    return _NOW.step(lambda rows: {row.id: (_gift(row), row.version) for row in rows}, ids=ids)


async def load_versions(reader: Reader, wanted: Collection[Version]) -> dict[Version, CatalogueGift]:
    """These gifts as they were then."""
    rows = (await reader.execute(_gifts(sa.true()).where(catalogue.c.id.in_({id_ for id_, _ in wanted})))).all()
    return {(row.id, row.version): _gift(row) for row in rows if (row.id, row.version) in wanted}


async def lock(tx: Transaction, gift_id: str) -> tuple[CatalogueGift, int] | None:
    """A gift and its version, held against other writers."""
    query = sa.select(catalogue.c.id).where(catalogue.c.id == gift_id).with_for_update()
    if (await tx.execute(query)).one_or_none() is None:
        return None
    now = find_now([gift_id])
    await tx.run(now)
    return now.result[gift_id]


async def insert(tx: Transaction, gifts: Sequence[CatalogueGift], at: datetime) -> bool:
    """Add gifts; False if one of them was there, and is left as it is."""
    rows = [{"id": gift.id, "version": 1, "is_active": gift.is_active, "position": gift.position} for gift in gifts]
    added = 0
    for row, gift in zip(rows, gifts, strict=True):
        inserted = await tx.execute(tx.insert(catalogue).values(row).on_conflict_do_nothing().returning(catalogue.c.id))
        if inserted.one_or_none() is not None:
            added += 1
            await insert_version(tx, gift, 1, at)
    return added == len(gifts)


async def insert_version(tx: Transaction, gift: CatalogueGift, version: int, at: datetime) -> None:
    """Add a version of a gift."""
    await tx.execute(
        versions.insert().values(
            catalogue_id=gift.id,
            version=version,
            name_en=gift.name.en,
            name_ja=gift.name.ja,
            tier=gift.tier,
            price_coins=gift.price_coins,
            art=gift.art,
            at=at,
        )
    )


async def update(tx: Transaction, gift: CatalogueGift, version: int) -> None:
    """Let this version of a gift be the one in force."""
    await tx.execute(
        catalogue.update()
        .where(catalogue.c.id == gift.id)
        .values(version=version, is_active=gift.is_active, position=gift.position)
    )


async def load_sums(connection: AsyncConnection) -> dict[str, tuple[int, int]]:
    """How many of each gift were sent, and for how many coins."""
    query = sa.select(
        room_totals.c.catalogue_id, sa.func.sum(room_totals.c.count), sa.func.sum(room_totals.c.coins)
    ).group_by(room_totals.c.catalogue_id)
    return {row[0]: (int(row[1]), int(row[2])) for row in (await connection.execute(query)).all()}


async def is_empty(connection: AsyncConnection) -> bool:
    """Whether there never was a catalogue."""
    return (await connection.execute(sa.select(catalogue.c.id).limit(1))).one_or_none() is None
