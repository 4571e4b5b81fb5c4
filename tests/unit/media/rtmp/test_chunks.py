"""Chunks: any message in any pieces comes out whole, and no more is held than came."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livehouse.media.rtmp.chunks import CHUNK_STREAMS_MAX, SET_CHUNK_SIZE, ChunkReader, Message, write_message
from livehouse.media.rtmp.errors import ProtocolError, TooMuch

MESSAGES = st.builds(
    Message,
    kind=st.sampled_from([8, 9, 18, 20]),
    timestamp_ms=st.integers(0, (1 << 32) - 1),
    stream_id=st.integers(0, (1 << 32) - 1),
    payload=st.binary(max_size=700),
)


def read_all(reader: ChunkReader, data: bytes) -> list[Message]:
    reader.feed(data)
    messages = []
    while (message := reader.next_message()) is not None:
        messages.append(message)
    return messages


def new_reader(message_bytes_max: int = 1_000) -> ChunkReader:
    return ChunkReader(message_bytes_max=message_bytes_max)


def header(form: int, *, stamp: int, size: int = 0, kind: int = 9, chunk_stream: int = 4) -> bytes:
    written = bytes([form << 6 | chunk_stream]) + stamp.to_bytes(3, "big")
    if form < 2:
        written += size.to_bytes(3, "big") + bytes([kind])
    return written + (b"\x01\x00\x00\x00" if form == 0 else b"")


@settings(max_examples=40)
@given(st.lists(MESSAGES, max_size=5), st.integers(1, 300), st.data())
def test_messages_come_out_as_they_went_in(messages: list[Message], chunk_bytes: int, data: st.DataObject) -> None:
    reader = new_reader()
    wire = write_message(Message(SET_CHUNK_SIZE, 0, 0, chunk_bytes.to_bytes(4, "big")), chunk_stream=2, chunk_bytes=128)
    for message in messages:
        wire += write_message(message, chunk_stream=data.draw(st.integers(3, 63)), chunk_bytes=chunk_bytes)
    seen: list[Message] = []
    while wire:
        size = data.draw(st.integers(1, len(wire)))
        seen += read_all(reader, wire[:size])
        wire = wire[size:]
    assert seen == messages


def test_two_messages_are_put_together_side_by_side() -> None:
    reader = new_reader()
    first = header(0, stamp=5, size=200, chunk_stream=4) + b"a" * 128
    second = header(0, stamp=6, size=130, chunk_stream=6) + b"b" * 128
    seen = read_all(reader, first + second + b"\xc4" + b"a" * 72 + b"\xc6" + b"b" * 2)
    assert [(message.timestamp_ms, message.payload) for message in seen] == [(5, b"a" * 200), (6, b"b" * 130)]


def test_short_headers_say_what_has_changed() -> None:
    reader = new_reader()
    wire = header(0, stamp=1_000, size=1) + b"a"
    wire += header(1, stamp=40, size=2) + b"bb"
    wire += header(2, stamp=30) + b"cc"
    wire += b"\xc4" + b"dd"
    seen = read_all(reader, wire)
    assert [(message.timestamp_ms, message.payload) for message in seen] == [
        (1_000, b"a"),
        (1_040, b"bb"),
        (1_070, b"cc"),
        (1_100, b"dd"),
    ]
    assert {(message.kind, message.stream_id) for message in seen} == {(9, 1)}


def test_a_bare_header_after_a_full_one_repeats_its_time_as_a_step() -> None:
    # ffmpeg does: sound of equal size at 23, 46, 69 ms needs no more than a byte of header.
    seen = read_all(new_reader(), header(0, stamp=23, size=1) + b"a" + b"\xc4b" + b"\xc4c")
    assert [message.timestamp_ms for message in seen] == [23, 46, 69]


def test_times_beyond_three_bytes_and_their_wrap() -> None:
    late = (1 << 32) - 10
    full = b"\x04" + b"\xff\xff\xff" + (1).to_bytes(3, "big") + b"\x09" + b"\x01\x00\x00\x00" + late.to_bytes(4, "big")
    seen = read_all(new_reader(), full + b"a" + header(2, stamp=30) + b"b")
    assert [message.timestamp_ms for message in seen] == [late, 20]


@pytest.mark.parametrize("repeats", [True, False], ids=["repeated", "left out"])
def test_the_long_time_in_continued_chunks_may_be_repeated_or_left_out(*, repeats: bool) -> None:
    late = 0x01_23_45_67
    full = (
        b"\x04" + b"\xff\xff\xff" + (200).to_bytes(3, "big") + b"\x09" + b"\x01\x00\x00\x00" + late.to_bytes(4, "big")
    )
    again = late.to_bytes(4, "big") if repeats else b""
    (message,) = read_all(new_reader(), full + b"a" * 128 + b"\xc4" + again + b"a" * 72)
    assert (message.timestamp_ms, message.payload) == (late, b"a" * 200)


@pytest.mark.parametrize(("number", "encoded"), [(64, b"\x00\x00"), (319, b"\x00\xff"), (65_599, b"\x01\xff\xff")])
def test_chunk_streams_of_every_number(number: int, encoded: bytes) -> None:
    full = encoded + b"\x00\x00\x05" + b"\x00\x00\x01" + b"\x09" + b"\x01\x00\x00\x00" + b"a"
    again = bytes([encoded[0] | 0xC0]) + encoded[1:] + b"b"
    assert [message.payload for message in read_all(new_reader(), full + again)] == [b"a", b"b"], number


def test_chunks_of_two_gigabytes_may_be_announced_and_cost_nothing() -> None:
    reader = new_reader()
    announced = write_message(Message(SET_CHUNK_SIZE, 0, 0, b"\x7f\xff\xff\xff"), chunk_stream=2, chunk_bytes=128)
    (message,) = read_all(reader, announced + header(0, stamp=0, size=900) + b"x" * 900)
    assert len(message.payload) == 900
    assert sys.getsizeof(reader._buffer) < 3_000


@pytest.mark.parametrize("size", [b"\x00\x00\x00\x00", b"\x80\x00\x00\x00", b"\xff\xff\xff\xff", b"\x00"])
def test_chunk_sizes_that_are_none_are_refused(size: bytes) -> None:
    with pytest.raises(ProtocolError, match="chunk size"):
        read_all(new_reader(), write_message(Message(SET_CHUNK_SIZE, 0, 0, size), chunk_stream=2, chunk_bytes=128))


def test_a_message_that_is_too_long_is_refused_before_it_has_come() -> None:
    with pytest.raises(TooMuch, match="1001 bytes"):
        read_all(new_reader(), header(0, stamp=0, size=1_001))


def test_many_unfinished_messages_are_refused() -> None:
    reader = new_reader()
    begun = b"".join(header(0, stamp=0, size=1_000, chunk_stream=number) + b"x" * 128 for number in range(3, 60))
    with pytest.raises(TooMuch, match="unfinished"):
        read_all(reader, begun)


def test_many_chunk_streams_are_refused() -> None:
    reader = new_reader()
    begun = b"".join(
        b"\x00" + bytes([number]) + bytes(6) + b"\x09" + bytes(4) for number in range(CHUNK_STREAMS_MAX + 1)
    )
    with pytest.raises(TooMuch, match="chunk streams"):
        read_all(reader, begun)


def test_a_message_that_was_given_up_makes_room() -> None:
    reader = new_reader()
    for _ in range(50):
        abort = write_message(Message(2, 0, 0, (4).to_bytes(4, "big")), chunk_stream=2, chunk_bytes=128)
        assert read_all(reader, header(0, stamp=0, size=1_000) + b"x" * 128 + abort) == []
    assert [message.payload for message in read_all(reader, header(0, stamp=0, size=1) + b"a")] == [b"a"]


def test_headers_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ProtocolError, match="never began"):
        read_all(new_reader(), b"\xc4abc")
    with pytest.raises(ProtocolError, match="middle of another"):
        read_all(new_reader(), header(0, stamp=0, size=200) + b"a" * 128 + header(0, stamp=0, size=200))


def test_some_begin_with_a_header_that_says_less() -> None:
    (message,) = read_all(new_reader(), header(1, stamp=7, size=1, chunk_stream=2) + b"a")
    assert (message.timestamp_ms, message.stream_id) == (7, 0)


@settings(max_examples=60)
@given(st.lists(st.binary(max_size=200), max_size=20))
def test_any_bytes_are_read_or_refused_and_little_is_held(pieces: list[bytes]) -> None:
    reader = new_reader()
    for piece in pieces:
        try:
            read_all(reader, piece)
        except ProtocolError:
            return
        held = len(reader._buffer) + sum(len(stream.partial or b"") for stream in reader._streams.values())
        assert held <= sum(map(len, pieces))
