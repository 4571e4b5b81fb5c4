"""Who is in which room: viewers counted once each, however many tabs they have open."""

from collections.abc import Callable
from typing import Literal

Change = Literal["joined", "left"]
PresenceListener = Callable[[str, str, Change], None]
"""Called with room, viewer key and what happened."""


class Presence:
    """The viewers of this process's rooms."""

    def __init__(self) -> None:
        # How many connections each viewer of each room has.
        self._rooms: dict[str, dict[str, int]] = {}
        self._listeners: list[PresenceListener] = []

    def listen(self, listener: PresenceListener) -> None:
        """Call `listener` whenever somebody's first connection to a room opens or their last one ends."""
        self._listeners.append(listener)

    def enter(self, room: str, viewer_key: str) -> None:
        """Count one connection."""
        viewers = self._rooms.setdefault(room, {})
        viewers[viewer_key] = viewers.get(viewer_key, 0) + 1
        if viewers[viewer_key] == 1:
            self._tell(room, viewer_key, "joined")

    def leave(self, room: str, viewer_key: str) -> None:
        """Count one connection less."""
        viewers = self._rooms[room]
        viewers[viewer_key] -= 1
        if viewers[viewer_key]:
            return
        del viewers[viewer_key]
        if not viewers:
            del self._rooms[room]
        self._tell(room, viewer_key, "left")

    def viewers(self, room: str) -> int:
        """How many different viewers are in the room."""
        return len(self._rooms.get(room, ()))

    def _tell(self, room: str, viewer_key: str, change: Change) -> None:
        for listener in self._listeners:
            listener(room, viewer_key, change)
