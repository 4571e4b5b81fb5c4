"""replays"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """replays."""
    op.create_table(
        "replays",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("host_id", sa.String(length=26), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("duration_us", sa.BigInteger(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("views", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deletes_early_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_gap_us", sa.BigInteger(), nullable=False),
        sa.Column("end_gap_reason", sa.String(length=16), nullable=True),
        sa.Column("markers", sa.Text(), nullable=False),
        sa.Column("has_cover", sa.Boolean(), nullable=False),
        sa.Column("head_bytes", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(state = 'ready') = (ended_at IS NOT NULL)", name=op.f("ck_replays_ended_at")),
        sa.CheckConstraint("state IN ('recording', 'ready', 'deleted')", name=op.f("ck_replays_state")),
        sa.ForeignKeyConstraint(["host_id"], ["accounts.id"], name=op.f("fk_replays_host_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replays")),
    )
    op.create_index("ix_replays_expires_at", "replays", ["expires_at"])
    op.create_index("ix_replays_host_id", "replays", ["host_id", "id"])
    op.create_index(
        "ix_replays_unfinished",
        "replays",
        ["state"],
        sqlite_where=sa.text("state != 'ready'"),
        postgresql_where=sa.text("state != 'ready'"),
    )
    op.create_table(
        "replay_highlights",
        sa.Column("replay_id", sa.String(length=26), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("from_us", sa.BigInteger(), nullable=False),
        sa.Column("until_us", sa.BigInteger(), nullable=False),
        sa.Column("video_id", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(["replay_id"], ["replays.id"], name=op.f("fk_replay_highlights_replay_id_replays")),
        sa.PrimaryKeyConstraint("replay_id", "key", name=op.f("pk_replay_highlights")),
    )
    op.create_table(
        "replay_inits",
        sa.Column("replay_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["replay_id"], ["replays.id"], name=op.f("fk_replay_inits_replay_id_replays")),
        sa.PrimaryKeyConstraint("replay_id", "number", name=op.f("pk_replay_inits")),
    )
    op.create_table(
        "replay_pieces",
        sa.Column("replay_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("position_us", sa.BigInteger(), nullable=False),
        sa.Column("duration_us", sa.BigInteger(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("init", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("media_bytes", sa.BigInteger(), nullable=False),
        sa.Column("gap_us", sa.BigInteger(), nullable=False),
        sa.Column("gap_reason", sa.String(length=16), nullable=True),
        sa.Column("likes", sa.BigInteger(), nullable=False),
        sa.Column("viewers", sa.Integer(), nullable=False),
        sa.CheckConstraint("(gap_us > 0) = (gap_reason IS NOT NULL)", name=op.f("ck_replay_pieces_gap")),
        sa.ForeignKeyConstraint(["replay_id"], ["replays.id"], name=op.f("fk_replay_pieces_replay_id_replays")),
        sa.PrimaryKeyConstraint("replay_id", "number", name=op.f("pk_replay_pieces")),
    )
    op.create_table(
        "replay_views",
        sa.Column("replay_id", sa.String(length=26), nullable=False),
        sa.Column("viewer_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["replay_id"], ["replays.id"], name=op.f("fk_replay_views_replay_id_replays")),
        sa.PrimaryKeyConstraint("replay_id", "viewer_key", name=op.f("pk_replay_views")),
    )
    op.create_index("ix_replay_views_viewer_key", "replay_views", ["viewer_key"])


def downgrade() -> None:
    """Undo it."""
    op.drop_table("replay_views")
    op.drop_table("replay_pieces")
    op.drop_table("replay_inits")
    op.drop_table("replay_highlights")
    op.drop_table("replays")
