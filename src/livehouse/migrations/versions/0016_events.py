"""events"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """events."""
    op.create_table(
        "event_calendars",
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_event_calendars_account_id_accounts")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_event_calendars")),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("host_id", sa.String(length=26), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(length=16), nullable=False),
        sa.Column("local_start", sa.String(length=16), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("occurrence", sa.String(length=8), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("going", sa.Integer(), nullable=False),
        sa.Column("day_reminder_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ten_minutes_reminder_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("room_id", sa.String(length=26), nullable=True),
        sa.Column("next_room_id", sa.String(length=26), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by", sa.String(length=16), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("cover_id", sa.String(length=26), nullable=True),
        sa.CheckConstraint("audience IN ('everyone', 'followers', 'adults')", name=op.f("ck_events_audience")),
        sa.CheckConstraint("occurrence IN ('first', 'second')", name=op.f("ck_events_occurrence")),
        sa.CheckConstraint("(began_at IS NULL) = (room_id IS NULL)", name=op.f("ck_events_began")),
        sa.CheckConstraint("(cancelled_at IS NULL) = (cancelled_by IS NULL)", name=op.f("ck_events_cancelled")),
        sa.CheckConstraint("going >= 0", name=op.f("ck_events_going")),
        sa.ForeignKeyConstraint(["host_id"], ["accounts.id"], name=op.f("fk_events_host_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(
        "ix_events_day_reminder_at",
        "events",
        ["day_reminder_at"],
        sqlite_where=sa.text("day_reminder_at IS NOT NULL"),
        postgresql_where=sa.text("day_reminder_at IS NOT NULL"),
    )
    op.create_index("ix_events_host_id", "events", ["host_id", "starts_at", "id"])
    op.create_index(
        "ix_events_next_room_id",
        "events",
        ["next_room_id"],
        sqlite_where=sa.text("next_room_id IS NOT NULL"),
        postgresql_where=sa.text("next_room_id IS NOT NULL"),
    )
    op.create_index(
        "ix_events_room_id",
        "events",
        ["room_id"],
        sqlite_where=sa.text("room_id IS NOT NULL"),
        postgresql_where=sa.text("room_id IS NOT NULL"),
    )
    op.create_index("ix_events_starts_at", "events", ["starts_at", "id"])
    op.create_index(
        "ix_events_ten_minutes_reminder_at",
        "events",
        ["ten_minutes_reminder_at"],
        sqlite_where=sa.text("ten_minutes_reminder_at IS NOT NULL"),
        postgresql_where=sa.text("ten_minutes_reminder_at IS NOT NULL"),
    )
    op.create_table(
        "event_rsvps",
        sa.Column("event_id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_event_rsvps_account_id_accounts")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_rsvps_event_id_events")),
        sa.PrimaryKeyConstraint("event_id", "account_id", name=op.f("pk_event_rsvps")),
    )
    op.create_index("ix_event_rsvps_account_id", "event_rsvps", ["account_id"])


def downgrade() -> None:
    """Undo it."""
    op.drop_table("event_rsvps")
    op.drop_table("events")
    op.drop_table("event_calendars")
