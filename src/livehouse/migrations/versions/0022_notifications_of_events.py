"""an index of what is told of events"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_OF_EVENTS = sa.text("event_id IS NOT NULL")


def upgrade() -> None:
    """an index of what is told of events."""
    op.create_index(
        "ix_notifications_event_id",
        "notifications",
        ["event_id", "account_id"],
        sqlite_where=_OF_EVENTS,
        postgresql_where=_OF_EVENTS,
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_index("ix_notifications_event_id", "notifications")
