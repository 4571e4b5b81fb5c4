"""What all servers of the fan-out benchmarks say, so that they are compared on the same bytes."""

from datetime import UTC, datetime

import msgspec


class Author(msgspec.Struct, frozen=True):
    id: str
    handle: str
    nickname: str
    avatar_url: str


class Comment(msgspec.Struct, frozen=True):
    id: str
    account: Author
    role: str
    text: str
    at: datetime


class Commented(msgspec.Struct, frozen=True, tag="comment", tag_field="type"):
    """A comment as the product's channel sends it."""

    comment: Comment


class Say(msgspec.Struct, frozen=True):
    """The command's payload."""

    text: str


def comment_of(speaker: str, number: int, text: str) -> Commented:
    """A comment with an author's card as long as a usual one."""
    account_id = f"{speaker[-8:]:0>26}"
    author = Author(
        account_id, f"viewer_{speaker[-4:]}", f"Viewer {speaker[-4:]}", f"/api/v1/accounts/{account_id}/avatar"
    )
    return Commented(Comment(f"{number:026}", author, "viewer", text, datetime.now(UTC)))


def event_json(number: int, text: str) -> str:
    """The event as it stands in the room's stream, its number in front of the text."""
    return msgspec.json.encode(comment_of("publisher0001", number, f"{number} {text}")).decode()
