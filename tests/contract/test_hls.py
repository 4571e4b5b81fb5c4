"""HLS of a room through the real relay, as a player fetches it."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import av
import httpx
import pytest
from prometheus_client import CollectorRegistry
from starlette.types import Receive, Scope, Send

from livehouse.kernel.clock import SystemClock
from livehouse.kernel.errors import NotFound
from livehouse.media import (
    Door,
    HlsApp,
    HlsSource,
    LocalHls,
    Packager,
    PeerServer,
    Relay,
    RelaySettings,
    RemoteHls,
    Segment,
    Tokens,
    hls_path,
    peers_key,
)
from livehouse.media.packager.answers import Answer
from livehouse.platform.tasks import Supervisor
from tests.support.encoded import BEGIN_US, FPS, pictures, sound
from tests.support.hls_rules import (
    MediaPlaylist,
    check_successor,
    read_media_playlist,
    read_multivariant_playlist,
)
from tests.support.waiting import eventually

ROOM = "01jroom000000000000000000a"
S = 1_000_000


class House:
    """A relay, its packager, and players' way to it."""

    def __init__(self, relay: Relay, packager: Packager, tokens: Tokens) -> None:
        self.relay = relay
        self.packager = packager
        self.tokens = tokens
        self.is_public = True
        self.tasks: list[asyncio.Task[None]] = []

    @asynccontextmanager
    async def player(self, source: HlsSource | None = None) -> AsyncIterator[httpx.AsyncClient]:
        door = Door(self.tokens, SystemClock(), self.admits)
        app = HlsApp(nothing_else, source or LocalHls(self.packager), door, CollectorRegistry())
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url=f"http://house/hls/{ROOM}/", timeout=15
        ) as client:
            yield client

    async def admits(self, room_id: str) -> bool:
        if room_id != ROOM:
            raise NotFound("There is no such LIVE.")
        return self.is_public

    def broadcast(self, *, gop: int = FPS, b_frames: int = 0, codec: str = "h264", has_sound: bool = True) -> None:
        """Go on air; whoever was before is thrown out."""
        self.hang_up()
        self.tasks = [asyncio.create_task(send(self.relay, gop, b_frames, codec, has_sound=has_sound))]

    def hang_up(self) -> None:
        for task in self.tasks:
            task.cancel()


