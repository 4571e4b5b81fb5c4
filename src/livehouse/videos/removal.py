"""Removing videos: the rows at once, their files by a job, so that none is left behind by a crash."""

from collections.abc import Sequence
from typing import Final

from livehouse.kernel.ids import Ids
from livehouse.platform.database import Database, Transaction
from livehouse.platform.files import Files
from livehouse.platform.jobs import Job, Jobs
from livehouse.videos import play_store, store
from livehouse.videos.events import VideoDeleted
from livehouse.videos.views import file_key, file_names

FILE_REMOVAL: Final = "videos.remove_files"


class Removal:
    """Removes videos and files that nobody needs."""

    def __init__(self, database: Database, files: Files, jobs: Jobs, ids: Ids) -> None:
        self._database = database
        self._files = files
        self._jobs = jobs
        self._ids = ids
        jobs.register(FILE_REMOVAL, self._remove_files)

    async def remove(self, video_id: str) -> bool:
        """Remove the video with all that hangs on it; False if there is none. Emits `VideoDeleted`."""
        async with self._database.transaction() as tx:
            # What was watched before the video, in the order in which reports take them: neither waits for the other.
            await play_store.delete_watched(tx, video_id)
            video = await store.lock_video(tx, video_id, is_to_go=True)
            if video is None:
                return False
            keys = await store.take_parts(tx, video_id)
            keys += [file_key(video_id, name) for name in file_names(video)]
            # And once more, for who began meanwhile; from here on nobody can.
            await play_store.delete_watched(tx, video_id)
            await store.delete_video(tx, video_id)
            await self.add_files(tx, keys)
            tx.emit(VideoDeleted(video_id=video_id, author_id=video.author_id))
        self._jobs.wake()
        return True

    async def remove_all_of(self, account_id: str) -> None:
        """Remove everything that an account posted, and what it left at the videos of others."""
        async with self._database.read() as connection:
            own = await store.load_ids_of(connection, account_id)
            liked, written = await store.load_traces_of(connection, account_id)
        for video_id in own:
            await self.remove(video_id)
        async with self._database.transaction() as tx:
            await play_store.forget_browsers(tx, account_id)
        for video_id in liked:
            async with self._database.transaction() as tx:
                if await store.lock_video(tx, video_id) is not None:
                    await store.remove_like(tx, video_id, account_id)
        for video_id, comment_id in written:
            async with self._database.transaction() as tx:
                if await store.lock_video(tx, video_id) is not None:
                    await store.delete_comment(tx, video_id, comment_id)

    async def add_files(self, tx: Transaction, keys: Sequence[str]) -> None:
        """Have these files removed once `tx` has committed; wake the jobs then."""
        if keys:
            await self._jobs.add(tx, FILE_REMOVAL, self._ids.new(), {"keys": list(keys)})

    async def _remove_files(self, job: Job) -> None:
        for key in job.body["keys"]:
            await self._files.delete(key)
