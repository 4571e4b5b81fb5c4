"""The bodies of requests and responses about rooms, as the OpenAPI document shows them."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from livehouse.accounts import AccountCardSchema
from livehouse.rooms import events, service
from livehouse.rooms.model import Audience, EndedReason, RoomState, Source


class RoomCard(BaseModel):
    """A room as lists show it."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    title: str
    topic: str
    audience: Audience = Field(description="Who may watch.")
    state: RoomState
    host: AccountCardSchema
    viewers: int = Field(description="People who watch now; the host is not one of them.")
    likes: int
    cover_url: str = Field(description="Leads to a picture for whoever may watch; changes when the picture does.")
    started_at: datetime | None = Field(description="When it went on the air.")


class Room(RoomCard):
    """A room in full."""

    created_at: datetime
    ended_at: datetime | None
    ended_reason: EndedReason | None = Field(
        description="`host` ended it, `silence` after the host's connection was gone for too long, or `platform`."
    )
    interrupted_at: datetime | None = Field(
        description="Since when the host's connection is gone; null while it is there."
    )
    source: Source = Field(description="Where its picture comes from: the host's browser, or OBS or another encoder.")
    is_recorded: bool = Field(description="Whether a replay is kept of it.")
    url: str = Field(description="The link to share.")

    @classmethod
    def of(cls, room: events.Room, *, url: str) -> "Room":
        """The body that tells of `room` to somebody who reaches it at `url`."""
        return cls.model_validate(room).model_copy(update={"url": url})


class MaybeRoom(BaseModel):
    """A room, or null."""

    room: Room | None


class MaybeRoomCard(BaseModel):
    """A room as lists show it, or null."""

    room: RoomCard | None


class RoomList(BaseModel):
    """Rooms on the air, the most watched first."""

    rooms: list[RoomCard]


class Summary(BaseModel):
    """What a LIVE came to. The peak and the total count people, not connections."""

    room: Room
    duration_s: float = Field(description="Seconds on the air.")
    viewers_peak: int
    viewers_total: int
    watch_average_s: float = Field(description="Seconds that a viewer watched, on average.")
    new_followers: int = Field(description="People who followed the host meanwhile.")
    comments: int
    likes: int
    shares: int
    gifts: int = Field(description="Gifts in the room, each of a row of the same counted.")
    diamonds: int = Field(description="What these gifts came to, for the host and for guests.")

    @classmethod
    def of(cls, summary: service.Summary, *, url: str) -> "Summary":
        """The body that tells of `summary`."""
        return cls(
            room=Room.of(summary.room, url=url),
            duration_s=summary.duration_s,
            viewers_peak=summary.viewers_peak,
            viewers_total=summary.viewers_total,
            watch_average_s=summary.watch_average_s,
            new_followers=summary.new_followers,
            comments=summary.comments,
            likes=summary.likes,
            shares=summary.shares,
            gifts=summary.gifts,
            diamonds=summary.diamonds,
        )


class Ticket(BaseModel):
    """How to connect to the media relay."""

    model_config = ConfigDict(from_attributes=True)

    url: str = Field(description="For WebTransport; the query carries the right.")
    broadcast: str = Field(description="The name to publish or to watch.")
    certificate_sha256: str | None = Field(
        description="Hash to pin the relay's self-made certificate with, in hexadecimal; null where it has a real one."
    )
    expires_at: datetime = Field(description="Until when it can be used to connect; an open connection stays.")
    websocket_url: str | None = Field(
        description="Where a publisher's recording goes by WebSocket when `url` cannot be reached; null for viewers."
    )
    hls_url: str | None = Field(
        description="The HLS playlist for viewers who cannot reach `url`, 2 s behind; null for publishers."
    )


class MediaClock(BaseModel):
    """What time it is, for a player that wants to know how far behind it is."""

    model_config = ConfigDict(from_attributes=True)

    now_us: int = Field(description="Microseconds since 1970 by the server's clock, when it answered.")
    took_us: int = Field(description="How long the answer took to make; the rest of the wait was the way.")
    zero_us: int | None = Field(
        description="Microseconds since 1970 at which a frame of timestamp 0 would have arrived; null if none arrive."
    )


