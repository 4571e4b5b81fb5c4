"""The SQL of followers that count: who follows back, who watches, and what is known of an account's followers."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.accounts.genuine import PROVEN_DAYS, FollowerFacts, Proven, choose_landmarks, scale_to_all
from livehouse.accounts.store import accounts, follows
from livehouse.platform.database import Transaction, metadata

# A row comes with the first thing that is to be noted; without one, all of it is nothing.
habits = sa.Table(
    "habits",
    metadata,
    sa.Column("account_id", sa.ForeignKey("accounts.id"), primary_key=True),
    # How many of those whom the account follows follow it: kept beside the follows and changed only together with them.
    sa.Column("mutuals", sa.Integer, nullable=False, server_default="0"),
    # Different UTC days on which the account watched something, and the last of them.
    sa.Column("days_watched", sa.Integer, nullable=False, server_default="0"),
    sa.Column("last_watched_on", sa.Date),
)

# The other direction of a follow.
_BACK: Final = follows.alias("back")

# Rows that are fetched before others get their turn: 5 ms.
FETCHED_AT_ONCE: Final = 250
# SQLite takes 32,766 parameters, PostgreSQL 65,535.
NOTED_AT_ONCE: Final = 500
# Whoever follows more than that says nothing about who is friends with whom, and takes long to be asked.
LANDMARK_FOLLOWING_MAX: Final = 5_000


async def count_mutual(tx: Transaction, follower_id: str, followee_id: str, step: int) -> None:
    """A follow came or went (`step` is 1 or -1): if the other direction is there, both have a mutual more or fewer.

    Call it in the transaction that changes the follow, which holds both accounts.
    """
    back = await tx.execute(
        sa.select(follows.c.at).where(follows.c.follower_id == followee_id, follows.c.followee_id == follower_id)
    )
    if back.one_or_none() is None:
        return
    for account_id in sorted((follower_id, followee_id)):
        await tx.execute(
            tx.insert(habits)
            .values(account_id=account_id, mutuals=max(step, 0))
            .on_conflict_do_update(index_elements=[habits.c.account_id], set_={"mutuals": habits.c.mutuals + step})
        )


async def forget(tx: Transaction, account_id: str) -> None:
    """Nothing is known of the account any more, and whoever was mutual with it has one mutual fewer.

    Call it before its follows go, in the same transaction, which holds everybody whom it follows.
    """
    friends = (
        sa.select(follows.c.followee_id)
        .join(
            _BACK, sa.and_(_BACK.c.follower_id == follows.c.followee_id, _BACK.c.followee_id == follows.c.follower_id)
        )
        .where(follows.c.follower_id == account_id)
    )
    await tx.execute(habits.update().where(habits.c.account_id.in_(friends)).values(mutuals=habits.c.mutuals - 1))
    await tx.execute(habits.delete().where(habits.c.account_id == account_id))


async def note_watched(tx: Transaction, account_ids: Collection[str], on: date) -> None:
    """These accounts watched something on this day, which counts once; ids of no account are passed over."""
    ordered = sorted(account_ids)
    for first in range(0, len(ordered), NOTED_AT_ONCE):
        part = ordered[first : first + NOTED_AT_ONCE]
        known = await tx.execute(sa.select(accounts.c.id).where(accounts.c.id.in_(part)).order_by(accounts.c.id))
        rows = [{"account_id": account_id, "days_watched": 1, "last_watched_on": on} for account_id in known.scalars()]
        if not rows:
            continue
        await tx.execute(
            tx.insert(habits)
            .values(rows)
            .on_conflict_do_update(
                index_elements=[habits.c.account_id],
                set_={"days_watched": habits.c.days_watched + 1, "last_watched_on": on},
                where=sa.or_(habits.c.last_watched_on.is_(None), habits.c.last_watched_on < on),
            )
        )


async def read_followers_after(
    connection: AsyncConnection, account_id: str, after: tuple[datetime, str] | None, rows_max: int
) -> list[tuple[datetime, str]]:
    """When and who, in the order in which they came, after a place in it."""
    query = (
        sa.select(follows.c.at, follows.c.follower_id)
        .where(follows.c.followee_id == account_id)
        .order_by(follows.c.at, follows.c.follower_id)
        .limit(rows_max)
    )
    if after is not None:
        at, follower_id = after
        query = query.where(follows.c.at >= at, sa.or_(follows.c.at > at, follows.c.follower_id > follower_id))
    return [(row.at, row.follower_id) for row in await connection.execute(query)]


async def read_followers(
    connection: AsyncConnection,
    account_id: str,
    *,
    banned: Collection[str],
    is_confirmation_possible: bool,
    recently_since: datetime,
) -> tuple[Proven, list[FollowerFacts]]:
    """How many followers are proven beyond all rules, and what is known of each of the others.

    Where nobody can confirm an address, all pass for confirmed.
    """
    in_common = await _count_friends_in_common(connection, account_id)

    def facts_of(row: sa.Row[Any], *, is_banned: bool) -> FollowerFacts:
        return FollowerFacts(
            id=row.id,
            followed_at=row.at,
            created_at=row.created_at,
            is_confirmed=row.email_confirmed_at is not None or not is_confirmation_possible,
            days_watched=row.days_watched or 0,
            network=row.sign_up_network,
            is_deleted=row.deleted_at is not None,
            is_banned=is_banned,
            is_mutual=row.is_mutual,
            following=row.following,
            mutuals=row.mutuals or 0,
            friends_in_common=in_common.get(row.id, 0),
        )

    result = await connection.stream(_followers(account_id).where(~_IS_PROVEN))
    facts = []
    async for rows in result.partitions(FETCHED_AT_ONCE):
        facts += [facts_of(row, is_banned=row.id in banned) for row in rows]
    counted = (await connection.execute(_proven(account_id, recently_since))).one()
    ordered = sorted(banned)
    but = []
    for first in range(0, len(ordered), NOTED_AT_ONCE):
        part = ordered[first : first + NOTED_AT_ONCE]
        found = await connection.execute(_followers(account_id).where(_IS_PROVEN, follows.c.follower_id.in_(part)))
        but += [facts_of(row, is_banned=True) for row in found]
    recently = counted.recently or 0
    proven = Proven(
        count=counted.number - len(but),
        recently=recently - sum(follower.followed_at >= recently_since for follower in but),
    )
    return proven, facts + but


# Whoever this is true of counts, unless they are banned. Most followers of a large audience are such, and a count of
# them costs a hundredth of their facts.
_IS_PROVEN: Final = sa.and_(
    sa.func.coalesce(habits.c.days_watched, 0) >= PROVEN_DAYS,
    _BACK.c.followee_id.is_(None),
    accounts.c.deleted_at.is_(None),
    follows.c.follower_id != follows.c.followee_id,
)
_FOLLOWERS: Final = (
    follows.join(accounts, accounts.c.id == follows.c.follower_id)
    .outerjoin(habits, habits.c.account_id == follows.c.follower_id)
    .outerjoin(
        _BACK, sa.and_(_BACK.c.follower_id == follows.c.followee_id, _BACK.c.followee_id == follows.c.follower_id)
    )
)


def _proven(account_id: str, recently_since: datetime) -> sa.Select[int, Any]:
    return (
        sa.select(
            sa.func.count().label("number"),
            sa.func.sum(sa.case((follows.c.at >= recently_since, 1), else_=0)).label("recently"),
        )
        .select_from(_FOLLOWERS)
        .where(follows.c.followee_id == account_id, _IS_PROVEN)
    )


def _followers(account_id: str) -> sa.Select[Any]:
    return (
        sa.select(
            accounts.c.id,
            accounts.c.created_at,
            accounts.c.following,
            accounts.c.email_confirmed_at,
            accounts.c.sign_up_network,
            accounts.c.deleted_at,
            follows.c.at,
            habits.c.mutuals,
            habits.c.days_watched,
            _BACK.c.followee_id.is_not(None).label("is_mutual"),
        )
        .select_from(_FOLLOWERS)
        .where(follows.c.followee_id == account_id)
    )


async def _count_friends_in_common(connection: AsyncConnection, account_id: str) -> dict[str, int]:
    """For each mutual follower: how many of the account's other mutual followers are its own, nearly."""
    back = follows.alias("back")
    mutual = (
        sa.select(follows.c.follower_id, accounts.c.following)
        .select_from(back)
        .join(follows, sa.and_(follows.c.follower_id == back.c.followee_id, follows.c.followee_id == account_id))
        .join(accounts, accounts.c.id == follows.c.follower_id)
        .where(back.c.follower_id == account_id)
        .order_by(follows.c.at, follows.c.follower_id)
    )
    rows = (await connection.execute(mutual)).all()
    landmarks = choose_landmarks([row.follower_id for row in rows if row.following <= LANDMARK_FOLLOWING_MAX])
    if not landmarks:
        return {}
    hits = await _count_friends_among(connection, account_id, landmarks)
    return {
        friend_id: scale_to_all(number, landmarks=len(landmarks), mutuals=len(rows))
        for friend_id, number in hits.items()
    }


async def _count_friends_among(
    connection: AsyncConnection, account_id: str, landmarks: Sequence[str]
) -> dict[str, int]:
    """How many of the landmarks follow, and are followed by, each account that `account_id` follows."""
    there, back, own = (follows.alias(name) for name in ("there", "back", "own"))
    counted = await connection.execute(
        sa.select(there.c.followee_id, sa.func.count().label("number"))
        .join(own, sa.and_(own.c.follower_id == account_id, own.c.followee_id == there.c.followee_id))
        .join(back, sa.and_(back.c.follower_id == there.c.followee_id, back.c.followee_id == there.c.follower_id))
        .where(there.c.follower_id.in_(landmarks))
        .group_by(there.c.followee_id)
    )
    return {row.followee_id: row.number for row in counted}
