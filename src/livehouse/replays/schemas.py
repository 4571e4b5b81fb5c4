"""The bodies of requests and responses about replays, as the OpenAPI document shows them."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from livehouse.accounts import AccountCardSchema
from livehouse.gifts import GiftSchema
from livehouse.replays.model import MissingReason
from livehouse.rooms import Audience, Role


class _Body(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class ReplayCard(_Body):
    """A replay as lists show it."""

    id: str = Field(description="The LIVE's own.")
    title: str
    topic: str
    host: AccountCardSchema
    started_at: datetime = Field(description="When the LIVE went on the air.")
    duration_s: float = Field(description="Seconds that were recorded, so far or in all.")
    cover_url: str
    views: int = Field(description="People who watched it, each once; the host is not one of them.")
    state: Literal["recording", "ready"] = Field(description="`recording` while the LIVE goes on; it can be watched.")
    audience: Audience = Field(description="Who may watch: those who could watch the LIVE.")
    is_hidden: bool = Field(description="Shown to its host alone.")
    expires_at: datetime = Field(description="When it is deleted.")
    deletes_early_on: date | None = Field(description="The day (UTC) on which it goes before that to make room.")


class MissingPart(_Body):
    """Something that was not recorded; the replay goes on without it."""

    at_s: float = Field(description="Where it would be, in seconds of the replay.")
    duration_s: float
    reason: MissingReason = Field(
        description="`interrupted`: the host's connection was gone; `disk_full`: the server had no room; `lost`: the "
        "server was away."
    )


class Marker(_Body):
    """A minute in which more happened than usual, and what."""

    at_s: float
    until_s: float
    comments: int
    likes: int
    gifts: int
    diamonds: int | None = Field(description="What these gifts earned; null for whoever is not the host.")
    viewers: int = Field(description="People who watched, at most.")
    times_usual: float = Field(description="How many times as much as in this LIVE's usual minute.")


class Replay(ReplayCard):
    """A replay in full."""

    playlist_url: str = Field(description="HLS (m3u8) with fMP4; grows while the LIVE goes on.")
    download_url: str | None = Field(description="One MP4, for the host, once it is ready; takes Range requests.")
    bytes: int = Field(description="What it takes on the server's disk.")
    missing: list[MissingPart]
    markers: list[Marker] = Field(description="The liveliest minutes in their order; empty until it is ready.")
    may_edit: bool = Field(description="Whether the one who asks is its host.")


class ReplayPage(_Body):
    """A part of a list of replays, the newest first."""

    replays: list[ReplayCard]
    next_before: str | None = Field(description="Where the list goes on; null at its end.")


class OwnReplayPage(ReplayPage):
    """A part of one's own replays, hidden ones too."""

    bytes: int = Field(description="What all of one's replays take on the server's disk.")
    bytes_max: int | None = Field(description="What they may take; null if there is no limit for one host.")


class ReplayChange(BaseModel):
    """What one may change; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = None
    is_hidden: bool | None = None


class HighlightForm(BaseModel):
    """What to cut out of a replay, and how to post it."""

    model_config = ConfigDict(extra="forbid")

    from_s: float = Field(description="Seconds of the replay.", allow_inf_nan=False)
    until_s: float = Field(
        description="Seconds of the replay; at most as much later as a video may be long.", allow_inf_nan=False
    )
    caption: str = Field("", description="May be empty.")
    visibility: Literal["public", "followers", "private"] = "public"
    key: str = Field(
        max_length=200,
        description="8 to 64 visible ASCII characters, new for each highlight: the same again makes no second one.",
    )


class ReplayComment(_Body):
    """Something that somebody said, as in the room's channel."""

    id: str
    account: AccountCardSchema
    role: Role
    text: str
    at: datetime


class CommentMoment(_Body):
    """A comment and its place in the replay."""

    at_s: float
    comment: ReplayComment


class GiftMoment(_Body):
    """A gift and its place in the replay."""

    at_s: float
    gift: GiftSchema


class Moments(_Body):
    """What was said and given in a part of a replay, in its order; of very many comments a fair sample."""

    comments: list[CommentMoment]
    gifts: list[GiftMoment]
