"""Removing replays: the rows at once, their files by a job, so that none is left behind by a crash."""

from typing import Final

from livehouse.platform.database import Database, Transaction
from livehouse.platform.files import Files
from livehouse.platform.jobs import Job, Jobs
from livehouse.replays import model, store
from livehouse.replays.events import ReplayChanged

FILE_REMOVAL: Final = "replays.remove_files"


class Removal:
    """Removes replays."""

    def __init__(self, database: Database, files: Files, jobs: Jobs) -> None:
        self._database = database
        self._files = files
        self._jobs = jobs
        jobs.register(FILE_REMOVAL, self._remove_files)

    async def remove(self, replay_id: str) -> bool:
        """Remove the replay with all that hangs on it; False if there is none.

        Of a LIVE that goes on a mark stays until it has ended, so that nothing more is recorded.
        """
        async with self._database.transaction() as tx:
            replay = await store.lock_replay(tx, replay_id)
            if replay is None or replay.state == "deleted":
                return False
            if replay.state == "recording":
                await store.delete_contents(tx, replay_id)
                await store.update_replay(
                    tx, replay_id, state="deleted", title="", duration_us=0, size_bytes=0, pieces=0, head_bytes=None
                )
            else:
                await store.delete_replay(tx, replay_id)
            await self.add_files(tx, replay_id)
            tx.emit(ReplayChanged(replay_id=replay_id, host_id=replay.host_id))
        self._jobs.wake()
        return True

    async def remove_all_of(self, account_id: str) -> None:
        """Remove everything that an account recorded."""
        async with self._database.read() as connection:
            own = await store.load_ids_of_host(connection, account_id)
        for replay_id in own:
            await self.remove(replay_id)

    async def add_files(self, tx: Transaction, replay_id: str) -> None:
        """Have the files of this replay removed once `tx` has committed; wake the jobs then."""
        await self._jobs.add(tx, FILE_REMOVAL, replay_id)

    async def _remove_files(self, job: Job) -> None:
        await self._files.delete_all(model.files_prefix(job.key))
