"""Videos as the one who asks sees them: stored facts, the author's card, and what that person did with them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from livehouse.accounts import AccountCard, Accounts
from livehouse.platform.database import Database
from livehouse.platform.http import API
from livehouse.platform.jobs import Jobs
from livehouse.videos import model, store
from livehouse.videos.model import REFUSALS, RefusalCode, VideoFacts, VideoState, Visibility

PROCESSING: Final = "videos.process"
POSTER_FILE: Final = "poster.webp"


class Rendition(msgspec.Struct, frozen=True, kw_only=True):
    """One playable file of a video."""

    name: str
    url: str
    width: int
    height: int
    bitrate: int


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Why a video was refused."""

    code: RefusalCode
    message: str
    first_id: str | None


class Video(msgspec.Struct, frozen=True, kw_only=True):
    """A video as one certain person sees it."""

    id: str
    author: AccountCard
    caption: str
    visibility: Visibility
    state: VideoState
    progress: float
    uploaded_bytes: int
    size_bytes: int
    refusal: Refusal | None
    length_s: float | None
    width: int | None
    height: int | None
    poster_url: str | None
    renditions: tuple[Rendition, ...]
    created_at: datetime
    published_at: datetime | None
    views: int
    likes: int
    comments: int
    shares: int
    is_liked: bool
    is_mine: bool


class VideoPage(msgspec.Struct, frozen=True):
    """A part of a list of videos."""

    videos: list[Video]
    next_cursor: str | None


class Views:
    """Puts together what is told of videos."""

    def __init__(self, database: Database, accounts: Accounts, jobs: Jobs) -> None:
        self._database = database
        self._accounts = accounts
        self._jobs = jobs

    async def one(self, facts: VideoFacts, account_id: str | None) -> Video:
        """The video as this account sees it."""
        return (await self.many([facts], account_id))[0]

    async def many(self, listed: Sequence[VideoFacts], account_id: str | None) -> list[Video]:
        """The videos as this account sees them, in the order given."""
        if not listed:
            return []
        cards = await self._accounts.cards([facts.author_id for facts in listed])
        liked: set[str] = set()
        if account_id is not None:
            async with self._database.read() as connection:
                liked = await store.load_liked(connection, account_id, [facts.id for facts in listed])
        made = await self._jobs.progress_of(PROCESSING, [facts.id for facts in listed if facts.state == "processing"])
        return [
            _view(facts, cards[facts.author_id], account_id, is_liked=facts.id in liked, made=made) for facts in listed
        ]


def _view(
    facts: VideoFacts, author: AccountCard, account_id: str | None, *, is_liked: bool, made: Mapping[str, float]
) -> Video:
    is_ready = facts.state == "ready"
    return Video(
        id=facts.id,
        author=author,
        caption=facts.caption,
        visibility=facts.visibility,
        state=facts.state,
        progress=_progress(facts, made),
        uploaded_bytes=facts.uploaded_bytes,
        size_bytes=facts.size_bytes,
        refusal=None
        if facts.refusal is None
        else Refusal(code=facts.refusal, message=REFUSALS[facts.refusal], first_id=facts.first_id),
        length_s=facts.length_s,
        width=facts.width,
        height=facts.height,
        poster_url=file_url(facts.id, POSTER_FILE) if is_ready else None,
        renditions=tuple(
            Rendition(
                name=rendition.name,
                url=file_url(facts.id, f"{rendition.name}.mp4"),
                width=rendition.width,
                height=rendition.height,
                bitrate=rendition.bitrate,
            )
            for rendition in facts.renditions
        ),
        created_at=facts.created_at,
        published_at=facts.published_at,
        views=facts.views,
        likes=facts.likes,
        comments=facts.comments,
        shares=facts.shares,
        is_liked=is_liked,
        is_mine=model.is_author(facts, account_id),
    )


def _progress(facts: VideoFacts, made: Mapping[str, float]) -> float:
    if facts.state == "uploading":
        return round(facts.uploaded_bytes / facts.size_bytes, 4)
    if facts.state == "processing":
        return round(made.get(facts.id, 0.0), 4)
    return 1.0


def file_url(video_id: str, name: str) -> str:
    """The path of one of a video's files; what it leads to never changes."""
    return f"{API}/videos/{video_id}/files/{name}"


def file_key(video_id: str, name: str) -> str:
    """Under which key one of a video's files is kept."""
    return f"videos/{video_id}/{name}"


def file_names(facts: VideoFacts) -> list[str]:
    """The files that a ready video has."""
    return [POSTER_FILE, *(f"{rendition.name}.mp4" for rendition in facts.renditions)]
