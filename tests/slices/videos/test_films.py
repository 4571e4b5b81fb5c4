"""Making films from whatever people upload: what comes out, and what is refused. Without a database."""

import asyncio
import io
import os
import signal
import struct
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import psutil
import pytest
from PIL import Image

from livehouse.platform.films import child
from livehouse.platform.films.make import make_film as make_in_process
from livehouse.platform.films.report import FilmRefused, Limits, Made
from livehouse.videos.film import Film
from livehouse.videos.likeness import find_copy, find_same
from tests.support.films import make_film
from tests.support.small_disk import small_disk
from tests.support.waiting import eventually

LIMITS = Limits(seconds=180, side_px=4096)


def made(folder: Path, film: bytes, limits: Limits = LIMITS) -> Made:
    """What comes out of `film`, in this process."""
    (folder / "source").write_bytes(film)
    out = folder / "out"
    out.mkdir()
    return make_in_process(folder / "source", out, limits, lambda _share: None)


def refused(folder: Path, film: bytes) -> str:
    """Why `film` is refused."""
    with pytest.raises(FilmRefused) as refusal:
        made(folder, film)
    return refusal.value.fault


def test_two_renditions_a_poster_and_no_metadata(tmp_path: Path) -> None:
    result = made(tmp_path, make_film(1, 2.0, width=540, height=960))
    assert [(rendition.name, rendition.width, rendition.height) for rendition in result.renditions] == [
        ("540p", 540, 960),
        ("360p", 360, 640),
    ]
    assert result.length_s == pytest.approx(2.0, abs=0.05)
    for rendition in result.renditions:
        path = tmp_path / "out" / f"{rendition.name}.mp4"
        assert path.stat().st_size == rendition.size_bytes
        with av.open(str(path)) as opened:
            assert opened.streams.video[0].pix_fmt == "yuv420p"
            assert set(opened.metadata) <= {"major_brand", "minor_version", "compatible_brands", "encoder"}
            assert sum(1 for _ in opened.decode(video=0)) == 30
    with Image.open(tmp_path / "out" / "poster.webp") as poster:
        assert poster.size == (540, 960)


@pytest.mark.parametrize(("container", "codec"), [("webm", "libvpx"), ("matroska", "libx264"), ("mov", "libx264")])
def test_what_browsers_and_cameras_write(tmp_path: Path, container: str, codec: str) -> None:
    result = made(tmp_path, make_film(1, 1.0, container=container, codec=codec, sound=container == "webm"))
    assert result.length_s == pytest.approx(1.0, abs=0.06)


def test_a_film_held_sideways_stands_upright(tmp_path: Path) -> None:
    result = made(tmp_path, turned(make_film(4, 1.0, width=320, height=180, sound=False)))
    assert (result.width, result.height) == (180, 320)
    with av.open(str(tmp_path / "out" / "180p.mp4")) as opened:
        shown = next(opened.decode(video=0)).to_ndarray(format="gray").astype(float)
    with av.open(io.BytesIO(make_film(4, 1.0, width=320, height=180, sound=False))) as opened:
        lying = next(opened.decode(video=0)).to_ndarray(format="gray").astype(float)
    # The header says: turn by 90° against the clock, or with it; never upside down or mirrored.
    differences = {turns: float(np.abs(np.rot90(lying, turns) - shown).mean()) for turns in (1, 3)}
    assert min(differences.values()) < 6 < max(differences.values())
    assert min(differences, key=lambda turns: differences[turns]) == 1


def turned(film: bytes) -> bytes:
    """An MP4 whose track header says that its picture is turned by 90° against the clock (ISO/IEC 14496-12, 8.3.2)."""
    matrix = struct.pack(">9i", 0, -0x10000, 0, 0x10000, 0, 0, 0, 0, 0x40000000)
    identity = struct.pack(">9i", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    header = film.index(b"tkhd")
    at = film.index(identity, header)
    return film[:at] + matrix + film[at + len(matrix) :]


def test_sound_that_begins_late_stays_in_time(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with av.open(packed, "w", format="matroska") as out:
        video = out.add_stream("libx264", rate=15)
        video.width, video.height, video.pix_fmt = 64, 64, "yuv420p"
        audio = out.add_stream("aac", rate=48_000, layout="mono")
        for number in range(45):
            frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), number * 5, np.uint8))
            frame.pts, frame.time_base = number, Fraction(1, 15)
            out.mux(video.encode(frame))
        out.mux(video.encode(None))
        wave = (np.sin(np.arange(48_000) / 20) * 0.5).astype(np.float32)
        for begin in range(0, 47_000, 1_024):
            sound = av.AudioFrame.from_ndarray(wave[None, begin : begin + 1_024], format="fltp", layout="mono")
            sound.rate, sound.pts, sound.time_base = 48_000, 96_000 + begin, Fraction(1, 48_000)
            out.mux(audio.encode(sound))
        out.mux(audio.encode(None))
    made(tmp_path, packed.getvalue())
    with av.open(str(tmp_path / "out" / "64p.mp4")) as opened:
        heard = np.concatenate([frame.to_ndarray()[0] for frame in opened.decode(audio=0)])
    # Two seconds of silence, then the tone.
    assert np.abs(heard[: int(1.9 * 48_000)]).max() < 0.01
    assert np.abs(heard[int(2.1 * 48_000) : int(2.9 * 48_000)]).max() > 0.3


