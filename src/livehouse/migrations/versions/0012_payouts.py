"""payouts"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """payouts."""
    op.create_table(
        "money_freezes",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_by", sa.String(length=26), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.String(length=26), nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=True),
        sa.Column("hold_id", sa.String(length=26), nullable=True),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.Column("holds", sa.Integer(), nullable=False),
        sa.CheckConstraint("(hold_id IS NULL) = (held = 0) AND held >= 0", name=op.f("ck_money_freezes_held")),
        sa.CheckConstraint("lifted_at IS NULL OR hold_id IS NULL", name=op.f("ck_money_freezes_lifted")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_money_freezes_account_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_money_freezes")),
    )
    op.create_index(
        "uq_money_freezes_open",
        "money_freezes",
        ["account_id"],
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
    op.create_table(
        "payout_recipients",
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=255), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("requirements", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('onboarding', 'ready', 'restricted', 'closed')", name=op.f("ck_payout_recipients_state")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_payout_recipients_account_id_accounts")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_payout_recipients")),
        sa.UniqueConstraint("provider", "reference", name=op.f("uq_payout_recipients_provider")),
    )
    op.create_table(
        "payouts",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("asked_diamonds", sa.BigInteger(), nullable=False),
        sa.Column("diamonds", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("recipient_reference", sa.String(length=255), nullable=False),
        sa.Column("transfer_reference", sa.String(length=255), nullable=True),
        sa.Column("payout_reference", sa.String(length=255), nullable=True),
        sa.Column("hold_id", sa.String(length=26), nullable=False),
        sa.Column("settled_by", sa.String(length=26), nullable=True),
        sa.Column("paid_by", sa.String(length=26), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=26), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('in_review', 'approved', 'sending', 'sent', 'paid', 'refused', 'failed', 'returned', 'cancelled')",
            name=op.f("ck_payouts_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('sent', 'paid', 'returned') OR (settled_by IS NOT NULL AND paid_by IS NOT NULL)",
            name=op.f("ck_payouts_in_books"),
        ),
        sa.CheckConstraint(
            "diamonds > 0 AND diamonds <= asked_diamonds AND amount > 0", name=op.f("ck_payouts_amounts")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_payouts_account_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payouts")),
        sa.UniqueConstraint("account_id", "key", name=op.f("uq_payouts_account_id")),
        sa.UniqueConstraint("hold_id", name=op.f("uq_payouts_hold_id")),
    )
    op.create_index("ix_payouts_account_id_id", "payouts", ["account_id", "id"], unique=False)
    op.create_index(op.f("ix_payouts_next_at"), "payouts", ["next_at"], unique=False)
    op.create_index(op.f("ix_payouts_payout_reference"), "payouts", ["payout_reference"], unique=False)
    op.create_index("ix_payouts_state_id", "payouts", ["state", "id"], unique=False)
    op.create_index(op.f("ix_payouts_transfer_reference"), "payouts", ["transfer_reference"], unique=False)
    op.create_table(
        "sandbox_recipients",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_sandbox_recipients_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sandbox_recipients")),
    )
    op.create_index(op.f("ix_sandbox_recipients_account_id"), "sandbox_recipients", ["account_id"], unique=False)
    op.create_table(
        "sandbox_payouts",
        sa.Column("payout_id", sa.String(length=26), nullable=False),
        sa.Column("recipient_id", sa.String(length=26), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("arrives_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["sandbox_recipients.id"], name=op.f("fk_sandbox_payouts_recipient_id_sandbox_recipients")
        ),
        sa.PrimaryKeyConstraint("payout_id", name=op.f("pk_sandbox_payouts")),
    )
    op.create_index(op.f("ix_sandbox_payouts_recipient_id"), "sandbox_payouts", ["recipient_id"], unique=False)


def downgrade() -> None:
    """Undo it."""
    op.drop_table("sandbox_payouts")
    op.drop_table("sandbox_recipients")
    op.drop_table("payouts")
    op.drop_table("payout_recipients")
    op.drop_table("money_freezes")
