"""What is said in a room: comments, and the pinned one. All that other slices may use."""

from livehouse.chat.events import CHANNEL_EVENTS, COMMAND_RESULTS, Comment, Commented, PinChanged, Pinned, Snapshot
from livehouse.chat.model import CommentMissing, CommentsUnavailable, CommentTooLong, NoSuchComment, OnlyHostPins
from livehouse.chat.past import Transcript
from livehouse.chat.service import Chat

__all__ = [
    "CHANNEL_EVENTS",
    "COMMAND_RESULTS",
    "Chat",
    "Comment",
    "CommentMissing",
    "CommentTooLong",
    "Commented",
    "CommentsUnavailable",
    "NoSuchComment",
    "OnlyHostPins",
    "PinChanged",
    "Pinned",
    "Snapshot",
    "Transcript",
]
