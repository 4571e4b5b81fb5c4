"""What a video is, who may see it, and why one is refused. Pure."""

from datetime import datetime
from typing import Final, Literal

import msgspec

from livehouse.kernel.errors import BadCursor, BadInput, Conflict, Forbidden, NotFound, TooLarge
from livehouse.kernel.ids import is_id
from livehouse.kernel.text import TextMissing, TextTooLong, clean_line, clean_text

Visibility = Literal["public", "followers", "private"]
VideoState = Literal["uploading", "processing", "ready", "refused"]
RefusalCode = Literal[
    "not_a_video", "too_long", "too_big", "picture_too_large", "no_picture", "unreadable", "same_video"
]

VISIBILITIES: Final[tuple[Visibility, ...]] = ("public", "followers", "private")

# What the author reads on the video that was refused.
REFUSALS: Final[dict[RefusalCode, str]] = {
    "not_a_video": "This file is not a video that we can read. Send an MP4, MOV, WebM or MKV file.",
    "too_long": "This video is longer than is taken here. Cut it shorter and send it again.",
    "too_big": "This file is larger than it was said to be, or than is taken here. Choose a smaller one.",
    "picture_too_large": "The picture of this video is larger than is taken here. Make it smaller and send it again.",
    "no_picture": "There is no picture in this file. Send one with a picture that moves.",
    "unreadable": "This video is damaged and cannot be played. Export it again, then send it anew.",
    "same_video": "You have posted this very video before. Share the first one instead.",
}


class NoSuchVideo(NotFound):
    """There is no such video, or it is not for the one who asks."""

    code = "no_such_video"

    def __init__(self) -> None:
        super().__init__("There is no such video. It may have been removed; look at others.")


class VideoForFollowers(Forbidden):
    """The author shows this video to followers only."""

    code = "video_for_followers"


class NotTheAuthor(Forbidden):
    """Only the video's author may do this."""

    code = "not_the_author"


class VideoTooBig(TooLarge):
    """The file has more bytes than are taken."""

    code = "video_too_big"


class VideoEmpty(BadInput):
    """The file has no bytes, or fewer than none."""

    code = "video_empty"


class CaptionTooLong(TextTooLong):
    """The caption does not fit."""

    code = "caption_too_long"


class OffsetMismatch(Conflict):
    """The bytes do not follow on those that are here; `uploaded_bytes` in the details says where to go on."""

    code = "offset_mismatch"
    retry = True

    def __init__(self, uploaded_bytes: int) -> None:
        super().__init__(
            f"These bytes do not follow on the {uploaded_bytes:,} that are here. Go on from there.",
            uploaded_bytes=uploaded_bytes,
        )


class PartTooSmall(BadInput):
    """A part of an upload that is not the last one has too few bytes."""

    code = "part_too_small"


class UploadFinished(Conflict):
    """All bytes of this video are here."""

    code = "upload_finished"

    def __init__(self) -> None:
        super().__init__("All of this video has arrived already. Load it again to see what became of it.")


class TooManyUploads(Conflict):
    """The account has as many unfinished uploads as it may."""

    code = "too_many_uploads"


class NotReady(Conflict):
    """The video cannot be played yet, or never."""

    code = "video_not_ready"

    def __init__(self) -> None:
        super().__init__("This video is not ready yet. Try again when it is.")


class NoSuchVideoFile(NotFound):
    """The video has no file of this name."""

    code = "no_such_video_file"

    def __init__(self) -> None:
        super().__init__("This video has no such file. Load the video again.")


class NoSuchPlay(NotFound):
    """Nobody began to watch under this id, or it was so long ago that it is forgotten."""

    code = "no_such_play"

    def __init__(self) -> None:
        super().__init__("This viewing is over. Begin a new one.")


class NoSuchVideoComment(NotFound):
    """Nobody wrote this under this video."""

    code = "no_such_video_comment"

    def __init__(self) -> None:
        super().__init__("There is no such comment under this video. It may have been removed.")


class NotYourComment(Forbidden):
    """Only who wrote a comment, or the video's author, may remove it."""

    code = "not_your_comment"

    def __init__(self) -> None:
        super().__init__("Only who wrote this comment, or the author of the video, can remove it.")


class VideoCommentMissing(TextMissing):
    """There is nothing to say."""

    code = "video_comment_missing"