def test_copies_are_known_again_by_their_pictures(tmp_path: Path) -> None:
    films = {}
    for name, film in {
        "original": make_film(7, 4.0, sound=False),
        "worse": make_film(7, 4.0, quality=32, sound=False),
        "small": make_film(7, 4.0, quality=36, width=90, height=160, sound=False),
        "cut": make_film(7, 3.0, from_s=1.1, sound=False),
        "another": make_film(8, 4.0, sound=False),
    }.items():
        folder = tmp_path / name
        folder.mkdir()
        result = made(folder, film)
        films[name] = Film(id=name, length_s=result.length_s, fingerprint=bytes.fromhex(result.fingerprint))
    original = films["original"]
    assert find_same(films["worse"], [original]) == "original"
    assert find_copy(films["small"], [original]) == "original"
    assert find_copy(films["cut"], [original]) == "original"
    assert find_same(films["cut"], [original]) is None
    assert find_copy(films["another"], [original]) is None


# What is refused


@pytest.mark.parametrize(
    ("film", "fault"),
    [
        (b"", "not_a_video"),
        (b"GIF89a" + b"\0" * 500, "not_a_video"),
        (b"#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:10,\nhttp://127.0.0.1:1/secret\n", "not_a_video"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "not_a_video"),
        (b"\0\0\0\x18ftypmp42" + b"\0" * 5_000, "unreadable"),
        (b"\x1a\x45\xdf\xa3" + b"\xff" * 5_000, "unreadable"),
    ],
)
def test_no_films(tmp_path: Path, film: bytes, fault: str) -> None:
    assert refused(tmp_path, film) == fault


