"""The SQL of passkeys and their challenges."""

from datetime import datetime
from typing import Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.kernel.ids import ID_LENGTH
from livehouse.platform.database import Transaction, UtcDateTime, metadata

passkeys = sa.Table(
    "passkeys",
    metadata,
    sa.Column("id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("account_id", sa.ForeignKey("accounts.id"), nullable=False, index=True),
    # What the authenticator calls it, in URL-safe base 64.
    sa.Column("credential_id", sa.Text, nullable=False, unique=True),
    sa.Column("public_key", sa.LargeBinary, nullable=False),
    sa.Column("sign_count", sa.BigInteger, nullable=False),
    sa.Column("transports", sa.JSON, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("last_used_at", UtcDateTime),
)

passkey_challenges = sa.Table(
    "passkey_challenges",
    metadata,
    sa.Column("challenge", sa.String(64), primary_key=True),
    # Whose new passkey it is for; null where somebody means to sign in, and has not yet said who they are.
    sa.Column("account_id", sa.String(ID_LENGTH)),
    sa.Column("expires_at", UtcDateTime, nullable=False, index=True),
)

# Past so many that nobody answered, the oldest go: whoever floods costs us a small table, and others a second press.
CHALLENGES_MAX: Final = 50_000


class Passkey(msgspec.Struct, frozen=True, kw_only=True):
    """A key that signs its owner in."""

    id: str
    account_id: str
    credential_id: str
    public_key: bytes
    sign_count: int
    transports: list[str]
    name: str
    created_at: datetime
    last_used_at: datetime | None = None


async def add_challenge(
    tx: Transaction, challenge: str, account_id: str | None, *, now: datetime, until: datetime
) -> None:
    """Add a challenge; forget those that are too old."""
    await tx.execute(passkey_challenges.delete().where(passkey_challenges.c.expires_at <= now))
    oldest_kept = (
        sa.select(passkey_challenges.c.expires_at)
        .order_by(passkey_challenges.c.expires_at.desc())
        .offset(CHALLENGES_MAX)
        .limit(1)
        .scalar_subquery()
    )
    await tx.execute(passkey_challenges.delete().where(passkey_challenges.c.expires_at <= oldest_kept))
    await tx.execute(passkey_challenges.insert().values(challenge=challenge, account_id=account_id, expires_at=until))


async def take_challenge(tx: Transaction, challenge: str, account_id: str | None, now: datetime) -> bool:
    """Whether this challenge was given for this purpose and is not too old; it is gone afterwards."""
    taken = await tx.execute(
        passkey_challenges.delete().where(
            passkey_challenges.c.challenge == challenge,
            passkey_challenges.c.account_id.is_not_distinct_from(account_id),
            passkey_challenges.c.expires_at > now,
        )
    )
    return taken.rowcount == 1


async def insert_passkey(tx: Transaction, passkey: Passkey) -> bool:
    """Add `passkey`; False, and the transaction is lost, if somebody has registered it already."""
    try:
        await tx.execute(passkeys.insert().values(**msgspec.structs.asdict(passkey)))
    except IntegrityError:
        return False
    return True


async def read_passkeys(connection: AsyncConnection | Transaction, account_id: str) -> list[Passkey]:
    """The account's passkeys, the oldest first."""
    rows = await connection.execute(
        sa.select(passkeys).where(passkeys.c.account_id == account_id).order_by(passkeys.c.id)
    )
    return [Passkey(**row._mapping) for row in rows]


async def find_passkey(connection: AsyncConnection, credential_id: str) -> Passkey | None:
    """The passkey that its authenticator calls so."""
    row = (await connection.execute(sa.select(passkeys).where(passkeys.c.credential_id == credential_id))).one_or_none()
    return None if row is None else Passkey(**row._mapping)


async def note_use(tx: Transaction, passkey: Passkey, *, sign_count: int, at: datetime) -> bool:
    """Note that the passkey was used; False if it was used otherwise meanwhile, or removed."""
    used = await tx.execute(
        passkeys.update()
        .where(passkeys.c.id == passkey.id, passkeys.c.sign_count == passkey.sign_count)
        .values(sign_count=sign_count, last_used_at=at)
    )
    return used.rowcount == 1


async def rename_passkey(tx: Transaction, account_id: str, passkey_id: str, name: str) -> bool:
    """Call one of the account's passkeys by another name; False if there is no such."""
    renamed = await tx.execute(
        passkeys.update().where(passkeys.c.id == passkey_id, passkeys.c.account_id == account_id).values(name=name)
    )
    return renamed.rowcount == 1


async def delete_passkey(tx: Transaction, account_id: str, passkey_id: str) -> bool:
    """Forget one of the account's passkeys; False if there is no such."""
    deleted = await tx.execute(
        passkeys.delete().where(passkeys.c.id == passkey_id, passkeys.c.account_id == account_id)
    )
    return deleted.rowcount == 1


async def delete_passkeys(tx: Transaction, account_id: str) -> None:
    """Forget every passkey of the account."""
    await tx.execute(passkeys.delete().where(passkeys.c.account_id == account_id))
