"""videos"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """videos."""
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("run_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_by", sa.String(length=26), nullable=True),
        sa.Column("progress", sa.Double(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'running', 'given_up')", name=op.f("ck_jobs_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_jobs_kind")),
    )
    op.create_index("ix_jobs_run_after", "jobs", ["run_after"], unique=False)
    op.create_table(
        "video_author_browsers",
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("browser_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_video_author_browsers_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("account_id", "browser_key", name=op.f("pk_video_author_browsers")),
    )
    op.create_table(
        "videos",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("author_id", sa.String(length=26), nullable=False),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("visibility", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("uploaded_bytes", sa.BigInteger(), nullable=False),
        sa.Column("refusal", sa.String(length=32), nullable=True),
        sa.Column("first_id", sa.String(length=26), nullable=True),
        sa.Column("repost_of", sa.String(length=26), nullable=True),
        sa.Column("length_s", sa.Double(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("renditions", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=True),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=True),
        sa.Column("views", sa.BigInteger(), nullable=False),
        sa.Column("play_s", sa.Double(), nullable=False),
        sa.Column("likes", sa.BigInteger(), nullable=False),
        sa.Column("comments", sa.BigInteger(), nullable=False),
        sa.Column("shares", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("(state = 'ready') = (published_at IS NOT NULL)", name=op.f("ck_videos_published_at")),
        sa.CheckConstraint("(state = 'refused') = (refusal IS NOT NULL)", name=op.f("ck_videos_refusal")),
        sa.CheckConstraint("state IN ('uploading', 'processing', 'ready', 'refused')", name=op.f("ck_videos_state")),
        sa.CheckConstraint("visibility IN ('public', 'followers', 'private')", name=op.f("ck_videos_visibility")),
        sa.ForeignKeyConstraint(["author_id"], ["accounts.id"], name=op.f("fk_videos_author_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_videos")),
    )
    op.create_index("ix_videos_author_id", "videos", ["author_id", "id"], unique=False)
    op.create_index("ix_videos_feed", "videos", ["visibility", "published_on", "turn", "id"], unique=False)
    op.create_index("ix_videos_length_s", "videos", ["length_s"], unique=False)
    op.create_table(
        "video_comments",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("video_id", sa.String(length=26), nullable=False),
        sa.Column("author_id", sa.String(length=26), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["accounts.id"], name=op.f("fk_video_comments_author_id_accounts")),
        sa.ForeignKeyConstraint(["video_id"], ["videos.id"], name=op.f("fk_video_comments_video_id_videos")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_video_comments")),
    )
    op.create_index("ix_video_comments_author_id", "video_comments", ["author_id"], unique=False)
    op.create_index("ix_video_comments_video_id", "video_comments", ["video_id", "id"], unique=False)
    op.create_table(
        "video_likes",
        sa.Column("video_id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_video_likes_account_id_accounts")),
        sa.ForeignKeyConstraint(["video_id"], ["videos.id"], name=op.f("fk_video_likes_video_id_videos")),
        sa.PrimaryKeyConstraint("video_id", "account_id", name=op.f("pk_video_likes")),
    )
    op.create_index("ix_video_likes_account_id", "video_likes", ["account_id"], unique=False)
    op.create_table(
        "video_parts",
        sa.Column("video_id", sa.String(length=26), nullable=False),
        sa.Column("offset_bytes", sa.BigInteger(), nullable=False),
        sa.Column("file_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["video_id"], ["videos.id"], name=op.f("fk_video_parts_video_id_videos")),
        sa.PrimaryKeyConstraint("video_id", "offset_bytes", name=op.f("pk_video_parts")),
    )
    op.create_table(
        "video_plays",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("video_id", sa.String(length=26), nullable=False),
        sa.Column("viewer_key", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("watched_s", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["video_id"], ["videos.id"], name=op.f("fk_video_plays_video_id_videos")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_video_plays")),
    )
    op.create_index("ix_video_plays_began_at", "video_plays", ["began_at"], unique=False)
    op.create_index("ix_video_plays_video_id", "video_plays", ["video_id"], unique=False)
    op.create_index("ix_video_plays_viewer_key", "video_plays", ["viewer_key"], unique=False)
    op.create_table(
        "video_shares",
        sa.Column("video_id", sa.String(length=26), nullable=False),
        sa.Column("viewer_key", sa.Text(), nullable=False),
        sa.Column("via", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["video_id"], ["videos.id"], name=op.f("fk_video_shares_video_id_videos")),
        sa.PrimaryKeyConstraint("video_id", "viewer_key", "via", name=op.f("pk_video_shares")),
    )
    op.create_table(
        "video_views",
        sa.Column("video_id", sa.String(length=26), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("viewer_key", sa.Text(), nullable=False),
        sa.Column("is_account", sa.Boolean(), nullable=False),
        sa.Column("browser_key", sa.Text(), nullable=True),
        sa.Column("network", sa.String(length=32), nullable=False),
        sa.Column("play_s", sa.Double(), nullable=False),
        sa.Column("seconds", sa.LargeBinary(), nullable=False),
        sa.Column("is_view", sa.Boolean(), nullable=False),
        sa.Column("why_not", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["video_id"], ["videos.id"], name=op.f("fk_video_views_video_id_videos")),
        sa.PrimaryKeyConstraint("video_id", "day", "viewer_key", name=op.f("pk_video_views")),
    )
    op.create_index("ix_video_views_viewer_key", "video_views", ["viewer_key"], unique=False)


def downgrade() -> None:
    """Undo it."""
    op.drop_index("ix_video_views_viewer_key", table_name="video_views")
    op.drop_table("video_views")
    op.drop_table("video_shares")
    op.drop_index("ix_video_plays_viewer_key", table_name="video_plays")
    op.drop_index("ix_video_plays_video_id", table_name="video_plays")
    op.drop_index("ix_video_plays_began_at", table_name="video_plays")
    op.drop_table("video_plays")
    op.drop_table("video_parts")
    op.drop_index("ix_video_likes_account_id", table_name="video_likes")
    op.drop_table("video_likes")
    op.drop_index("ix_video_comments_video_id", table_name="video_comments")
    op.drop_index("ix_video_comments_author_id", table_name="video_comments")
    op.drop_table("video_comments")
    op.drop_index("ix_videos_length_s", table_name="videos")
    op.drop_index("ix_videos_feed", table_name="videos")
    op.drop_index("ix_videos_author_id", table_name="videos")
    op.drop_table("videos")
    op.drop_table("video_author_browsers")
    op.drop_index("ix_jobs_run_after", table_name="jobs")
    op.drop_table("jobs")
