"""The bodies of requests and responses about feeds and their ranking, as the OpenAPI document shows them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from livehouse.accounts import AccountCardSchema
from livehouse.discovery.feeds import FeedName, Outcome
from livehouse.discovery.ranking import Reason
from livehouse.kernel.ids import ID_LENGTH
from livehouse.rooms import RoomCardSchema
from livehouse.videos import VideoSchema

IMPRESSIONS_MAX = 100
DAY_MS = 86_400_000


class Part(BaseModel):
    """One part of why something stands where it stands."""

    name: str = Field(description="See docs/ranking.md.")
    value: float = Field(description="What was measured: viewers, people per viewer and minute, minutes, times …")
    usual: float | None = Field(description="What is usual for this LIVE and its host; null where nobody knows yet.")
    weight: float = Field(description="What operators decided that it is worth.")
    points: float = Field(description="What it brought; the points of all parts come to the score.")


class Why(BaseModel):
    """Why something is shown to the one who asks."""

    reason: Reason = Field(
        description="`followed` (its host is followed), `trial` (a host whom few know yet), `top` (it is in Top LIVE), "
        "`topic` (of this topic, or of one that they stay with), `taste` (they stayed with this host before), `fresh` "
        "(it has just begun, or is a video that few have seen) or `popular`."
    )
    score: float
    parts: list[Part]


class FeedItem(BaseModel):
    """One place of a feed."""

    kind: Literal["live", "video"]
    room: RoomCardSchema | None = Field(description="Of a LIVE.")
    video: VideoSchema | None = Field(description="Of a video.")
    position: int = Field(description="From 0, over all pages.")
    why: Why


class FeedPage(BaseModel):
    """A part of a feed."""

    version: str = Field(description="Of the formula, and of the operators' weights.")
    items: list[FeedItem]
    next_cursor: str | None = Field(description="For the next page; it holds for the one who asks, and today.")


class Impression(BaseModel):
    """Something that was shown."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["live", "video"]
    id: Annotated[str, Field(min_length=ID_LENGTH, max_length=ID_LENGTH, pattern="^[0-9a-z]+$")]
    position: Annotated[int, Field(ge=0, le=100_000, description="Where in the feed it stood.")]
    dwell_ms: Annotated[int, Field(ge=0, le=DAY_MS, description="Milliseconds for which it was to be seen.")]
    outcome: Outcome = Field(description="`seen`, `opened`, or `skipped` (swiped past, or put away).")


class Impressions(BaseModel):
    """What somebody was shown."""

    model_config = ConfigDict(extra="forbid")

    feed: FeedName
    items: Annotated[list[Impression], Field(min_length=1, max_length=IMPRESSIONS_MAX)]


class Weight(BaseModel):
    """One weight of the ranking."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    value: float
    default: float
    min: float
    max: float
    meaning: str = Field(description="In English.")


class WeightsChange(BaseModel):
    """One change of the weights."""

    version: int
    changed_at: datetime
    changed_by: AccountCardSchema | None = Field(description="Null when the account is gone.")
    reason: str
    changed: dict[str, tuple[float, float]] = Field(description="By name: what the weight was, and became.")


class Ranking(BaseModel):
    """The ranking as it is."""

    version: int = Field(description="Of the weights; 0 while they are what Livehouse comes with.")
    formula: int = Field(description="Of the formula; see docs/ranking.md.")
    weights: list[Weight]
    changed_at: datetime | None
    changed_by: AccountCardSchema | None
    history: list[WeightsChange] = Field(description="The last change first, 50 at most.")


Weights = Annotated[dict[str, float], Field(min_length=1, max_length=100)]


class PreviewForm(BaseModel):
    """Weights to be tried."""

    model_config = ConfigDict(extra="forbid")

    weights: Weights = Field(description="Those that are to be different, by name.")


class WeightsForm(PreviewForm):
    """Weights to hold from now on."""

    based_on: int = Field(description="`version` of what was looked at.")
    reason: str = Field(description="Why; it stays in the log.")


class Moved(BaseModel):
    """Where something stands, and would stand. Places count from 0."""

    kind: Literal["live", "video"]
    room: RoomCardSchema | None = Field(description="Of a LIVE.")
    video: VideoSchema | None = Field(description="Of a video.")
    now: int | None = Field(description="Null: not among the first fifty.")
    then: int | None


class Preview(BaseModel):
    """How the feeds would change: each in the order of then, last those that would fall out."""

    live: list[Moved] = Field(description="Top LIVE.")
    for_you: list[Moved] = Field(description="For You, of the operator who asks.")
