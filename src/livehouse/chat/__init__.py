"""What is said in a room: comments, and the pinned one. All that other slices may use."""

from livehouse.chat.events import (
    CHANNEL_EVENTS,
    COMMAND_RESULTS,
    Call,
    Comment,
    Commented,
    PeopleCalled,
    PinChanged,
    Pinned,
    Snapshot,
)
from livehouse.chat.model import CommentMissing, CommentsUnavailable, CommentTooLong, NoSuchComment, OnlyHostPins
from livehouse.chat.past import Transcript
from livehouse.chat.service import Chat

__all__ = [
    "CHANNEL_EVENTS",
    "COMMAND_RESULTS",
    "Call",
    "Chat",
    "Comment",
    "CommentMissing",
    "CommentTooLong",
    "Commented",
    "CommentsUnavailable",
    "NoSuchComment",
    "OnlyHostPins",
    "PeopleCalled",
    "PinChanged",
    "Pinned",
    "Snapshot",
    "Transcript",
]
