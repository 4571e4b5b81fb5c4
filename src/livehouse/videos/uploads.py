"""Uploads: a video's bytes in parts, each kept whole, so that one that was cut off goes on where it was."""

from datetime import timedelta
from typing import Final

import msgspec

from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import TooFast
from livehouse.kernel.ids import Ids
from livehouse.platform.database import Database
from livehouse.platform.files import Files
from livehouse.platform.jobs import Jobs
from livehouse.videos import model, play_store, store
from livehouse.videos.model import (
    NoSuchVideo,
    OffsetMismatch,
    PartTooSmall,
    TooManyUploads,
    UploadFinished,
    VideoEmpty,
    VideoFacts,
    VideoTooBig,
    Visibility,
)
from livehouse.videos.removal import Removal
from livehouse.videos.views import PROCESSING

A_DAY: Final = timedelta(days=1)
# Of what is cleared away at a time.
STALE_MAX: Final = 100


class Uploads:
    """Takes videos in."""

    def __init__(
        self,
        database: Database,
        files: Files,
        jobs: Jobs,
        removal: Removal,
        clock: Clock,
        ids: Ids,
        settings: Settings,
    ) -> None:
        self._database = database
        self._files = files
        self._jobs = jobs
        self._removal = removal
        self._clock = clock
        self._ids = ids
        self._settings = settings

    async def begin(
        self,
        account_id: str,
        *,
        caption: str,
        visibility: Visibility,
        size_bytes: int,
        file_name: str,
        browser_key: str | None,
    ) -> VideoFacts:
        """A video whose bytes are to come.

        Raises:
            CaptionTooLong, VideoEmpty, VideoTooBig: naming the field.
            TooManyUploads, TooFast: the account has begun too many.
        """
        settings = self._settings
        caption = model.clean_caption(caption, graphemes_max=settings.video_caption_max)
        model.check_size(size_bytes, bytes_max=settings.video_bytes_max)
        now = self._clock.now()
        video = VideoFacts(
            id=self._ids.new(),
            author_id=account_id,
            caption=caption,
            visibility=visibility,
            file_name=file_name,
            size_bytes=size_bytes,
            created_at=now,
        )
        async with self._database.transaction() as tx:
            unfinished, today = await store.count_videos_since(tx, account_id, now - A_DAY)
            if unfinished >= settings.video_uploads_max:
                raise TooManyUploads(
                    f"You have {unfinished} uploads that are not finished. Finish or delete one of them first."
                )
            if today >= settings.videos_per_day:
                raise TooFast(
                    f"You have posted {today} videos in the last 24 hours. Try again tomorrow.",
                    retry_after_s=int(A_DAY.total_seconds()),
                )
            await store.insert_video(tx, video)
            if browser_key is not None:
                await play_store.note_author_browser(tx, account_id, browser_key)
        return video

    async def add_bytes(self, video: VideoFacts, offset_bytes: int, data: bytes) -> VideoFacts:
        """The video with `data` from `offset_bytes` on; with the last of them its processing begins.

        Raises:
            OffsetMismatch: the bytes do not follow on those that are here.
            UploadFinished: all of them are here.
            PartTooSmall, VideoEmpty, VideoTooBig: as they say.
            StorageFull, StorageUnavailable: they cannot be kept now; what was here before still is.
        """
        self._check_part(video, offset_bytes, data)
        key = f"uploads/{video.id}/{offset_bytes:012}-{self._ids.new()}"
        # The file first; if two came at once, the one that is too late goes again.
        async with self._files.adding(key, data), self._database.transaction() as tx:
            before = await store.lock_video(tx, video.id)
            if before is None:
                raise NoSuchVideo
            self._check_part(before, offset_bytes, data)
            await store.insert_part(tx, video.id, offset_bytes, key)
            uploaded = offset_bytes + len(data)
            is_whole = uploaded == before.size_bytes
            state: model.VideoState = "processing" if is_whole else "uploading"
            await store.update_video(tx, video.id, uploaded_bytes=uploaded, state=state)
            if is_whole:
                await self._jobs.add(tx, PROCESSING, video.id)
        if is_whole:
            self._jobs.wake()
        return msgspec.structs.replace(before, uploaded_bytes=uploaded, state=state)

    def _check_part(self, video: VideoFacts, offset_bytes: int, data: bytes) -> None:
        if video.state != "uploading":
            raise UploadFinished
        if offset_bytes != video.uploaded_bytes:
            raise OffsetMismatch(video.uploaded_bytes)
        if not data:
            raise VideoEmpty("Send the bytes as the body of the request; it was empty.")
        if offset_bytes + len(data) > video.size_bytes:
            raise VideoTooBig(
                f"This file is larger than the {video.size_bytes:,} bytes that it was said to have. Begin it anew.",
                bytes_max=video.size_bytes,
            )
        is_last = offset_bytes + len(data) == video.size_bytes
        bytes_min = self._settings.video_part_bytes_min
        if not is_last and len(data) < bytes_min:
            raise PartTooSmall(f"Send at least {bytes_min:,} bytes at a time, but for the last ones.")

    async def clear_stale(self) -> int:
        """Remove uploads that were never finished; how many."""
        before = self._clock.now() - timedelta(seconds=self._settings.video_upload_lifetime_s)
        async with self._database.read() as connection:
            stale = await store.load_stale_uploads(connection, before, STALE_MAX)
        for video_id in stale:
            await self._removal.remove(video_id)
        return len(stale)
