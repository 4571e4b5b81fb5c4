"""sharing"""

import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """sharing."""
    op.create_table(
        "share_links",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("thing_id", sa.String(length=26), nullable=False),
        sa.Column("owner_id", sa.String(length=26), nullable=False),
        sa.Column("sharer_key", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["accounts.id"], name=op.f("fk_share_links_owner_id_accounts")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_share_links")),
        sa.UniqueConstraint("kind", "thing_id", "sharer_key", name="uq_share_links_thing"),
    )
    op.create_index("ix_share_links_owner_id", "share_links", ["owner_id", "made_at"])
    op.create_index("ix_share_links_sharer_key", "share_links", ["sharer_key"])
    op.create_table(
        "share_ways",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["share_links.code"], name=op.f("fk_share_ways_code_share_links")),
        sa.PrimaryKeyConstraint("code", "way", name=op.f("pk_share_ways")),
    )
    op.create_table(
        "share_arrivals",
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("thing_id", sa.String(length=26), nullable=False),
        sa.Column("viewer_key", sa.Text(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("owner_id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("watched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("followed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["code"], ["share_links.code"], name=op.f("fk_share_arrivals_code_share_links")),
        sa.ForeignKeyConstraint(["owner_id"], ["accounts.id"], name=op.f("fk_share_arrivals_owner_id_accounts")),
        sa.PrimaryKeyConstraint("kind", "thing_id", "viewer_key", name=op.f("pk_share_arrivals")),
    )
    for column in ("account_id", "code", "owner_id", "viewer_key"):
        op.create_index(f"ix_share_arrivals_{column}", "share_arrivals", [column])
    op.create_table(
        "share_embedding",
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("who", sa.String(length=8), nullable=False),
        sa.Column("sites", sa.Text(), nullable=False),
        sa.CheckConstraint("who IN ('everyone', 'nobody', 'listed')", name=op.f("ck_share_embedding_who")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_share_embedding_account_id_accounts")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_share_embedding")),
    )
    _take_over()
    op.drop_table("video_shares")


def _take_over() -> None:
    """How videos were shared until now becomes what it would have been with links."""
    connection = op.get_bind()
    now = datetime.now(UTC)
    shared = connection.execute(
        sa.text(
            "SELECT s.video_id, s.viewer_key, s.via, v.author_id FROM video_shares s JOIN videos v ON v.id = s.video_id"
        )
    ).all()
    times = sa.DateTime(timezone=True)
    links = sa.table(
        "share_links",
        *(sa.column(name) for name in ("code", "kind", "thing_id", "owner_id", "sharer_key")),
        sa.column("made_at", times),
    )
    ways = sa.table("share_ways", sa.column("code"), sa.column("way"), sa.column("shared_at", times))
    codes = {(row.video_id, row.viewer_key): secrets.token_urlsafe(8) for row in shared}
    owners = {row.video_id: row.author_id for row in shared}
    for (video_id, viewer_key), code in codes.items():
        values = {"kind": "video", "thing_id": video_id, "owner_id": owners[video_id], "sharer_key": viewer_key}
        connection.execute(links.insert().values(code=code, made_at=now, **values))
    for row in shared:
        code = codes[row.video_id, row.viewer_key]
        connection.execute(ways.insert().values(code=code, way=row.via, shared_at=now))


def downgrade() -> None:
    """Undo it."""
    op.create_table(
        "video_shares",
        sa.Column("video_id", sa.String(length=26), nullable=False),
        sa.Column("viewer_key", sa.Text(), nullable=False),
        sa.Column("via", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["video_id"], ["videos.id"], name=op.f("fk_video_shares_video_id_videos")),
        sa.PrimaryKeyConstraint("video_id", "viewer_key", "via", name=op.f("pk_video_shares")),
    )
    op.execute(
        "INSERT INTO video_shares (video_id, viewer_key, via) SELECT l.thing_id, l.sharer_key, w.way "
        "FROM share_ways w JOIN share_links l ON l.code = w.code WHERE l.kind = 'video'"
    )
    for table in ("share_embedding", "share_arrivals", "share_ways", "share_links"):
        op.drop_table(table)
