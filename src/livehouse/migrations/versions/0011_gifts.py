"""gifts"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """gifts."""
    op.create_table(
        "gift_carries",
        sa.Column("recipient_id", sa.String(length=26), nullable=False),
        sa.Column("carry", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("recipient_id", name=op.f("pk_gift_carries")),
    )
    op.create_table(
        "gift_catalogue",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gift_catalogue")),
    )
    op.create_table(
        "gift_combos",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("sender_id", sa.String(length=26), nullable=False),
        sa.Column("room_id", sa.String(length=26), nullable=False),
        sa.Column("recipient_id", sa.String(length=26), nullable=False),
        sa.Column("catalogue_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("coins", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gift_combos")),
    )
    op.create_index(
        "ix_gift_combos_open_ends_at",
        "gift_combos",
        ["ends_at"],
        unique=False,
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_index(
        "uq_gift_combos_open",
        "gift_combos",
        ["sender_id", "room_id", "recipient_id", "catalogue_id"],
        unique=True,
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_table(
        "gift_days",
        sa.Column("sender_id", sa.String(length=26), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("coins", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sender_id", "day", name=op.f("pk_gift_days")),
    )
    op.create_table(
        "gift_room_senders",
        sa.Column("room_id", sa.String(length=26), nullable=False),
        sa.Column("sender_id", sa.String(length=26), nullable=False),
        sa.Column("coins", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("room_id", "sender_id", name=op.f("pk_gift_room_senders")),
    )
    op.create_table(
        "gift_room_totals",
        sa.Column("room_id", sa.String(length=26), nullable=False),
        sa.Column("catalogue_id", sa.String(length=40), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("coins", sa.BigInteger(), nullable=False),
        sa.Column("diamonds", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("room_id", "catalogue_id", name=op.f("pk_gift_room_totals")),
    )
    op.create_table(
        "gift_spenders",
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("day_coins", sa.BigInteger(), nullable=False),
        sa.Column("month_coins", sa.BigInteger(), nullable=False),
        sa.Column("limit_day", sa.BigInteger(), nullable=True),
        sa.Column("limit_month", sa.BigInteger(), nullable=True),
        sa.Column("pending_day", sa.BigInteger(), nullable=True),
        sa.Column("pending_month", sa.BigInteger(), nullable=True),
        sa.Column("pending_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leap_coins", sa.BigInteger(), nullable=True),
        sa.Column("cooling_off_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paced_s", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_gift_spenders")),
    )
    op.create_table(
        "gift_week_senders",
        sa.Column("recipient_id", sa.String(length=26), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("sender_id", sa.String(length=26), nullable=False),
        sa.Column("coins", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("recipient_id", "week", "sender_id", name=op.f("pk_gift_week_senders")),
    )
    op.create_table(
        "gifts",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("sender_id", sa.String(length=26), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("room_id", sa.String(length=26), nullable=False),
        sa.Column("host_id", sa.String(length=26), nullable=False),
        sa.Column("recipient_id", sa.String(length=26), nullable=False),
        sa.Column("catalogue_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("price_coins", sa.Integer(), nullable=False),
        sa.Column("diamonds", sa.BigInteger(), nullable=False),
        sa.Column("share_bps", sa.Integer(), nullable=False),
        sa.Column("combo_id", sa.String(length=26), nullable=False),
        sa.Column("combo_count", sa.Integer(), nullable=False),
        sa.Column("sender_coins", sa.BigInteger(), nullable=False),
        sa.Column("balance_coins", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("transfer_id", sa.String(length=26), nullable=False),
        sa.Column("reversal_id", sa.String(length=26), nullable=True),
        sa.Column("reversed_for", sa.String(length=26), nullable=True),
        sa.CheckConstraint("count > 0", name=op.f("ck_gifts_count")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gifts")),
        sa.UniqueConstraint("key", "sender_id", name=op.f("uq_gifts_key")),
    )
    op.create_index("ix_gifts_sender_id", "gifts", ["sender_id", "id"])
    op.create_index(
        "ix_gifts_reversed_for",
        "gifts",
        ["reversed_for"],
        unique=False,
        sqlite_where=sa.text("reversed_for IS NOT NULL"),
        postgresql_where=sa.text("reversed_for IS NOT NULL"),
    )
    op.create_table(
        "gift_versions",
        sa.Column("catalogue_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_ja", sa.Text(), nullable=False),
        sa.Column("tier", sa.String(length=10), nullable=False),
        sa.Column("price_coins", sa.Integer(), nullable=False),
        sa.Column("art", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("price_coins > 0", name=op.f("ck_gift_versions_price_coins")),
        sa.ForeignKeyConstraint(
            ["catalogue_id"], ["gift_catalogue.id"], name=op.f("fk_gift_versions_catalogue_id_gift_catalogue")
        ),
        sa.PrimaryKeyConstraint("catalogue_id", "version", name=op.f("pk_gift_versions")),
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_table("gift_versions")
    op.drop_table("gifts")
    op.drop_table("gift_week_senders")
    op.drop_table("gift_spenders")
    op.drop_table("gift_room_totals")
    op.drop_table("gift_room_senders")
    op.drop_table("gift_days")
    op.drop_table("gift_combos")
    op.drop_table("gift_catalogue")
    op.drop_table("gift_carries")
