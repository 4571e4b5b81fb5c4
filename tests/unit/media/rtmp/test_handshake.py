"""The handshake: in any pieces, and never more than its bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livehouse.media.rtmp.errors import ProtocolError
from livehouse.media.rtmp.handshake import PACKET_BYTES, RANDOM_BYTES, Handshake
from tests.unit.media.rtmp.wire import GREETING

RANDOM = bytes(range(256)) * 5 + bytes(248)
CLIENT = b"\x03" + b"\x01\x02\x03\x04" * (PACKET_BYTES // 4) + b"\x05" * PACKET_BYTES


@given(st.lists(st.integers(1, 3_000), max_size=8))
def test_it_is_done_after_exactly_its_bytes(cuts: list[int]) -> None:
    handshake, wire = Handshake(RANDOM), CLIENT + b"what follows"
    answer = rest = b""
    for cut in (*cuts, len(wire)):
        if not handshake.done:
            answered, rest = handshake.receive(wire[:cut])
            answer += answered
        else:
            rest += wire[:cut]
        wire = wire[cut:]
    assert handshake.done
    assert rest == b"what follows"
    assert answer[:9] == b"\x03" + bytes(8)
    assert answer[9 : 1 + PACKET_BYTES] == RANDOM
    assert answer[1 + PACKET_BYTES :] == CLIENT[1 : 1 + PACKET_BYTES], "the client's greeting comes back to it"


def test_it_waits_for_its_last_byte() -> None:
    handshake = Handshake(RANDOM)
    handshake.receive(GREETING[:-1])
    assert not handshake.done


@pytest.mark.parametrize(
    ("first", "says"),
    [(b"\x16\x03\x01", "rtmps"), (b"GET / HTTP/1.1", "web client"), (b"\x06", "rtmpe"), (b"\x00", "not RTMP")],
    ids=["TLS", "HTTP", "RTMPE", "nothing"],
)
def test_others_are_told_what_they_are(first: bytes, says: str) -> None:
    with pytest.raises(ProtocolError, match=says):
        Handshake(bytes(RANDOM_BYTES)).receive(first)


def test_a_short_random_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="1528"):
        Handshake(b"too short")
