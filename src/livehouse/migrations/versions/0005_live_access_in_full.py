"""live access in full"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """live access in full."""
    # The past LIVEs of a host are judged whenever their access is.
    op.create_index(op.f("ix_rooms_host_id"), "rooms", ["host_id"])
    op.create_table(
        "room_audiences",
        sa.Column("room_id", sa.String(length=26), nullable=False),
        sa.Column("viewers", sa.Integer(), nullable=False),
        sa.Column("strangers", sa.Integer(), nullable=False),
        sa.Column("came_back", sa.Integer(), nullable=False),
        sa.Column("watched_s", sa.Double(), nullable=False),
        sa.Column("stayed", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_room_audiences_room_id_rooms")),
        sa.PrimaryKeyConstraint("room_id", name=op.f("pk_room_audiences")),
    )
    op.create_table(
        "live_judgements",
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("policy_version", sa.String(length=40), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_live_judgements_account_id_accounts")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_live_judgements")),
    )
    op.create_index(op.f("ix_live_judgements_look_at"), "live_judgements", ["look_at"])
    op.create_table(
        "live_reviews",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("judgement", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=26), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("policy_version", sa.String(length=40), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'granted', 'refused')", name=op.f("ck_live_reviews_state")),
        sa.CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name=op.f("ck_live_reviews_decided_at")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_live_reviews_account_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_reviews")),
    )
    op.create_index(op.f("ix_live_reviews_account_id"), "live_reviews", ["account_id"])
    op.create_index(op.f("ix_live_reviews_state"), "live_reviews", ["state"])
    op.create_index(
        "uq_live_reviews_waiting",
        "live_reviews",
        ["account_id"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_notices_account_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index(op.f("ix_notices_account_id"), "notices", ["account_id", "id"])


def downgrade() -> None:
    """Undo it."""
    op.drop_table("notices")
    op.drop_table("live_reviews")
    op.drop_table("live_judgements")
    op.drop_table("room_audiences")
    op.drop_index(op.f("ix_rooms_host_id"), "rooms")
