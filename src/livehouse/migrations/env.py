"""Alembic's own entry: runs the revisions on the connection that `livehouse.migrations` hands over."""

from alembic import context

from livehouse.migrations import is_ours
from livehouse.platform.database import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    # SQLite cannot alter most things in place; batch mode rebuilds the table.
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    include_name=is_ours,
)
context.run_migrations()
