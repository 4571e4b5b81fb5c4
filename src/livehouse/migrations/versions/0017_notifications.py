"""notifications"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """notifications."""
    op.create_table(
        "notifications",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("place", sa.String(length=26), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.String(length=26), nullable=True),
        sa.Column("actor_ids", sa.JSON(), nullable=False),
        sa.Column("room_id", sa.String(length=26), nullable=True),
        sa.Column("event_id", sa.String(length=26), nullable=True),
        sa.Column("video_id", sa.String(length=26), nullable=True),
        sa.Column("replay_id", sa.String(length=26), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("detail", sa.String(length=40), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_notifications_account_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint("account_id", "key", name=op.f("uq_notifications_account_id")),
    )
    op.create_index(op.f("ix_notifications_account_id"), "notifications", ["account_id", "place"])
    op.create_index(op.f("ix_notifications_actor_id"), "notifications", ["actor_id"])
    op.create_index("ix_notifications_place", "notifications", ["place"])
    op.create_index(
        "ix_notifications_unread",
        "notifications",
        ["account_id"],
        sqlite_where=sa.text("read_at IS NULL"),
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.create_table(
        "notification_causes",
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("cause", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_notification_causes_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("account_id", "cause", name=op.f("pk_notification_causes")),
    )
    op.create_index(op.f("ix_notification_causes_at"), "notification_causes", ["at"])
    op.create_table(
        "notification_settings",
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("switches", sa.JSON(), nullable=False),
        sa.Column("is_quiet", sa.Boolean(), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=False),
        sa.Column("quiet_until", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_notification_settings_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_notification_settings")),
    )
    op.create_table(
        "push_subscriptions",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("session_id", sa.String(length=26), nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("endpoint_sha256", sa.String(length=64), nullable=False),
        sa.Column("p256dh", sa.String(length=88), nullable=False),
        sa.Column("auth", sa.String(length=24), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_push_subscriptions_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_subscriptions")),
        sa.UniqueConstraint("endpoint_sha256", name=op.f("uq_push_subscriptions_endpoint_sha256")),
        sa.UniqueConstraint("session_id", name=op.f("uq_push_subscriptions_session_id")),
    )
    op.create_index(op.f("ix_push_subscriptions_account_id"), "push_subscriptions", ["account_id"])
    op.create_table(
        "push_deliveries",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("subscription_id", sa.String(length=26), nullable=False),
        sa.Column("notification_id", sa.String(length=26), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notification_id"],
            ["notifications.id"],
            name=op.f("fk_push_deliveries_notification_id_notifications"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["push_subscriptions.id"],
            name=op.f("fk_push_deliveries_subscription_id_push_subscriptions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_deliveries")),
        sa.UniqueConstraint("subscription_id", "notification_id", name=op.f("uq_push_deliveries_subscription_id")),
    )
    op.create_index(op.f("ix_push_deliveries_next_at"), "push_deliveries", ["next_at"])
    op.create_index(op.f("ix_push_deliveries_notification_id"), "push_deliveries", ["notification_id"])
    # There is one list from now on: what the platform has told people so far is in it.
    op.execute(
        """
        INSERT INTO notifications
            (id, account_id, key, kind, place, at, read_at, is_shown, count, actor_ids, text, detail, until)
        SELECT id, account_id, 'notice:' || id, 'notice', id, created_at, read_at, true, 1, '[]', reason, kind, until
        FROM notices
        """
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_table("push_deliveries")
    op.drop_table("push_subscriptions")
    op.drop_table("notification_settings")
    op.drop_table("notification_causes")
    op.drop_table("notifications")
