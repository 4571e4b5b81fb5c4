"""All SQL of sharing."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.platform.database import Transaction
from livehouse.sharing.model import Embedding, Kind, Way
from livehouse.sharing.tables import arrivals, embedding, links, ways

KEYS_AT_ONCE = 500


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One person's link to one thing."""

    code: str
    kind: Kind
    thing_id: str
    owner_id: str
    sharer_key: str
    made_at: datetime


class Outcome(msgspec.Struct, kw_only=True):
    """What came of a share, or of several: people, each counted once."""

    shares: int = 0
    arrivals: int = 0
    watched: int = 0
    followed: int = 0
    signed_up: int = 0

    def add(self, other: "Outcome") -> None:
        """Count what came of `other` as well."""
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


def _link(row: sa.Row[Any]) -> Link:
    return Link(**row._mapping)


def _of(table: sa.Table, kind: Kind, thing_id: str) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.kind == kind, table.c.thing_id == thing_id)


# Links


async def obtain_link(tx: Transaction, link: Link) -> Link:
    """This person's link to this thing: the one that there was, else `link`."""
    await tx.execute(tx.insert(links).values(**msgspec.structs.asdict(link)).on_conflict_do_nothing())
    query = sa.select(links).where(_of(links, link.kind, link.thing_id), links.c.sharer_key == link.sharer_key)
    return _link((await tx.execute(query)).one())


async def load_link(connection: AsyncConnection, code: str) -> Link | None:
    """The link with this code, if there is one."""
    row = (await connection.execute(sa.select(links).where(links.c.code == code))).one_or_none()
    return None if row is None else _link(row)


async def add_way(tx: Transaction, code: str, way: Way, at: datetime) -> bool:
    """Note that the link was passed on by this way; False if it was before."""
    statement = tx.insert(ways).values(code=code, way=way, shared_at=at)
    added = await tx.execute(statement.on_conflict_do_nothing().returning(ways.c.way))
    return added.scalar_one_or_none() is not None


async def count_shares_by_others(connection: AsyncConnection, kind: Kind, thing_id: str, owner_id: str) -> int:
    """How often the thing was passed on by others than its owner, each of a person's ways counted once."""
    query = (
        sa.select(sa.func.count())
        .select_from(ways.join(links, ways.c.code == links.c.code))
        .where(_of(links, kind, thing_id), links.c.sharer_key != owner_id)
    )
    return int((await connection.execute(query)).scalar_one())


# Arrivals


async def add_arrival(
    tx: Transaction, link: Link, way: Way, *, viewer_key: str, account_id: str | None, at: datetime
) -> bool:
    """Note that somebody came by the link; False if they had come to the thing by a link before."""
    statement = tx.insert(arrivals).values(
        kind=link.kind,
        thing_id=link.thing_id,
        viewer_key=viewer_key,
        code=link.code,
        way=way,
        owner_id=link.owner_id,
        account_id=account_id,
        arrived_at=at,
    )
    added = await tx.execute(statement.on_conflict_do_nothing().returning(arrivals.c.viewer_key))
    return added.scalar_one_or_none() is not None


async def find_arrival(tx: Transaction, kind: Kind, thing_id: str, *, account_id: str, browser_key: str | None) -> bool:
    """Whether this account came to the thing before, in this browser or another; who came in this one is it."""
    here = sa.and_(_of(arrivals, kind, thing_id), arrivals.c.viewer_key == browser_key)
    if browser_key is not None:
        # Whom a browser once turned out to be, it stays: the next one to sign in there did not come by the link.
        await tx.execute(arrivals.update().where(here, arrivals.c.account_id.is_(None)).values(account_id=account_id))
    anywhere = sa.and_(
        _of(arrivals, kind, thing_id),
        sa.or_(arrivals.c.viewer_key == account_id, arrivals.c.account_id == account_id),
    )
    return (await tx.execute(sa.select(arrivals.c.code).where(anywhere))).first() is not None


async def note_signed_up(tx: Transaction, browser_key: str, account_id: str, at: datetime, since: datetime) -> None:
    """Note that whoever came in this browser made this account; the last link that brought them gets the credit."""
    mine = sa.and_(arrivals.c.viewer_key == browser_key, arrivals.c.arrived_at >= since)
    unknown = sa.and_(mine, arrivals.c.account_id.is_(None))
    latest = (
        await tx.execute(
            sa.select(arrivals.c.kind, arrivals.c.thing_id).where(unknown).order_by(arrivals.c.arrived_at.desc())
        )
    ).first()
    if latest is None:
        return
    await tx.execute(arrivals.update().where(unknown).values(account_id=account_id))
    came = sa.and_(_of(arrivals, latest.kind, latest.thing_id), arrivals.c.viewer_key == browser_key)
    await tx.execute(arrivals.update().where(came).values(signed_up_at=at))


