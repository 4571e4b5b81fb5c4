"""Videos: everything that can be done with a short recorded post. The parts do the work; here they are put together."""

import asyncio
from collections.abc import Collection, Sequence
from typing import Any, Final

import msgspec
from prometheus_client import CollectorRegistry

from livehouse.accounts import AccountDeleted, Accounts, Sessions, Visitor
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.ids import Ids, is_id
from livehouse.live_access import PostNumbers
from livehouse.moderation import Moderation
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from livehouse.platform.files import Files
from livehouse.platform.jobs import Jobs
from livehouse.platform.limits import RateLimits
from livehouse.platform.networks import Networks
from livehouse.platform.tasks import Supervisor
from livehouse.videos import model, play_store, store
from livehouse.videos.audience import Audience
from livehouse.videos.comments import Comment, CommentPage, Comments
from livehouse.videos.events import VideoChanged
from livehouse.videos.model import (
    NoSuchVideo,
    NoSuchVideoFile,
    NotReady,
    Onlooker,
    VideoFacts,
    Visibility,
)
from livehouse.videos.numbers import Numbers, VideoNumbers
from livehouse.videos.plays import Interval
from livehouse.videos.processing import Processing
from livehouse.videos.removal import Removal
from livehouse.videos.uploads import Uploads
from livehouse.videos.views import POSTER_FILE, Video, VideoPage, Views, file_key, file_names

WORK_FOLDER: Final = "work"
# How often uploads that nobody finished and plays that nobody reports are looked for.
TIDY_S: Final = 300.0
# More than anybody can have posted: `videos_per_day` for years.
EXPORTED_MAX: Final = 100_000


class VideoFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a video, whose bytes are read when they are needed."""

    video_id: str
    name: str
    size_bytes: int
    is_public: bool

    @property
    def key(self) -> str:
        """Under which it is kept."""
        return file_key(self.video_id, self.name)


class Videos:
    """The slice's service."""

    def __init__(
        self,
        *,
        database: Database,
        files: Files,
        jobs: Jobs,
        accounts: Accounts,
        sessions: Sessions,
        moderation: Moderation,
        networks: Networks,
        limits: RateLimits,
        clock: Clock,
        ids: Ids,
        settings: Settings,
        registry: CollectorRegistry,
    ) -> None:
        self._database = database
        self._files = files
        self._jobs = jobs
        self._accounts = accounts
        self._moderation = moderation
        self._clock = clock
        self._settings = settings
        self._limits = limits
        self._views = Views(database, accounts, jobs)
        self._removal = Removal(database, files, jobs, ids)
        self._uploads = Uploads(database, files, jobs, self._removal, clock, ids, settings)
        self._processing = Processing(
            database, files, jobs, self._removal, clock, settings, settings.data / WORK_FOLDER
        )
        self._comments = Comments(database, accounts, moderation, limits, clock, ids, settings)
        self.audience = Audience(
            database, sessions, networks, limits, clock, ids, settings, registry, accounts.audience.note_watched
        )
        self._numbers = Numbers(database)

    # Starting, stopping, hearing

    def subscribe(self, events: Events) -> None:
        """Hear of what is committed."""
        events.subscribe(AccountDeleted, self._on_account_deleted)

    def start(self, supervisor: Supervisor) -> None:
        """Begin to count, and to clear away what nobody needs."""
        supervisor.start("video reports", self.audience.work)
        supervisor.start("videos tidy", self._tidy)

    async def stop(self) -> None:
        """Write what was reported and is not written yet."""
        await self.audience.flush()

    async def tidy(self) -> None:
        """Clear away once what is cleared away every few minutes."""
        await self._uploads.clear_stale()
        await self.audience.forget_old_plays()

    async def _tidy(self) -> None:
        while True:
            await asyncio.sleep(TIDY_S)
            await self.tidy()

    async def _on_account_deleted(self, event: AccountDeleted) -> None:
        await self._removal.remove_all_of(event.account_id)

    # Uploading, changing, removing

    async def begin_upload(
        self, visitor: Visitor, *, caption: str, visibility: Visibility, size_bytes: int, file_name: str
    ) -> Video:
        """A video of the signed-in visitor whose bytes are to come.

        Raises:
            CaptionTooLong, VideoEmpty, VideoTooBig: naming the field.
            Suspended, Banned: the account may not post.
            TooManyUploads, TooFast: the account has begun too many.
        """
        assert visitor.account_id is not None  # noqa: S101  # the route asks for an account
        await self._moderation.check_may_post(visitor.account_id)
        facts = await self._uploads.begin(
            visitor.account_id,
            caption=caption,
            visibility=visibility,
            size_bytes=size_bytes,
            # Whatever a disk allows in a name, PostgreSQL reads no NUL.
            file_name=file_name.replace("\0", ""),
            browser_key=visitor.browser_key,
        )
        return await self._views.one(facts, visitor.account_id)

    async def add_bytes(self, video_id: str, account_id: str, offset_bytes: int, data: bytes) -> Video:
        """The video with `data` from `offset_bytes` on.

        Raises:
            NoSuchVideo, NotTheAuthor, OffsetMismatch, UploadFinished, PartTooSmall, VideoEmpty, VideoTooBig: as they
                say.
            StorageFull, StorageUnavailable: they cannot be kept just now.
        """
        facts = await self._access_own(video_id, account_id, what="add to this video")
        return await self._views.one(await self._uploads.add_bytes(facts, offset_bytes, data), account_id)

    async def change(
        self, video_id: str, account_id: str, *, caption: str | None = None, visibility: Visibility | None = None
    ) -> Video:
        """Change what is given, and nothing else.

        Raises:
            NoSuchVideo, NotTheAuthor, CaptionTooLong: as they say.
            Suspended, Banned: the account may not post.
        """
        await self._access_own(video_id, account_id, what="change this video")
        changes: dict[str, object] = {}
        if caption is not None:
            changes["caption"] = model.clean_caption(caption, graphemes_max=self._settings.video_caption_max)
        if visibility is not None:
            changes["visibility"] = visibility
        if changes:
            await self._moderation.check_may_post(account_id)
            async with self._database.transaction() as tx:
                await store.update_video(tx, video_id, **changes)
                tx.emit(VideoChanged(video_id=video_id, author_id=account_id))
        return await self.video(video_id, account_id)

    async def remove(self, video_id: str, account_id: str) -> None:
        """Remove the video with all that hangs on it.

        Raises:
            NoSuchVideo, NotTheAuthor: as they say.
        """
        await self._access_own(video_id, account_id, what="delete this video")
        await self._removal.remove(video_id)

    # Looking on

    async def video(self, video_id: str, account_id: str | None) -> Video:
        """The video, for somebody whom it is for.

        Raises:
            NoSuchVideo, VideoForFollowers: as they say.
        """
        return await self._views.one(await self._access(video_id, account_id), account_id)

    async def videos_of(self, handle: str, account_id: str | None, cursor: str | None) -> VideoPage:
        """What the account of this handle shows to this one, the newest first.

        Raises:
            NoSuchAccount, BadCursor: as they say.
        """
        author = await self._accounts.access_by_handle(handle)
        if not await self._shown_authors([author.id]) and author.id != account_id:
            return VideoPage([], None)
        shown: list[Visibility] = ["public"]
        if author.id == account_id:
            shown += ["followers", "private"]
        elif account_id is not None and await self._accounts.is_following(account_id, author.id):
            shown.append("followers")
        return await self._page_of(author.id, account_id, cursor, visibilities=shown)

    async def mine(self, account_id: str, cursor: str | None) -> VideoPage:
        """All of the account's own videos, in whatever state, the newest first.

        Raises:
            BadCursor: it is none that this list gave out.
        """
        return await self._page_of(account_id, account_id, cursor, visibilities=None)

    async def _page_of(
        self,
        author_id: str,
        account_id: str | None,
        cursor: str | None,
        *,
        visibilities: Sequence[Visibility] | None,
    ) -> VideoPage:
        before_id = model.read_cursor(cursor)
        listed_max = self._settings.videos_listed_max
        async with self._database.read() as connection:
            listed = await store.load_videos_of(
                connection, author_id, visibilities=visibilities, before_id=before_id, rows_max=listed_max + 1
            )
        shown = listed[:listed_max]
        next_cursor = shown[-1].id if len(listed) > listed_max else None
        return VideoPage(await self._views.many(shown, account_id), next_cursor)

    async def following_feed(self, account_id: str, cursor: str | None) -> VideoPage:
        """What those whom the account follows show their followers, the newest first.

        Raises:
            BadCursor: it is none that this list gave out.
        """
        before_id = model.read_cursor(cursor)
        followed = await self._accounts.following_ids(account_id)
        listed_max = self._settings.videos_listed_max
        async with self._database.read() as connection:
            listed = await store.load_videos_by(connection, followed, before_id=before_id, rows_max=listed_max + 1)
        shown = listed[:listed_max]
        next_cursor = shown[-1].id if len(listed) > listed_max else None
        return VideoPage(await self._views.many(await self._shown(shown), account_id), next_cursor)

    async def _shown(self, listed: Sequence[VideoFacts]) -> list[VideoFacts]:
        """Those of the videos whose authors still stand before the public."""
        authors = await self._shown_authors([facts.author_id for facts in listed])
        return [facts for facts in listed if facts.author_id in authors]

    async def _shown_authors(self, author_ids: Sequence[str]) -> set[str]:
        """Those of the authors who are not banned, and have not deleted their account."""
        present = await self._accounts.present(author_ids)
        standings = await self._moderation.standings_of(present)
        return {author_id for author_id in present if standings[author_id].state != "banned"}

    async def file(self, video_id: str, account_id: str | None, name: str) -> VideoFile:
        """One of the video's files, for somebody whom it is for.

        Raises:
            NoSuchVideo, VideoForFollowers, NoSuchVideoFile: as they say.
        """
        facts = await self._access(video_id, account_id)
        if facts.state != "ready" or name not in file_names(facts):
            raise NoSuchVideoFile
        sizes = {f"{rendition.name}.mp4": rendition.size_bytes for rendition in facts.renditions}
        size_bytes = sizes.get(name)
        if size_bytes is None:
            poster = await self._files.get(file_key(facts.id, name))
            if poster is None:
                raise NoSuchVideoFile
            size_bytes = len(poster)
        return VideoFile(video_id=facts.id, name=name, size_bytes=size_bytes, is_public=facts.visibility == "public")

    async def read_file(self, file: VideoFile, begin: int, end: int) -> bytes:
        """The file's bytes from `begin` up to `end`.

        Raises:
            NoSuchVideoFile: it was removed meanwhile.
            StorageUnavailable: it cannot be read just now.
        """
        data = await self._files.get_range(file.key, begin, end)
        if data is None:
            raise NoSuchVideoFile
        return data

    # Likes, comments

    async def like(self, video_id: str, account_id: str) -> Video:
        """Like it; nothing happens if it was so already.

        Raises:
            NoSuchVideo, VideoForFollowers, NotReady: as they say.
        """
        await self._access_ready(video_id, account_id)
        async with self._database.transaction() as tx:
            if await store.lock_video(tx, video_id) is None:
                raise NoSuchVideo
            await store.add_like(tx, video_id, account_id, self._clock.now())
        return await self.video(video_id, account_id)

    async def unlike(self, video_id: str, account_id: str) -> Video:
        """Like it no longer; nothing happens if it was so already.

        Raises:
            NoSuchVideo, VideoForFollowers: as they say.
        """
        await self._access(video_id, account_id)
        async with self._database.transaction() as tx:
            if await store.lock_video(tx, video_id) is None:
                raise NoSuchVideo
            await store.remove_like(tx, video_id, account_id)
        return await self.video(video_id, account_id)

    async def comment(self, video_id: str, account_id: str, text: str) -> Comment:
        """Write `text` under the video.

        Raises:
            NoSuchVideo, VideoForFollowers, NotReady: as they say.
            And what `Comments.add` raises.
        """
        return await self._comments.add(await self._access_ready(video_id, account_id), account_id, text)

    async def comments(self, video_id: str, account_id: str | None, cursor: str | None) -> CommentPage:
        """Comments under the video, the newest first.

        Raises:
            NoSuchVideo, VideoForFollowers, BadCursor: as they say.
        """
        return await self._comments.page(await self._access(video_id, account_id), account_id, cursor)

    async def remove_comment(self, video_id: str, account_id: str, comment_id: str) -> None:
        """Remove a comment that one wrote, or that stands under one's own video.

        Raises:
            NoSuchVideo, VideoForFollowers, NoSuchVideoComment, NotYourComment: as they say.
        """
        await self._comments.remove(await self._access(video_id, account_id), account_id, comment_id)

    # Watching

    async def begin_play(self, video_id: str, visitor: Visitor, *, address: str) -> str:
        """The id of a new play by this visitor.

        Raises:
            NoSuchVideo, VideoForFollowers, NotReady, TooFast: as they say.
        """
        facts = await self._access_ready(video_id, visitor.account_id)
        return await self.audience.begin(facts, visitor, address=address)

    async def report_watched(self, play_id: str, watched: Sequence[Interval]) -> None:
        """Note all that was watched in a play so far; returns when it is written.

        Raises:
            NoSuchPlay, Unavailable: it is not.
        """
        await self.audience.report(play_id, watched)

    async def numbers(self, video_id: str, account_id: str) -> VideoNumbers:
        """What the video came to, for its author.

        Raises:
            NoSuchVideo, NotTheAuthor, NotReady: as they say.
        """
        facts = await self._access_own(video_id, account_id, what="see the numbers of this video")
        if facts.state != "ready":
            raise NotReady
        return await self._numbers.of_video(facts)

    # For others

    async def candidates(self, videos_max: int) -> list[store.Candidate]:
        """The newest public videos whose authors stand before the public, as far as a ranking needs them."""
        async with self._database.read() as connection:
            found = await store.load_candidates(connection, videos_max)
        authors = await self._shown_authors([candidate.author_id for candidate in found])
        return [candidate for candidate in found if candidate.author_id in authors]

    async def public_ids_after(self, video_id: str | None, videos_max: int) -> list[str]:
        """The ids of videos that are public and ready and that were begun after this one, in their order."""
        async with self._database.read() as connection:
            return await store.load_public_ids_after(connection, video_id, videos_max)

    async def ids_of(self, author_id: str) -> list[str]:
        """The ids of every video of an author, in whatever state."""
        async with self._database.read() as connection:
            return await store.load_ids_of(connection, author_id)

    async def shown_to(self, video_ids: Sequence[str], account_id: str | None) -> list[Video]:
        """Those of these videos that are public and ready, and whose authors still stand before the public, in the
        order given, as this account sees them."""
        if not video_ids:
            return []
        async with self._database.read() as connection:
            loaded = {facts.id: facts for facts in await store.load_public(connection, video_ids)}
        listed = [loaded[video_id] for video_id in video_ids if video_id in loaded]
        return await self._views.many(await self._shown(listed), account_id)

    async def set_shares(self, video_id: str, shares: int) -> None:
        """Write how often the video was shared; nothing happens if it is gone."""
        async with self._database.transaction() as tx:
            if await store.lock_video(tx, video_id) is not None:
                await store.update_video(tx, video_id, shares=shares)

    async def watched_by(self, video_id: str, viewer_keys: Collection[str], watched_s_min: float) -> set[str]:
        """Those of these viewers who have watched the video for so long, on all days together."""
        await self.audience.flush()
        async with self._database.read() as connection:
            return await play_store.load_watched_by(connection, video_id, viewer_keys, watched_s_min)

    async def poster(self, video_id: str) -> bytes | None:
        """The picture of a video, a WebP; whoever asks has found out that it may be seen."""
        return await self._files.get(file_key(video_id, POSTER_FILE))

    async def numbers_of(self, account_id: str) -> Sequence[PostNumbers]:
        """What everything that an account shows to others came to, the newest first."""
        return await self._numbers.of_account(account_id)

    async def export(self, account_id: str) -> dict[str, Any]:
        """All that is kept of an account here."""
        async with self._database.read() as connection:
            posted = await store.load_videos_of(
                connection, account_id, visibilities=None, before_id=None, rows_max=EXPORTED_MAX
            )
            likes = await store.load_likes_of(connection, account_id)
            comments = await store.load_comments_by(connection, account_id)
            watched = await play_store.load_views_by(connection, account_id)
        return {
            "videos": posted,
            "likes": [{"video_id": video_id, "at": at} for video_id, at in likes],
            "comments": comments,
            "watched": watched,
        }

    async def _access(self, video_id: str, account_id: str | None) -> VideoFacts:
        facts = None
        if is_id(video_id):
            async with self._database.read() as connection:
                facts = await store.load_video(connection, video_id)
        if facts is None:
            raise NoSuchVideo
        follows = False
        if facts.visibility == "followers" and account_id is not None and not model.is_author(facts, account_id):
            follows = await self._accounts.is_following(account_id, facts.author_id)
        model.check_may_see(facts, Onlooker(account_id=account_id, follows_author=follows))
        if not model.is_author(facts, account_id) and not await self._shown_authors([facts.author_id]):
            raise NoSuchVideo
        return facts

    async def _access_ready(self, video_id: str, account_id: str | None) -> VideoFacts:
        facts = await self._access(video_id, account_id)
        if facts.state != "ready":
            raise NotReady
        return facts

    async def _access_own(self, video_id: str, account_id: str, *, what: str) -> VideoFacts:
        facts = await self._access(video_id, account_id)
        model.check_is_author(facts, account_id, what=what)
        return facts
