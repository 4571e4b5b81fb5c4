"""What is done with a recording when its LIVE has ended: its liveliest minutes are found, and a picture for lists."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import structlog

from livehouse.chat import Transcript
from livehouse.config import Settings
from livehouse.gifts import GiftRecords
from livehouse.live_access import Notices
from livehouse.media import PictureUnusable, decode_picture
from livehouse.platform.database import Database
from livehouse.platform.files import Files
from livehouse.replays import boxes, markers, model, packing, store
from livehouse.replays.boxes import NotAFilm
from livehouse.replays.events import ReplayChanged
from livehouse.replays.markers import Step
from livehouse.replays.model import US, Marker, MissingReason, PieceFacts, ReplayFacts
from livehouse.replays.removal import Removal
from livehouse.replays.timeline import Timeline, from_us

log = structlog.get_logger(__name__)

# Where nothing stands out the picture is from here: hosts are past saying hello.
COVER_AT: Final = 0.3


class Finishing:
    """Makes replays ready."""

    def __init__(
        self,
        database: Database,
        files: Files,
        removal: Removal,
        transcript: Transcript,
        gifts: GiftRecords,
        notices: Notices,
        settings: Settings,
    ) -> None:
        self._database = database
        self._files = files
        self._removal = removal
        self._transcript = transcript
        self._gifts = gifts
        self._notices = notices
        self._days = settings.replays_days

    async def finish(
        self,
        replay: ReplayFacts,
        ended_at: datetime,
        *,
        end_gap_us: int = 0,
        end_gap_reason: MissingReason | None = None,
    ) -> None:
        """Make it ready, or remove it where nothing was recorded; its host is told if there was no room for it.

        Raises:
            Unavailable: it cannot be done now; do it again.
        """
        async with self._database.read() as connection:
            pieces = await store.load_pieces(connection, replay.id)
        if replay.state == "deleted" or not pieces:
            async with self._database.transaction() as tx:
                await store.delete_replay(tx, replay.id)
                # What was written and not noted.
                await self._removal.add_files(tx, replay.id)
                if replay.state != "deleted" and end_gap_reason == "disk_full":
                    await self._notices.add(tx, replay.host_id, "replay_missing", reason=replay.title)
            return
        found = markers.find_markers(await self._count(replay, pieces), duration_us=replay.duration_us)
        has_cover = await self._make_cover(replay, pieces, found)
        async with self._database.transaction() as tx:
            before = await store.lock_replay(tx, replay.id)
            if before is None or before.state != "recording":
                return
            await store.update_replay(
                tx,
                replay.id,
                state="ready",
                ended_at=ended_at,
                expires_at=model.expires_at(ended_at, days=self._days),
                markers=found,
                has_cover=has_cover,
                end_gap_us=end_gap_us,
                end_gap_reason=end_gap_reason,
            )
            tx.emit(ReplayChanged(replay_id=replay.id, host_id=replay.host_id))
        log.info("a replay is ready", replay=replay.id, seconds=round(replay.duration_s), bytes=replay.size_bytes)

    async def _count(self, replay: ReplayFacts, pieces: Sequence[PieceFacts]) -> list[Step]:
        """What happened in each step of the replay."""
        steps = [Step() for _ in range(markers.count_steps(replay.duration_us))]
        timeline = Timeline(pieces)

        def step_at(position_us: int) -> Step:
            return steps[min(position_us // (markers.STEP_S * US), len(steps) - 1)]

        likes = 0
        for piece in pieces:
            step = step_at(piece.position_us)
            step.likes += max(0, piece.likes - likes)
            step.viewers = max(step.viewers, piece.viewers)
            likes = max(likes, piece.likes)
        for at, count in await self._transcript.pace(replay.id):
            step_at(timeline.position_us(at)).comments += count
        last = pieces[-1]
        since, until = from_us(pieces[0].at_us - pieces[0].gap_us), from_us(last.at_us + last.duration_us)
        for at, count, diamonds in await self._gifts.pace(replay.id, since, until):
            step = step_at(timeline.position_us(at))
            step.gifts += count
            step.diamonds += diamonds
        return steps

    async def _make_cover(self, replay: ReplayFacts, pieces: Sequence[PieceFacts], found: Sequence[Marker]) -> bool:
        """Keep a picture of the liveliest minute; whether there is one."""
        best = max(found, key=lambda marker: marker.times_usual, default=None)
        # The middle of the minute: what it was about has begun.
        at_us = replay.duration_us * COVER_AT if best is None else (best.at_s + best.until_s) / 2 * US
        piece = next((each for each in pieces if each.end_us > at_us), pieces[-1])
        async with self._database.read() as connection:
            init = await store.load_init(connection, replay.id, piece.init)
        data = await self._files.get(model.piece_key(replay.id, piece.number))
        if init is None or data is None:
            return False
        try:
            picture = await asyncio.to_thread(_draw, init, data, piece.media_bytes)
        except (NotAFilm, PictureUnusable) as error:
            log.info("a replay has no picture of its own", replay=replay.id, reason=str(error))
            return False
        await self._files.put(model.cover_key(replay.id), picture)
        return True


def _draw(init: bytes, data: bytes, media_bytes: int) -> bytes:
    tracks = packing.tracks_of(init)
    place = packing.last_keyframe(packing.read_index(data[media_bytes:], tracks))
    if place is None:
        raise NotAFilm("no keyframe")
    picture = tracks[packing.PICTURE]
    return decode_picture(data[place[0] : place[1]], picture.codec, boxes.decoder_record(picture))
