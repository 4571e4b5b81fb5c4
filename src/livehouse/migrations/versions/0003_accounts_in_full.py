"""accounts in full"""

from typing import Any

import sqlalchemy as sa
from alembic import op

import livehouse.platform.database

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


# Plain columns, without constraints, so that both databases add and drop them in place; new ones each time, for a
# column belongs to one table.
def _columns() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("is_operator", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("email_confirmed_at", livehouse.platform.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("email_next", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=2), server_default="en", nullable=False),
        sa.Column("topics", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("links", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("region_next", sa.String(length=2), nullable=True),
        sa.Column("region_next_at", livehouse.platform.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("birth_date_changed_at", livehouse.platform.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("handle_changed_at", livehouse.platform.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("deletion_at", livehouse.platform.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", livehouse.platform.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("sign_up_network", sa.String(length=32), nullable=True),
    )


def upgrade() -> None:
    """accounts in full."""
    for column in _columns():
        op.add_column("accounts", column)
    op.create_index("ix_accounts_deletion_at", "accounts", ["deletion_at"])
    op.create_index("ix_follows_follower_id_at", "follows", ["follower_id", "at"])
    op.create_table(
        "old_handles",
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("given_up_at", livehouse.platform.database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_old_handles_account_id_accounts")),
        sa.PrimaryKeyConstraint("handle", name=op.f("pk_old_handles")),
    )
    op.create_index(op.f("ix_old_handles_account_id"), "old_handles", ["account_id"])
    op.create_table(
        "account_tokens",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("expires_at", livehouse.platform.database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_account_tokens_account_id_accounts")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_account_tokens")),
    )
    op.create_index(op.f("ix_account_tokens_account_id"), "account_tokens", ["account_id"])
    op.create_table(
        "passkeys",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("credential_id", sa.Text(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", livehouse.platform.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", livehouse.platform.database.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_passkeys_account_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
    )
    op.create_index(op.f("ix_passkeys_account_id"), "passkeys", ["account_id"])
    op.create_table(
        "passkey_challenges",
        sa.Column("challenge", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=True),
        sa.Column("expires_at", livehouse.platform.database.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("challenge", name=op.f("pk_passkey_challenges")),
    )
    op.create_index(op.f("ix_passkey_challenges_expires_at"), "passkey_challenges", ["expires_at"])
    op.create_table(
        "mails",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("to_address", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", livehouse.platform.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", livehouse.platform.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("given_up_at", livehouse.platform.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
    )
    op.create_index(op.f("ix_mails_next_at"), "mails", ["next_at"])


def downgrade() -> None:
    """Undo it."""
    for table in ("mails", "passkey_challenges", "passkeys", "account_tokens", "old_handles"):
        op.drop_table(table)
    op.drop_index("ix_follows_follower_id_at", "follows")
    op.drop_index("ix_accounts_deletion_at", "accounts")
    for column in reversed(_columns()):
        op.drop_column("accounts", column.name)
