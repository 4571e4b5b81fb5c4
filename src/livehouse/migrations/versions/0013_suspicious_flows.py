"""suspicious flows"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """suspicious flows."""
    op.create_table(
        "flow_slices",
        sa.Column("recipient_id", sa.String(length=26), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("coins", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("recipient_id", "begins_at", name=op.f("pk_flow_slices")),
    )
    op.create_index("ix_flow_slices_begins_at", "flow_slices", ["begins_at"])
    op.create_table(
        "flows",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("coins", sa.BigInteger(), nullable=False),
        sa.Column("diamonds", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("numbers", sa.Text(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=26), nullable=True),
        sa.Column("decided_coins", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'dismissed', 'frozen')", name=op.f("ck_flows_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flows")),
    )
    op.create_index("ix_flows_state_id", "flows", ["state", "id"])
    op.create_table(
        "flow_accounts",
        sa.Column("flow_id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("part", sa.String(length=12), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_flow_accounts_account_id_accounts")),
        sa.ForeignKeyConstraint(["flow_id"], ["flows.id"], name=op.f("fk_flow_accounts_flow_id_flows")),
        sa.PrimaryKeyConstraint("flow_id", "account_id", name=op.f("pk_flow_accounts")),
    )
    op.create_index(op.f("ix_flow_accounts_account_id"), "flow_accounts", ["account_id"])


def downgrade() -> None:
    """Undo it."""
    op.drop_table("flow_accounts")
    op.drop_table("flows")
    op.drop_table("flow_slices")
