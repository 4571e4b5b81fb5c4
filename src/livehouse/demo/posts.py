"""The demo's videos: cuts of the hosts' clips, uploaded as anybody would, and watched, liked and remarked upon."""

import asyncio
import random
from collections.abc import Sequence
from typing import Final

import structlog

from livehouse.accounts import Account, Visitor
from livehouse.app import House
from livehouse.demo.cast import Line, Show
from livehouse.demo.clips import Clip
from livehouse.demo.clips.cut import cut_film
from livehouse.kernel.errors import AppError
from livehouse.videos import Video

log = structlog.get_logger(__name__)

CUT_S: Final = 8
READY_S_MAX: Final = 600.0
LOOK_S: Final = 2.0
FANS_PER_VIDEO: Final = 7
# Addresses of nobody (RFC 5737): each fan watches from a place of their own.
FANS_NETWORK: Final = "203.0.113"


class Posts:
    """Posts videos, once for each data folder, and gives them an audience."""

    def __init__(self, house: House, rng: random.Random) -> None:
        self._house = house
        self._random = rng

    async def post(self, show: Show, host: Account, clip: Clip) -> None:
        """Upload a host's videos, unless they are there; they are made playable one after another."""
        try:
            if (await self._house.videos.mine(host.id, None)).videos:
                return
            for number, caption in enumerate(show.captions):
                film = cut_film(clip, number * CUT_S, (number + 1) * CUT_S)
                await self._upload(host, film, caption)
        except AppError as error:
            # The LIVEs go on without.
            log.warning("a demo video could not be posted", reason=error.message)

    async def _upload(self, host: Account, film: bytes, caption: str) -> None:
        videos = self._house.videos
        video = await videos.begin_upload(
            _visitor(host), caption=caption, visibility="public", size_bytes=len(film), file_name="demo.mkv"
        )
        part_bytes = self._house.settings.video_part_bytes_max
        for offset in range(0, len(film), part_bytes):
            await videos.add_bytes(video.id, host.id, offset, film[offset : offset + part_bytes])

    async def find_audience(self, show: Show, host: Account, audience: Sequence[Account]) -> None:
        """Have some people watch each of the host's videos that nobody has watched, once it is ready."""
        for video_id in [video.id for video in (await self._house.videos.mine(host.id, None)).videos]:
            try:
                video = await self._until_ready(video_id, host)
            except AppError:
                # Somebody who signed in as the host has deleted it.
                continue
            if video is None or video.views:
                continue
            remarks = list(show.remarks)
            self._random.shuffle(remarks)
            fans = self._random.sample(audience, min(FANS_PER_VIDEO, len(audience)))
            await asyncio.gather(
                *(self._watch(fan, audience.index(fan), video, self._remark(fan, remarks)) for fan in fans)
            )

    async def _until_ready(self, video_id: str, host: Account) -> Video | None:
        waited_s = 0.0
        while waited_s < READY_S_MAX:
            video = await self._house.videos.video(video_id, host.id)
            if video.state == "ready":
                return video
            if video.state == "refused":
                log.warning("a demo video was refused", reason=video.refusal)
                return None
            await asyncio.sleep(LOOK_S)
            waited_s += LOOK_S
        log.warning("a demo video took too long to make", video=video_id)
        return None

    def _remark(self, fan: Account, remarks: list[str | Line]) -> str | None:
        """Something that only this person says, or nothing."""
        for remark in remarks:
            text, region = (remark.text, remark.region) if isinstance(remark, Line) else (remark, fan.region)
            if region == fan.region and self._random.random() < 0.5:
                remarks.remove(remark)
                return text
        return None

    async def _watch(self, fan: Account, place: int, video: Video, remark: str | None) -> None:
        videos, rng = self._house.videos, self._random
        length_s = video.length_s or 0.0
        # Most stay, some leave early: so that there is a curve to look at.
        watched_s = length_s * min(1.0, 0.3 + rng.random())
        try:
            play_id = await videos.begin_play(video.id, _visitor(fan), address=f"{FANS_NETWORK}.{place + 1}")
            await asyncio.sleep(watched_s)
            await videos.report_watched(play_id, [(0.0, watched_s)])
            if rng.random() < 0.6:
                await videos.like(video.id, fan.id)
            if remark is not None:
                await videos.comment(video.id, fan.id, remark)
        except AppError as error:
            log.info("a fan of the demo could not watch", reason=error.message)


def _visitor(account: Account) -> Visitor:
    return Visitor(account.id, None, viewer_key=account.id)
