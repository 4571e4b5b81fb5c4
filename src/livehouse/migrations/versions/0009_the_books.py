"""the books"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_REFUSAL = "the books are only ever added to"
FACTS = {
    "ledger_transfers": "id = NEW.id",
    "ledger_entries": "account_id = NEW.account_id AND sequence = NEW.sequence",
    "ledger_holds": "id = NEW.id",
    "ledger_hold_ends": "hold_id = NEW.hold_id",
    "ledger_keys": "key = NEW.key",
}


def _guard(table: str, same_row: str) -> None:
    """Let rows of `table` only be added."""
    if op.get_context().dialect.name == "postgresql":
        refuse = "EXECUTE FUNCTION ledger_refuse()"
        op.execute(f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {refuse}")
        op.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}")
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
    op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
    # REPLACE deletes without asking the trigger above.
    is_there = f"EXISTS (SELECT 1 FROM {table} WHERE {same_row})"  # noqa: S608  # names of our own
    op.execute(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {is_there} {refuse}")


def upgrade() -> None:
    """the books."""
    op.create_table(
        "ledger_accounts",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("currency", sa.String(length=8), nullable=False),
        sa.Column("may_go_negative", sa.Boolean(), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("held >= 0", name=op.f("ck_ledger_accounts_held")),
        sa.CheckConstraint("may_go_negative OR balance - held >= 0", name=op.f("ck_ledger_accounts_covered")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_accounts")),
        sa.UniqueConstraint("name", name=op.f("uq_ledger_accounts_name")),
    )
    op.create_table(
        "ledger_keys",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("result_id", sa.String(length=26), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_ledger_keys")),
    )
    op.create_table(
        "ledger_holds",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("account_id", _BIG, nullable=False),
        sa.Column("to_id", _BIG, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_ledger_holds_amount")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["ledger_accounts.id"], name=op.f("fk_ledger_holds_account_id_ledger_accounts")
        ),
        sa.ForeignKeyConstraint(["to_id"], ["ledger_accounts.id"], name=op.f("fk_ledger_holds_to_id_ledger_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_holds")),
    )
    op.create_index(op.f("ix_ledger_holds_account_id"), "ledger_holds", ["account_id"])
    op.create_index(op.f("ix_ledger_holds_expires_at"), "ledger_holds", ["expires_at"])
    op.create_table(
        "ledger_transfers",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("reverses", sa.String(length=26), nullable=True),
        sa.Column("hold_id", sa.String(length=26), nullable=True),
        sa.ForeignKeyConstraint(
            ["hold_id"], ["ledger_holds.id"], name=op.f("fk_ledger_transfers_hold_id_ledger_holds")
        ),
        sa.ForeignKeyConstraint(
            ["reverses"], ["ledger_transfers.id"], name=op.f("fk_ledger_transfers_reverses_ledger_transfers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_transfers")),
        sa.UniqueConstraint("hold_id", name=op.f("uq_ledger_transfers_hold_id")),
        sa.UniqueConstraint("reverses", name=op.f("uq_ledger_transfers_reverses")),
    )
    op.create_index(op.f("ix_ledger_transfers_at"), "ledger_transfers", ["at"])
    op.create_table(
        "ledger_entries",
        sa.Column("account_id", _BIG, nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("transfer_id", sa.String(length=26), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_ledger_entries_amount")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["ledger_accounts.id"], name=op.f("fk_ledger_entries_account_id_ledger_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["ledger_transfers.id"], name=op.f("fk_ledger_entries_transfer_id_ledger_transfers")
        ),
        sa.PrimaryKeyConstraint("account_id", "sequence", name=op.f("pk_ledger_entries")),
    )
    op.create_index(op.f("ix_ledger_entries_transfer_id"), "ledger_entries", ["transfer_id"])
    op.create_table(
        "ledger_hold_ends",
        sa.Column("hold_id", sa.String(length=26), nullable=False),
        sa.Column("ending", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("transfer_id", sa.String(length=26), nullable=True),
        sa.ForeignKeyConstraint(
            ["hold_id"], ["ledger_holds.id"], name=op.f("fk_ledger_hold_ends_hold_id_ledger_holds")
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["ledger_transfers.id"], name=op.f("fk_ledger_hold_ends_transfer_id_ledger_transfers")
        ),
        sa.PrimaryKeyConstraint("hold_id", name=op.f("pk_ledger_hold_ends")),
    )
    if op.get_context().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
        )
    for table, same_row in FACTS.items():
        _guard(table, same_row)


def downgrade() -> None:
    """Undo it."""
    op.drop_table("ledger_hold_ends")
    op.drop_table("ledger_entries")
    op.drop_table("ledger_transfers")
    op.drop_table("ledger_holds")
    op.drop_table("ledger_keys")
    op.drop_table("ledger_accounts")
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION ledger_refuse()")
