"""encoders"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """encoders."""
    # As SQL: SQLite takes a constraint with a new column only in this form.
    op.execute(
        "ALTER TABLE rooms ADD COLUMN source VARCHAR(16) DEFAULT 'browser' NOT NULL "
        "CONSTRAINT ck_rooms_source CHECK (source IN ('browser', 'encoder'))"
    )
    op.add_column("rooms", sa.Column("is_recorded", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("rooms", sa.Column("starts_itself", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "stream_keys",
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("hint", sa.String(length=4), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("auto_title", sa.Text(), nullable=True),
        sa.Column("auto_topic", sa.String(length=40), nullable=True),
        sa.Column("auto_audience", sa.String(length=16), nullable=True),
        sa.Column("auto_is_recorded", sa.Boolean(), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(auto_title IS NULL) = (auto_topic IS NULL) AND (auto_title IS NULL) = (auto_audience IS NULL) "
            "AND (auto_title IS NULL) = (auto_is_recorded IS NULL)",
            name=op.f("ck_stream_keys_auto"),
        ),
        sa.CheckConstraint(
            "auto_audience IN ('everyone', 'followers', 'adults')", name=op.f("ck_stream_keys_auto_audience")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_stream_keys")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_stream_keys_key_hash")),
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_table("stream_keys")
    op.drop_column("rooms", "starts_itself")
    op.drop_column("rooms", "is_recorded")
    op.drop_column("rooms", "source")
