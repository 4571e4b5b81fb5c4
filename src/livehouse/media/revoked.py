"""Sign-ins that ended while tickets made by them could still be used."""

from typing import Final

from livehouse.kernel.clock import Clock

# Some 20 MB. Past this the oldest are forgotten.
ENDED_MAX: Final = 100_000


class EndedSessions:
    """Remembers ended sessions for as long as a ticket lives.

    It is this process's memory: after a restart, a ticket can be used again until its time is over.
    """

    def __init__(self, clock: Clock, *, ticket_lifetime_s: float) -> None:
        self._clock = clock
        self._ticket_lifetime_s = ticket_lifetime_s
        # When each ended, in monotonic seconds, the first that ended first.
        self._ended_s: dict[str, float] = {}

    def add(self, session_id: str) -> None:
        """Remember that a session has ended."""
        now_s = self._clock.monotonic()
        self._ended_s.setdefault(session_id, now_s)
        for known_id, ended_s in list(self._ended_s.items()):
            if now_s - ended_s < self._ticket_lifetime_s and len(self._ended_s) <= ENDED_MAX:
                break
            del self._ended_s[known_id]

    def __contains__(self, session_id: str | None) -> bool:
        return session_id in self._ended_s
