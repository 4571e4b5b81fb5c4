"""The bodies of requests and responses about notifications, as the OpenAPI document shows them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from livehouse.accounts import AccountCardSchema
from livehouse.live_access import NoticeSchema
from livehouse.notifications.model import MINUTES_OF_DAY, Kind, QuietHours, Switch, Ways, Wishes
from livehouse.notifications.push_http import ENDPOINT_LENGTH_MAX


class _Body(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Notification(_Body):
    """Something that one was told."""

    id: str
    place: str = Field(
        description="Where it stands in the list, the greatest first; another one each time that something comes to it."
    )
    kind: Kind
    at: datetime
    is_read: bool
    count: int = Field(description="How many it gathers: people who followed or gave, comments that were written.")
    accounts: list[AccountCardSchema] = Field(description="Who did it last, three at most.")
    room_id: str | None
    event_id: str | None
    video_id: str | None
    title: str | None = Field(description="Of the LIVE or the event that it is about.")
    text: str | None = Field(description="What the last comment says.")
    lead: Literal["day", "ten_minutes"] | None = Field(description="Of a reminder, how long before the event it comes.")
    starts_at: datetime | None = Field(description="When the event begins.")
    room_is_live: bool = Field(description="Whether the LIVE is on the air now.")
    notice: NoticeSchema | None = Field(description="What the platform says, where the kind is `notice`.")


class NotificationPage(_Body):
    """A part of what one was told, the newest first."""

    notifications: list[Notification]
    unread: int = Field(description="How many in all of the list are new.")
    next_cursor: str | None


class Unread(BaseModel):
    """How many notifications are new."""

    unread: int


class ReadForm(_Form):
    """Up to where one has read."""

    up_to: Annotated[str, Field(max_length=64)] = Field(
        description="The `place` of the newest one that was seen; all before it are taken as read, too."
    )


class WaysBody(_Body):
    """By which ways one hears of something."""

    in_app: bool = Field(description="In the list, under the bell.")
    push: bool = Field(description="On one's devices.")


class QuietHoursBody(_Body):
    """When devices stay quiet. What passes is not told then; everything else is when they end."""

    model_config = ConfigDict(from_attributes=True, extra="forbid")

    is_on: bool
    from_minute: int = Field(ge=0, lt=MINUTES_OF_DAY, description="Minute of the day at which they begin.")
    until_minute: int = Field(
        ge=0, lt=MINUTES_OF_DAY, description="Minute of the day at which they end; past midnight if it is the lesser."
    )
    zone: str = Field(max_length=64, description="Whose clock it is, as Asia/Tokyo (IANA).")


class NotificationSettings(BaseModel):
    """What one wishes to be told, by which ways, and when not."""

    switches: dict[Switch, WaysBody] = Field(
        description="By what it is about. `event_reminder` is also that an event has begun, `event_changed` also that "
        "it is cancelled. What the platform itself says (`notice`) is always in the list."
    )
    quiet: QuietHoursBody
    this_device: bool = Field(description="Whether this device gets pushes.")
    devices: int = Field(description="How many devices of the account get pushes.")

    @classmethod
    def of(
        cls, wishes: Wishes, switches: dict[Switch, Ways], *, this_device: bool, devices: int
    ) -> "NotificationSettings":
        """The settings in force, each switch named."""
        return cls(
            switches={name: WaysBody.model_validate(ways) for name, ways in switches.items()},
            quiet=QuietHoursBody.model_validate(wishes.quiet),
            this_device=this_device,
            devices=devices,
        )


class WaysForm(_Form):
    """By which ways one wants to hear of something."""

    in_app: bool
    push: bool


class NotificationSettingsForm(_Form):
    """What is to change; the rest stays."""

    switches: dict[Switch, WaysForm] = Field(default_factory=dict)
    quiet: QuietHoursBody | None = None

    def quiet_hours(self) -> QuietHours | None:
        """The quiet hours, if they are to change."""
        return None if self.quiet is None else QuietHours(**self.quiet.model_dump())


class PushKeysForm(_Form):
    """What pushes are sealed with (RFC 8291), in URL-safe base 64."""

    p256dh: Annotated[str, Field(max_length=88)]
    auth: Annotated[str, Field(max_length=24)]


class PushSubscriptionForm(BaseModel):
    """A subscription as browsers write it: `JSON.stringify(subscription)`."""

    endpoint: Annotated[str, Field(max_length=ENDPOINT_LENGTH_MAX)]
    keys: PushKeysForm


class PushDevice(BaseModel):
    """A device that gets pushes."""

    id: str
    created_at: datetime