class VideoCommentTooLong(TextTooLong):
    """The comment does not fit."""

    code = "video_comment_too_long"


def read_cursor(cursor: str | None) -> str | None:
    """The id at which the page of a list before ended; None for the first page.

    Raises:
        BadCursor: it is no id.
    """
    if cursor is not None and not is_id(cursor):
        raise BadCursor
    return cursor


class StoredRendition(msgspec.Struct, frozen=True, kw_only=True):
    """One playable file of a video; `name` is by the picture's shorter side, `720p`. `bitrate` is in bits a second."""

    name: str
    width: int
    height: int
    bitrate: int
    size_bytes: int


class VideoFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored of a video.

    `length_s`, `width` and `height` are known once it was looked into, `published_at` once it is ready. `first_id` is
    the own video that a refused one repeats, `repost_of` somebody else's earlier one that this one shows again. `turn`
    counts the author's videos of the day on which it was published, from 1.
    """

    id: str
    author_id: str
    caption: str
    visibility: Visibility
    state: VideoState = "uploading"
    file_name: str
    size_bytes: int
    uploaded_bytes: int = 0
    refusal: RefusalCode | None = None
    first_id: str | None = None
    repost_of: str | None = None
    length_s: float | None = None
    width: int | None = None
    height: int | None = None
    renditions: tuple[StoredRendition, ...] = ()
    created_at: datetime
    published_at: datetime | None = None
    turn: int = 0
    views: int = 0
    play_s: float = 0.0
    likes: int = 0
    comments: int = 0
    shares: int = 0


class Onlooker(msgspec.Struct, frozen=True, kw_only=True):
    """Who wants to see a video, as far as it matters for one video: nobody signed in has no `account_id`."""

    account_id: str | None = None
    follows_author: bool = False


def is_author(video: VideoFacts, account_id: str | None) -> bool:
    """Whether the video is this account's."""
    return account_id == video.author_id


def check_may_see(video: VideoFacts, onlooker: Onlooker) -> None:
    """Refuse somebody whom the video is not for. Its author always may.

    Raises:
        NoSuchVideo: it is private or not ready, which is nobody's business but the author's.
        VideoForFollowers: with what to do about it.
    """
    if is_author(video, onlooker.account_id):
        return
    if video.state != "ready" or video.visibility == "private":
        raise NoSuchVideo
    if video.visibility == "followers" and not onlooker.follows_author:
        what_to_do = "Sign in and follow" if onlooker.account_id is None else "Follow"
        raise VideoForFollowers(f"This video is for followers. {what_to_do} its author to watch it.")


def check_is_author(video: VideoFacts, account_id: str, *, what: str) -> None:
    """Refuse anybody but the author.

    Raises:
        NotTheAuthor: only the author may `what`.
    """
    if not is_author(video, account_id):
        raise NotTheAuthor(f"Only the author can {what}.")


def clean_caption(value: str, *, graphemes_max: int) -> str:
    """`value` fit to be shown; it may be empty.

    Raises:
        CaptionTooLong: with the sentence that the form shows.
    """
    try:
        return clean_text(value, graphemes_max=graphemes_max, field="caption", required=False)
    except TextTooLong:
        raise CaptionTooLong(
            f"Keep the caption to {graphemes_max} characters.", field="caption", characters_max=graphemes_max
        ) from None


def clean_comment(value: str, *, graphemes_max: int) -> str:
    """`value` on one line, fit to be shown.

    Raises:
        VideoCommentMissing, VideoCommentTooLong: with the sentence that stands below the field.
    """
    try:
        return clean_line(value, graphemes_max=graphemes_max, field="text")
    except TextMissing:
        raise VideoCommentMissing("Write something first.", field="text") from None
    except TextTooLong:
        raise VideoCommentTooLong(
            f"Keep comments to {graphemes_max} characters.", field="text", characters_max=graphemes_max
        ) from None


def check_size(size_bytes: int, *, bytes_max: int) -> None:
    """Refuse a file by the size that it is said to have.

    Raises:
        VideoEmpty, VideoTooBig: which of the two it is.
    """
    if size_bytes <= 0:
        raise VideoEmpty("This file is empty. Choose another one.", field="size_bytes")
    if size_bytes > bytes_max:
        raise VideoTooBig(
            f"Choose a video of at most {bytes_max // 1_000_000} MB.", field="size_bytes", bytes_max=bytes_max
        )
