"""the wallet"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """the wallet."""
    op.create_table(
        "purchases",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("pack", sa.String(length=40), nullable=False),
        sa.Column("coins", sa.BigInteger(), nullable=False),
        sa.Column("region", sa.String(length=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("tax_name", sa.String(length=40), nullable=False),
        sa.Column("tax_rate_bps", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("checkout_id", sa.String(length=255), nullable=True),
        sa.Column("checkout_url", sa.Text(), nullable=True),
        sa.Column("payment_id", sa.String(length=255), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("refunded", sa.BigInteger(), nullable=False),
        sa.Column("dispute", sa.String(length=10), nullable=True),
        sa.Column("money_taken_back", sa.BigInteger(), nullable=False),
        sa.Column("coins_taken_back", sa.BigInteger(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_look_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("coins > 0 AND total > 0 AND tax >= 0 AND tax < total", name=op.f("ck_purchases_amounts")),
        sa.CheckConstraint(
            "coins_taken_back >= 0 AND coins_taken_back <= coins", name=op.f("ck_purchases_coins_taken_back")
        ),
        sa.CheckConstraint(
            "money_taken_back >= 0 AND money_taken_back <= total", name=op.f("ck_purchases_money_taken_back")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_purchases_account_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchases")),
        sa.UniqueConstraint("account_id", "key", name=op.f("uq_purchases_account_id")),
        sa.UniqueConstraint("provider", "checkout_id", name=op.f("uq_purchases_provider")),
    )
    op.create_index("ix_purchases_account_id_id", "purchases", ["account_id", "id"])
    is_open = sa.text("state = 'open'")
    op.create_index("ix_purchases_open", "purchases", ["account_id"], sqlite_where=is_open, postgresql_where=is_open)
    op.create_index(op.f("ix_purchases_payment_id"), "purchases", ["payment_id"])
    op.create_index(op.f("ix_purchases_next_look_at"), "purchases", ["next_look_at"])
    op.create_table(
        "refunds",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("purchase_id", sa.String(length=26), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("asked", sa.BigInteger(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("operator_id", sa.String(length=26), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_refunds_amount")),
        sa.ForeignKeyConstraint(["operator_id"], ["accounts.id"], name=op.f("fk_refunds_operator_id_accounts")),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchases.id"], name=op.f("fk_refunds_purchase_id_purchases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunds")),
        sa.UniqueConstraint("purchase_id", "key", name=op.f("uq_refunds_purchase_id")),
    )
    op.create_index(op.f("ix_refunds_state"), "refunds", ["state"])
    op.create_table(
        "payment_events",
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("provider", "id", name=op.f("pk_payment_events")),
    )
    op.create_index(op.f("ix_payment_events_came_at"), "payment_events", ["came_at"])
    op.create_table(
        "sandbox_checkouts",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("purchase_id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("return_path", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refunded", sa.BigInteger(), nullable=False),
        sa.Column("dispute", sa.String(length=10), nullable=True),
        sa.CheckConstraint("refunded >= 0 AND refunded <= total", name=op.f("ck_sandbox_checkouts_refunded")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_sandbox_checkouts_account_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sandbox_checkouts")),
        sa.UniqueConstraint("key", name=op.f("uq_sandbox_checkouts_key")),
    )
    op.create_table(
        "sandbox_refunds",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("checkout_id", sa.String(length=26), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["checkout_id"], ["sandbox_checkouts.id"], name=op.f("fk_sandbox_refunds_checkout_id_sandbox_checkouts")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sandbox_refunds")),
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_table("sandbox_refunds")
    op.drop_table("sandbox_checkouts")
    op.drop_table("payment_events")
    op.drop_table("refunds")
    op.drop_table("purchases")
