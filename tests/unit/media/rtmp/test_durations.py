"""How long packets of sound last, by what is in them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livehouse.media.rtmp.durations import aac_shape, mp3_packet_us, opus_packet_us
from livehouse.media.rtmp.errors import ProtocolError


@pytest.mark.parametrize(
    ("configuration", "microseconds", "channels"),
    [
        ("1210", 1024 / 44_100, 2),
        ("1188", 1024 / 48_000, 1),
        ("118c", 960 / 48_000, 1),
        ("2b920800", 1024 / 22_050, 2),
        ("eb8a0800", 1024 / 22_050, 1),
        ("b98c", 480 / 48_000, 1),
    ],
    ids=["LC 44.1", "LC 48 mono", "LC 960", "HE", "HE v2", "LD short"],
)
def test_aac(configuration: str, microseconds: float, channels: int) -> None:
    shape = aac_shape(bytes.fromhex(configuration))
    assert shape.packet_us == pytest.approx(microseconds * 1_000_000)
    assert shape.channels == channels


@pytest.mark.parametrize("configuration", ["", "12", "1780", "178007d010", "1690"])
def test_aac_that_is_cut_short_or_of_no_sample_rate_is_refused(configuration: str) -> None:
    with pytest.raises(ProtocolError):
        aac_shape(bytes.fromhex(configuration))


@pytest.mark.parametrize(
    ("packet", "microseconds"),
    [
        (b"\xfc", 20_000),
        (b"\xf8\x01", 20_000),
        (b"\x80", 2_500),
        (b"\x18", 60_000),
        (b"\x68", 20_000),
        (b"\xfd", 40_000),
        (b"\xff\x03", 60_000),
    ],
    ids=["CELT stereo", "CELT", "shortest", "SILK", "hybrid", "two", "three"],
)
def test_opus(packet: bytes, microseconds: float) -> None:
    assert opus_packet_us(packet) == microseconds


@pytest.mark.parametrize("packet", [b"", b"\xff", b"\xff\x00", b"\xff\x3f"], ids=["empty", "cut", "none", "a second"])
def test_opus_that_lasts_impossibly_long_is_refused(packet: bytes) -> None:
    with pytest.raises(ProtocolError):
        opus_packet_us(packet)


def test_mp3() -> None:
    assert mp3_packet_us(b"\xff\xfb\x90\x00") == pytest.approx(1152 / 44_100 * 1_000_000)
    assert mp3_packet_us(b"\xff\xf3\x94\x00") == pytest.approx(576 / 24_000 * 1_000_000)
    for wrong in (b"", b"\xff\xfb\x9c\x00", b"\xff\xfd\x90\x00", b"\xff\xeb\x90\x00", b"ID3\x03"):
        with pytest.raises(ProtocolError, match="MP3"):
            mp3_packet_us(wrong)


@settings(max_examples=100)
@given(st.binary(max_size=12))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for read in (opus_packet_us, mp3_packet_us, lambda some: aac_shape(some).packet_us):
        try:
            assert 0 < read(data) <= 200_000
        except ProtocolError:
            continue
