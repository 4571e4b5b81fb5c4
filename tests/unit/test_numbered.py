import io
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from benchmarks._numbered import NUMBERS, draw_number, read_number
from tests.support.fake_camera import write_camera_clip, write_microphone_clip


def drawn(number: int, width_px: int = 360, height_px: int = 640) -> np.ndarray:
    frame = np.full((height_px, width_px), 120, np.uint8)
    draw_number(frame, number)
    return frame


@pytest.mark.parametrize("number", [0, 1, 2, 255, 256, 899, 0x5555, 0xAAAA, NUMBERS - 1])
def test_a_number_is_read_as_it_was_drawn(number: int) -> None:
    assert read_number(drawn(number)) == number


@pytest.mark.parametrize("size", [(120, 213), (180, 320), (540, 960), (640, 360), (160, 90), (1920, 1080)])
def test_it_survives_scaling(size: tuple[int, int]) -> None:
    scaled = np.asarray(Image.fromarray(drawn(31_337)).resize(size, Image.Resampling.BILINEAR))
    assert read_number(scaled) == 31_337


def test_it_survives_h264_at_100_kbit_a_second() -> None:
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt, encoder.bit_rate = 360, 640, "yuv420p", 100_000
    encoder.framerate, encoder.gop_size = 30, 60
    encoder.options = {"preset": "veryfast", "tune": "zerolatency"}
    decoder = av.CodecContext.create("h264", "r")
    read = []
    for number in range(90):
        gray = av.VideoFrame.from_ndarray(drawn(number), format="gray").reformat(format="yuv420p")
        for packet in encoder.encode(gray):
            read += [read_number(frame.to_ndarray()[:640]) for frame in decoder.decode(packet)]
    read += [read_number(frame.to_ndarray()[:640]) for frame in decoder.decode(None)]
    assert read == list(range(90))


def test_what_carries_no_number_reads_as_none() -> None:
    random = np.random.default_rng(7)
    assert read_number(np.zeros((640, 360), np.uint8)) is None
    assert read_number(np.full((640, 360), 255, np.uint8)) is None
    noise = [read_number(random.integers(0, 256, (640, 360), np.uint8)) for _ in range(50)]
    assert noise == [None] * 50
    between = ((drawn(1_000).astype(np.uint16) + drawn(64_000)) // 2).astype(np.uint8)
    assert read_number(between) in (None, 1_000, 64_000)


def test_the_camera_clip_holds_every_number_once(tmp_path: Path) -> None:
    clip = write_camera_clip(tmp_path / "camera.mjpeg", frames=40)
    frames = [b"\xff\xd8" + part for part in clip.read_bytes().split(b"\xff\xd8\xff")[1:]]
    numbers = [
        read_number(np.asarray(Image.open(io.BytesIO(b"\xff\xd8\xff" + part[2:])).convert("L"))) for part in frames
    ]
    assert numbers == list(range(40))


def test_the_microphone_clip_is_plain_wav(tmp_path: Path) -> None:
    with av.open(str(write_microphone_clip(tmp_path / "microphone.wav", seconds=2.0))) as container:
        stream = container.streams.audio[0]
        assert (stream.rate, stream.channels) == (48_000, 1)
        samples = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(stream)]) / 32_768
    assert 0.25 < np.abs(samples).max() < 0.35
    assert np.abs(samples[30_000:46_000]).max() < 0.001