async def note_followed(tx: Transaction, follower_id: str, owner_id: str, at: datetime, since: datetime) -> None:
    """Note that who came by a link follows the thing's owner; the last link that brought them gets the credit."""
    theirs = sa.and_(
        arrivals.c.owner_id == owner_id,
        sa.or_(arrivals.c.viewer_key == follower_id, arrivals.c.account_id == follower_id),
    )
    # Whoever leaves and comes back is no second follower.
    if (await tx.execute(sa.select(arrivals.c.code).where(theirs, arrivals.c.followed_at.is_not(None)))).first():
        return
    latest = (
        await tx.execute(
            sa.select(arrivals.c.kind, arrivals.c.thing_id, arrivals.c.viewer_key)
            .where(theirs, arrivals.c.arrived_at >= since)
            .order_by(arrivals.c.arrived_at.desc())
        )
    ).first()
    if latest is not None:
        came = sa.and_(_of(arrivals, latest.kind, latest.thing_id), arrivals.c.viewer_key == latest.viewer_key)
        await tx.execute(arrivals.update().where(came).values(followed_at=at))


async def load_unwatched(
    connection: AsyncConnection, kind: Kind, thing_id: str, *, after_key: str, rows_max: int
) -> list[tuple[str, str | None]]:
    """(viewer, account) of those who came and are not known to have watched, in the order of viewers' keys."""
    query = sa.select(arrivals.c.viewer_key, arrivals.c.account_id).where(
        _of(arrivals, kind, thing_id), arrivals.c.viewer_key > after_key, arrivals.c.watched_at.is_(None)
    )
    query = query.order_by(arrivals.c.viewer_key).limit(rows_max)
    return [(row.viewer_key, row.account_id) for row in await connection.execute(query)]


async def note_watched(tx: Transaction, kind: Kind, thing_id: str, viewer_keys: Collection[str], at: datetime) -> None:
    """Note that these watched."""
    keys = list(viewer_keys)
    for first in range(0, len(keys), KEYS_AT_ONCE):
        some = arrivals.c.viewer_key.in_(keys[first : first + KEYS_AT_ONCE])
        await tx.execute(arrivals.update().where(_of(arrivals, kind, thing_id), some).values(watched_at=at))


# What came of it


def _outcome_columns() -> list[sa.ColumnElement[Any]]:
    return [
        sa.func.count().label("arrivals"),
        sa.func.count(arrivals.c.watched_at).label("watched"),
        sa.func.count(arrivals.c.followed_at).label("followed"),
        sa.func.count(arrivals.c.signed_up_at).label("signed_up"),
    ]


async def load_by_way(connection: AsyncConnection, kind: Kind, thing_id: str) -> dict[str, Outcome]:
    """What came of a thing's shares, by the way in which they were made."""
    joined = ways.join(links, ways.c.code == links.c.code)
    shared = sa.select(ways.c.way, sa.func.count()).select_from(joined).where(_of(links, kind, thing_id))
    outcomes = {row[0]: Outcome(shares=row[1]) for row in await connection.execute(shared.group_by(ways.c.way))}
    came = sa.select(arrivals.c.way, *_outcome_columns()).where(_of(arrivals, kind, thing_id))
    for way, *numbers in await connection.execute(came.group_by(arrivals.c.way)):
        outcomes.setdefault(way, Outcome()).add(_counted(numbers))
    return outcomes


async def load_by_sharer(
    connection: AsyncConnection, kind: Kind, thing_id: str, rows_max: int
) -> list[tuple[str, Outcome]]:
    """Who brought the most people to a thing, and what came of it."""
    shared = (
        sa.select(ways.c.code, sa.func.count().label("shares"))
        .select_from(ways.join(links, ways.c.code == links.c.code))
        .where(_of(links, kind, thing_id))
        .group_by(ways.c.code)
        .subquery()
    )
    came = (
        sa.select(arrivals.c.code, *_outcome_columns())
        .where(_of(arrivals, kind, thing_id))
        .group_by(arrivals.c.code)
        .subquery()
    )
    numbers = [sa.func.coalesce(came.c[name], 0) for name in ("arrivals", "watched", "followed", "signed_up")]
    query = (
        sa.select(links.c.sharer_key, sa.func.coalesce(shared.c.shares, 0), *numbers)
        .select_from(
            links.outerjoin(shared, links.c.code == shared.c.code).outerjoin(came, links.c.code == came.c.code)
        )
        .where(_of(links, kind, thing_id), sa.or_(shared.c.shares > 0, came.c.arrivals > 0))
        .order_by(numbers[0].desc(), links.c.made_at)
        .limit(rows_max)
    )
    return [
        (sharer_key, Outcome(shares=shares, arrivals=a, watched=w, followed=f, signed_up=s))
        for sharer_key, shares, a, w, f, s in await connection.execute(query)
    ]


