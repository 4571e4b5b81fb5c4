"""The rules of talking. Pure."""

from livehouse.kernel.errors import Forbidden, NotFound, NotSignedIn, Unavailable
from livehouse.kernel.text import TextMissing, TextTooLong, clean_line
from livehouse.rooms import Role


class CommentMissing(TextMissing):
    """There is nothing to say."""

    code = "comment_missing"


class CommentTooLong(TextTooLong):
    """The comment does not fit."""

    code = "comment_too_long"


class NoSuchComment(NotFound):
    """Nobody said this in this room."""

    code = "no_such_comment"

    def __init__(self) -> None:
        super().__init__("There is no such comment in this LIVE.", field="comment")


class OnlyHostPins(Forbidden):
    """Somebody who is not the host tried to pin a comment."""

    code = "not_the_host"


class CommentsUnavailable(Unavailable):
    """Comments cannot be kept just now, so none is taken."""

    code = "comments_unavailable"


def check_signed_in(account_id: str | None) -> str:
    """The account that speaks.

    Raises:
        NotSignedIn: nobody does.
    """
    if account_id is None:
        raise NotSignedIn("Sign in to comment.")
    return account_id


def clean_comment(value: str, *, graphemes_max: int) -> str:
    """`value` on one line, fit to be shown.

    Raises:
        CommentMissing, CommentTooLong: with the sentence that stands below the field.
    """
    try:
        return clean_line(value, graphemes_max=graphemes_max, field="text")
    except TextMissing:
        raise CommentMissing("Write something first.", field="text") from None
    except TextTooLong:
        raise CommentTooLong(
            f"Keep comments to {graphemes_max} characters.", field="text", characters_max=graphemes_max
        ) from None


def check_may_pin(role: Role) -> None:
    """Refuse anybody but the host.

    Raises:
        OnlyHostPins: they are a viewer.
    """
    if role != "host":
        raise OnlyHostPins("Only the host can pin a comment.")
