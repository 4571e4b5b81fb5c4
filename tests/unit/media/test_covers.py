import io

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from livehouse.demo.clips.encode import encode_pictures
from livehouse.media.covers import FRAME_BYTES_MAX, WIDTH_PX, PictureUnusable, decode_picture


def gradient(width_px: int, height_px: int) -> np.ndarray:
    plane = np.linspace(0, 255, width_px * height_px).reshape(height_px, width_px)
    return np.stack([plane, plane[::-1], np.full_like(plane, 90)], axis=-1).astype(np.uint8)


@pytest.fixture(scope="module")
def keyframe() -> tuple[bytes, bytes]:
    record, frames = encode_pictures([gradient(540, 960)], fps=30)
    return record, frames[0]


def encoded(codec: str, width_px: int, height_px: int) -> bytes:
    encoder = av.CodecContext.create(codec, "w")
    encoder.width, encoder.height, encoder.pix_fmt, encoder.framerate = width_px, height_px, "yuv420p", 30
    frame = av.VideoFrame.from_ndarray(gradient(width_px, height_px), format="rgb24").reformat(format="yuv420p")
    packets = [*encoder.encode(frame), *encoder.encode(None)]
    return bytes(packets[0])


def opened(picture: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(picture))
    assert image.format == "JPEG"
    return image


def test_h264_with_its_record_apart_becomes_a_jpeg(keyframe: tuple[bytes, bytes]) -> None:
    record, frame = keyframe
    image = opened(decode_picture(frame, "avc1.4d401f", record))
    assert image.size == (WIDTH_PX, 960)
    assert np.abs(np.asarray(image, np.int16) - gradient(540, 960)).mean() < 12


@pytest.mark.parametrize(
    ("encoder", "codec"),
    [("libx264", "avc1.640028"), ("libx264", "avc3.640028"), ("libvpx", "vp8"), ("libvpx-vp9", "vp09.00.10.08")],
)
def test_what_browsers_send_without_a_record_becomes_a_jpeg(encoder: str, codec: str) -> None:
    image = opened(decode_picture(encoded(encoder, 1280, 720), codec, None))
    assert image.size == (WIDTH_PX, 304)


def test_an_unknown_codec_is_refused() -> None:
    with pytest.raises(PictureUnusable, match="unknown codec"):
        decode_picture(b"x", "theora", None)


def test_a_frame_of_absurd_length_is_refused() -> None:
    with pytest.raises(PictureUnusable, match="bytes"):
        decode_picture(bytes(FRAME_BYTES_MAX + 1), "avc1.42e01e", None)


def test_a_picture_of_absurd_size_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(PictureUnusable):
        decode_picture(encoded("libx264", 8_192, 4_096), "avc1.640034", None)


@pytest.mark.parametrize(("width_px", "height_px"), [(2, 1_000), (1_000, 2)])
def test_a_picture_of_absurd_shape_is_refused_before_it_is_scaled(width_px: int, height_px: int) -> None:
    with pytest.raises(PictureUnusable, match=f"{width_px} x {height_px}"):
        decode_picture(encoded("libvpx", width_px, height_px), "vp8", None)


@settings(max_examples=60, deadline=None)
@given(
    rubbish=st.binary(max_size=4_000),
    codec=st.sampled_from(["avc1.42e01e", "vp8", "vp09.00.10.08", "av01.0.08M.08", "hev1.1.6"]),
)
def test_rubbish_never_does_more_than_fail(rubbish: bytes, codec: str) -> None:
    for description in (None, rubbish[:40]):
        try:
            picture = decode_picture(rubbish, codec, description)
        except PictureUnusable:
            continue
        opened(picture)


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 4_000), byte=st.integers(0, 255))
def test_a_damaged_frame_never_does_more_than_fail(keyframe: tuple[bytes, bytes], at: int, byte: int) -> None:
    record, frame = keyframe
    damaged = bytearray(frame)
    damaged[at % len(damaged)] = byte
    try:
        picture = decode_picture(bytes(damaged), "avc1.4d401f", record)
    except PictureUnusable:
        return
    opened(picture)
