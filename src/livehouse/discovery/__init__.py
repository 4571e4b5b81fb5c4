"""Being found: Top LIVE, For You, search, and why somebody is shown something. All that other slices may use."""

from livehouse.discovery import search_store as _search_store  # noqa: F401  # a migration must see its tables
from livehouse.discovery.finding import Finding
from livehouse.discovery.search_index import IndexStatus, ask_rebuild, index_status
from livehouse.discovery.service import Discovery

__all__ = ["Discovery", "Finding", "IndexStatus", "ask_rebuild", "index_status"]
