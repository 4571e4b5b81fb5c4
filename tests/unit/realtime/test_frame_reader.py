import contextlib
import itertools
import zlib
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame
from websockets.frames import Opcode as Op

from livehouse.realtime import CloseCode
from livehouse.realtime.frame_reader import FrameReader, FrameRefused, Opcode, Received, unmask

BYTES_MAX = 1_000


def reader(*, deflates: bool = False) -> FrameReader:
    return FrameReader(message_bytes_max=BYTES_MAX, fragments_max=8, deflates=deflates)


def masked(opcode: Op, data: bytes, *, fin: bool = True, deflated: bool = False) -> bytes:
    """A client's frame, made by an independent implementation."""
    frame = Frame(opcode, data, fin).serialize(mask=True)
    return bytes((frame[0] | 0x40, *frame[1:])) if deflated else frame


def deflate(message: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return (packer.compress(message) + packer.flush(zlib.Z_SYNC_FLUSH))[:-4]


def read(to: FrameReader, chunks: Iterable[bytes]) -> list[Received]:
    return [received for chunk in chunks for received in to.feed(chunk) if received is not None]


def refusal(data: bytes, *, deflates: bool = False) -> FrameRefused:
    with pytest.raises(FrameRefused) as caught:
        read(reader(deflates=deflates), [data])
    return caught.value


@given(st.binary(max_size=600), st.binary(min_size=4, max_size=4))
def test_unmasking_undoes_masking(payload: bytes, mask: bytes) -> None:
    assert unmask(unmask(payload, mask), mask) == payload
    assert unmask(payload, mask) == bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))


@given(st.data())
def test_messages_arrive_whole_however_the_network_cuts_them(data: st.DataObject) -> None:
    messages = data.draw(st.lists(st.binary(max_size=BYTES_MAX // 2), max_size=4))
    stream, expected = b"", []
    for message in messages:
        kind = data.draw(st.sampled_from(["whole", "fragments", "deflated", "with ping"]))
        expected.append(Received(Opcode.TEXT, message))
        if kind == "whole":
            stream += masked(Op.TEXT, message)
        elif kind == "deflated":
            stream += masked(Op.TEXT, deflate(message), deflated=True)
        else:
            middle = data.draw(st.integers(0, len(message)))
            stream += masked(Op.TEXT, message[:middle], fin=False)
            if kind == "with ping":
                expected.insert(-1, Received(Opcode.PING, b"?"))
                stream += masked(Op.PING, b"?")
            stream += masked(Op.CONT, message[middle:])
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=10)))
    edges = [0, *cuts, len(stream)]
    chunks = [stream[start:end] for start, end in itertools.pairwise(edges)]
    assert read(reader(deflates=True), chunks) == expected


def test_one_byte_at_a_time() -> None:
    stream = masked(Op.TEXT, b"a" * 300) + masked(Op.CLOSE, b"\x03\xe8")
    assert read(reader(), [bytes((byte,)) for byte in stream]) == [
        Received(Opcode.TEXT, b"a" * 300),
        Received(Opcode.CLOSE, b"\x03\xe8"),
    ]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("unmasked", b"\x81\x01a"),
        ("reserved bit 2", b"\xa1\x80" + bytes(4)),
        ("reserved bit 3", b"\x91\x80" + bytes(4)),
        ("unknown opcode", b"\x83\x80" + bytes(4)),
        ("compressed though not agreed", b"\xc1\x80" + bytes(4)),
        ("long ping", b"\x89\xfe\x00\x7e" + bytes(4 + 126)),
        ("ping in fragments", b"\x09\x80" + bytes(4)),
        ("continuation of nothing", b"\x80\x80" + bytes(4)),
        ("text within a message", b"\x01\x80" + bytes(4) + b"\x81\x80" + bytes(4)),
    ],
)
def test_what_breaks_the_protocol_is_a_bad_message(name: str, data: bytes) -> None:
    assert refusal(data).code == CloseCode.BAD_MESSAGE, name


def test_a_compressed_continuation_is_a_bad_message() -> None:
    data = masked(Op.TEXT, b"", fin=False) + masked(Op.CONT, b"", deflated=True)
    assert refusal(data, deflates=True).code == CloseCode.BAD_MESSAGE


def test_what_cannot_be_inflated_is_a_bad_message() -> None:
    assert refusal(masked(Op.TEXT, b"\xff" * 20, deflated=True), deflates=True).code == CloseCode.BAD_MESSAGE


def test_a_message_of_a_megabyte_is_refused_at_its_header() -> None:
    header_alone = b"\x81\xff" + (1_000_000).to_bytes(8)
    assert refusal(header_alone).code == CloseCode.MESSAGE_TOO_BIG


def test_a_size_that_no_memory_holds_is_refused() -> None:
    assert refusal(b"\x82\xff" + b"\xff" * 8).code == CloseCode.MESSAGE_TOO_BIG


def test_a_bomb_is_unpacked_no_further_than_the_limit() -> None:
    # 50 MB of zeros would pack to about 50 kB; this one fits into a message and holds 200 times the limit.
    bomb = deflate(bytes(BYTES_MAX * 200))
    assert len(bomb) < BYTES_MAX
    assert refusal(masked(Op.TEXT, bomb, deflated=True), deflates=True).code == CloseCode.MESSAGE_TOO_BIG


def test_a_message_exactly_at_the_limit_passes_in_every_form() -> None:
    message = b"m" * BYTES_MAX
    forms = masked(Op.TEXT, message) + masked(Op.TEXT, deflate(message), deflated=True)
    assert [one.payload for one in read(reader(deflates=True), [forms])] == [message, message]


def test_fragments_without_end_are_bounded_in_bytes_and_in_number() -> None:
    filled = masked(Op.TEXT, b"f" * 400, fin=False) + masked(Op.CONT, b"f" * 400, fin=False) * 5
    assert refusal(filled).code == CloseCode.MESSAGE_TOO_BIG
    empty = masked(Op.TEXT, b"", fin=False) + masked(Op.CONT, b"", fin=False) * 50
    assert refusal(empty).code == CloseCode.MESSAGE_TOO_BIG


def test_reading_stops_when_the_caller_has_had_enough() -> None:
    to = reader()
    frames = to.feed(masked(Op.PING, b"") * 10_000)
    assert next(frames) == Received(Opcode.PING, b"")
    frames.close()  # type: ignore[attr-defined]  # a generator, whatever the annotation promises


@given(st.binary(max_size=400))
def test_garbage_never_does_anything_but_wait_or_be_refused(data: bytes) -> None:
    received: list[Received] = []
    with contextlib.suppress(FrameRefused):
        received = read(reader(deflates=True), [data])
    assert all(len(one.payload) <= BYTES_MAX for one in received)
