"""What videos tell others, after it was committed."""

from datetime import datetime

from livehouse.platform.events import DomainEvent


class VideoPublished(DomainEvent, frozen=True):
    """A video is ready to be played, by those whom it is for."""

    video_id: str
    author_id: str
    at: datetime


class VideoChanged(DomainEvent, frozen=True):
    """A video has another caption, or is for other people than before."""

    video_id: str
    author_id: str


class VideoRefused(DomainEvent, frozen=True):
    """A video was looked into and cannot be taken; `code` says why."""

    video_id: str
    author_id: str
    code: str


class VideoDeleted(DomainEvent, frozen=True):
    """A video and all that hung on it are gone."""

    video_id: str
    author_id: str


class VideoCommented(DomainEvent, frozen=True):
    """Somebody wrote under a video."""

    video_id: str
    video_author_id: str
    comment_id: str
    author_id: str
    text: str
    at: datetime


class VideoCommentRemoved(DomainEvent, frozen=True):
    """A comment under a video is gone, by whoever wrote it or the author of the video."""

    video_id: str
    comment_id: str
    author_id: str
