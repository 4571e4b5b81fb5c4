"""What somebody who joins learns of the talk: the last comments and the pinned one. Pure."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping

import msgspec

from livehouse.chat.events import Comment, Commented, Pinned


class TalkFold:
    """Folds a room's events into its last comments, oldest first, and the pinned one.

    Args:
        comments: the room's last comments before the first event.
        comments_max: how many are kept.
    """

    def __init__(self, comments: Iterable[Comment], pinned: Comment | None, *, comments_max: int) -> None:
        self._comments = OrderedDict((comment.id, comment) for comment in comments)
        self._pinned = pinned
        self._comments_max = comments_max

    def apply(self, offset: int, event: msgspec.Struct) -> None:
        """Take in the next event; a comment that was loaded already gets the place that it has in the stream."""
        if isinstance(event, Commented):
            self._comments[event.comment.id] = event.comment
            self._comments.move_to_end(event.comment.id)
            while len(self._comments) > self._comments_max:
                self._comments.popitem(last=False)
        elif isinstance(event, Pinned):
            self._pinned = event.comment

    def snapshot(self) -> Mapping[str, object]:
        """The comments and the pinned one, by the names that they have in the answer to `join`."""
        return {"comments": list(self._comments.values()), "pinned": self._pinned}
