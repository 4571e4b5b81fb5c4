"""standing and the operators log"""

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """standing and the operators log."""


def downgrade() -> None:
    """Undo it."""