async def nothing_else(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise AssertionError("this is no address of HLS")


async def send(relay: Relay, gop: int, b_frames: int, codec: str, *, has_sound: bool) -> None:
    """A bar that wanders and a tone, over and over, as fast as time goes."""
    encoder = {"h264": "libx264", "vp8": "libvpx"}[codec]
    encoded = pictures(
        encoder, count=4 * FPS, gop=gop, b_frames=b_frames, options=(("b_strategy", "0"),) * (codec == "h264")
    )
    packets = sound(seconds=4).frames
    broadcast = relay.publish_local(ROOM)
    video = broadcast.add_video("h264" if codec == "h264" else "vp8")
    audio = broadcast.add_opus(b"OpusHead\1\2\0\0\x80\xbb\0\0\0\0\0") if has_sound else None
    broadcast.announce()
    loop = asyncio.get_running_loop()
    began_s, turn_us = loop.time(), 0
    try:
        while True:
            queue = sorted(
                [
                    (max(one.time_us for one in encoded.frames[: at + 1]), True, frame)
                    for at, frame in enumerate(encoded.frames)
                ]
                + [(frame.time_us, False, frame) for frame in packets if audio is not None],
                key=lambda each: each[0],
            )
            for due_us, is_picture, frame in queue:
                at_us = due_us - BEGIN_US + turn_us
                await asyncio.sleep(max(0.0, began_s + at_us / S - loop.time()))
                track = video if is_picture or audio is None else audio
                track.write(frame.payload, frame.time_us - BEGIN_US + turn_us)
            turn_us += 4 * S
    finally:
        broadcast.close()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    clock = SystemClock()
    tokens = Tokens(b"k" * 32, clock, lifetime=timedelta(hours=1))
    relay = Relay(RelaySettings(port=0, folder=tmp_path / "relay"), tokens, clock)
    await relay.start()
    relay.open_room(ROOM)
    made = House(relay, Packager(relay, clock, CollectorRegistry()), tokens)
    yield made
    made.hang_up()
    await asyncio.gather(*made.tasks, return_exceptions=True)
    await made.packager.stop()
    await relay.stop()


async def playlist_of(player: httpx.AsyncClient, address: str) -> MediaPlaylist:
    answer = await player.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/vnd.apple.mpegurl"
    return read_media_playlist(answer.text)


async def follow(player: httpx.AsyncClient, rendition: str, count: int) -> list[MediaPlaylist]:
    """The playlists of so many parts, each asked for before it is there."""
    playlists = [await playlist_of(player, f"{rendition}.m3u8")]
    while len(playlists) < count:
        number, part = playlists[-1].next_part
        after = await playlist_of(player, f"{rendition}.m3u8?_HLS_msn={number}&_HLS_part={part}")
        assert after.next_part > playlists[-1].next_part, "held back until the part is there"
        check_successor(playlists[-1], after)
        playlists.append(after)
    return playlists


async def film_of(player: httpx.AsyncClient, playlist: MediaPlaylist) -> bytes:
    names = [playlist.segments[0].map_uri, *(segment.uri for segment in playlist.segments)]
    return b"".join([(await player.get(name)).content for name in names])


async def test_a_live_is_followed_part_by_part_and_what_is_fetched_plays(house: House) -> None:
    house.broadcast(b_frames=2)
    async with house.player() as player:
        answer = await player.get("index.m3u8")
        variants = read_multivariant_playlist(answer.text)
        assert list(variants) == ["video1.m3u8", "audio.m3u8"]
        assert variants["video1.m3u8"]["CODECS"].endswith(",mp4a.40.2")
        playlists = await follow(player, "video1", 9)
        last = playlists[-1]
        with av.open(io.BytesIO(await film_of(player, last))) as film:
            shown = [frame.pts * frame.time_base for frame in film.decode(film.streams.video[0])]
        listed_s = sum(segment.duration_s for segment in last.segments)
        assert abs(len(shown) - listed_s * FPS) <= 3
        assert shown == sorted(shown)
        # What is now the newest part is half a second old, and so says its date.
        begin = last.segments[-1].date
        assert begin is not None
        behind_s = SystemClock().now().timestamp() - begin.timestamp() - last.segments[-1].duration_s
        assert 0 <= behind_s - sum(part.duration_s for part in last.open_parts) < 1.5
        # The part that is hinted at is held back, then given; it is the beginning of what comes.
        assert last.hint is not None
        hinted = await player.get(last.hint)
        assert hinted.status_code == 200
        assert hinted.content[4:8] == b"moof"
        listening = await follow(player, "audio", 2)
        assert {report["URI"] for report in listening[-1].reports} == {"video1.m3u8"}


async def test_caches_are_told_what_never_changes(house: House) -> None:
    house.broadcast()
    async with house.player() as player:
        playlist = (await follow(player, "video1", 1))[0]
        for name in (playlist.segments[0].map_uri, playlist.segments[0].uri):
            answer = await player.get(name)
            assert answer.headers["cache-control"] == "public, max-age=3600, immutable"
            assert answer.headers["access-control-allow-origin"] == "*"
            assert (await player.head(name)).headers["content-length"] == str(len(answer.content))
        packed = await player.get("video1.m3u8")
        assert (packed.headers["content-encoding"], packed.headers["vary"]) == ("gzip", "accept-encoding")
        assert packed.headers["cache-control"] == "public, max-age=1"
        plain = await player.get("video1.m3u8", headers={"accept-encoding": "identity"})
        assert "content-encoding" not in plain.headers
        house.is_public = False
    # Another door, which has not heard the answer before.
    async with house.player() as player:
        assert (await player.get("index.m3u8")).status_code == 401
        with_ticket = f"http://house{hls_path(ROOM, house.tokens.viewer(ROOM))}"
        answer = await player.get(with_ticket)
        assert answer.headers["cache-control"] == "private, max-age=1"
        part = await player.get(with_ticket.replace("index.m3u8", playlist.segments[-1].uri))
        assert part.headers["cache-control"] == "private, max-age=3600, immutable"


async def test_many_who_wait_get_the_same_answer(house: House) -> None:
    house.broadcast()
    async with house.player() as player:
        number, part = (await follow(player, "video1", 1))[0].next_part
        answers = await asyncio.gather(
            *(player.get(f"video1.m3u8?_HLS_msn={number}&_HLS_part={part}") for _ in range(100))
        )
        assert len({answer.text for answer in answers}) == 1


REFUSED = (
    ("video9.m3u8", 404, "no_such_piece"),
    ("video1-alone.m3u8", 404, "no_such_piece"),
    ("video1/1.m4s", 404, "no_such_piece"),
    ("video1/99999999999999999999.m4s", 404, "no_such_piece"),
    ("video1/init-000000000000.mp4", 404, "no_such_piece"),
    ("video1.m3u8?_HLS_part=1", 400, "bad_input"),
    ("video1.m3u8?_HLS_msn=x", 400, "bad_input"),
    ("video1.m3u8?_HLS_msn=-1", 400, "bad_input"),
    ("video1.m3u8?_HLS_msn=999999999999", 400, "bad_input"),
    ("video1.m3u8?" + "&".join(["a=1"] * 17), 400, "bad_input"),
    ("/hls/nowhere/index.m3u8", 404, "not_found"),
    ("/hls/", 404, "not_found"),
    ("/hls/a/by", 404, "not_found"),
)


async def test_what_is_asked_wrongly_is_refused_with_a_reason(house: House) -> None:
    house.broadcast()
    async with house.player() as player:
        await follow(player, "video1", 1)
        for path, status, code in REFUSED:
            answer = await player.get(f"http://house{path}" if path.startswith("/") else path)
            assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), path
            assert answer.headers["cache-control"] == "no-store"
        posted = await player.post("index.m3u8")
        assert posted.status_code == 404
        asked = await player.options("index.m3u8")
        assert (asked.status_code, asked.headers["access-control-allow-origin"]) == (204, "*")


