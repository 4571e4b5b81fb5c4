"""Events as the one who asks sees them: stored facts, where they stand now, and the host's card."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from livehouse.accounts import AccountCard, Accounts
from livehouse.kernel.clock import Clock
from livehouse.platform.database import Database
from livehouse.platform.http import API
from livehouse.rooms import Audience
from livehouse.schedule import model, store
from livehouse.schedule.model import CancelledBy, EventFacts, State
from livehouse.schedule.times import Occurrence


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """An event, as one certain person sees it.

    `room_id` is the LIVE that it became. Its host may begin from `due_from` on, and it is waited for until `closes_at`.
    """

    id: str
    title: str
    description: str
    topic: str
    audience: Audience
    host: AccountCard
    starts_at: datetime
    duration_minutes: int
    local_start: str
    zone: str
    occurrence: Occurrence
    due_from: datetime
    closes_at: datetime
    cover_url: str | None
    going: int
    am_going: bool
    is_mine: bool
    state: State
    room_id: str | None
    began_at: datetime | None
    ended_at: datetime | None
    cancelled_by: CancelledBy | None
    cancel_reason: str | None
    created_at: datetime
    updated_at: datetime
    url: str


class EventPage(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a list of events."""

    events: list[Event]
    next_cursor: str | None


class OwnEvents(msgspec.Struct, frozen=True, kw_only=True):
    """What one has coming up or on: as a host and as a guest, and the event that one may begin now."""

    hosting: list[Event]
    going: list[Event]
    due: Event | None


class Views:
    """Puts together what is told of events.

    Args:
        origin: `https://host` that links to events begin with, if the server knows it; "" makes links without it.
        early: how long before its time an event may begin.
    """

    def __init__(self, database: Database, accounts: Accounts, clock: Clock, *, origin: str, early: timedelta) -> None:
        self._database = database
        self._accounts = accounts
        self._clock = clock
        self._origin = origin
        self._early = early

    async def events(self, found: Sequence[EventFacts], viewer_id: str | None) -> list[Event]:
        """These events as a list shows them, in the order given."""
        hosts = await self._accounts.cards([facts.host_id for facts in found])
        going = set()
        if viewer_id is not None and found:
            async with self._database.read() as connection:
                going = await store.load_going(connection, viewer_id, [facts.id for facts in found])
        now = self._clock.now()
        return [self._event(facts, hosts[facts.host_id], now, viewer_id, am_going=facts.id in going) for facts in found]

    def _event(
        self, facts: EventFacts, host: AccountCard, now: datetime, viewer_id: str | None, *, am_going: bool
    ) -> Event:
        return Event(
            id=facts.id,
            title=facts.title,
            description=facts.description,
            topic=facts.topic,
            audience=facts.audience,
            host=host,
            starts_at=facts.starts_at,
            duration_minutes=facts.duration_minutes,
            local_start=facts.local_start,
            zone=facts.zone,
            occurrence=facts.occurrence,
            due_from=facts.starts_at - self._early,
            closes_at=facts.closes_at,
            cover_url=cover_path(facts),
            going=facts.going,
            am_going=am_going,
            is_mine=facts.host_id == viewer_id,
            state=model.state_of(facts, now, early=self._early),
            room_id=facts.room_id,
            began_at=facts.began_at,
            ended_at=facts.ended_at,
            cancelled_by=facts.cancelled_by,
            cancel_reason=facts.cancel_reason,
            created_at=facts.created_at,
            updated_at=facts.updated_at,
            url=f"{self._origin}{share_path(facts.id)}",
        )


def share_path(event_id: str) -> str:
    """The path of the event's page."""
    return f"/event/{event_id}"


def cover_path(event: EventFacts) -> str | None:
    """The path of the event's cover; another one has another path."""
    return None if event.cover_id is None else f"{API}/events/{event.id}/cover?v={event.cover_id}"
