"""moderators"""

import sqlalchemy as sa
from alembic import op

from livehouse.platform.database import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """moderators."""
    op.create_table(
        "room_moderators",
        sa.Column("host_id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("named_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("host_id", "account_id", name=op.f("pk_room_moderators")),
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_table("room_moderators")
