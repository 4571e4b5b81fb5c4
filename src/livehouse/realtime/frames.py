"""WebSocket frames that the server sends (RFC 6455, RFC 7692): made once, written to everybody.

Server frames carry no mask, and the channel negotiates `server_no_context_takeover`, so that a message has exactly two
forms on the wire, the plain one and the deflated one, whoever receives it.
"""

import zlib
from typing import Final

# Under this size deflating saves less than a TCP header and costs 6 µs.
DEFLATE_BYTES_MIN: Final = 256
# What goes to one client alone is deflated for that one, which takes 12 of the 60 µs that a gift costs on its way
# through the channel. Where one packet carries it either way, it goes as it is.
DEFLATE_FOR_ONE_BYTES_MIN: Final = 1_400
# Measured on a tick of 50 comments (15.7 kB): levels 1 to 3 take 31 to 34 µs for 1.6 kB; level 6 saves 9 % of that and
# takes 20 µs more.
DEFLATE_LEVEL: Final = 1
# RFC 7692, 7.2.1: a sync flush ends in these four bytes, which the sender removes.
_SYNC_FLUSH_TAIL: Final = 4

_FIN_TEXT: Final = 0x81
_FIN_TEXT_DEFLATED: Final = 0xC1
_FIN_CLOSE: Final = 0x88
_FIN_PONG: Final = 0x8A
PING_FRAME: Final = b"\x89\x00"
# RFC 6455, 5.5: a control frame's payload.
CONTROL_BYTES_MAX: Final = 125


def _frame(first_byte: int, payload: bytes) -> bytes:
    size = len(payload)
    if size < 126:
        return bytes((first_byte, size)) + payload
    if size < 65_536:
        return bytes((first_byte, 126)) + size.to_bytes(2) + payload
    return bytes((first_byte, 127)) + size.to_bytes(8) + payload


def text_frame(message: bytes) -> bytes:
    """`message` (UTF-8) as one unmasked text frame."""
    return _frame(_FIN_TEXT, message)


def deflated_text_frame(message: bytes) -> bytes:
    """`message` (UTF-8) as one text frame of permessage-deflate without context takeover."""
    deflate = zlib.compressobj(DEFLATE_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = deflate.compress(message) + deflate.flush(zlib.Z_SYNC_FLUSH)
    return _frame(_FIN_TEXT_DEFLATED, packed[:-_SYNC_FLUSH_TAIL])


def pong_frame(payload: bytes) -> bytes:
    """The answer to a ping that carried `payload` (125 bytes at most)."""
    return _frame(_FIN_PONG, payload)


def close_frame(payload: bytes) -> bytes:
    """The frame that closes a connection.

    Args:
        payload: nothing, or two bytes of code and a reason in UTF-8; a reason too long for a control frame is cut.
    """
    if len(payload) > CONTROL_BYTES_MAX:
        payload = payload[:2] + payload[2:CONTROL_BYTES_MAX].decode(errors="ignore").encode()
    return _frame(_FIN_CLOSE, payload)


class Encoded:
    """One message with its frames, each made when somebody first needs it and then shared.

    Args:
        deflate_bytes_min: the size from which it is deflated for those who take that.
    """

    __slots__ = ("_deflate_bytes_min", "_deflated", "_plain", "message")

    def __init__(self, message: bytes, *, deflate_bytes_min: int = DEFLATE_BYTES_MIN) -> None:
        self.message = message
        self._deflate_bytes_min = deflate_bytes_min
        self._plain: bytes | None = None
        self._deflated: bytes | None = None

    def frame(self, *, deflates: bool) -> bytes:
        """The frame for a client that negotiated permessage-deflate, or for one that did not."""
        if deflates and len(self.message) >= self._deflate_bytes_min:
            if self._deflated is None:
                self._deflated = deflated_text_frame(self.message)
            return self._deflated
        if self._plain is None:
            self._plain = text_frame(self.message)
        return self._plain
