"""What is open by a session closes when the session ends, in whatever process it is open."""

import asyncio
from collections import deque
from collections.abc import Collection, Sequence
from typing import Final, Protocol

import structlog

from livehouse.accounts.events import SessionEnded
from livehouse.accounts.sessions import Sessions
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Unavailable
from livehouse.realtime import Broker

log = structlog.get_logger(__name__)

TOPIC: Final = "session-ended"
# A notice told in the last moments before the broker went away may not have arrived.
TOLD_AGAIN_S: Final = 10.0
TOLD_AGAIN_MAX: Final = 10_000
# The broker is back for us a moment before all others hear us again.
SETTLE_S: Final = 0.5
RETRY_S: Final = 1.0


class Place(Protocol):
    """Where something is open by a session: the channel's hub, the media relay."""

    def session_ids(self) -> Collection[str]:
        """Of which sessions something is open here."""

    def close_session(self, session_id: str) -> None:
        """Close what is open by a session; nothing happens if nothing is."""


class Evictions:
    """Closes what ended sessions have open in this process, and tells the other processes to do the same.

    Notices get lost while the broker is away. When it is back, this process tells again what it told since, and asks
    the database about everybody who is here.
    """

    def __init__(self, sessions: Sessions, broker: Broker, clock: Clock, places: Sequence[Place]) -> None:
        self._sessions = sessions
        self._broker = broker
        self._clock = clock
        self._places = places
        self._told: deque[tuple[float, str]] = deque(maxlen=TOLD_AGAIN_MAX)
        self._is_back = asyncio.Event()
        broker.on_notice(TOPIC, lambda payload: self._close(payload.decode()))
        broker.on_back(self._is_back.set)

    async def on_session_ended(self, event: SessionEnded) -> None:
        """A session has ended in this process."""
        now_s = self._clock.monotonic()
        while self._told and self._broker.status() == "ready" and now_s - self._told[0][0] > TOLD_AGAIN_S:
            self._told.popleft()
        self._told.append((now_s, event.session_id))
        # Here at once, whether or not the broker is there.
        self._close(event.session_id)
        self._broker.notify(TOPIC, event.session_id.encode())

    async def work(self) -> None:
        """Make good what was missed, each time that the broker is back, for as long as the process lives."""
        while True:
            await self._is_back.wait()
            self._is_back.clear()
            await asyncio.sleep(SETTLE_S)
            for _, session_id in self._told:
                self._broker.notify(TOPIC, session_id.encode())
            try:
                await self._check_everybody()
            except Unavailable as error:
                log.warning("sessions wait to be looked at", error=error.message)
                await asyncio.sleep(RETRY_S)
                self._is_back.set()

    async def _check_everybody(self) -> None:
        present = frozenset(session_id for place in self._places for session_id in place.session_ids())
        if not present:
            return
        ended = present - await self._sessions.living(present)
        if ended:
            log.info("sessions ended while the broker was away", sessions=len(ended))
        for session_id in ended:
            self._close(session_id)

    def _close(self, session_id: str) -> None:
        self._sessions.note_ended(session_id)
        for place in self._places:
            place.close_session(session_id)
