"""The bodies of requests and responses about events, as the OpenAPI document shows them."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from livehouse.accounts import AccountCardSchema
from livehouse.rooms import Audience
from livehouse.schedule import service, views
from livehouse.schedule.model import CancelledBy, State
from livehouse.schedule.times import Occurrence

# Far past what is allowed, which is said in words; this only keeps absurd numbers out of reckonings.
Minutes = Annotated[int, Field(ge=-1_000_000, le=1_000_000, description="How long it is to last.")]


class Event(BaseModel):
    """An event as the one who asks sees it."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    title: str
    description: str
    topic: str
    audience: Audience = Field(description="Who may come.")
    host: AccountCardSchema
    starts_at: datetime
    duration_minutes: int
    local_start: str = Field(description="What the clocks of `zone` show when it begins: `2026-03-28T20:30`.")
    zone: str = Field(description="The host's, by its name in the IANA database: `Asia/Tokyo`.")
    occurrence: Occurrence = Field(description="Which of the two, where the clocks show `local_start` twice.")
    due_from: datetime = Field(description="From when on its host may begin.")
    closes_at: datetime = Field(description="Until when it is waited for.")
    cover_url: str | None = Field(description="A picture that the host chose.")
    going: int = Field(description="How many said that they will come.")
    am_going: bool = Field(description="Whether the one who asks did.")
    is_mine: bool
    state: State = Field(
        description="`due` from half an hour before its time, `live` with its LIVE and `over` with it, `missed` if its "
        "time went by without one."
    )
    room_id: str | None = Field(description="The LIVE that it became; a replay of it has the same id.")
    began_at: datetime | None
    ended_at: datetime | None
    cancelled_by: CancelledBy | None = Field(description="`platform` if its host may not go LIVE then, or has left.")
    cancel_reason: str | None
    created_at: datetime
    updated_at: datetime
    url: str = Field(description="The link to share.")

    @classmethod
    def of(cls, event: views.Event, *, url: str) -> "Event":
        """The body that tells of `event` to somebody who reaches it at `url`."""
        return cls.model_validate(event).model_copy(update={"url": url})


class EventPage(BaseModel):
    """A part of a list of events; it may be short before the list's end."""

    events: list[Event]
    next_cursor: str | None = Field(description="Where the list goes on; null at its end.")


class OwnEvents(BaseModel):
    """What one has coming up or on."""

    hosting: list[Event]
    going: list[Event]
    due: Event | None = Field(description="The own event that one may begin now.")


class EventForm(BaseModel):
    """What a host says of an event."""

    model_config = ConfigDict(extra="forbid")

    title: str
    description: str = Field("", description="May be empty.")
    topic: str = Field(description="One of `topics` of `GET /platform`.")
    audience: Audience = Field("everyone", description="Who may come.")
    local_start: str = Field(description="What the clocks of `zone` show when it begins: `2026-03-28T20:30`.")
    zone: str = Field(description="By its name in the IANA database: `Asia/Tokyo`.")
    occurrence: Occurrence | None = Field(
        None, description="Which of the two is meant, where the clocks show `local_start` twice."
    )
    duration_minutes: Minutes = 60

    def draft(self) -> service.Draft:
        """As the service takes it."""
        return service.Draft(**self.model_dump())


class EventChange(BaseModel):
    """What a host changes of an event; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = None
    description: str | None = None
    topic: str | None = None
    audience: Audience | None = None
    local_start: str | None = None
    zone: str | None = None
    occurrence: Occurrence | None = None
    duration_minutes: Minutes | None = None

    def change(self) -> service.Change:
        """As the service takes it."""
        return service.Change(**self.model_dump())


class EventCancellation(BaseModel):
    """That an event will not take place."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field("", description="For those who wanted to come; may be empty.")


class EventRoom(BaseModel):
    """The room that is or will be an event's LIVE."""

    model_config = ConfigDict(extra="forbid")

    room_id: str = Field(min_length=1, max_length=64)


class CalendarAddresses(BaseModel):
    """Where calendars find one's events. Whoever has such an address sees what its owner sees: keep it to yourself."""

    url: str = Field(description="Of all that one hosts and goes to; subscribe to it in a calendar.")
    key: str = Field(description="Add `?key=` with it to a host's calendar to see there what only some may see.")
