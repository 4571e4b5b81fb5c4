"""The bodies of the search's responses, as the OpenAPI document shows them."""

from pydantic import BaseModel, ConfigDict, Field

from livehouse.accounts import AccountCardSchema
from livehouse.replays import ReplayCardSchema
from livehouse.rooms import RoomCardSchema
from livehouse.schedule import EventSchema
from livehouse.videos import VideoSchema


class PersonFound(BaseModel):
    """Somebody, as the search shows them."""

    model_config = ConfigDict(from_attributes=True)

    account: AccountCardSchema
    followers: int
    room: RoomCardSchema | None = Field(description="Where they are live now, if the one who asks may watch.")


class TopicFound(BaseModel):
    """A topic, as the search shows it."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    live: int = Field(description="How many LIVEs of it everybody may watch now; a few seconds old.")


class SearchResults(BaseModel):
    """What was found, of each kind the likeliest first, and what is live before what is not."""

    model_config = ConfigDict(from_attributes=True)

    query: str = Field(description="What was typed, on one line.")
    corrected: str | None = Field(description="What was looked for instead, where nothing had what was typed.")
    rooms: list[RoomCardSchema] = Field(description="On the air now.")
    people: list[PersonFound]
    events: list[EventSchema] = Field(description="To come, or on now.")
    videos: list[VideoSchema]
    replays: list[ReplayCardSchema]
    topics: list[TopicFound]
    next_cursor: str | None = Field(description="Where the next page begins; only where one kind is asked for.")
