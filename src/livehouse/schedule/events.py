"""What happens to events: domain events for the house, one message for the channel.

Each is written in the transaction that does what it tells of, so there is one of each however many processes look at
the clock and however often they die; as all domain events they may be handed over more than once.
"""

from datetime import datetime

import msgspec

from livehouse.platform.events import DomainEvent
from livehouse.schedule.model import CancelledBy, Lead, State


class EventScheduled(DomainEvent, frozen=True):
    """A host scheduled an event."""

    event_id: str
    host_id: str
    at: datetime


class EventChanged(DomainEvent, frozen=True):
    """An event that is still to come was changed by its host, or its moment by its zone's rules.

    `changed` names the fields as the API does: `title`, `description`, `topic`, `audience`, `starts_at`,
    `duration_minutes`. `revision` counts the changes of one event.
    """

    event_id: str
    host_id: str
    at: datetime
    changed: tuple[str, ...]
    revision: int = 0


class EventCancelled(DomainEvent, frozen=True):
    """An event will not take place: its host said so, or may not go LIVE then or is gone (`platform`)."""

    event_id: str
    host_id: str
    at: datetime
    by: CancelledBy = "host"


class EventReminderDue(DomainEvent, frozen=True):
    """It is a day, or ten minutes, before an event. After a change of its time there is another one, for that time."""

    event_id: str
    lead: Lead
    starts_at: datetime | None = None


class EventBegan(DomainEvent, frozen=True):
    """An event began in this room. One whose LIVE broke off and was begun again has begun once."""

    event_id: str
    room_id: str


class EventEnded(DomainEvent, frozen=True):
    """The LIVE of an event has ended. If it broke off, and another one follows within the event's time, once more."""

    event_id: str
    room_id: str
    at: datetime


class EventMessage(msgspec.Struct, frozen=True, kw_only=True, tag="event", tag_field="type"):
    """An event that one goes to, or hosts, stands elsewhere than before; ask for it again."""

    event_id: str
    state: State
    room_id: str | None
