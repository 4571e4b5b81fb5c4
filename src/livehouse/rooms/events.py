"""What happens to rooms: domain events for the house, events and commands for the room's channel.

The docstrings of the channel's structs are printed in docs/protocol.md, so they speak to somebody who writes a client.
"""

from datetime import datetime
from typing import Annotated, Final

import msgspec

from livehouse.accounts import AccountCard
from livehouse.platform.events import DomainEvent
from livehouse.rooms.model import Audience, EndedReason, Role, RoomState, Source

# --- Domain events: told after the commit, at least once -------------------------------------------------------------


class RoomStarted(DomainEvent, frozen=True):
    """A room went on the air."""

    room_id: str
    host_id: str
    at: datetime


class RoomInterrupted(DomainEvent, frozen=True):
    """A live room lost its host's picture."""

    room_id: str
    host_id: str
    at: datetime


class RoomResumed(DomainEvent, frozen=True):
    """An interrupted room has its picture back."""

    room_id: str
    host_id: str
    at: datetime


class RoomEnded(DomainEvent, frozen=True):
    """A room is over; also one that never went on the air."""

    room_id: str
    host_id: str
    at: datetime
    reason: EndedReason


class StreamKeyChanged(DomainEvent, frozen=True):
    """The account's stream key was renewed or deleted: the one before holds no longer."""

    account_id: str


class CoverChanged(DomainEvent, frozen=True):
    """The host gave the room another cover."""

    room_id: str


class ModeratorsChanged(DomainEvent, frozen=True):
    """A host named `account_id` a moderator of their LIVEs, or dismissed them."""

    host_id: str
    account_id: str
    at: datetime


# --- Shapes ----------------------------------------------------------------------------------------------------------


class RoomCard(msgspec.Struct, frozen=True, kw_only=True):
    """A room as lists show it."""

    id: str
    title: str
    topic: str
    audience: Audience
    state: RoomState
    host: AccountCard
    viewers: int
    likes: int
    cover_url: str
    started_at: datetime | None


class Room(RoomCard, frozen=True, kw_only=True):
    """A room in full.

    `source` is where its picture comes from: the host's browser, or OBS or another encoder. `is_recorded` says whether
    a replay is kept of it.
    `url` is the link to share; it may lack the origin where the server does not know under which name it is reached,
    so resolve it against the page's address.
    """

    created_at: datetime
    ended_at: datetime | None
    ended_reason: EndedReason | None
    interrupted_at: datetime | None
    source: Source
    is_recorded: bool
    url: str


class Counters(msgspec.Struct, frozen=True, kw_only=True):
    """Totals of the room. They travel as totals, so that losing one is harmless."""

    viewers: int
    likes: int
    shares: int


# --- Events of the channel, server → client --------------------------------------------------------------------------


class RoomChanged(msgspec.Struct, frozen=True, tag="room", tag_field="type"):
    """The room's state, title or cover changed: it is live, interrupted (the host's connection is gone), or ended."""

    room: Room


class Joined(msgspec.Struct, frozen=True, tag="join", tag_field="type"):
    """Somebody who is signed in joined: told at most once in ten minutes per person, and sampled in a busy room."""

    account: AccountCard


class Followed(msgspec.Struct, frozen=True, tag="follow", tag_field="type"):
    """Somebody followed the host while the room is on the air."""

    account: AccountCard


class Shared(msgspec.Struct, frozen=True, tag="share", tag_field="type"):
    """Somebody shared the room; `account` is null if they are not signed in."""

    account: AccountCard | None


class ModeratorChanged(msgspec.Struct, frozen=True, tag="moderator", tag_field="type"):
    """The host named this account a moderator (`named` is true) or dismissed them; their `role` changes with it."""

    account: AccountCard
    named: bool


# --- Commands of the channel, client → server, and their answers -----------------------------------------------------

RoomId = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class Join(msgspec.Struct, frozen=True, kw_only=True):
    """Enter a room; a connection is in one room at a time, so this leaves the one before.

    With `epoch` and `offset` of the last tick seen, the answer's `kind` is "recovered" and holds the events missed
    since then; without them, or if that is too long ago, it is "snapshot". The `role` is "host",
    "moderator" or "viewer"; hosts and moderators get every event, viewers of a fast room a fair sample.
    """

    room: RoomId
    epoch: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    offset: Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)] | None = None


class Recovered(msgspec.Struct, frozen=True, tag="recovered", tag_field="kind", kw_only=True):
    """What the answer to `join` holds for somebody who comes back in time: the events that they missed."""

    room: Room
    role: Role
    epoch: str
    offset: int
    events: list[msgspec.Raw]
    counters: Counters


class Leave(msgspec.Struct, frozen=True):
    """Leave the room that this connection is in, if any."""


class Like(msgspec.Struct, frozen=True):
    """Add likes, gathered by the client for a quarter of a second. The answer holds the room's true total."""

    count: Annotated[int, msgspec.Meta(ge=1, le=10_000)]


class LikeResult(msgspec.Struct, frozen=True):
    """The room's likes, this command's included as far as they counted."""

    likes: int


class React(msgspec.Struct, frozen=True):
    """Send an emoji over the picture; one of `reactions` of `GET /platform`."""

    emoji: Annotated[str, msgspec.Meta(max_length=32)]


# For the protocol's description: what the channel carries of this slice. What `join` answers besides `Recovered` is
# named by the slice that fills the snapshot.
CHANNEL_EVENTS: Final = (RoomChanged, Joined, Followed, Shared, ModeratorChanged)
COMMAND_RESULTS: Final = {"like": LikeResult}
