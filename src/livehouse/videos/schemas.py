"""The bodies of requests and responses about videos, as the OpenAPI document shows them."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from livehouse.accounts import AccountCardSchema
from livehouse.videos.model import RefusalCode, VideoState, Visibility


class Rendition(BaseModel):
    """One playable file of a video: MP4 with H.264 and AAC, made to be played while it loads."""

    model_config = ConfigDict(from_attributes=True)

    name: str = Field(description="By the shorter side of its picture: `720p`.")
    url: str = Field(description="Takes Range requests; what it leads to never changes.")
    width: int
    height: int
    bitrate: int = Field(description="Bits a second, on average.")


class Refusal(BaseModel):
    """Why a video was refused, for the person (message) and for the program (code)."""

    model_config = ConfigDict(from_attributes=True)

    code: RefusalCode
    message: str
    first_id: str | None = Field(description="The own earlier video that this one repeats, for `same_video`.")


class Video(BaseModel):
    """A video as the one who asks sees it."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    author: AccountCardSchema
    caption: str
    visibility: Visibility = Field(description="Who may see it once it is ready.")
    state: VideoState = Field(description="Only a `ready` one can be played; others are seen by their author alone.")
    progress: float = Field(description="How far its upload, or then its processing, has come: 0 to 1.")
    uploaded_bytes: int = Field(description="Where the upload goes on.")
    size_bytes: int
    refusal: Refusal | None
    length_s: float | None = Field(description="Seconds; null until it was looked into.")
    width: int | None
    height: int | None
    poster_url: str | None = Field(description="A frame of it, as WebP; null until it is ready.")
    renditions: list[Rendition] = Field(description="The best first; empty until it is ready.")
    created_at: datetime
    published_at: datetime | None = Field(description="Since when it is ready.")
    views: int = Field(description="People who watched 2 s or more, each once per day.")
    likes: int
    comments: int
    shares: int
    is_liked: bool = Field(description="Whether the one who asks likes it.")
    is_mine: bool


class VideoPage(BaseModel):
    """A part of a list of videos; it may be short, or empty, before the list's end."""

    model_config = ConfigDict(from_attributes=True)

    videos: list[Video]
    next_cursor: str | None = Field(description="Where the list goes on; null at its end.")


class VideoForm(BaseModel):
    """What one says of a video before its bytes come."""

    model_config = ConfigDict(extra="forbid")

    caption: str = Field("", description="May be empty.")
    visibility: Visibility = Field("public", description="Who may see it once it is ready.")
    size_bytes: int = Field(description="Of the whole file.")
    file_name: str = Field("", max_length=1_000, description="As on one's own disk; shown to its author only.")


class VideoChange(BaseModel):
    """What one may change; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    caption: str | None = None
    visibility: Visibility | None = None


class VideoComment(BaseModel):
    """Something that somebody wrote under a video."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    author: AccountCardSchema
    text: str
    at: datetime
    is_mine: bool
    may_delete: bool = Field(description="Whether the one who asks may remove it.")


class VideoCommentPage(BaseModel):
    """A part of the comments under a video, the newest first."""

    model_config = ConfigDict(from_attributes=True)

    comments: list[VideoComment]
    next_cursor: str | None = Field(description="Where the list goes on; null at its end.")


class VideoCommentForm(BaseModel):
    """What one writes under a video."""

    model_config = ConfigDict(extra="forbid")

    text: str


class Play(BaseModel):
    """That somebody begins to watch."""

    play_id: str


class Watched(BaseModel):
    """What was watched in one play so far, the whole of it each time, so that a report that is lost does no harm."""

    model_config = ConfigDict(extra="forbid")

    watched: list[tuple[float, float]] = Field(
        max_length=1_000, description="From and to, in seconds of the video, in the order in which they were watched."
    )


class DayNumbers(BaseModel):
    """One day of a video, in UTC."""

    model_config = ConfigDict(from_attributes=True)

    day: date
    views: int
    play_s: float


class VideoNumbers(BaseModel):
    """What a video came to, for its author. What does not count (own plays, say) is left out of all but `left_out`."""

    model_config = ConfigDict(from_attributes=True)

    views: int
    views_per_day: list[DayNumbers] = Field(description="Days with views, the oldest first.")
    play_s: float = Field(description="Seconds that all of them watched together.")
    average_retention: float = Field(description="The share of the video that a viewer saw, on average: 0 to 1.")
    retention: list[float] = Field(
        description="For each second of the video the share of its viewers who saw it: 0 to 1."
    )
    likes: int
    likes_per_view: float
    comments: int
    shares: int
    counts: bool = Field(description="Whether it counts towards live access.")
    why_not: str | None = Field(description="`repost`, if it does not count.")
    left_out: dict[str, int] = Field(description="Views that do not count, by the reason.")
