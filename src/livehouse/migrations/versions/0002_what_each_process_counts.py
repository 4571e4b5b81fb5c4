"""what each process counts"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """what each process counts."""
    op.create_table(
        "room_counts",
        sa.Column("room_id", sa.String(length=26), nullable=False),
        sa.Column("part", sa.String(length=26), nullable=False),
        sa.Column("likes", sa.BigInteger(), nullable=False),
        sa.Column("shares", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_room_counts_room_id_rooms")),
        sa.PrimaryKeyConstraint("room_id", "part", name=op.f("pk_room_counts")),
    )
    # What was counted before there were parts is one.
    op.execute(
        "INSERT INTO room_counts (room_id, part, likes, shares) "
        "SELECT id, 'before', likes, shares FROM rooms WHERE likes > 0 OR shares > 0"
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_table("room_counts")