async def test_a_codec_that_has_no_place_is_said(house: House) -> None:
    house.broadcast(codec="vp8", has_sound=False)
    async with house.player() as player:
        answer = await player.get("index.m3u8")
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "hls_cannot_carry")
        assert "vp8" in answer.json()["error"]["message"]
    house.broadcast(codec="vp8")
    async with house.player() as player:

        async def is_heard() -> bool:
            return "audio.m3u8" in (await player.get("index.m3u8")).text

        await eventually(is_heard, within_s=10)
        variants = read_multivariant_playlist((await player.get("index.m3u8")).text)
        assert list(variants) == ["audio.m3u8"], "the sound can be heard"
        await follow(player, "audio", 2)


async def test_who_keeps_gets_every_segment_across_a_hosts_return_and_the_end(house: House) -> None:
    kept: list[Segment] = []

    async def keep() -> None:
        kept.extend([segment async for segment in told(house.packager.segments(ROOM))])

    async def told(segments: AsyncIterator[Segment]) -> AsyncIterator[Segment]:
        async for segment in segments:
            seen.append(segment.kind)
            yield segment

    async def until(is_so: Callable[[], bool]) -> None:
        async def ask() -> bool:
            return is_so()

        await eventually(ask, within_s=15, every_s=0.05)

    seen: list[str] = []
    keeping = asyncio.create_task(keep())
    house.broadcast()
    await until(lambda: seen.count("video") >= 2 and "audio" in seen)
    house.broadcast()
    before = seen.count("video")
    await until(lambda: seen.count("video") >= before + 2)
    await house.relay.close_room(ROOM)
    async with asyncio.timeout(5):
        await keeping
    for kind in ("video", "audio"):
        mine = [one for one in kept if one.kind == kind]
        assert len({one.rendition for one in mine}) == 1
        assert [one.number for one in mine] == list(range(mine[0].number, mine[0].number + len(mine)))
        assert mine[0].discontinuity
        assert sum(one.discontinuity for one in mine) == 2, "once at the beginning, once as the host was back"
        for earlier, later in pairwise(mine):
            gap_us = later.start_us - earlier.start_us - earlier.duration_us
            # An encoder of sound begins with what it needs to warm up.
            assert gap_us >= -45_000 if later.discontinuity else abs(gap_us) <= 1
        with av.open(io.BytesIO(mine[0].init + mine[0].data)) as opened:
            assert [stream.type for stream in opened.streams] == [kind]
            assert sum(1 for _ in opened.decode(opened.streams[0])) > 10
    with pytest.raises(NotFound):
        await anext(house.packager.segments(ROOM))
    async with house.player() as player:
        assert (await playlist_of(player, "audio.m3u8")).has_ended, "who watched to the end may fetch the end"


async def test_another_process_asks_once_for_all_of_its_viewers(house: House) -> None:
    house.broadcast()
    key = peers_key(b"k" * 32)
    asked: list[str] = []

    class Counted(LocalHls):
        async def answer(self, room_id: str, path: str, query: str) -> Answer:
            asked.append(path)
            return await super().answer(room_id, path, query)

    peers = PeerServer(Counted(house.packager), key, ("127.0.0.1", 0))
    await peers.start()
    supervisor = Supervisor()
    try:
        async with house.player(RemoteHls(lambda: peers.address, key, supervisor)) as there, house.player() as here:
            playlist = (await follow(there, "video1", 3))[-1]
            name = playlist.segments[0].uri
            asked.clear()
            answers = await asyncio.gather(*(there.get(name) for _ in range(20)))
            assert {answer.content for answer in answers} == {(await here.get(name)).content}
            assert asked == [name]
            refused = await there.get("video1.m3u8?_HLS_msn=999999999999")
            assert (refused.status_code, refused.json()["error"]["code"]) == (400, "bad_input")
            # The packaging process dies and another takes its place.
            await peers.stop()
            gone = await there.get("video1.m3u8")
            assert (gone.status_code, gone.json()["error"]["code"]) == (503, "unavailable")
            await peers.start()
            assert (await there.get("video1.m3u8")).status_code == 200
        async with house.player(RemoteHls(lambda: peers.address, b"x" * 32, supervisor)) as stranger:
            assert (await stranger.get("video1.m3u8")).status_code == 503
    finally:
        await supervisor.stop()
        await peers.stop()