async def load_shared_things(
    connection: AsyncConnection, owner_id: str, rows_max: int
) -> list[tuple[Kind, str, datetime]]:
    """(kind, id, when somebody last passed it on) of the owner's things, the last one first."""
    last = sa.func.max(ways.c.shared_at).label("last")
    query = (
        sa.select(links.c.kind, links.c.thing_id, last)
        .select_from(links.join(ways, ways.c.code == links.c.code))
        .where(links.c.owner_id == owner_id)
        .group_by(links.c.kind, links.c.thing_id)
        .order_by(last.desc())
        .limit(rows_max)
    )
    return [(row.kind, row.thing_id, row.last) for row in await connection.execute(query)]


async def load_totals(connection: AsyncConnection, owner_id: str) -> tuple[dict[tuple[str, str], Outcome], Outcome]:
    """What came of the shares of each of the owner's things, and of all together."""
    shared = (
        sa.select(links.c.kind, links.c.thing_id, sa.func.count())
        .select_from(ways.join(links, ways.c.code == links.c.code))
        .where(links.c.owner_id == owner_id)
        .group_by(links.c.kind, links.c.thing_id)
    )
    outcomes = {(kind, thing_id): Outcome(shares=n) for kind, thing_id, n in await connection.execute(shared)}
    came = sa.select(arrivals.c.kind, arrivals.c.thing_id, *_outcome_columns()).where(arrivals.c.owner_id == owner_id)
    for kind, thing_id, *numbers in await connection.execute(came.group_by(arrivals.c.kind, arrivals.c.thing_id)):
        outcomes.setdefault((kind, thing_id), Outcome()).add(_counted(numbers))
    total = Outcome()
    for outcome in outcomes.values():
        total.add(outcome)
    return outcomes, total


def _counted(numbers: Iterable[int]) -> Outcome:
    came, watched, followed, signed_up = numbers
    return Outcome(arrivals=came, watched=watched, followed=followed, signed_up=signed_up)


# Who may embed


async def load_embedding(connection: AsyncConnection, account_id: str) -> Embedding:
    """Which sites may show the account's players."""
    row = (await connection.execute(sa.select(embedding).where(embedding.c.account_id == account_id))).one_or_none()
    return Embedding() if row is None else Embedding(row.who, tuple(msgspec.json.decode(row.sites, type=list[str])))


async def write_embedding(tx: Transaction, account_id: str, wish: Embedding) -> None:
    """Write which sites may."""
    statement = tx.insert(embedding).values(
        account_id=account_id, who=wish.who, sites=msgspec.json.encode(wish.sites).decode()
    )
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=[embedding.c.account_id],
            set_={"who": statement.excluded.who, "sites": statement.excluded.sites},
        )
    )


# Taking away, forgetting


async def load_of(connection: AsyncConnection, account_id: str) -> dict[str, Any]:
    """All that is kept of an account here."""
    mine = sa.select(links, ways.c.way, ways.c.shared_at).select_from(links.join(ways, ways.c.code == links.c.code))
    came = sa.select(arrivals.c.kind, arrivals.c.thing_id, arrivals.c.way, arrivals.c.arrived_at)
    return {
        "shared": [
            {"kind": row.kind, "id": row.thing_id, "way": row.way, "at": row.shared_at}
            for row in await connection.execute(mine.where(links.c.sharer_key == account_id))
        ],
        "came_by_links": [
            dict(row._mapping)
            for row in await connection.execute(
                came.where(sa.or_(arrivals.c.viewer_key == account_id, arrivals.c.account_id == account_id))
            )
        ],
    }


async def forget_account(tx: Transaction, account_id: str, stand_in: str) -> None:
    """Remove what led to the account's things; at the things of others it is nobody in particular any more."""
    owned = sa.select(links.c.code).where(links.c.owner_id == account_id)
    await tx.execute(arrivals.delete().where(arrivals.c.owner_id == account_id))
    await tx.execute(ways.delete().where(ways.c.code.in_(owned)))
    await tx.execute(links.delete().where(links.c.owner_id == account_id))
    await tx.execute(links.update().where(links.c.sharer_key == account_id).values(sharer_key=stand_in))
    await tx.execute(arrivals.update().where(arrivals.c.viewer_key == account_id).values(viewer_key=stand_in))
    await tx.execute(arrivals.update().where(arrivals.c.account_id == account_id).values(account_id=None))
    await tx.execute(embedding.delete().where(embedding.c.account_id == account_id))


async def forget_thing(tx: Transaction, kind: Kind, thing_id: str) -> None:
    """Remove everything about a thing that is gone."""
    codes = sa.select(links.c.code).where(_of(links, kind, thing_id))
    await tx.execute(arrivals.delete().where(_of(arrivals, kind, thing_id)))
    await tx.execute(ways.delete().where(ways.c.code.in_(codes)))
    await tx.execute(links.delete().where(_of(links, kind, thing_id)))
