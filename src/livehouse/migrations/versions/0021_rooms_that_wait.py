"""an index of the rooms that end by themselves"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_WAITING = sa.text("state != 'ended' AND state != 'live'")


def upgrade() -> None:
    """an index of the rooms that end by themselves."""
    op.create_index("ix_rooms_waiting", "rooms", ["state"], sqlite_where=_WAITING, postgresql_where=_WAITING)


def downgrade() -> None:
    """Undo it."""
    op.drop_index("ix_rooms_waiting", "rooms")
