"""The readers of WebM and MP4: what FFmpeg sees in a file they see, in whatever pieces; nothing else may be raised."""

import functools
import io
import random
import time
import tracemalloc
from collections.abc import Callable
from fractions import Fraction

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livehouse.media.websocket_ingest.fmp4 import FRAGMENT_BYTES_MAX, Mp4Reader
from livehouse.media.websocket_ingest.h264 import DecoderRecord, with_start_codes
from livehouse.media.websocket_ingest.samples import (
    HEADER_BYTES_MAX,
    SAMPLE_BYTES_MAX,
    AudioTrack,
    MediaRefused,
    Sample,
    VideoTrack,
)
from livehouse.media.websocket_ingest.webm import WebmReader
from tests.support.recordings import (
    AUDIO_ENTRY,
    OPUS_HEADER,
    UNKNOWN_SIZE,
    VIDEO_ENTRY,
    block,
    cluster,
    element,
    number,
    opening,
    recording,
    track_entry,
)

Reader = WebmReader | Mp4Reader
SIZE = 64
BY_KEYFRAME = "frag_keyframe+empty_moov+default_base_moof"
BY_FRAME = "frag_every_frame+empty_moov"
FAST_VP9 = "deadline=realtime,cpu-used=8"


@functools.cache
def film(container: str, video: str, audio: str, movflags: str = "", options: str = "") -> bytes:
    """Two seconds of 10 pictures a second and a tone, written by FFmpeg."""
    target = io.BytesIO()
    settings = {"movflags": movflags} if movflags else {"live": "1", "cluster_time_limit": "200"}
    with av.open(target, "w", format=container, options=settings) as output:
        extra = {"tune": "zerolatency", "preset": "ultrafast"} if video == "libx264" else {"deadline": "realtime"}
        if options:
            extra = dict(pair.split("=") for pair in options.split(","))
        pictures = output.add_stream(video, rate=10, options=extra)
        pictures.width = pictures.height = SIZE
        pictures.pix_fmt = "yuv420p"
        pictures.codec_context.gop_size = 10
        sound = output.add_stream(audio, rate=48_000, layout="mono")
        sound.format = "s16" if audio == "libopus" else "fltp"
        for index in range(20):
            canvas = np.full((SIZE, SIZE, 3), index * 12, np.uint8)
            canvas[index % SIZE] = 255
            output.mux(pictures.encode(av.VideoFrame.from_ndarray(canvas, format="rgb24")))
            wave = np.sin(np.arange(4_800) / 20)
            data = (wave * 9_000).astype(np.int16) if audio == "libopus" else wave.astype(np.float32)
            frame = av.AudioFrame.from_ndarray(data.reshape(1, -1), format=sound.format.name, layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = 48_000, index * 4_800, Fraction(1, 48_000)
            output.mux(sound.encode(frame))
        output.mux(pictures.encode(None))
        output.mux(sound.encode(None))
    return target.getvalue()


FILMS: dict[str, tuple[Callable[[], Reader], Callable[[], bytes]]] = {
    "webm vp8": (WebmReader, lambda: film("webm", "libvpx", "libopus")),
    "webm vp9": (WebmReader, lambda: film("webm", "libvpx-vp9", "libopus", "", FAST_VP9)),
    "matroska h264": (WebmReader, lambda: film("matroska", "libx264", "libopus")),
    "matroska b-frames": (WebmReader, lambda: film("matroska", "libx264", "libopus", "", "preset=veryfast,bf=2")),
    "matroska aac": (WebmReader, lambda: film("matroska", "libx264", "aac")),
    "mp4 h264 opus": (Mp4Reader, lambda: film("mp4", "libx264", "libopus", BY_KEYFRAME)),
    "mp4 h264 aac": (Mp4Reader, lambda: film("mp4", "libx264", "aac", BY_KEYFRAME)),
    "mp4 by frame": (Mp4Reader, lambda: film("mp4", "libx264", "aac", BY_FRAME)),
    "mp4 vp9": (
        Mp4Reader,
        lambda: film("mp4", "libvpx-vp9", "libopus", BY_KEYFRAME, FAST_VP9),
    ),
    "chromium": (WebmReader, lambda: b"".join(piece.data for piece in recording(2))),
}


def read(reader: Reader, data: bytes, *, piece_bytes: int = 1_000) -> list[Sample]:
    samples: list[Sample] = []
    for at in range(0, len(data), piece_bytes):
        samples += reader.feed(data[at : at + piece_bytes])
    return samples


def seen_by_ffmpeg(data: bytes) -> dict[str, list[tuple[int, bytes]]]:
    """Each stream's packets: when they are shown, in milliseconds from the first one's time, and their bytes."""
    packets: dict[str, list[tuple[int, bytes]]] = {"video": [], "audio": []}
    with av.open(io.BytesIO(data)) as container:
        for packet in container.demux():
            if packet.size and packet.pts is not None and packet.time_base is not None:
                packets[packet.stream.type].append((round(packet.pts * packet.time_base * 1_000), bytes(packet)))
    return {kind: sorted(found) for kind, found in packets.items()}


@pytest.mark.parametrize("name", FILMS)
def test_what_ffmpeg_finds_is_found(name: str) -> None:
    make_reader, make_film = FILMS[name]
    data = make_film()
    reader = make_reader()
    samples = read(reader, data)
    wanted = seen_by_ffmpeg(data)
    for kind, wanted_type in (("video", VideoTrack), ("audio", AudioTrack)):
        found = sorted(
            (round(sample.timestamp_us / 1_000), sample.payload)
            for sample in samples
            if isinstance(sample.track, wanted_type)
        )
        # FFmpeg lets sound begin before zero by what its decoder swallows; browsers never write such.
        shift_ms = found[0][0] - wanted[kind][0][0]
        assert [payload for _, payload in found] == [payload for _, payload in wanted[kind]]
        assert all(abs(a[0] - b[0] - shift_ms) <= 1 or a[0] == 0 for a, b in zip(found, wanted[kind], strict=True))
    first = next(sample for sample in samples if isinstance(sample.track, VideoTrack))
    assert first.keyframe
    assert reader.buffered_bytes == 0 or name.startswith("matroska")


@pytest.mark.parametrize("name", FILMS)
def test_pieces_of_any_size_give_the_same(name: str) -> None:
    make_reader, make_film = FILMS[name]
    data = make_film()
    whole = read(make_reader(), data, piece_bytes=len(data))
    assert len(whole) > 20
    assert read(make_reader(), data, piece_bytes=7) == whole


@pytest.mark.parametrize("name", ["mp4 h264 aac", "matroska h264"])
def test_h264_with_start_codes_is_what_decoders_take(name: str) -> None:
    make_reader, make_film = FILMS[name]
    pictures = [sample for sample in read(make_reader(), make_film()) if isinstance(sample.track, VideoTrack)]
    decoder = av.CodecContext.create("h264", "r")
    shown = 0
    for picture in pictures:
        assert isinstance(picture.track, VideoTrack)
        assert picture.track.decoder_record is not None
        record = DecoderRecord(picture.track.decoder_record)
        payload = with_start_codes(picture.payload, record, keyframe=picture.keyframe)
        assert payload.startswith(b"\0\0\0\1")
        shown += len(decoder.decode(av.Packet(payload)))
    shown += len(decoder.decode(None))
    assert shown == len(pictures)


@settings(max_examples=300, deadline=None)
@given(name=st.sampled_from(sorted(FILMS)), seed=st.integers(0, 2**32), damages=st.integers(1, 30))
def test_damaged_recordings_are_refused_or_read_and_never_gathered(name: str, seed: int, damages: int) -> None:
    make_reader, make_film = FILMS[name]
    chance = random.Random(seed)  # a test's own dice
    data = bytearray(make_film())
    for _ in range(damages):
        # Most of what matters stands at the beginning.
        at = chance.randrange(min(len(data), chance.choice((200, 1_000, len(data)))))
        if chance.random() < 0.7:
            data[at] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
        elif chance.random() < 0.5:
            del data[at : at + chance.randrange(1, 40)]
        else:
            data[at:at] = chance.randbytes(chance.randrange(1, 40))
    reader = make_reader()
    at = 0
    while at < len(data):
        size = chance.randrange(1, 5_000)
        try:
            samples = reader.feed(bytes(data[at : at + size]))
        except MediaRefused:
            return
        at += size
        for sample in samples:
            assert len(sample.payload) <= SAMPLE_BYTES_MAX
            assert 0 <= sample.timestamp_us < 10**17
        assert reader.buffered_bytes <= FRAGMENT_BYTES_MAX + 5_000


@settings(max_examples=300, deadline=None)
@given(data=st.binary(max_size=300), webm=st.booleans())
def test_noise_is_refused_or_awaited(data: bytes, webm: bool) -> None:
    reader: Reader = WebmReader() if webm else Mp4Reader()
    begin = element(0x1A45DFA3, element(0x4282, b"webm")) if webm else b"\0\0\0\x08ftyp"
    try:
        assert reader.feed(begin + data) == []
    except MediaRefused:
        return
    assert reader.buffered_bytes <= len(begin) + len(data)


def _box(kind: bytes, content: bytes = b"") -> bytes:
    return (len(content) + 8).to_bytes(4) + kind + content


ONE = cluster(0) + block(1, 0, b"\0\0\0\1\x67", keyframe=True)


@pytest.mark.parametrize(
    ("reader", "data", "reason"),
    [
        (WebmReader, b"RIFFxxxx", "no WebM"),
        (WebmReader, element(0x1A45DFA3, element(0x4282, b"avi")), "no WebM"),
        (WebmReader, opening(), "neither a picture nor sound"),
        (WebmReader, opening(track_entry(1, 1, b"V_AV1")), "V_AV1"),
        (WebmReader, opening(track_entry(1, 1, b"V_VP8", b"", element(0x6D80, b""))), "packed"),
        (WebmReader, opening(*[VIDEO_ENTRY] * 9), "more than 8 tracks"),
        (WebmReader, opening(VIDEO_ENTRY[:-1]), "longer than the one that holds it"),
        (WebmReader, opening(VIDEO_ENTRY) + block(1, 0, b"x", keyframe=True), "before the tracks"),
        (WebmReader, opening(VIDEO_ENTRY) + cluster(0) + element(0xA3, b"\x81"), "cut off"),
        (WebmReader, opening(VIDEO_ENTRY) + cluster(0) + block(1, 0, b"x", keyframe=True, flags=6), "laced"),
        (WebmReader, opening(VIDEO_ENTRY) + cluster(2**60), "absurd"),
        (WebmReader, opening(VIDEO_ENTRY) + element(0xA3, b"", size=(1 << 56 | 2**31).to_bytes(8)), "sample has more"),
        (WebmReader, element(0x1A45DFA3, b"", size=(1 << 56 | HEADER_BYTES_MAX + 1).to_bytes(8)), "header has more"),
        (WebmReader, opening(VIDEO_ENTRY) + element(0xEC, b"", size=UNKNOWN_SIZE), "no length"),
        (WebmReader, opening(VIDEO_ENTRY) + element(0xEC, b"") * 6_000, "far more elements"),
        (WebmReader, opening(VIDEO_ENTRY) + element(0xA0, element(0xEC, b"") * 33), "too many parts"),
        (WebmReader, opening(VIDEO_ENTRY) + b"\0", "id is none"),
        (Mp4Reader, b"RIFFxxxxxxxx", "no MP4"),
        (Mp4Reader, _box(b"ftyp") + b"\0\0\0\x01mdat" + (2**40).to_bytes(8), "fragment has more"),
        (Mp4Reader, _box(b"ftyp") + b"\0\0\0\0mdat", "no length"),
        (Mp4Reader, _box(b"ftyp") + (2**31).to_bytes(4) + b"moov", "header has more"),
        (Mp4Reader, _box(b"ftyp") + _box(b"moof"), "before the tracks"),
        (Mp4Reader, _box(b"ftyp") + _box(b"moov"), "neither a picture nor sound"),
        (Mp4Reader, _box(b"ftyp") + _box(b"free") * 6_000, "far more boxes"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_why_a_recording_is_refused(reader: Callable[[], Reader], data: bytes, reason: str) -> None:
    with pytest.raises(MediaRefused, match=reason):
        reader().feed(data)


def test_runs_of_samples_are_counted_before_they_are_made() -> None:
    whole = film("mp4", "libx264", "libopus", BY_KEYFRAME)
    run = _box(b"trun", bytes(4) + (2_000).to_bytes(4))
    runs = _box(b"moof", _box(b"traf", _box(b"tfhd", bytes(4) + (1).to_bytes(4)) + run * 3_000))
    reader = Mp4Reader()
    reader.feed(whole[: whole.index(b"moof") - 4])
    began_s = time.process_time()
    with pytest.raises(MediaRefused, match="more than 2000 samples"):
        reader.feed(runs)
    assert time.process_time() - began_s < 1, "six million would take a minute and two gigabytes"


def test_a_fragment_without_its_samples_is_the_last() -> None:
    whole = film("mp4", "libx264", "libopus", BY_KEYFRAME)
    run = _box(b"trun", bytes(4) + (2_000).to_bytes(4))
    fragment = _box(b"moof", _box(b"traf", _box(b"tfhd", bytes(4) + (1).to_bytes(4)) + run))
    reader = Mp4Reader()
    reader.feed(whole[: whole.index(b"moof") - 4])
    began_s = time.process_time()
    with pytest.raises(MediaRefused, match="before the samples of the last one"):
        reader.feed(fragment * 4_000)
    assert time.process_time() - began_s < 1, "eight million samples without a byte in them"


def test_samples_that_lie_on_each_other_are_not_copied() -> None:
    whole = film("mp4", "libx264", "libopus", BY_KEYFRAME)

    def fragment_of(data_at: int) -> bytes:
        # With the place and the size of each: the same half of the box over and over.
        run = _box(b"trun", (0x201).to_bytes(4) + (1).to_bytes(4) + data_at.to_bytes(4) + (500_000).to_bytes(4))
        return _box(b"moof", _box(b"traf", _box(b"tfhd", bytes(4) + (1).to_bytes(4)) + run * 100))

    fragment = fragment_of(len(fragment_of(0)) + 8)
    reader = Mp4Reader()
    reader.feed(whole[: whole.index(b"moof") - 4])
    reader.feed(fragment)
    tracemalloc.start()
    with pytest.raises(MediaRefused, match="more than it has"):
        reader.feed(_box(b"mdat", bytes(1_000_000)))
    assert tracemalloc.get_traced_memory()[1] < 5_000_000, "fifty million"
    tracemalloc.stop()


def test_what_is_not_needed_is_passed_over_unread() -> None:
    reader = WebmReader()
    reader.feed(opening(VIDEO_ENTRY, AUDIO_ENTRY) + element(0xEC, b"", size=(1 << 56 | 50_000_000).to_bytes(8)))
    for _ in range(50):
        assert reader.feed(bytes(1_000_000)) == []
        assert reader.buffered_bytes == 0
    assert [sample.payload for sample in reader.feed(ONE)] == [b"\0\0\0\1\x67"]
    assert reader.tracks == (VideoTrack("h264"), AudioTrack("opus", OPUS_HEADER))


def test_blocks_in_groups_are_keyframes_unless_they_refer_to_others() -> None:
    def group(*parts: bytes) -> bytes:
        return element(0xA0, b"".join(parts))

    content = element(0xA1, b"\x81\0\0\0picture")
    reader = WebmReader()
    samples = reader.feed(opening(VIDEO_ENTRY) + cluster(5) + group(content) + group(content, number(0xFB, 33)))
    assert [(sample.keyframe, sample.timestamp_us) for sample in samples] == [(True, 5_000), (False, 5_000)]


@pytest.mark.parametrize("record", [b"", b"\x02" * 8, b"\x01\x42\0\x1e\xff\xe1", b"\x01\x42\0\x1e\xff\xe1\0\x09x"])
def test_decoder_records_are_read_with_care(record: bytes) -> None:
    with pytest.raises(MediaRefused):
        DecoderRecord(record)


@pytest.mark.parametrize("frame", [b"\0\0\0\0", b"\0\0\0\x09x", b"\xff" * 9])
def test_pictures_are_cut_with_care(frame: bytes) -> None:
    record = DecoderRecord(b"\x01\x42\0\x1e\xff\xe1\0\x01\x67\x01\0\x01\x68")
    with pytest.raises(MediaRefused):
        with_start_codes(frame, record, keyframe=True)
