import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.client import ClientProtocol
from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.frames import Frame, Opcode
from websockets.protocol import OPEN
from websockets.uri import parse_uri

from livehouse.realtime.frames import (
    DEFLATE_BYTES_MIN,
    DEFLATE_FOR_ONE_BYTES_MIN,
    PING_FRAME,
    Encoded,
    close_frame,
    deflated_text_frame,
    pong_frame,
    text_frame,
)


def received(data: bytes, *, deflates: bool = False) -> list[Frame]:
    """What an independent implementation makes of the bytes."""
    client = ClientProtocol(parse_uri("ws://test/"), state=OPEN, max_size=None)
    if deflates:
        client.extensions = [PerMessageDeflate(True, True, 15, 15)]
    client.receive_data(data)
    assert client.parser_exc is None
    return [event for event in client.events_received() if isinstance(event, Frame)]


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535, 65_536, 200_000])
def test_text_frames_of_every_length_form(size: int) -> None:
    (frame,) = received(text_frame(b"x" * size))
    assert (frame.opcode, frame.fin, bytes(frame.data)) == (Opcode.TEXT, True, b"x" * size)


@given(st.lists(st.binary(max_size=3_000), min_size=1, max_size=5))
def test_deflated_frames_can_be_read_in_any_order(messages: list[bytes]) -> None:
    data = b"".join(deflated_text_frame(message) for message in messages)
    assert [bytes(frame.data) for frame in received(data, deflates=True)] == messages


def test_control_frames() -> None:
    ping, pong = received(PING_FRAME + pong_frame(b"hello"))
    assert (ping.opcode, bytes(ping.data)) == (Opcode.PING, b"")
    assert (pong.opcode, bytes(pong.data)) == (Opcode.PONG, b"hello")


def test_close_frame_carries_code_and_reason_and_cuts_what_does_not_fit() -> None:
    (frame,) = received(close_frame((4001).to_bytes(2) + ("é" * 100).encode()))
    assert frame.opcode == Opcode.CLOSE
    assert len(frame.data) <= 125
    assert bytes(frame.data)[:2] == (4001).to_bytes(2)
    assert bytes(frame.data)[2:].decode() == "é" * 61


def test_a_message_is_framed_once_per_form() -> None:
    message = Encoded(b"y" * DEFLATE_BYTES_MIN)
    assert message.frame(deflates=True) is message.frame(deflates=True)
    assert message.frame(deflates=False) is message.frame(deflates=False)
    assert len(message.frame(deflates=True)) < len(message.frame(deflates=False))


def test_small_messages_are_not_deflated() -> None:
    message = Encoded(b"{}")
    assert message.frame(deflates=True) == message.frame(deflates=False) == b"\x81\x02{}"


def test_what_one_client_gets_is_deflated_only_where_a_packet_would_not_carry_it() -> None:
    fits, does_not = (Encoded(b"y" * size, deflate_bytes_min=DEFLATE_FOR_ONE_BYTES_MIN) for size in (1_399, 1_400))
    assert fits.frame(deflates=True) is fits.frame(deflates=False)
    assert len(does_not.frame(deflates=True)) < len(does_not.frame(deflates=False))


def test_the_flush_marker_is_left_out() -> None:
    packed = deflated_text_frame(b"z" * 100)[2:]
    assert not packed.endswith(b"\x00\x00\xff\xff")
    assert zlib.decompressobj(-15).decompress(packed + b"\x00\x00\xff\xff") == b"z" * 100
