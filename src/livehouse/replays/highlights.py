"""Highlights: a part of a replay, posted as a video through the same door as everybody's uploads."""

from contextlib import suppress

from livehouse.accounts import Visitor
from livehouse.config import Settings
from livehouse.kernel.keys import IdempotencyKeyReused, check_key
from livehouse.platform.database import Database
from livehouse.platform.files import Files
from livehouse.replays import model, store
from livehouse.replays.film_files import FilmFiles, FilmMaker, FilmReader
from livehouse.replays.model import US, ReplayFacts
from livehouse.replays.store import StoredHighlight
from livehouse.videos import NoSuchVideo, Video, Videos, Visibility


class Highlights:
    """Cuts and posts."""

    def __init__(self, database: Database, files: Files, maker: FilmMaker, videos: Videos, settings: Settings) -> None:
        self._database = database
        self._files = files
        self._maker = maker
        self._videos = videos
        self._seconds_max = settings.video_seconds_max
        self._part_bytes = settings.video_part_bytes_max

    async def post(
        self,
        replay: ReplayFacts,
        visitor: Visitor,
        *,
        from_s: float,
        until_s: float,
        caption: str,
        visibility: Visibility,
        key: str,
    ) -> Video:
        """A video of this part, being processed. Asked again by the same key, the same one; one that broke off goes on.

        Raises:
            HighlightInvalid, HighlightPosted, BadIdempotencyKey, IdempotencyKeyReused: as they say.
            And what uploading a video raises.
        """
        check_key(key)
        model.check_highlight(from_s, until_s, duration_s=replay.duration_s, seconds_max=self._seconds_max)
        assert visitor.account_id is not None  # noqa: S101  # the route asks for an account
        asked = StoredHighlight(
            from_us=round(from_s * US), until_us=min(round(until_s * US), replay.duration_us), video_id=""
        )
        video = await self._begun(replay, visitor.account_id, asked, key)
        if video is None:
            # It would be refused a minute later, as the same video twice.
            await self._check_new(replay, visitor.account_id, asked)
        film, head = await self._cut(replay, asked)
        if video is None:
            begun = await self._videos.begin_upload(
                visitor,
                caption=caption,
                visibility=visibility,
                size_bytes=film.size_bytes,
                file_name=f"{replay.id}-{asked.from_us // US}-{asked.until_us // US}.mp4",
            )
            stored = StoredHighlight(from_us=asked.from_us, until_us=asked.until_us, video_id=begun.id)
            async with self._database.transaction() as tx:
                is_first = await store.insert_highlight(tx, replay.id, key, stored)
            if not is_first:
                # Asked twice at once: the other one's counts.
                await self._videos.remove(begun.id, visitor.account_id)
                begun = await self._begun(replay, visitor.account_id, asked, key) or begun
            video = begun
        return await self._upload(video, visitor.account_id, FilmReader(self._files, film, head))

    async def _begun(self, replay: ReplayFacts, account_id: str, asked: StoredHighlight, key: str) -> Video | None:
        """The video that was begun by this key, if there still is one."""
        async with self._database.read() as connection:
            stored = await store.load_highlight(connection, replay.id, key)
        if stored is None:
            return None
        if (stored.from_us, stored.until_us) != (asked.from_us, asked.until_us):
            raise IdempotencyKeyReused
        try:
            return await self._videos.video(stored.video_id, account_id)
        except NoSuchVideo:
            # Deleted, or cleared away after its upload was broken off.
            async with self._database.transaction() as tx:
                await store.delete_highlight(tx, replay.id, key)
            return None

    async def _check_new(self, replay: ReplayFacts, account_id: str, asked: StoredHighlight) -> None:
        async with self._database.read() as connection:
            earlier = await store.load_videos_of_part(connection, replay.id, asked.from_us, asked.until_us)
        for video_id in earlier:
            with suppress(NoSuchVideo):
                if (await self._videos.video(video_id, account_id)).state in ("processing", "ready"):
                    raise model.HighlightPosted(video_id)

    async def _cut(self, replay: ReplayFacts, asked: StoredHighlight) -> tuple[FilmFiles, bytes]:
        async with self._database.read() as connection:
            found = await store.load_pieces_between(connection, replay.id, asked.from_us, asked.until_us)
            inits = await store.load_inits(connection, replay.id)
        pieces = [piece for piece in found if piece.position_us < asked.until_us]
        head = await self._maker.head(replay.id, pieces, inits, from_us=asked.from_us, until_us=asked.until_us)
        return FilmFiles(replay.id, len(head), pieces), head

    async def _upload(self, video: Video, account_id: str, film: FilmReader) -> Video:
        while video.state == "uploading" and video.uploaded_bytes < video.size_bytes:
            end = min(video.uploaded_bytes + self._part_bytes, video.size_bytes)
            part = bytearray()
            while video.uploaded_bytes + len(part) < end:
                part += await film.read(video.uploaded_bytes + len(part), end)
            video = await self._videos.add_bytes(video.id, account_id, video.uploaded_bytes, bytes(part))
        return video
