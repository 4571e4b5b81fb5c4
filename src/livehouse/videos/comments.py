"""Comments under videos: writing, listing, removing."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from livehouse.accounts import AccountCard, Accounts
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.ids import Ids, is_id
from livehouse.moderation import Moderation
from livehouse.platform.database import Database
from livehouse.platform.limits import RateLimitItemPerMinute, RateLimits
from livehouse.videos import model, store
from livehouse.videos.events import VideoCommented, VideoCommentRemoved
from livehouse.videos.model import NoSuchVideo, NoSuchVideoComment, NotYourComment, VideoFacts
from livehouse.videos.store import StoredComment


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """Something that somebody wrote under a video, as one certain person sees it."""

    id: str
    author: AccountCard
    text: str
    at: datetime
    is_mine: bool
    may_delete: bool


class CommentPage(msgspec.Struct, frozen=True):
    """A part of the comments under a video."""

    comments: list[Comment]
    next_cursor: str | None


class Comments:
    """What is said under videos that the one who asks may see."""

    def __init__(
        self,
        database: Database,
        accounts: Accounts,
        moderation: Moderation,
        limits: RateLimits,
        clock: Clock,
        ids: Ids,
        settings: Settings,
    ) -> None:
        self._database = database
        self._accounts = accounts
        self._moderation = moderation
        self._limits = limits
        self._clock = clock
        self._ids = ids
        self._settings = settings
        self._limit = RateLimitItemPerMinute(settings.video_comments_per_minute)

    async def add(self, video: VideoFacts, account_id: str, text: str) -> Comment:
        """Write `text` under the video. Emits `VideoCommented`.

        Raises:
            VideoCommentMissing, VideoCommentTooLong: naming the field.
            Suspended, Banned: the account may not speak.
            TooFast: `video_comments_per_minute` is reached.
        """
        text = model.clean_comment(text, graphemes_max=self._settings.comment_max)
        await self._moderation.check_may_speak(account_id)
        message = "You have written many comments in the last minute. Wait a little, then go on."
        await self._limits.hit(self._limit, "video comments", account_id, message=message)
        comment = StoredComment(
            id=self._ids.new(), video_id=video.id, author_id=account_id, text=text, at=self._clock.now()
        )
        async with self._database.transaction() as tx:
            if await store.lock_video(tx, video.id) is None:
                raise NoSuchVideo
            await store.insert_comment(tx, comment)
            tx.emit(
                VideoCommented(
                    video_id=video.id,
                    video_author_id=video.author_id,
                    comment_id=comment.id,
                    author_id=account_id,
                    text=text,
                    at=comment.at,
                )
            )
        return (await self._views([comment], video, account_id))[0]

    async def page(self, video: VideoFacts, account_id: str | None, cursor: str | None) -> CommentPage:
        """Comments under the video, the newest first.

        Raises:
            BadCursor: it is none that this list gave out.
        """
        before_id = model.read_cursor(cursor)
        listed_max = self._settings.video_comments_listed_max
        async with self._database.read() as connection:
            listed = await store.load_comments(connection, video.id, before_id=before_id, rows_max=listed_max + 1)
        shown = listed[:listed_max]
        next_cursor = shown[-1].id if len(listed) > listed_max else None
        return CommentPage(await self._views(shown, video, account_id), next_cursor)

    async def remove(self, video: VideoFacts, account_id: str, comment_id: str) -> None:
        """Remove a comment; nothing happens if it is gone. Emits `VideoCommentRemoved`.

        Raises:
            NoSuchVideoComment: there is none of this id.
            NotYourComment: it is somebody else's, under a video of somebody else.
        """
        comment = None
        if is_id(comment_id):
            async with self._database.read() as connection:
                comment = await store.load_comment(connection, video.id, comment_id)
        if comment is None:
            raise NoSuchVideoComment
        if account_id not in (comment.author_id, video.author_id):
            raise NotYourComment
        async with self._database.transaction() as tx:
            if await store.lock_video(tx, video.id) is not None:
                await store.delete_comment(tx, video.id, comment_id)
                tx.emit(VideoCommentRemoved(video_id=video.id, comment_id=comment_id, author_id=comment.author_id))

    async def _views(self, listed: Sequence[StoredComment], video: VideoFacts, account_id: str | None) -> list[Comment]:
        # Who is deleting their account is gone for others at once, and so is who is banned; both may come back.
        present = await self._accounts.present([comment.author_id for comment in listed])
        standings = await self._moderation.standings_of(present)
        cards = await self._accounts.cards(author for author in present if standings[author].state != "banned")
        return [
            Comment(
                id=comment.id,
                author=cards[comment.author_id],
                text=comment.text,
                at=comment.at,
                is_mine=comment.author_id == account_id,
                may_delete=account_id is not None and account_id in (comment.author_id, video.author_id),
            )
            for comment in listed
            if comment.author_id in cards
        ]
