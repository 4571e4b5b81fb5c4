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

__all__ = [
    "EventBegan",
    "EventCancelled",
    "EventChanged",
    "EventEnded",
    "EventMessage",
    "EventReminderDue",
    "EventScheduled",
]
