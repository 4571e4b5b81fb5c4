"""Processing: what was uploaded is put together, checked, made playable and compared, by a job that may begin anew."""

import asyncio
import errno
import hashlib
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.platform.database import Database, StorageFull, StorageUnavailable
from livehouse.platform.files import Files
from livehouse.platform.films import child
from livehouse.platform.films.child import FilmRefused, Limits, Made
from livehouse.platform.films.report import POSTER
from livehouse.platform.jobs import Job, Jobs
from livehouse.videos import store
from livehouse.videos.events import VideoPublished, VideoRefused
from livehouse.videos.film import Film, length_window_s
from livehouse.videos.model import RefusalCode, StoredRendition, VideoFacts
from livehouse.videos.removal import Removal
from livehouse.videos.views import POSTER_FILE, PROCESSING, file_key

# What is done when the film is made; the rest is comparing and keeping it.
MAKING_SHARE: Final = 0.95
# Films compared at a time, off the loop: 0.2 s for films of a minute.
COMPARED_AT_ONCE: Final = 500


class Processing:
    """Does the jobs that make videos playable.

    Args:
        folder: where films lie while they are made.
    """

    def __init__(
        self,
        database: Database,
        files: Files,
        jobs: Jobs,
        removal: Removal,
        clock: Clock,
        settings: Settings,
        folder: Path,
    ) -> None:
        self._database = database
        self._files = files
        self._jobs = jobs
        self._removal = removal
        self._clock = clock
        self._limits = Limits(seconds=float(settings.video_seconds_max), side_px=settings.video_side_px_max)
        self._niceness = settings.video_niceness
        self._folder = folder
        jobs.register(PROCESSING, self._process, gave_up=self._give_up, is_heavy=True)

    async def _process(self, job: Job) -> None:
        async with self._database.read() as connection:
            video = await store.load_video(connection, job.key)
            keys = await store.load_part_keys(connection, job.key)
        if video is None or video.state != "processing":
            return
        for left_behind in self._folder.glob(f"{video.id}-*"):
            shutil.rmtree(left_behind, ignore_errors=True)
        with _work_folder(self._folder / f"{video.id}-{job.attempt}") as folder:
            sha256 = await self._put_together(keys, folder / "source")
            async with self._database.read() as connection:
                first_id = await store.find_first_upload(connection, video.author_id, sha256)
            if first_id is not None:
                await self._refuse(video, "same_video", first_id=first_id)
                return
            made_folder = folder / "made"
            made_folder.mkdir()
            try:
                made = await child.make(
                    folder / "source",
                    made_folder,
                    self._limits,
                    lambda share: job.tell(share * MAKING_SHARE),
                    niceness=self._niceness,
                )
            except FilmRefused as refusal:
                await self._refuse(video, refusal.fault)
                return
            film = Film(id=video.id, length_s=made.length_s, fingerprint=bytes.fromhex(made.fingerprint))
            own_id, others_id = await self._find_earlier(film, video.author_id)
            if own_id is not None:
                await self._refuse(video, "same_video", first_id=own_id)
                return
            await self._publish(video, made, made_folder, sha256=sha256, repost_of=others_id)

    async def _put_together(self, keys: list[str], path: Path) -> bytes:
        """Write the parts into one file; its SHA-256."""
        digest = hashlib.sha256()
        with _disk_told_in_our_words(), path.open("wb") as whole:
            for key in keys:
                part = await self._files.get(key)
                if part is None:
                    raise StorageUnavailable("A part of this video cannot be found just now.")
                await asyncio.to_thread(_append, whole, digest, part)
        return digest.digest()

    async def _find_earlier(self, film: Film, author_id: str) -> tuple[str | None, str | None]:
        """(own, somebody else's) earlier video that shows the same, each the oldest one."""
        longer_s, shorter_s = length_window_s(film.length_s)
        others_id: str | None = None
        after_id = ""
        while True:
            async with self._database.read() as connection:
                listed = await store.load_films(
                    connection,
                    longer_s=longer_s,
                    shorter_s=shorter_s,
                    before_id=film.id,
                    after_id=after_id,
                    rows_max=COMPARED_AT_ONCE,
                )
            own = [other for other_author, other in listed if other_author == author_id]
            theirs = [] if others_id else [other for other_author, other in listed if other_author != author_id]
            own_id, copied_id = await asyncio.to_thread(_compare, film, own, theirs)
            if own_id is not None:
                return own_id, None
            others_id = others_id or copied_id
            if len(listed) < COMPARED_AT_ONCE:
                return None, others_id
            after_id = listed[-1][1].id

    async def _publish(
        self, video: VideoFacts, made: Made, folder: Path, *, sha256: bytes, repost_of: str | None
    ) -> None:
        # The files first: an address that is given out must never lead to nothing.
        kept = [(file_key(video.id, POSTER_FILE), folder / POSTER)]
        kept += [
            (file_key(video.id, f"{rendition.name}.mp4"), folder / f"{rendition.name}.mp4")
            for rendition in made.renditions
        ]
        for key, path in kept:
            await self._files.put_file(key, path)
        now = self._clock.now()
        ready = msgspec.structs.replace(
            video,
            length_s=made.length_s,
            width=made.width,
            height=made.height,
            repost_of=repost_of,
            renditions=tuple(StoredRendition(**msgspec.structs.asdict(rendition)) for rendition in made.renditions),
        )
        async with self._database.transaction() as tx:
            before = await store.lock_video(tx, video.id)
            if before is None:
                # Deleted meanwhile.
                await self._removal.add_files(tx, [key for key, _ in kept])
            elif before.state == "processing":
                await store.publish_video(
                    tx, ready, sha256=sha256, fingerprint=bytes.fromhex(made.fingerprint), published_at=now
                )
                await self._removal.add_files(tx, await store.take_parts(tx, video.id))
                tx.emit(VideoPublished(video_id=video.id, author_id=video.author_id, at=now))
        self._jobs.wake()

    async def _refuse(self, video: VideoFacts, code: RefusalCode, *, first_id: str | None = None) -> None:
        async with self._database.transaction() as tx:
            before = await store.lock_video(tx, video.id)
            if before is None or before.state != "processing":
                return
            await store.refuse_video(tx, video.id, code, first_id=first_id)
            await self._removal.add_files(tx, await store.take_parts(tx, video.id))
            tx.emit(VideoRefused(video_id=video.id, author_id=video.author_id, code=code))
        self._jobs.wake()

    async def _give_up(self, job: Job) -> None:
        """What broke the process that looked into it every time is damaged, whatever the damage is."""
        async with self._database.read() as connection:
            video = await store.load_video(connection, job.key)
        if video is not None:
            await self._refuse(video, "unreadable")


def _compare(film: Film, own: Sequence[Film], theirs: Sequence[Film]) -> tuple[str | None, str | None]:
    """(the first of `own` that is this very film, the first of `theirs` that shows the same)."""
    # Loads numpy, which a server at rest does without.
    from livehouse.videos import likeness

    return likeness.find_same(film, own), likeness.find_copy(film, theirs)


def _append(whole: BinaryIO, digest: "hashlib._Hash", part: bytes) -> None:
    whole.write(part)
    digest.update(part)


@contextmanager
def _work_folder(folder: Path) -> Iterator[Path]:
    """A new folder, gone when the block ends."""
    with _disk_told_in_our_words():
        folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _disk_told_in_our_words() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull("The server has no room left to make this video. Tell its operator.") from error
        raise StorageUnavailable("The server cannot reach its files just now. Try again in a moment.") from error