def test_a_film_cut_off_in_the_middle(tmp_path: Path) -> None:
    film = make_film(1, 2.0)
    # The head of an MP4 comes last, so that half of one is none.
    assert refused(tmp_path, film[: len(film) // 2]) == "unreadable"


def test_a_damaged_film_loses_its_damaged_pictures(tmp_path: Path) -> None:
    film = bytearray(make_film(1, 3.0, sound=False))
    begin = film.index(b"mdat") + len(film) // 3
    film[begin : begin + 300] = os.urandom(300)
    assert made(tmp_path, bytes(film)).length_s <= 3.1


def test_sound_alone(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with av.open(packed, "w", format="mp4") as out:
        audio = out.add_stream("aac", rate=48_000, layout="mono")
        for number in range(50):
            sound = av.AudioFrame.from_ndarray(np.zeros((1, 1_024), np.float32), format="fltp", layout="mono")
            sound.rate, sound.pts = 48_000, number * 1_024
            out.mux(audio.encode(sound))
        out.mux(audio.encode(None))
    assert refused(tmp_path, packed.getvalue()) == "no_picture"


def test_a_single_picture(tmp_path: Path) -> None:
    assert refused(tmp_path, make_film(1, 1.0, rate=1, sound=False)) == "unreadable"


def test_a_thousand_pictures_a_second_only_keep_us_busy(tmp_path: Path) -> None:
    assert refused(tmp_path, make_film(1, 1.0, width=16, height=16, rate=1_000, loop=1, sound=False)) == "unreadable"


def test_a_picture_so_wide_that_no_poster_could_be_is_made_smaller(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with av.open(packed, "w", format="mp4") as out:
        video = out.add_stream("libx264", rate=10, options={"preset": "ultrafast"})
        video.width, video.height, video.pix_fmt = 2_048, 16, "yuv420p"
        video.codec_context.sample_aspect_ratio = Fraction(9)
        for number in range(5):
            shown = np.full((16, 2_048, 3), number * 40, np.uint8)
            shown[:, :700] = 200
            out.mux(video.encode(av.VideoFrame.from_ndarray(shown, format="rgb24")))
        out.mux(video.encode(None))
    result = made(tmp_path, packed.getvalue())
    assert (result.width, result.height) == (2_048 * 9, 16)
    with Image.open(tmp_path / "out" / "poster.webp") as poster:
        assert max(poster.size) == 4 * 540


async def test_a_film_that_takes_too_long_is_not_begun_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "MAKING_S_MAX", 0.01)
    (tmp_path / "source").write_bytes(make_film(1, 1.0))
    (tmp_path / "out").mkdir()
    with pytest.raises(FilmRefused):
        await child.make(tmp_path / "source", tmp_path / "out", LIMITS, lambda _share: None)


@pytest.mark.parametrize(
    ("said_px", "faults"),
    [
        (10_000, {"picture_too_large"}),
        # The header says that it is small; its pictures are not, and are not unpacked.
        (320, {"picture_too_large", "unreadable"}),
    ],
)
def test_a_picture_of_ten_thousand_by_ten_thousand(tmp_path: Path, said_px: int, faults: set[str]) -> None:
    small = io.BytesIO()
    Image.new("RGB", (16, 16), "red").save(small, "JPEG")
    picture = bytearray(small.getvalue())
    size = picture.index(b"\xff\xc0") + 5
    picture[size : size + 4] = struct.pack(">HH", 10_000, 10_000)
    packed = io.BytesIO()
    with av.open(packed, "w", format="matroska") as out:
        stream = out.add_stream("mjpeg", rate=5)
        stream.width, stream.height, stream.pix_fmt = said_px, said_px, "yuvj420p"
        for number in range(5):
            packet = av.Packet(bytes(picture))
            packet.stream, packet.time_base = stream, Fraction(1, 5)
            packet.pts = packet.dts = number
            packet.is_keyframe = True
            out.mux(packet)
    assert refused(tmp_path, packed.getvalue()) in faults


def with_header_length(film: bytes, seconds: float) -> bytes:
    """The same MP4, whose headers say that it is so long (ISO/IEC 14496-12, 8.2.2 and 8.4.2, version 0)."""
    changed = bytearray(film)
    for box in (b"mvhd", b"mdhd"):
        at = -1
        while (at := changed.find(box, at + 1)) >= 0:
            scale = struct.unpack(">I", changed[at + 16 : at + 20])[0]
            changed[at + 20 : at + 24] = struct.pack(">I", int(seconds * scale))
    return bytes(changed)


def test_four_minutes_that_claim_to_be_three_seconds(tmp_path: Path) -> None:
    film = make_film(1, 240, width=32, height=32, rate=2, sound=False, container="matroska")
    assert refused(tmp_path, film) == "too_long"
    (tmp_path / "again").mkdir()
    lying = with_header_length(make_film(1, 240, width=32, height=32, rate=2, sound=False), 3)
    assert refused(tmp_path / "again", lying) == "too_long"


def test_two_seconds_that_claim_to_be_ten_hours(tmp_path: Path) -> None:
    film = with_header_length(make_film(1, 2.0, sound=False), 36_000)
    assert made(tmp_path, film).length_s == pytest.approx(2.0, abs=0.1)


def test_exactly_three_minutes_pass(tmp_path: Path) -> None:
    film = make_film(1, 180, width=32, height=32, rate=2, sound=False)
    assert made(tmp_path, film).length_s == pytest.approx(180, abs=0.5)


# The process


def long_film() -> bytes:
    """One that takes some seconds to make."""
    return make_film(1, 60, width=360, height=640, rate=20, sound=False, loop=20)


async def make_in_child(folder: Path, film: bytes, tell: list[float] | None = None) -> Made:
    (folder / "source").write_bytes(film)
    (folder / "out").mkdir(exist_ok=True)
    told = [] if tell is None else tell
    return await child.make(folder / "source", folder / "out", LIMITS, told.append, niceness=0)


async def test_the_process_tells_how_far_it_is(tmp_path: Path) -> None:
    told: list[float] = []
    result = await make_in_child(tmp_path, make_film(1, 2.0), told)
    assert result.length_s == pytest.approx(2.0, abs=0.05)
    assert told == sorted(told)
    assert len(told) > 10
    assert 0 < told[0] < told[-1] <= 1


def test_the_process_gives_way_and_ends_with_its_parent(tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(long_film())
    (tmp_path / "out").mkdir()
    program = (
        "import asyncio, sys; from pathlib import Path; from livehouse.platform.films import child\n"
        f"folder = Path({str(tmp_path)!r})\n"
        "limits = child.Limits(seconds=180, side_px=4096)\n"
        "asyncio.run(child.make(folder / 'source', folder / 'out', limits, lambda share: print(share, flush=True)))\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        (maker,) = psutil.Process(parent.pid).children()
        assert maker.nice() == 10
        parent.send_signal(signal.SIGKILL)
    psutil.wait_procs([maker], timeout=10)
    assert not maker.is_running() or maker.status() == psutil.STATUS_ZOMBIE


async def test_the_process_ends_when_nobody_wants_its_film(tmp_path: Path) -> None:
    told: list[float] = []
    making = asyncio.create_task(make_in_child(tmp_path, long_film(), told))

    async def has_begun() -> bool:
        return bool(told)

    await eventually(has_begun, within_s=30, every_s=0.02)
    # A test worker has other children: its PostgreSQL.
    makers = [child for child in psutil.Process().children() if "livehouse.platform.films" in child.cmdline()]
    assert makers
    making.cancel()
    await asyncio.gather(making, return_exceptions=True)
    assert all(not maker.is_running() or maker.status() == psutil.STATUS_ZOMBIE for maker in makers)


def test_a_disk_that_fills_up_is_no_fault_of_the_film(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(make_film(1, 2.0, width=540, height=960, quality=10))
    with small_disk(tmp_path) as disk:
        disk.fill()
        limits = (str(LIMITS.seconds), str(LIMITS.side_px), "0")
        command = [*disk.wrapper, sys.executable, "-m", "livehouse.platform.films", str(source), str(disk.folder)]
        with subprocess.Popen([*command, *limits], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as maker:
            assert maker.stdout is not None
            said = maker.stdout.read()
    assert b'"disk_full"' in said
