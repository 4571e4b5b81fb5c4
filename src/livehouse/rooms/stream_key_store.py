"""The SQL of stream keys, by which encoders show whose LIVE they send."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.platform.database import Transaction, UtcDateTime, metadata
from livehouse.rooms.model import AutoLive

# Of 64 bits there are never two the same.
ID_LENGTH: Final = 16

stream_keys = sa.Table(
    "stream_keys",
    metadata,
    sa.Column("account_id", sa.String(26), primary_key=True),
    # Only its hash is kept, as of sessions: who reads the database cannot publish.
    sa.Column("key_hash", sa.String(64), nullable=False, unique=True),
    # The key's end, by which its owner knows it again.
    sa.Column("hint", sa.String(4), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("last_used_at", UtcDateTime),
    # What a LIVE is called that the encoder begins by itself; all null where it begins none.
    sa.Column("auto_title", sa.Text),
    sa.Column("auto_topic", sa.String(40)),
    sa.Column("auto_audience", sa.String(16)),
    sa.Column("auto_is_recorded", sa.Boolean),
    # When a LIVE was ended while its encoder was still sending, or when that encoder last tried to come back.
    sa.Column("held_at", UtcDateTime),
    sa.CheckConstraint(
        "(auto_title IS NULL) = (auto_topic IS NULL) AND (auto_title IS NULL) = (auto_audience IS NULL) "
        "AND (auto_title IS NULL) = (auto_is_recorded IS NULL)",
        name="auto",
    ),
    sa.CheckConstraint("auto_audience IN ('everyone', 'followers', 'adults')", name="auto_audience"),
)


class KeyFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored of an account's key: everything but the key. `held_at` is explained at the table."""

    account_id: str
    key_hash: str
    hint: str
    created_at: datetime
    last_used_at: datetime | None = None
    auto_live: AutoLive | None = None
    held_at: datetime | None = None

    @property
    def id(self) -> str:
        """What the key is known by in this house and in its log."""
        return self.key_hash[:ID_LENGTH]


def _facts(row: sa.Row[Any]) -> KeyFacts:
    auto_live = None
    if row.auto_title is not None:
        auto_live = AutoLive(
            title=row.auto_title,
            topic=row.auto_topic,
            audience=row.auto_audience,
            is_recorded=row.auto_is_recorded,
        )
    return KeyFacts(
        account_id=row.account_id,
        key_hash=row.key_hash,
        hint=row.hint,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        auto_live=auto_live,
        held_at=row.held_at,
    )


async def load_key_of(connection: AsyncConnection, account_id: str) -> KeyFacts | None:
    """The account's key, if it has one."""
    row = (await connection.execute(sa.select(stream_keys).where(stream_keys.c.account_id == account_id))).one_or_none()
    return None if row is None else _facts(row)


async def find_key(connection: AsyncConnection, key_hash: str) -> KeyFacts | None:
    """The key that has this hash, whoever's it is."""
    row = (await connection.execute(sa.select(stream_keys).where(stream_keys.c.key_hash == key_hash))).one_or_none()
    return None if row is None else _facts(row)


async def load_valid(connection: AsyncConnection, key_ids: Collection[str]) -> set[str]:
    """Those of the ids that are a key's still."""
    key_id = sa.func.substr(stream_keys.c.key_hash, 1, ID_LENGTH)
    return set((await connection.execute(sa.select(key_id).where(key_id.in_(key_ids)))).scalars())


async def put_key(tx: Transaction, account_id: str, *, key_hash: str, hint: str, now: datetime) -> None:
    """Give the account this key in place of the one it had; what its encoder begins by itself stays."""
    fresh = {"key_hash": key_hash, "hint": hint, "created_at": now, "last_used_at": None, "held_at": None}
    statement = tx.insert(stream_keys).values(account_id=account_id, **fresh)
    await tx.execute(statement.on_conflict_do_update(index_elements=[stream_keys.c.account_id], set_=fresh))


async def delete_key(tx: Transaction, account_id: str, *, made_until: datetime | None = None) -> None:
    """Forget the account's key, unless it was made later, and what its encoder begins by itself."""
    statement = stream_keys.delete().where(stream_keys.c.account_id == account_id)
    await tx.execute(statement if made_until is None else statement.where(stream_keys.c.created_at <= made_until))


async def set_auto_live(tx: Transaction, account_id: str, auto_live: AutoLive | None) -> bool:
    """Write what the encoder begins by itself, which it may from now on; False for an account without a key."""
    updated = await tx.execute(
        stream_keys.update()
        .where(stream_keys.c.account_id == account_id)
        .values(
            auto_title=None if auto_live is None else auto_live.title,
            auto_topic=None if auto_live is None else auto_live.topic,
            auto_audience=None if auto_live is None else auto_live.audience,
            auto_is_recorded=None if auto_live is None else auto_live.is_recorded,
            held_at=None,
        )
        .returning(stream_keys.c.account_id)
    )
    return updated.scalar_one_or_none() is not None


async def note_use(tx: Transaction, key_hash: str, now: datetime) -> None:
    """Write that an encoder came with this key and was let in."""
    await tx.execute(
        stream_keys.update().where(stream_keys.c.key_hash == key_hash).values(last_used_at=now, held_at=None)
    )


async def hold(tx: Transaction, account_id: str, now: datetime) -> None:
    """Write that the account's encoder begins nothing by itself for now."""
    await tx.execute(stream_keys.update().where(stream_keys.c.account_id == account_id).values(held_at=now))
