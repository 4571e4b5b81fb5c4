"""Replays: LIVEs as they were recorded, to be watched, cut, downloaded and deleted. All that others may use of it."""

from livehouse.replays import tables as _tables  # noqa: F401  # a migration must see them
from livehouse.replays.events import ReplayChanged
from livehouse.replays.model import NoSuchReplay
from livehouse.replays.ports import Segment, Segments
from livehouse.replays.routes import router
from livehouse.replays.schemas import ReplayCard as ReplayCardSchema
from livehouse.replays.service import Replays
from livehouse.replays.views import Replay, ReplayCard

__all__ = [
    "NoSuchReplay",
    "Replay",
    "ReplayCard",
    "ReplayCardSchema",
    "ReplayChanged",
    "Replays",
    "Segment",
    "Segments",
    "router",
]
