"""Those who go to an event, and its host, hear at once where it stands, wherever they are on the platform."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

import msgspec

from livehouse.kernel.clock import Clock
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from livehouse.schedule import model, store
from livehouse.schedule.events import EventBegan, EventCancelled, EventChanged, EventEnded, EventMessage

Tell = Callable[[Sequence[str], msgspec.Struct], None]
"""Sends a message to every connection of these accounts."""

PAGE: Final = 500


class News:
    """Tells over the channel. Whoever is not connected finds out by asking, as pages do anyway."""

    def __init__(self, database: Database, clock: Clock, tell: Tell, *, early: timedelta) -> None:
        self._database = database
        self._clock = clock
        self._tell = tell
        self._early = early

    def subscribe(self, events: Events) -> None:
        """Hear of what is committed."""
        events.subscribe(EventBegan, self._on_news)
        events.subscribe(EventEnded, self._on_news)
        events.subscribe(EventChanged, self._on_news)
        events.subscribe(EventCancelled, self._on_news)

    async def _on_news(self, news: EventBegan | EventEnded | EventChanged | EventCancelled) -> None:
        async with self._database.read() as connection:
            event = await store.load_event(connection, news.event_id)
        if event is None:
            return
        state = model.state_of(event, self._clock.now(), early=self._early)
        message = EventMessage(event_id=event.id, state=state, room_id=event.room_id)
        self._tell((event.host_id,), message)
        after_id = ""
        while True:
            async with self._database.read() as connection:
                going = await store.load_going_ids(connection, event.id, after_id=after_id, rows_max=PAGE)
            if going:
                self._tell(going, message)
            if len(going) < PAGE:
                return
            after_id = going[-1]
