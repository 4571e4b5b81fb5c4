"""the ranking and what people were shown"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """the ranking and what people were shown."""
    op.create_table(
        "ranking_weights",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=26), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_ranking_weights")),
    )
    op.create_table(
        "ranking_host_pasts",
        sa.Column("host_id", sa.String(length=26), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("last_room_id", sa.String(length=26), nullable=False),
        sa.PrimaryKeyConstraint("host_id", name=op.f("pk_ranking_host_pasts")),
    )
    op.create_table(
        "ranking_pulses",
        sa.Column("room_id", sa.String(length=26), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("room_id", name=op.f("pk_ranking_pulses")),
    )
    op.create_table(
        "feed_memory",
        sa.Column("person_key", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("item_id", sa.String(length=26), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.Column("dwell_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('live', 'video')", name=op.f("ck_feed_memory_kind")),
        sa.PrimaryKeyConstraint("person_key", "kind", "item_id", name=op.f("pk_feed_memory")),
    )
    op.create_index("ix_feed_memory_person_key", "feed_memory", ["person_key", "last_at"])
    op.create_index("ix_feed_memory_last_at", "feed_memory", ["last_at"])
    op.create_table(
        "feed_tastes",
        sa.Column("person_key", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("points", sa.Double(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('topic', 'host')", name=op.f("ck_feed_tastes_kind")),
        sa.PrimaryKeyConstraint("person_key", "kind", "subject", name=op.f("pk_feed_tastes")),
    )
    op.create_index("ix_feed_tastes_at", "feed_tastes", ["at"])


def downgrade() -> None:
    """Undo it."""
    op.drop_table("feed_tastes")
    op.drop_table("feed_memory")
    op.drop_table("ranking_pulses")
    op.drop_table("ranking_host_pasts")
    op.drop_table("ranking_weights")
