"""Who is in which room: viewers counted once each, however many tabs they have open."""

from collections.abc import Callable
from typing import Literal

from livehouse.kernel.clock import Clock

Change = Literal["joined", "left"]
PresenceListener = Callable[[str, str, Change, float], None]
"""Called with room, viewer key, what happened, and the seconds watched (0.0 for "joined")."""


class _Stay:
    __slots__ = ("connections", "since_s")

    def __init__(self, since_s: float) -> None:
        self.connections = 0
        self.since_s = since_s


class Presence:
    """The viewers of this process's rooms."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rooms: dict[str, dict[str, _Stay]] = {}
        self._listeners: list[PresenceListener] = []

    def listen(self, listener: PresenceListener) -> None:
        """Call `listener` whenever somebody's first connection to a room opens or their last one ends."""
        self._listeners.append(listener)

    def enter(self, room: str, viewer_key: str) -> bool:
        """Count one connection; whether the viewer is new to the room."""
        viewers = self._rooms.setdefault(room, {})
        stay = viewers.get(viewer_key)
        is_new = stay is None
        if stay is None:
            stay = viewers[viewer_key] = _Stay(self._clock.monotonic())
        stay.connections += 1
        if is_new:
            self._tell(room, viewer_key, "joined", 0.0)
        return is_new

    def leave(self, room: str, viewer_key: str) -> bool:
        """Count one connection less; whether that was the viewer's last one."""
        viewers = self._rooms[room]
        stay = viewers[viewer_key]
        stay.connections -= 1
        if stay.connections:
            return False
        del viewers[viewer_key]
        if not viewers:
            del self._rooms[room]
        self._tell(room, viewer_key, "left", self._clock.monotonic() - stay.since_s)
        return True

    def viewers(self, room: str) -> int:
        """How many different viewers are in the room."""
        return len(self._rooms.get(room, ()))

    def _tell(self, room: str, viewer_key: str, change: Change, seconds: float) -> None:
        for listener in self._listeners:
            listener(room, viewer_key, change, seconds)
