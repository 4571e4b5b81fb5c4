"""Who of two encoders stays, when both have the key of one room. Pure."""

from typing import Final

# Encoders that were thrown out come back by themselves, at growing intervals. For so long after a takeover, and after
# each attempt, the room is its present encoder's as long as that one sends.
HOLD_S: Final = 300.0
ROOMS_MAX: Final = 10_000


class Takeovers:
    """The newer encoder takes over, as the newer browser does; then it is left in peace.

    Without that, two encoders that reconnect by themselves would throw each other out for ever.
    """

    def __init__(self) -> None:
        self._held_until_s: dict[str, float] = {}

    def may_take(self, room_id: str, now_s: float, *, is_sending: bool) -> bool:
        """Whether a newcomer may have the room now, in which somebody `is_sending` or not."""
        held = now_s < self._held_until_s.get(room_id, now_s)
        if held and is_sending:
            self.note(room_id, now_s)
            return False
        return True

    def note(self, room_id: str, now_s: float) -> None:
        """Somebody who was sending has been thrown out of the room, or has tried to come back."""
        self._held_until_s.pop(room_id, None)
        self._held_until_s[room_id] = now_s + HOLD_S
        while len(self._held_until_s) > ROOMS_MAX or next(iter(self._held_until_s.values())) <= now_s:
            # The first is the one that was noted first, and so ends first.
            del self._held_until_s[next(iter(self._held_until_s))]
