"""standing and the operators log"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER operator_log_no_update BEFORE UPDATE ON operator_log "
        "BEGIN SELECT RAISE(ABORT, 'the operators'' log is only ever added to'); END",
        "CREATE TRIGGER operator_log_no_delete BEFORE DELETE ON operator_log "
        "BEGIN SELECT RAISE(ABORT, 'the operators'' log is only ever added to'); END",
        # REPLACE deletes without asking the trigger above.
        "CREATE TRIGGER operator_log_no_replace BEFORE INSERT ON operator_log "
        "WHEN EXISTS (SELECT 1 FROM operator_log WHERE number = NEW.number) "
        "BEGIN SELECT RAISE(ABORT, 'the operators'' log is only ever added to'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION operator_log_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the operators'' log is only ever added to'; END $$",
        "CREATE TRIGGER operator_log_no_change BEFORE UPDATE OR DELETE ON operator_log "
        "FOR EACH ROW EXECUTE FUNCTION operator_log_refuse()",
        "CREATE TRIGGER operator_log_no_truncate BEFORE TRUNCATE ON operator_log "
        "FOR EACH STATEMENT EXECUTE FUNCTION operator_log_refuse()",
    ),
}


def upgrade() -> None:
    """standing and the operators log."""
    # Of a process that tells nobody of what it commits: the server does.
    op.add_column("outbox", sa.Column("is_left", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "standings",
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("warning", sa.Text(), nullable=True),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspension", sa.Text(), nullable=True),
        sa.Column("banned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ban", sa.Text(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_standings_account_id_accounts")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_standings")),
    )
    op.create_index(op.f("ix_standings_changed_at"), "standings", ["changed_at"])
    op.create_table(
        "strikes",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_strikes_account_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strikes")),
    )
    op.create_index(op.f("ix_strikes_account_id"), "strikes", ["account_id"])
    op.create_table(
        "operator_log",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("operator", sa.String(length=26), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_operator_log")),
    )
    op.create_index(op.f("ix_operator_log_subject"), "operator_log", ["subject"])
    op.create_table(
        "operator_log_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator_log_head")),
    )
    for statement in TRIGGERS[op.get_context().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Undo it."""
    op.drop_table("operator_log_head")
    op.drop_table("operator_log")
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION operator_log_refuse()")
    op.drop_table("strikes")
    op.drop_table("standings")
    op.drop_column("outbox", "is_left")
