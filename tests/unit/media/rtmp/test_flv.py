"""FLV tag bodies, plain and enhanced: what they hold, and what is cut short or unknown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livehouse.media.rtmp.errors import ProtocolError, TooMuch, Unsupported
from livehouse.media.rtmp.flv import (
    AudioCodec,
    AudioPacket,
    AudioSetup,
    VideoCodec,
    VideoPicture,
    VideoSetup,
    parse_audio,
    parse_video,
)


def test_plain_h264() -> None:
    assert parse_video(b"\x17\x00\x00\x00\x00record") == [VideoSetup(0, VideoCodec.H264, b"record")]
    assert parse_video(b"\x17\x01\x00\x00\x42data") == [VideoPicture(0, VideoCodec.H264, True, 66_000, 0, b"data")]
    assert parse_video(b"\x27\x01\xff\xff\xfedata") == [VideoPicture(0, VideoCodec.H264, False, -2_000, 0, b"data")]
    assert parse_video(b"\x17\x02\x00\x00\x00") == [], "the end of a sequence"
    assert parse_video(b"\x57\x00") == [], "a command for players"


def test_hevc_in_the_way_that_was_never_a_standard() -> None:
    assert parse_video(b"\x1c\x00\x00\x00\x00record") == [VideoSetup(0, VideoCodec.HEVC, b"record")]


def test_plain_sound() -> None:
    assert parse_audio(b"\xaf\x00\x12\x10") == [AudioSetup(0, AudioCodec.AAC, b"\x12\x10")]
    assert parse_audio(b"\xaf\x01data") == [AudioPacket(0, AudioCodec.AAC, 0, b"data")]
    assert parse_audio(b"\xaf\x01") == [], "some keep the connection busy with nothing"
    assert parse_audio(b"\x2fdata") == [AudioPacket(0, AudioCodec.MP3, 0, b"data")]


@pytest.mark.parametrize("fourcc", ["avc1", "hvc1", "av01", "vp09", "vp08"])
def test_enhanced_video(fourcc: str) -> None:
    codec, name = VideoCodec(fourcc), fourcc.encode()
    has_composition = fourcc in ("avc1", "hvc1")
    late = b"\x00\x00\x21" if has_composition else b""
    late_us = 33_000 if has_composition else 0
    assert parse_video(b"\x90" + name + b"record") == [VideoSetup(0, codec, b"record")]
    assert parse_video(b"\x91" + name + late + b"data") == [VideoPicture(0, codec, True, late_us, 0, b"data")]
    assert parse_video(b"\xa3" + name + b"data") == [VideoPicture(0, codec, False, 0, 0, b"data")]
    assert parse_video(b"\x92" + name) == []
    assert parse_video(b"\x94" + name + b"colours") == []


def test_enhanced_sound() -> None:
    assert parse_audio(b"\x90OpusOpusHead") == [AudioSetup(0, AudioCodec.OPUS, b"OpusHead")]
    assert parse_audio(b"\x91mp4adata") == [AudioPacket(0, AudioCodec.AAC, 0, b"data")]
    assert parse_audio(b"\x92Opus") == []
    assert parse_audio(b"\x94Opus\x01\x02") == [], "which loudspeaker is which"


def test_several_tracks_in_one_message() -> None:
    one = b"\x96\x01avc1\x03\x00\x00\x00data"
    assert parse_video(one) == [VideoPicture(3, VideoCodec.H264, True, 0, 0, b"data")]
    many = b"\x96\x10avc1" + b"\x00\x00\x00\x01a" + b"\x01\x00\x00\x02bb"
    assert parse_video(many) == [VideoSetup(0, VideoCodec.H264, b"a"), VideoSetup(1, VideoCodec.H264, b"bb")]
    mixed = b"\x95\x21" + b"Opus\x00\x00\x00\x01a" + b"mp4a\x01\x00\x00\x02bb"
    assert parse_audio(mixed) == [AudioPacket(0, AudioCodec.OPUS, 0, b"a"), AudioPacket(1, AudioCodec.AAC, 0, b"bb")]


def test_a_message_of_very_many_tracks_is_too_much() -> None:
    empty = [bytes([number, 0, 0, 0]) for number in range(33)]
    assert len(parse_video(b"\x96\x11vp09" + b"".join(empty[:32]))) == 32
    with pytest.raises(TooMuch, match="32 tracks"):
        parse_video(b"\x96\x11vp09" + b"".join(empty))
    with pytest.raises(TooMuch, match="32 tracks"):
        parse_audio(b"\x95\x21" + b"".join(b"Opus" + one for one in empty))
    with pytest.raises(TooMuch, match="twice"):
        parse_audio(b"\x95\x11Opus" + empty[0] * 2)


def test_times_below_the_millisecond() -> None:
    modified = b"\x97" + b"\x02" + (500_000).to_bytes(3, "big") + b"\x01" + b"av01data"
    assert parse_video(modified) == [VideoPicture(0, VideoCodec.AV1, True, 0, 500, b"data")]
    long = b"\x97" + b"\xff\x01\x00" + bytes(257) + b"\x11" + b"av01data"
    assert parse_video(long) == [VideoPicture(0, VideoCodec.AV1, True, 0, 0, b"data")]
    with pytest.raises(ProtocolError, match="modifiers"):
        parse_video(b"\x97" + b"\x00\x00\x17" * 9)


@pytest.mark.parametrize("body", [b"\x12data", b"\x24", b"\x90xyzwdata", b"\x91\xff\xff\xff\xff"])
def test_pictures_of_another_age_are_refused_with_what_to_set(body: bytes) -> None:
    with pytest.raises(Unsupported, match=r"H\.264"):
        parse_video(body)


@pytest.mark.parametrize("body", [b"\x5fdata", b"\xbfdata", b"\x00data", b"\x90ac-3data", b"\x91fLaCdata"])
def test_sound_that_browsers_cannot_play_is_refused_with_what_to_set(body: bytes) -> None:
    with pytest.raises(Unsupported, match="AAC"):
        parse_audio(body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x17",
        b"\x17\x00\x00",
        b"\x17\x00\x00\x00\x00",
        b"\x90avc",
        b"\x90avc1",
        b"\x91avc1\x00",
        b"\x96",
        b"\x96\x06avc1",
        b"\x96\x30avc1\x00",
        b"\x96\x10avc1\x00\xff\xff\xff",
        b"\x97\xff",
    ],
)
def test_what_is_cut_short_or_senseless_is_refused(body: bytes) -> None:
    with pytest.raises(ProtocolError):
        parse_video(body)


@settings(max_examples=100)
@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    for parse in (parse_video, parse_audio):
        try:
            parts = parse(body)
        except ProtocolError:
            continue
        assert len(parts) <= len(body)
