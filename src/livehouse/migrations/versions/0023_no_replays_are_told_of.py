"""notifications say nothing of replays"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """notifications say nothing of replays."""
    op.drop_column("notifications", "replay_id")


def downgrade() -> None:
    """Undo it."""
    op.add_column("notifications", sa.Column("replay_id", sa.String(length=26), nullable=True))
