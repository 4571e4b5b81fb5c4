"""Sharing: links that know what came of them, embedded players, and what other sites are told. All others may use."""

from livehouse.sharing import tables as _tables  # noqa: F401  # a migration must see them
from livehouse.sharing.model import EMBEDDABLE, Address, Embedding, Kind, Way, frame_ancestors, may_frame, read_path
from livehouse.sharing.preview_picture import PREVIEW_SIZE
from livehouse.sharing.routes import router
from livehouse.sharing.service import Sharing
from livehouse.sharing.things import Thing

__all__ = [
    "EMBEDDABLE",
    "PREVIEW_SIZE",
    "Address",
    "Embedding",
    "Kind",
    "Sharing",
    "Thing",
    "Way",
    "frame_ancestors",
    "may_frame",
    "read_path",
    "router",
]