class RoomForm(BaseModel):
    """What one says of a LIVE before it begins."""

    model_config = ConfigDict(extra="forbid")

    title: str
    topic: str = Field(description="One of `topics` of `GET /platform`.")
    audience: Audience = Field("everyone", description="Who may watch.")
    source: Source = Field(
        "browser", description="`encoder` for a LIVE that OBS or another encoder sends with the host's stream key."
    )
    is_recorded: bool = Field(True, description="Keep a replay of it.")


class AutoLive(BaseModel):
    """What a LIVE is called that an encoder begins by itself, and who may watch it."""

    model_config = ConfigDict(from_attributes=True)

    title: str
    topic: str = Field(description="One of `topics` of `GET /platform`.")
    audience: Audience
    is_recorded: bool = Field(description="Whether a replay is kept of it.")


class AutoLiveForm(BaseModel):
    """Whether an encoder goes LIVE by itself, and how that LIVE is called."""

    model_config = ConfigDict(extra="forbid")

    on: bool = Field(description="With false, the rest is not needed.")
    title: str = ""
    topic: str = Field("", description="One of `topics` of `GET /platform`.")
    audience: Audience = Field("everyone", description="Who may watch.")
    is_recorded: bool = Field(True, description="Keep a replay of each LIVE.")


class EncoderUpload(BaseModel):
    """How an encoder's picture arrives."""

    model_config = ConfigDict(from_attributes=True)

    encoder: str = Field(description="What it calls itself; may be empty.")
    picture: str | None = Field(
        description="The picture's codec: `avc1` (H.264), `hvc1` (HEVC), `av01`, `vp09` or `vp08`; null without one."
    )
    sound: str | None = Field(description="The sound's codec: `mp4a` (AAC), `Opus` or `.mp3`; null without any.")
    bits_per_s: int = Field(description="Of everything, over the last ten seconds.")
    pictures_per_s: float = Field(description="Over the last ten seconds.")
    keyframe_every_ms: int | None = Field(
        description="Between the last two keyframes, or since the last one if that is longer; viewers join at one."
    )
    frames_dropped: int = Field(description="Pictures and packets of sound that could not be used, since it began.")


class EncoderTrouble(BaseModel):
    """Why an encoder was turned away, as it was told itself."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    message: str
    details: dict[str, Any] = Field(description="As of an error.")
    at: datetime


class StreamKey(BaseModel):
    """One's own stream key, by which OBS or another encoder sends one's LIVE. Nobody sees the key a second time."""

    model_config = ConfigDict(from_attributes=True)

    server: str | None = Field(
        description="Where the encoder pushes to, `rtmp://host:1935/live`; null where no encoders are awaited."
    )
    exists: bool
    hint: str | None = Field(description="The key's last four characters.")
    created_at: datetime | None
    last_used_at: datetime | None = Field(description="When an encoder was last let in with it.")
    is_publishing: bool = Field(description="Whether a picture arrives from the encoder now.")
    auto_live: AutoLive | None = Field(
        description="What a LIVE is called that the encoder begins by itself, if it may."
    )
    auto_live_held_until: datetime | None = Field(
        description="Set after a LIVE was ended while its encoder was sending, which would otherwise begin another one "
        "at once. It may from then on, or when `auto_live` is set again."
    )
    upload: EncoderUpload | None = Field(None, description="How the encoder's picture arrives, while it does.")
    trouble: EncoderTrouble | None = Field(
        None, description="Why the encoder was turned away last, for five minutes, unless it was let in since."
    )


class NewStreamKey(StreamKey):
    """A stream key that was just made."""

    key: str = Field(description="The whole key. This is the only time that it is told.")


class ModeratorList(BaseModel):
    """Whom a host has named to look after the talk."""

    moderators: list[AccountCardSchema]
