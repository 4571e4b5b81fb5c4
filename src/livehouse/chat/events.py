"""What is said in a room: shapes, events and commands of its channel.

The docstrings of the channel's structs are printed in docs/protocol.md, so they speak to somebody who writes a client.
"""

from datetime import datetime
from typing import Annotated, Final

import msgspec

from livehouse.accounts import AccountCard
from livehouse.platform.events import DomainEvent
from livehouse.rooms import Counters, Recovered, Role, Room


class PinChanged(DomainEvent, frozen=True):
    """The host pinned a comment, or took the pinned one away (`comment_id` is None)."""

    room_id: str
    comment_id: str | None
    at: datetime


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """A comment that may name people: there is an @ in it."""

    comment_id: str
    room_id: str
    author_id: str
    text: str
    at: datetime


class PeopleCalled(DomainEvent, frozen=True):
    """Comments were written down that may name people (`@handle`). One event for a batch, as a busy room has many."""

    calls: tuple[Call, ...]


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """Something that somebody said in a room. Ids ascend with time."""

    id: str
    account: AccountCard
    role: Role
    text: str
    at: datetime


# --- Events of the channel, server → client --------------------------------------------------------------------------


class Commented(msgspec.Struct, frozen=True, tag="comment", tag_field="type"):
    """Somebody said something. Sampled in a busy room, except for the host."""

    comment: Comment


class Pinned(msgspec.Struct, frozen=True, tag="pin", tag_field="type"):
    """The host pinned a comment; null takes the pinned one away."""

    comment: Comment | None


# --- Commands of the channel, client → server, and their answers -----------------------------------------------------


class Say(msgspec.Struct, frozen=True):
    """Say something in the room that this connection is in. Needs an account.

    The comment also comes with a tick; know it by its id, and it appears once.
    """

    text: Annotated[str, msgspec.Meta(max_length=10_000)]


class Said(msgspec.Struct, frozen=True):
    """The comment as everybody gets it, and its place among the room's events."""

    comment: Comment
    offset: int


class Pin(msgspec.Struct, frozen=True):
    """Pin the comment of this id, or none (null). For the host."""

    comment: Annotated[str, msgspec.Meta(max_length=64)] | None


class Snapshot(msgspec.Struct, frozen=True, tag="snapshot", tag_field="kind", kw_only=True):
    """What the answer to `join` holds for somebody new: the room as it is, and the last comments, oldest first."""

    room: Room
    role: Role
    epoch: str
    offset: int
    comments: list[Comment]
    pinned: Comment | None
    counters: Counters


# For the protocol's description: what the channel carries of this slice.
CHANNEL_EVENTS: Final = (Commented, Pinned)
COMMAND_RESULTS: Final = {"join": Snapshot | Recovered, "comment": Said}
