"""Encoders push into the real relay: the real ffmpeg, PyAV where Debian's is too old, and bare sockets."""

import asyncio
import contextlib
import socket
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from livehouse.kernel.clock import SystemClock
from livehouse.kernel.errors import Forbidden
from livehouse.kernel.pace import Pace
from livehouse.media import (
    Ending,
    Offer,
    Publication,
    Relay,
    RelaySettings,
    RtmpMetrics,
    RtmpServer,
    RtmpSettings,
    RtmpUnavailable,
    TappedFrame,
    Tokens,
)
from livehouse.media.rtmp import connection
from livehouse.media.tap import Rendition, Tap
from tests.support.encoders import find_program
from tests.support.waiting import eventually
from tests.unit.media.rtmp.wire import GREETING, VIDEO, chunked, command, connect, publish

ROOM = "01jroom000000000000000000a"
KEY = "live_good_0123456789abcdef"
OTHER_KEY = "live_other_0123456789abcdef"
FPS = 15
WAIT_S = 20.0
DECODERS = {
    "avc1": "h264",
    "hvc1": "hevc",
    "hev1": "hevc",
    "av01": "libdav1d",
    "vp09": "vp9",
    "mp4a": "aac",
    "opus": "libopus",
}


@dataclass
class Keys:
    """Who may publish; and what it was told."""

    endings: list[tuple[str, Ending]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    farewells: list[str] = field(default_factory=list)

    async def authorize(self, key: str, address: str) -> Publication:
        self.asked.append(address)
        if key not in (KEY, OTHER_KEY):
            raise Forbidden("This is not a stream key of this house. Copy it from the page again.")
        return Publication(ROOM, "first" if key == KEY else "second")

    async def ended(self, publication: Publication, ending: Ending, farewell: str) -> None:
        self.endings.append((publication.key_id, ending))
        self.farewells.append(farewell)


@dataclass
class House:
    relay: Relay
    rtmp: RtmpServer
    keys: Keys
    registry: CollectorRegistry
    changes: list[bool] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"rtmp://127.0.0.1:{self.rtmp.port}/live"

    async def note(self, _room_id: str, online: bool) -> None:
        self.changes.append(online)

    def number(self, name: str, **labels: str) -> float:
        return self.registry.get_sample_value(f"livehouse_rtmp_{name}", labels) or 0.0

    async def ended(self, *endings: tuple[str, Ending]) -> None:
        async def are_told() -> bool:
            return self.keys.endings == [*endings]

        await eventually(are_told, within_s=WAIT_S)


class Recording:
    """What the room shows, read through the relay; of the sounds only those that are asked for."""

    def __init__(self, relay: Relay, *, wants: Callable[[str], bool] = lambda _: True) -> None:
        self.offers: list[Offer] = []
        self.frames: list[tuple[Rendition, TappedFrame]] = []
        self.breaks = 0
        self._wants = wants
        self._tap: Tap | None = None
        self._told = asyncio.Event()
        relay.open_room(ROOM)
        self._tap = relay.tap(ROOM, self)
        self._want()

    def offered(self, offer: Offer) -> None:
        self.offers.append(offer)
        self._want()
        self._told.set()

    def frame(self, rendition: Rendition, frame: TappedFrame) -> None:
        self.frames.append((rendition, frame))
        self._told.set()

    def broke(self) -> None:
        self.breaks += 1

    def ended(self) -> None:
        return

    def tracks(self) -> set[str]:
        return {one.track for offer in self.offers for one in (*offer.video, *offer.audio)}

    def of(self, track: str) -> list[TappedFrame]:
        return [frame for rendition, frame in self.frames if rendition.track == track]

    async def until(self, **frames: int) -> None:
        """Wait until there are so many frames of each track."""

        def enough() -> bool:
            counted = Counter(rendition.track for rendition, _ in self.frames)
            return all(counted[track.replace("_", "-")] >= count for track, count in frames.items())

        async with asyncio.timeout(WAIT_S):
            while not enough():
                self._told.clear()
                await self._told.wait()

    def decode(self, track: str) -> list[av.VideoFrame | av.AudioFrame]:
        """The track's frames, decoded by FFmpeg as a player would."""
        frames = [(rendition, frame) for rendition, frame in self.frames if rendition.track == track]
        rendition = frames[0][0]
        decoder = av.CodecContext.create(DECODERS[rendition.codec.split(".")[0]], "r")
        if rendition.description is not None:
            decoder.extradata = rendition.description
        decoded = []
        for _, frame in frames:
            packet = av.Packet(frame.payload)
            packet.pts = frame.time_us
            decoded += decoder.decode(packet)
        return [*decoded, *decoder.decode(None)]

    def _want(self) -> None:
        if self._tap is not None:
            offer = self.offers[-1]
            self._tap.want([one.track for one in (*offer.video, *offer.audio) if self._wants(one.track)])


@contextlib.asynccontextmanager
async def running(folder: Path, **settings: object) -> AsyncIterator[House]:
    clock = SystemClock()
    relay = Relay(RelaySettings(port=0, folder=folder), Tokens(b"k" * 32, clock, lifetime=timedelta(hours=1)), clock)
    keys, registry = Keys(), CollectorRegistry()
    rtmp = RtmpServer(RtmpSettings(port=0, **settings), relay, keys, clock, RtmpMetrics(registry))
    house = House(relay, rtmp, keys, registry)
    relay.on_publisher(house.note)
    await relay.start()
    await rtmp.start()
    try:
        yield house
    finally:
        await rtmp.stop()
        await relay.stop()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with running(tmp_path / "relay") as house:
        yield house


@contextlib.asynccontextmanager
async def ffmpeg(*arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The real one, until the block ends."""
    process = await asyncio.create_subprocess_exec(
        find_program("ffmpeg"), "-hide_banner", "-loglevel", "error", *arguments, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


# Sent as fast as it is taken: two seconds at once, and what is on the way even when ffmpeg has been ended.
PICTURE = ("-f", "lavfi", "-i", f"testsrc2=size=160x90:rate={FPS}")
SOUND = ("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100")
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-g", str(FPS))
AAC = ("-c:a", "aac", "-ac", "2")


def to(house: House, key: str = KEY) -> tuple[str, ...]:
    return ("-f", "flv", f"{house.address}/{key}")


async def test_ffmpeg_is_seen_and_heard(house: House) -> None:
    recording = Recording(house.relay, wants=lambda track: track != "audio-opus")
    b_frames = ("-bf", "2", "-b_strategy", "0")
    async with ffmpeg(*PICTURE, *SOUND, "-t", "3", *H264, *b_frames, *AAC, *to(house)):
        await recording.until(video=2 * FPS, audio=60)
        assert recording.breaks == 0
        assert house.rtmp.publishing_keys() == {"first"}
        upload = house.rtmp.uploads()[ROOM]
        assert (upload.picture, upload.sound, upload.frames_dropped) == ("avc1", "mp4a", 0)
        assert upload.keyframe_every_ms == pytest.approx(1_000, abs=100)
        assert "Lavf" in upload.encoder
        assert house.number("publishers") == 1
        await eventually(lambda: answer(house.changes == [True]), within_s=WAIT_S)
    await house.ended(("first", Ending.LEFT))

    pictures, sound = recording.of("video"), recording.of("audio")
    times = [frame.time_us for frame in pictures]
    assert times != sorted(times), "B-frames are sent out of order"
    shown = recording.decode("video")
    assert len(shown) == len(pictures), "every picture can be decoded"
    assert [frame.pts for frame in shown] == sorted(times), "and is shown in its turn"
    assert {frame.pts for frame in shown} == set(times)
    assert all(abs(after - before - 1_000_000 / FPS) <= 1_001 for before, after in pairwise(sorted(times)))
    assert len(recording.decode("audio")) == len(sound)
    steps = {after.time_us - before.time_us for before, after in pairwise(sound)}
    assert steps <= {23_219, 23_220}, "sound has the time of its samples, not RTMP's milliseconds"
    assert abs(min(times) - sound[0].time_us) < 300_000, "picture and sound are on one clock"
    assert house.number("publishers") == 0
    assert house.number("bytes_total") > 10_000
    # Nobody has listened to it, so none was made.
    assert "audio-opus" in recording.tracks()
    assert not recording.of("audio-opus")


async def test_sound_is_made_anew_for_who_cannot_take_it_as_it_comes(house: House) -> None:
    recording = Recording(house.relay, wants=lambda track: track == "audio-opus")
    async with ffmpeg(*SOUND, *AAC, *to(house)):
        await recording.until(audio_opus=60)
    heard = recording.decode("audio-opus")
    steps = [after.time_us - before.time_us for before, after in pairwise(recording.of("audio-opus"))]
    assert set(steps) == {20_000}
    samples = np.concatenate([frame.to_ndarray()[0] for frame in heard[5:]])[::2]
    loudest_hz = np.abs(np.fft.rfft(samples)).argmax() * 48_000 / len(samples)
    assert loudest_hz == pytest.approx(440, abs=10), "it is still the same note"


async def test_sound_whose_clock_is_slow_is_heard_to_its_end(house: House, tmp_path: Path) -> None:
    """Its packets are due in less time than they last, so that they overlap more and more."""
    film = tmp_path / "film.flv"
    async with ffmpeg(*SOUND, "-t", "6", *AAC, "-f", "flv", str(film)) as made:
        assert await made.wait() == 0
    recording = Recording(house.relay)
    async with connected(house) as (_, writer):
        writer.write(GREETING + connect() + publish(KEY))
        for kind, timestamp_ms, body in tags(film):
            writer.write(chunked(kind, body, timestamp_ms=timestamp_ms * 9 // 10))
        await recording.until(audio=250, audio_opus=60)
        assert house.rtmp.uploads()[ROOM].frames_dropped == 0
    for track in ("audio", "audio-opus"):
        times = [frame.time_us for frame in recording.of(track)]
        assert times == sorted(times), track
    assert house.keys.endings == []


async def test_pictures_without_sound_and_a_change_of_size(house: House, tmp_path: Path) -> None:
    """Two films of different size, one after the other in one connection, as encoders do that switch scenes."""
    film = tmp_path / "film.flv"
    for size in ("160x90", "320x180"):
        part = (
            "-f",
            "lavfi",
            "-i",
            f"testsrc2=size={size}:rate={FPS}",
            "-t",
            "2",
            *H264,
            "-f",
            "flv",
            f"{film}.{size}",
        )
        async with ffmpeg("-y", *part) as made:
            assert await made.wait() == 0
    recording = Recording(house.relay)
    async with connected(house) as (_, writer):
        # What is torn is left out, and ends nothing.
        writer.write(GREETING + connect() + publish(KEY) + chunked(VIDEO, b"\x17") + chunked(8, b"\xaf\x00\x12"))
        moved_ms = 0
        for name, size in (("video", "160x90"), ("video.2", "320x180")):
            for kind, timestamp_ms, body in tags(Path(f"{film}.{size}")):
                writer.write(chunked(kind, body, timestamp_ms=moved_ms + timestamp_ms))
            moved_ms += 2_000
            await recording.until(**{name: 2 * FPS})
        upload = house.rtmp.uploads()[ROOM]
        assert (upload.sound, upload.frames_dropped) == (None, 2)
    first, second = recording.decode("video"), recording.decode("video.2")
    assert {(frame.width, frame.height) for frame in first} == {(160, 90)}
    assert {(frame.width, frame.height) for frame in second} == {(320, 180)}
    assert len(first) == len(second) == 2 * FPS
    assert not any({"video", "video.2"} <= {one.track for one in offer.video} for offer in recording.offers)


@pytest.mark.parametrize(("video", "audio"), [("libx265", "libopus"), ("libsvtav1", "aac")], ids=["HEVC", "AV1"])
async def test_enhanced_rtmp_is_passed_on(house: House, video: str, audio: str) -> None:
    recording = Recording(house.relay, wants=lambda track: track != "audio-opus")
    module = ("-m", "tests.support.enhanced_encoder")
    encoder = await asyncio.create_subprocess_exec(sys.executable, *module, f"{house.address}/{KEY}", video, audio)
    await recording.until(video=FPS, audio=30)
    assert await encoder.wait() == 0
    shown = recording.decode("video")
    assert len(shown) == len(recording.of("video")) >= FPS
    assert {(frame.width, frame.height) for frame in shown} == {(160, 96)}
    assert len(recording.decode("audio")) >= 30
    assert ("audio-opus" in recording.tracks()) == (audio == "aac")


async def test_a_film_that_is_sent_at_once_takes_as_long_as_it_lasts(house: House) -> None:
    recording = Recording(house.relay)
    async with ffmpeg(*PICTURE, "-t", "60", *H264, *to(house)) as process:
        await recording.until(video=2 * FPS)
        began_s = time.monotonic()
        await recording.until(video=3 * FPS)
        assert time.monotonic() - began_s > 0.5
        assert len(recording.of("video")) < 10 * FPS
        assert process.returncode in (None, 0)


async def test_a_wrong_key_is_refused_with_words_and_in_no_log(house: House) -> None:
    wrong = "live_wrong_secret_0123456789"
    with capture_logs() as logs:
        async with ffmpeg(*PICTURE, *H264, *to(house, wrong)) as process:
            assert process.stderr is not None
            said = (await process.stderr.read()).decode()
        async with ffmpeg(*PICTURE, "-t", "1", *H264, *to(house)) as process:
            await process.wait()
        await house.ended(("first", Ending.LEFT))
    assert "Copy it from the page again" in said
    assert house.number("refused_total", reason="forbidden") == 1
    assert house.keys.asked == ["127.0.0.1", "127.0.0.1"]
    assert len(logs) >= 3
    assert wrong not in str(logs)
    assert KEY not in str(logs)


async def test_the_newer_encoder_takes_over_and_stays(house: House) -> None:
    older, newer = (("-re", *PICTURE, *H264, *to(house, key)) for key in (KEY, OTHER_KEY))
    async with ffmpeg(*older) as first:
        await eventually(lambda: answer(house.relay.has_broadcast(ROOM)), within_s=WAIT_S)
        async with ffmpeg(*newer):
            assert first.stderr is not None
            assert "Another encoder" in (await first.stderr.read()).decode()
            await house.ended(("first", Ending.TAKEN_OVER))
            await eventually(lambda: answer(house.changes == [True, False, True]), within_s=WAIT_S)
            async with ffmpeg(*older) as again:
                assert again.stderr is not None
                assert "Stop that one first" in (await again.stderr.read()).decode()
            assert house.rtmp.publishing_keys() == {"second"}
    assert ("first", Ending.TURNED_AWAY) in house.keys.endings


async def test_an_encoder_comes_back_after_a_drop(house: House) -> None:
    async with connected(house) as (_, writer):
        writer.write(GREETING + connect() + publish(KEY))
        await eventually(lambda: answer("first" in house.rtmp.publishing_keys()), within_s=WAIT_S)
        writer.transport.abort()
        await house.ended(("first", Ending.LEFT))
    recording = Recording(house.relay)
    async with ffmpeg(*PICTURE, *H264, *to(house)):
        await recording.until(video=FPS)


@pytest.mark.parametrize("why", ["revoked", "room_closed", "stopped"])
async def test_it_is_hung_up_on_with_a_reason(house: House, why: str) -> None:
    async with ffmpeg("-re", *PICTURE, *H264, *to(house)) as process:
        await eventually(lambda: answer(house.relay.has_broadcast(ROOM)), within_s=WAIT_S)
        if why == "revoked":
            house.rtmp.revoke("second")
            house.rtmp.revoke("first")
        elif why == "room_closed":
            await house.relay.close_room(ROOM)
        else:
            await house.rtmp.stop()
        await house.ended(("first", Ending(why)))
        assert process.stderr is not None
        said = (await process.stderr.read()).decode()
    assert {"revoked": "no longer holds", "room_closed": "has ended", "stopped": "restarts"}[why] in said


# Without an encoder


@contextlib.asynccontextmanager
async def connected(house: House) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", house.rtmp.port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def is_hung_up_on(reader: asyncio.StreamReader) -> bool:
    async with asyncio.timeout(WAIT_S):
        try:
            while await reader.read(65_536):
                pass
        except OSError:
            return True
    return True


async def answer(fact: bool) -> bool:
    return fact


@pytest.mark.parametrize(
    ("wire", "reason"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", "unsupported"),
        (GREETING + connect("other"), "unsupported"),
        (GREETING + b"\xff" * 50, "protocol"),
        (GREETING + connect() + chunked(VIDEO, bytes(70_000)), "too_much"),
        (GREETING[:100], "late"),
        (GREETING + connect(), "late"),
    ],
    ids=["web", "address", "garbage", "picture first", "endless handshake", "no key"],
)
async def test_who_does_not_come_to_publish_is_hung_up_on(tmp_path: Path, wire: bytes, reason: str) -> None:
    async with running(tmp_path / "relay", greeting_timeout_s=0.5) as house:
        async with connected(house) as (reader, writer):
            writer.write(wire)
            assert await is_hung_up_on(reader)
        await eventually(lambda: answer(house.number("connections") == 0), within_s=WAIT_S)
        assert house.number("refused_total", reason=reason) == 1
        assert house.keys.endings == []


async def test_who_publishes_nothing_is_hung_up_on(tmp_path: Path) -> None:
    async with running(tmp_path / "relay", silence_timeout_s=0.5) as house, connected(house) as (reader, writer):
        writer.write(GREETING + connect() + publish(KEY) + chunked(VIDEO, b"\x17\x01\x00\x00\x00not decodable"))
        assert await is_hung_up_on(reader)
        await house.ended(("first", Ending.SILENT))


async def test_who_takes_nothing_of_what_is_said_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_MESSAGES", Pace(1_000_000, 1_000_000))
    async with running(tmp_path / "relay", silence_timeout_s=0.5) as house:
        with socket.socket() as deaf:
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            deaf.setblocking(False)
            loop = asyncio.get_running_loop()
            await loop.sock_connect(deaf, ("127.0.0.1", house.rtmp.port))
            ping = bytes([0, 6, 1, 2, 3, 4])
            pings = chunked(4, ping, chunk_stream=2) + (b"\xc2" + ping) * 19_000
            # Each is answered by 18 bytes: far more than lies between two sockets.
            sending = asyncio.ensure_future(loop.sock_sendall(deaf, GREETING + connect() + publish(KEY) + pings * 30))
            await house.ended(("first", Ending.SILENT))
            await eventually(lambda: answer(house.number("connections") == 0), within_s=WAIT_S)
            assert house.rtmp.publishing_keys() == frozenset()
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)


async def test_what_cannot_be_used_ends_it_with_words(house: House) -> None:
    async with connected(house) as (reader, writer):
        writer.write(GREETING + connect() + publish(KEY) + chunked(VIDEO, b"\x12of another age"))
        async with asyncio.timeout(WAIT_S):
            said = await reader.read()
    assert b"set the video encoder to H.264" in said
    await house.ended(("first", Ending.BROKEN))
    assert "set the video encoder to H.264" in house.keys.farewells[0]


async def test_too_much_for_ten_seconds_ends_it_before_they_are_over(tmp_path: Path) -> None:
    async with running(tmp_path / "relay", bits_per_s_max=1_000_000) as house, connected(house) as (reader, writer):
        began_s = time.monotonic()
        # A command frame, which says nothing, of a second's worth: eleven may come at once.
        second = chunked(VIDEO, b"\x57" * 125_000)
        writer.write(GREETING + connect() + publish(KEY) + second * 10)
        await asyncio.sleep(2.5)
        assert house.keys.endings == []
        writer.write(second * 2)
        async with asyncio.timeout(WAIT_S):
            said = await reader.read()
        assert b"More than 1 Mbit/s" in said
        assert time.monotonic() - began_s < 8
    assert house.keys.endings == [("first", Ending.BROKEN)]


async def test_very_many_small_messages_are_read_slowly(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "MESSAGES_PER_S_MAX", 20_000)
    monkeypatch.setattr(connection, "_MESSAGES", Pace(20_000, 1_000))
    # A command frame, which says nothing, and then the same over and over: two bytes each.
    many = chunked(VIDEO, b"\x57", chunk_stream=5) + b"\xc5\x57" * 12_000
    async with connected(house) as (reader, writer):
        began_s = time.monotonic()
        writer.write(GREETING + connect() + publish(KEY) + many + command("deleteStream", 6, None, 1))
        assert await is_hung_up_on(reader)
        assert time.monotonic() - began_s >= 0.3
    await house.ended(("first", Ending.LEFT))


async def test_very_many_keyframes_are_read_slowly(house: House) -> None:
    keyframe = b"\x91vp09\x82\x49\x83\x42" + bytes(20)
    recording = Recording(house.relay)
    async with connected(house) as (_, writer):
        began_s = time.monotonic()
        writer.write(GREETING + connect() + publish(KEY))
        for number in range(2_500):
            writer.write(chunked(VIDEO, keyframe, timestamp_ms=number))
        await recording.until(video=1)
        await eventually(lambda: answer(house.number("frames_total", kind="picture") >= 2_500), within_s=WAIT_S)
        assert time.monotonic() - began_s >= 2, "two thousand at once, and 180 a second"


async def test_a_thousand_idle_connections_do_not_keep_an_encoder_out(tmp_path: Path) -> None:
    limits = {"connections_max": 1_000, "connections_per_address_max": 2_000, "greeting_timeout_s": 60.0}
    async with running(tmp_path / "relay", **limits) as house, contextlib.AsyncExitStack() as idle:
        for number in range(1_010):
            idle.enter_context(socket.create_connection(("127.0.0.1", house.rtmp.port)))
            if number % 100 == 0:
                # They are let in, or the system's own queue is full.
                await asyncio.sleep(0.01)
        await eventually(lambda: answer(house.number("connections") <= 1_000), within_s=WAIT_S)
        async with connected(house) as (_, writer):
            writer.write(GREETING + connect() + publish(KEY))
            await eventually(lambda: answer("first" in house.rtmp.publishing_keys()), within_s=WAIT_S)


async def test_one_address_has_a_few_connections(tmp_path: Path) -> None:
    async with running(tmp_path / "relay", connections_per_address_max=2) as house:
        async with connected(house), connected(house), connected(house) as (reader, _):
            assert await is_hung_up_on(reader)
            assert house.number("refused_total", reason="address") == 1
        await eventually(lambda: answer(house.number("connections") == 0), within_s=WAIT_S)


async def test_a_port_that_is_taken_is_said_so(house: House) -> None:
    second = RtmpServer(
        RtmpSettings(port=house.rtmp.port), house.relay, house.keys, SystemClock(), RtmpMetrics(CollectorRegistry())
    )
    with pytest.raises(RtmpUnavailable, match="LIVEHOUSE_RTMP_PORT"):
        await second.start()
    await second.stop()


def tags(film: Path) -> list[tuple[int, int, bytes]]:
    """Kind, time and body of an FLV file's tags."""
    data, at, found = film.read_bytes(), 13, []
    while at + 11 <= len(data):
        size = int.from_bytes(data[at + 1 : at + 4], "big")
        stamp_ms = int.from_bytes(data[at + 4 : at + 7], "big") | data[at + 7] << 24
        found.append((data[at], stamp_ms, data[at + 11 : at + 11 + size]))
        at += 11 + size + 4
    return found
