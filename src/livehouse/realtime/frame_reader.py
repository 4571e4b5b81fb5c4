"""WebSocket frames that clients send (RFC 6455, RFC 7692): bytes in, messages out, nothing else.

A reader of our own, because it lives as long as the connection does: it holds four small fields, refuses a message at
its header before one byte of it is buffered, and inflates into a bounded space.
"""

import enum
import zlib
from collections.abc import Iterator
from typing import Final, NamedTuple

from livehouse.realtime.codes import CloseCode

_FIN: Final = 0x80
_DEFLATED: Final = 0x40
_RESERVED: Final = 0x30
_OPCODE: Final = 0x0F
_MASKED: Final = 0x80
_SIZE: Final = 0x7F
_CONTROL: Final = 0x08
_CONTROL_BYTES_MAX: Final = 125
_SYNC_FLUSH_TAIL: Final = b"\x00\x00\xff\xff"


class Opcode(enum.IntEnum):
    """What a frame is."""

    CONTINUATION = 0
    TEXT = 1
    BINARY = 2
    CLOSE = 8
    PING = 9
    PONG = 10


class Received(NamedTuple):
    """A whole message (TEXT, BINARY), or a control frame (CLOSE, PING, PONG)."""

    opcode: Opcode
    payload: bytes


class FrameRefused(Exception):
    """What came breaks the protocol or a limit; the connection is to be closed with this code and reason."""

    def __init__(self, code: CloseCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def unmask(payload: bytes, mask: bytes) -> bytes:
    """`payload` with the client's mask taken off (RFC 6455, 5.3)."""
    size = len(payload)
    repeated = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(payload) ^ int.from_bytes(repeated)).to_bytes(size)


def inflate(packed: bytes, bytes_max: int) -> bytes:
    """A deflated message, unpacked into `bytes_max` at most.

    Raises:
        FrameRefused: it is no deflate stream, or it unpacks to more.
    """
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        message = inflater.decompress(packed + _SYNC_FLUSH_TAIL, bytes_max + 1)
    except zlib.error:
        raise FrameRefused(CloseCode.BAD_MESSAGE, "the message cannot be inflated") from None
    if len(message) > bytes_max:
        raise FrameRefused(CloseCode.MESSAGE_TOO_BIG, f"a message may unpack to {bytes_max} bytes at most")
    return message


class FrameReader:
    """The receiving half of one server connection.

    Args:
        message_bytes_max: largest message, both as it comes and unpacked.
        fragments_max: most frames per message.
        deflates: whether permessage-deflate (with `client_no_context_takeover`) was negotiated.
    """

    __slots__ = ("_buffer", "_deflates", "_fragments", "_fragments_max", "_message_bytes_max", "_opening")

    def __init__(self, *, message_bytes_max: int, fragments_max: int, deflates: bool) -> None:
        self._message_bytes_max = message_bytes_max
        self._fragments_max = fragments_max
        self._deflates = deflates
        self._buffer = b""
        self._opening = 0  # the first byte of the message whose fragments are being gathered; 0 between messages
        self._fragments: list[bytes] | None = None

    def feed(self, data: bytes) -> Iterator[Received | None]:
        """What `data` completes, in order; None for a fragment that completes nothing, so that frames can be counted.

        Read lazily, so that whoever has had enough can stop before a quarter of a megabyte of tiny frames is parsed.
        The reader is of no use after a refusal, or when the iterator was not read to its end.

        Raises:
            FrameRefused: while iterating.
        """
        if self._buffer:
            data = self._buffer + data
        position = 0
        while (parsed := self._parse(data, position)) is not None:
            first, payload, position = parsed
            yield self._gather(first, payload)
        self._buffer = data[position:]

    def _parse(self, data: bytes, start: int) -> tuple[int, bytes, int] | None:
        """First byte, unmasked payload and end of the frame at `start`; None while it is not all there."""
        available = len(data) - start
        if available < 2:
            return None
        first, second = data[start], data[start + 1]
        self._check_first(first)
        if not second & _MASKED:
            raise FrameRefused(CloseCode.BAD_MESSAGE, "frames from a client must be masked")
        size = second & _SIZE
        header = 2
        if first & _CONTROL and size > _CONTROL_BYTES_MAX:
            raise FrameRefused(CloseCode.BAD_MESSAGE, "a control frame holds 125 bytes at most")
        if size >= 126:
            header = 4 if size == 126 else 10
            if available < header:
                return None
            size = int.from_bytes(data[start + 2 : start + header])
        if size > self._message_bytes_max:
            raise FrameRefused(CloseCode.MESSAGE_TOO_BIG, f"a message holds {self._message_bytes_max} bytes at most")
        end = start + header + 4 + size
        if len(data) < end:
            return None
        mask_start = start + header
        return first, unmask(data[mask_start + 4 : end], data[mask_start : mask_start + 4]), end

    def _check_first(self, first: int) -> None:
        opcode = first & _OPCODE
        if first & _RESERVED or opcode not in _OPCODES:
            raise FrameRefused(CloseCode.BAD_MESSAGE, "unknown kind of frame")
        if first & _DEFLATED and (not self._deflates or opcode not in (Opcode.TEXT, Opcode.BINARY)):
            raise FrameRefused(CloseCode.BAD_MESSAGE, "a compressed frame where none was agreed")
        if opcode & _CONTROL:
            if not first & _FIN:
                raise FrameRefused(CloseCode.BAD_MESSAGE, "a control frame cannot be in fragments")
        elif (opcode == Opcode.CONTINUATION) != (self._opening != 0):
            raise FrameRefused(CloseCode.BAD_MESSAGE, "fragments out of order")

    def _gather(self, first: int, payload: bytes) -> Received | None:
        opcode = first & _OPCODE
        if opcode & _CONTROL:
            return Received(_OPCODES[opcode], payload)
        if first & _FIN and self._fragments is None:
            return self._finish(first, payload)
        if self._fragments is None:
            self._fragments = []
            self._opening = first
        self._fragments.append(payload)
        if len(self._fragments) > self._fragments_max:
            raise FrameRefused(CloseCode.MESSAGE_TOO_BIG, f"a message comes in {self._fragments_max} fragments at most")
        if sum(map(len, self._fragments)) > self._message_bytes_max:
            raise FrameRefused(CloseCode.MESSAGE_TOO_BIG, f"a message holds {self._message_bytes_max} bytes at most")
        if not first & _FIN:
            return None
        opening, whole = self._opening, b"".join(self._fragments)
        self._opening, self._fragments = 0, None
        return self._finish(opening, whole)

    def _finish(self, opening: int, payload: bytes) -> Received:
        if opening & _DEFLATED:
            payload = inflate(payload, self._message_bytes_max)
        return Received(_OPCODES[opening & _OPCODE], payload)


# To call the enumeration costs a microsecond with every frame.
_OPCODES: Final = {int(opcode): opcode for opcode in Opcode}
