"""who watches and follows back"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# What people did before it was counted counts as well, or everybody would lose their followers on the day of the update.
MUTUALS = """
    INSERT INTO habits (account_id, mutuals)
    SELECT there.follower_id, COUNT(*)
    FROM follows AS there
    JOIN follows AS back ON back.follower_id = there.followee_id AND back.followee_id = there.follower_id
    GROUP BY there.follower_id
"""
DAYS_WATCHED = """
    INSERT INTO habits (account_id, days_watched, last_watched_on)
    SELECT watched.viewer_key, COUNT(DISTINCT {day}), MAX({day})
    FROM room_viewers AS watched JOIN accounts ON accounts.id = watched.viewer_key
    WHERE watched.watched_s >= 10
    GROUP BY watched.viewer_key
    ON CONFLICT (account_id) DO UPDATE
    SET days_watched = excluded.days_watched, last_watched_on = excluded.last_watched_on
"""


def upgrade() -> None:
    """who watches and follows back."""
    op.create_table(
        "habits",
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("mutuals", sa.Integer(), server_default="0", nullable=False),
        sa.Column("days_watched", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_watched_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_habits_account_id_accounts")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_habits")),
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    day = "date(watched.first_seen_at)" if is_sqlite else "(watched.first_seen_at AT TIME ZONE 'UTC')::date"
    op.execute(MUTUALS)
    op.execute(DAYS_WATCHED.format(day=day))


def downgrade() -> None:
    """Undo it."""
    op.drop_table("habits")
