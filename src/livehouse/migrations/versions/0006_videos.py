"""videos"""

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """videos."""


def downgrade() -> None:
    """Undo it."""
