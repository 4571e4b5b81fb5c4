"""search"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KINDS = ("room", "person", "video", "event", "replay")
# Each store's own kind of index; the server fills it when it starts.
INDEX = {
    "sqlite": ("CREATE VIRTUAL TABLE {table} USING fts5(grams, tokenize='ascii', detail=none)",),
    "postgresql": (
        "CREATE TABLE {table} (rowid bigint PRIMARY KEY REFERENCES search_entries (place) ON DELETE CASCADE, "
        "grams integer[] NOT NULL)",
        "CREATE INDEX {table}_grams ON {table} USING gin (grams) WITH (fastupdate = off)",
    ),
}


def upgrade() -> None:
    """search."""
    op.create_table(
        "search_entries",
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("ref_id", sa.String(length=26), nullable=False),
        sa.Column("owner_id", sa.String(length=26), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_search_entries")),
        sa.UniqueConstraint("kind", "ref_id", name=op.f("uq_search_entries_kind")),
    )
    op.create_index(op.f("ix_search_entries_owner_id"), "search_entries", ["owner_id"])
    op.create_table(
        "search_state",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_search_state")),
    )
    for kind in KINDS:
        for statement in INDEX[op.get_bind().dialect.name]:
            op.execute(statement.format(table=f"search_grams_{kind}"))


def downgrade() -> None:
    """Undo it."""
    for kind in KINDS:
        op.drop_table(f"search_grams_{kind}")
    op.drop_table("search_state")
    op.drop_table("search_entries")
