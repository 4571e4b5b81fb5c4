"""What those who watch a room see of it, frames given by hand."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import pytest

from livehouse.media.moq_adapter import AudioRendition, VideoRendition
from livehouse.media.packager.room import NAMES_MAX, NoSuchPiece, PackagedRoom
from livehouse.media.tap import Offer, Rendition, TapListener, TappedFrame
from tests.support.clock import FakeClock
from tests.support.encoded import audio, pictures, sound, video
from tests.support.hls_rules import MediaPlaylist, check_successor, read_media_playlist
from tests.support.waiting import eventually
from tests.unit.media.packager.test_packing import S, shift

TURNED = {"width_px": 64, "height_px": 96}


class Host:
    """What the tap would tell a packaged room."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.wanted: frozenset[str] = frozenset()
        self.threads = ThreadPoolExecutor(1)
        self.room = PackagedRoom("room", self._join, self.clock, self.threads)

    def _join(self, _listener: TapListener) -> "Host":  # type: ignore[return-value]  # as much of a tap as is needed
        return self

    early_us = 0

    def want(self, tracks: Collection[str]) -> None:
        self.wanted = frozenset(tracks)

    def close(self) -> None:
        self.wanted = frozenset()

    def offers(self, *pictures: VideoRendition, tone: AudioRendition | None = None) -> None:
        self.room.offered(Offer(pictures, () if tone is None else (tone,)))

    def sends(self, rendition: Rendition, frames: Sequence[TappedFrame]) -> None:
        for frame in frames:
            self.room.frame(rendition, frame)

    async def playlist(self, name: str = "video1") -> MediaPlaylist:
        return read_media_playlist((await self.room.playlist(name, None, None)).text.decode())


@asynccontextmanager
async def packaged() -> AsyncIterator[Host]:
    host = Host()
    running = asyncio.create_task(host.room.run())
    try:
        yield host
    finally:
        host.room.ended()
        await running
        host.threads.shutdown()


async def until_wanted(host: Host, track: str) -> None:
    async def is_wanted() -> bool:
        return track in host.wanted

    await eventually(is_wanted, within_s=5, every_s=0.005)


async def test_an_encoders_other_size_goes_on_under_the_same_name() -> None:
    first, second = video(track="video"), video(track="video.2", **TURNED)
    async with packaged() as host:
        host.offers(first)
        watching = asyncio.create_task(host.playlist())
        await until_wanted(host, "video")
        host.sends(first, pictures().frames)
        before = await watching
        # The catalog may be without a picture for a moment.
        host.offers(tone=audio())
        host.offers(second, tone=audio())
        await until_wanted(host, "video.2")
        number, part = before.next_part
        waiting = asyncio.create_task(host.room.playlist("video1", number + 1, part))
        host.sends(second, shift(pictures(size=(64, 96)).frames, 3 * S))
        host.sends(audio(), shift(sound().frames, 3 * S))
        after = read_media_playlist((await waiting).text.decode())
        check_successor(before, after)
        assert not after.has_ended
        assert [segment.discontinuities for segment in after.segments].count(1) == 1
        assert len({segment.map_uri for segment in after.segments}) == 2


async def test_names_are_used_again() -> None:
    async with packaged() as host:
        for number in range(3 * NAMES_MAX):
            host.offers(video(track=f"video.{number}"), video(track=f"small.{number}", width_px=48, height_px=32))
        index = (await host.room.multivariant()).decode()
        assert [line for line in index.splitlines() if line.endswith(".m3u8")] == ["video1.m3u8", "video2.m3u8"]


async def test_a_rendition_that_stays_away_is_gone_and_the_live_is_not_over() -> None:
    large, small = video(track="hd"), video(track="sd", width_px=48, height_px=32)
    async with packaged() as host:
        host.offers(large, small)
        watching = [asyncio.create_task(host.playlist(name)) for name in ("video1", "video2")]
        await until_wanted(host, "hd")
        await until_wanted(host, "sd")
        host.sends(large, pictures().frames)
        host.sends(small, pictures(size=(48, 32)).frames)
        await asyncio.gather(*watching)
        host.offers(small)
        assert not (await host.playlist()).has_ended, "it may be back at once"
        number, _ = (await host.playlist()).next_part
        waiting = asyncio.create_task(host.room.playlist("video1", number + 1, None))
        later = iter(shift(pictures(size=(48, 32)).frames, 2 * S))

        async def is_refused() -> bool:
            # Time goes on, and so does the other rendition.
            host.clock.advance(1)
            host.sends(small, [next(later)])
            return waiting.done()

        await eventually(is_refused, within_s=5)
        with pytest.raises(NoSuchPiece):
            await waiting
        with pytest.raises(NoSuchPiece):
            await host.playlist()
        assert (await host.playlist("video2")).segments


async def test_however_many_wait_for_the_beginning() -> None:
    async with packaged() as host:
        watching = [asyncio.create_task(host.playlist()) for _ in range(50)]
        host.offers(video())
        await until_wanted(host, "video/hd")
        host.sends(video(), pictures().frames)
        assert len({playlist.segments[0].uri for playlist in await asyncio.gather(*watching)}) == 1
