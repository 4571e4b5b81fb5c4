"""Events: scheduled LIVEs, who will come, calendar files and reminders. All that other slices may use."""

from livehouse.schedule import store as _store  # noqa: F401  # a migration must see the tables
from livehouse.schedule.events import (
    EventBegan,
    EventCancelled,
    EventChanged,
    EventEnded,
    EventMessage,
    EventReminderDue,
    EventScheduled,
)
from livehouse.schedule.model import (
    EventFacts,
    EventForAdults,
    EventForFollowers,
    NoSuchEvent,
)
from livehouse.schedule.routes import router
from livehouse.schedule.schemas import Event as EventSchema
from livehouse.schedule.service import Change, Draft, Schedule
from livehouse.schedule.views import Event, EventPage, OwnEvents, share_path

__all__ = [
    "Change",
    "Draft",
    "Event",
    "EventBegan",
    "EventCancelled",
    "EventChanged",
    "EventEnded",
    "EventFacts",
    "EventForAdults",
    "EventForFollowers",
    "EventMessage",
    "EventPage",
    "EventReminderDue",
    "EventScheduled",
    "EventSchema",
    "NoSuchEvent",
    "OwnEvents",
    "Schedule",
    "router",
    "share_path",
]
