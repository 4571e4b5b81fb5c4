"""live access in full"""

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """live access in full."""


def downgrade() -> None:
    """Undo it."""
