"""AMF0: what encoders say is read, and what nobody says is refused cheaply."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livehouse.media.rtmp.amf0 import DEPTH_MAX, VALUES_MAX, AmfUnreadable, Encodable, decode, encode

SIMPLE = st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=40)
NAMES = st.text(min_size=1, max_size=10)
VALUES = st.recursive(SIMPLE, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4))


@settings(max_examples=25)
@given(st.lists(VALUES, max_size=4))
def test_what_is_written_is_read(values: list[Encodable]) -> None:
    assert decode(encode(*values)) == values


@settings(max_examples=60)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        decode(data)
    except AmfUnreadable:
        return


@settings(max_examples=25)
@given(st.lists(VALUES, min_size=1, max_size=3), st.data())
def test_what_is_cut_short_is_refused_or_shorter(values: list[Encodable], data: st.DataObject) -> None:
    whole = encode(*values)
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    try:
        assert decode(cut) == values[: len(decode(cut))]
    except AmfUnreadable:
        return


@pytest.mark.parametrize("opening", [b"\x03\x00\x01a", b"\x08\x00\x00\x00\x01\x00\x01a", b"\x0a\x00\x00\x00\x01"])
def test_a_thousand_levels_are_refused(opening: bytes) -> None:
    with pytest.raises(AmfUnreadable, match="deeper"):
        decode(opening * 1_000)


def test_as_deep_as_allowed_is_read() -> None:
    assert decode(b"\x0a\x00\x00\x00\x01" * DEPTH_MAX + b"\x05")


def test_an_array_of_four_billion_items_ends_with_its_message() -> None:
    with pytest.raises(AmfUnreadable, match="ends in the middle"):
        decode(b"\x0a\xff\xff\xff\xff" + b"\x05" * 100)


def test_more_values_than_anybody_sends_are_refused() -> None:
    with pytest.raises(AmfUnreadable, match="more than"):
        decode(b"\x05" * (VALUES_MAX + 1))


def test_types_that_only_readers_meet() -> None:
    date = b"\x0b" + struct.pack(">d", 1_000.0) + b"\x00\x00"
    long_text = b"\x0c" + struct.pack(">I", 3) + b"abc"
    typed = b"\x10\x00\x01T\x00\x01a\x05\x00\x00\x09"
    ecma = b"\x08\x00\x00\x00\x07\x00\x01b\x01\x01\x00\x00\x09"
    assert decode(date + long_text + typed + ecma + b"\x06\x0d") == [
        1_000.0,
        "abc",
        {"a": None},
        {"b": True},
        None,
        None,
    ]
    assert decode(encode("x" * 70_000)) == ["x" * 70_000]


@pytest.mark.parametrize("kind", [0x04, 0x07, 0x0E, 0x11, 0xFF])
def test_types_that_encoders_have_no_use_for_are_refused(kind: int) -> None:
    with pytest.raises(AmfUnreadable, match=str(kind)):
        decode(bytes([kind, 0, 0]))


def test_bytes_that_are_no_text_are_replaced() -> None:
    assert decode(b"\x02\x00\x02\xff\xfe") == ["\ufffd\ufffd"]
