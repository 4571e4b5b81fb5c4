"""RTMP's chunks: messages cut into pieces and interleaved (RTMP specification 1.0, section 5.3). Pure, and bounded."""

from dataclasses import dataclass, field
from typing import Final

from livehouse.media.rtmp.errors import ProtocolError, TooMuch

SET_CHUNK_SIZE: Final = 1
ABORT: Final = 2
CHUNK_BYTES_FIRST: Final = 128
# A message cannot be longer, so neither need a chunk be.
MESSAGE_BYTES_LIMIT: Final = 0xFF_FFFF
# Encoders use four to eight.
CHUNK_STREAMS_MAX: Final = 64
_EXTENDED: Final = 0xFF_FFFF
_CLOCK: Final = 1 << 32


@dataclass(frozen=True, slots=True)
class Message:
    """One whole message.

    Attributes:
        kind: RTMP's message type id.
        timestamp_ms: as sent, modulo 2**32.
        stream_id: which of the connection's streams it belongs to; 0 is the connection itself.
    """

    kind: int
    timestamp_ms: int
    stream_id: int
    payload: bytes


@dataclass(slots=True)
class _ChunkStream:
    """What is remembered of a chunk stream, for headers that say only what changed."""

    timestamp_ms: int = 0
    delta_ms: int = 0
    extended: bool = False
    extended_value: int = 0
    size: int = 0
    kind: int = 0
    stream_id: int = 0
    partial: bytearray | None = field(default=None)


class ChunkReader:
    """Puts messages together from what comes in. It holds no more than the bytes that really came, up to two messages.

    Args:
        message_bytes_max: the longest message that is taken; may be changed later.

    Attributes:
        chunks_received, messages_received: how many came so far, also of those that are seen to here.
    """

    def __init__(self, *, message_bytes_max: int) -> None:
        self.message_bytes_max = message_bytes_max
        self.chunks_received = 0
        self.messages_received = 0
        self._chunk_bytes = CHUNK_BYTES_FIRST
        self._streams: dict[int, _ChunkStream] = {}
        self._buffer = bytearray()
        self._at = 0
        self._partial_bytes = 0
        # The chunk that is being read, and how much of it is missing.
        self._open: _ChunkStream | None = None
        self._missing = 0

    def feed(self, data: bytes) -> None:
        """Add what came."""
        if self._at:
            del self._buffer[: self._at]
            self._at = 0
        self._buffer += data

    def next_message(self) -> Message | None:
        """The next whole message, or None until more bytes are fed. Changes of the chunks' size are seen to here.

        Raises:
            ProtocolError: headers that make no sense, or a limit that is passed.
        """
        while True:
            if self._open is None and not self._read_header():
                return None
            message = self._read_payload()
            if message is None:
                if self._open is not None:
                    return None
            elif message.kind == SET_CHUNK_SIZE:
                self._set_chunk_size(message.payload)
            elif message.kind == ABORT:
                self._abort(message.payload)
            else:
                return message

    def _read_header(self) -> bool:
        """Take the header of the next chunk; False when it has not come as a whole."""
        buffer, at = self._buffer, self._at
        left = len(buffer) - at
        if left < 1:
            return False
        form, number = buffer[at] >> 6, buffer[at] & 0x3F
        basic = 1 if number > 1 else 2 + number
        fixed = (11, 7, 3, 0)[form]
        if left < basic + fixed:
            return False
        if number == 0:
            number = 64 + buffer[at + 1]
        elif number == 1:
            number = 64 + buffer[at + 1] + (buffer[at + 2] << 8)
        at += basic
        stream = self._streams.get(number)
        known = stream is not None
        if stream is None:
            # Some begin with the second form, whose difference is then the time itself.
            if form > 1:
                raise ProtocolError("a chunk that goes on with a stream that never began")
            if len(self._streams) >= CHUNK_STREAMS_MAX:
                raise TooMuch(f"more than {CHUNK_STREAMS_MAX} chunk streams")
            stream = _ChunkStream()
        begins = stream.partial is None
        if not begins and form != 3:
            raise ProtocolError("a chunk that begins a message in the middle of another")
        stamp = int.from_bytes(buffer[at : at + 3], "big") if form < 3 else 0
        extended = stamp == _EXTENDED if form < 3 else stream.extended
        tail = at + fixed
        if extended:
            if len(buffer) < tail + 4:
                return False
            value = int.from_bytes(buffer[tail : tail + 4], "big")
            if form < 3:
                stamp = stream.extended_value = value
                tail += 4
            elif value == stream.extended_value:
                # Continued chunks repeat it, by the standard; those of some encoders do not.
                tail += 4
        if form < 3:
            stream.extended = extended
        if form < 2:
            stream.size = int.from_bytes(buffer[at + 3 : at + 6], "big")
            stream.kind = buffer[at + 6]
        if form == 0:
            stream.stream_id = int.from_bytes(buffer[at + 7 : at + 11], "little")
        if begins:
            self._begin(stream, form, stamp)
        if not known:
            self._streams[number] = stream
        self._at = tail
        self._open = stream
        self.chunks_received += 1
        assert stream.partial is not None  # noqa: S101  # it was begun, just now or earlier
        self._missing = min(self._chunk_bytes, stream.size - len(stream.partial))
        return True

    def _begin(self, stream: _ChunkStream, form: int, stamp: int) -> None:
        if stream.size > self.message_bytes_max:
            raise TooMuch(f"a message of {stream.size} bytes, of which {self.message_bytes_max} are allowed here")
        if form == 0:
            stream.timestamp_ms = stamp
            stream.delta_ms = stamp
        else:
            if form < 3:
                stream.delta_ms = stamp
            stream.timestamp_ms = (stream.timestamp_ms + stream.delta_ms) % _CLOCK
        stream.partial = bytearray()

    def _read_payload(self) -> Message | None:
        stream = self._open
        assert stream is not None  # noqa: S101  # the caller has just seen to it
        assert stream.partial is not None  # noqa: S101  # as above
        take = min(self._missing, len(self._buffer) - self._at)
        if take:
            self._partial_bytes += take
            if self._partial_bytes > 2 * self.message_bytes_max:
                raise TooMuch("too many unfinished messages at once")
            with memoryview(self._buffer) as view:
                stream.partial += view[self._at : self._at + take]
            self._at += take
            self._missing -= take
        if self._missing:
            return None
        self._open = None
        if len(stream.partial) < stream.size:
            return None
        payload = bytes(stream.partial)
        stream.partial = None
        self._partial_bytes -= len(payload)
        self.messages_received += 1
        return Message(stream.kind, stream.timestamp_ms, stream.stream_id, payload)

    def _set_chunk_size(self, payload: bytes) -> None:
        size = int.from_bytes(payload[:4], "big")
        # 2 GB may be announced; no chunk is longer than its message, and those are bounded.
        if len(payload) < 4 or not 1 <= size < 1 << 31:
            raise ProtocolError("a chunk size that is none")
        self._chunk_bytes = min(size, MESSAGE_BYTES_LIMIT)

    def _abort(self, payload: bytes) -> None:
        stream = self._streams.get(int.from_bytes(payload[:4], "big"))
        if stream is not None and stream.partial is not None:
            self._partial_bytes -= len(stream.partial)
            stream.partial = None


def write_message(message: Message, *, chunk_stream: int, chunk_bytes: int) -> bytes:
    """The message as chunks, on one of the chunk streams 2 to 63."""
    stamp = min(message.timestamp_ms, _EXTENDED)
    extension = message.timestamp_ms.to_bytes(4, "big") if stamp == _EXTENDED else b""
    written = bytearray([chunk_stream])
    written += stamp.to_bytes(3, "big") + len(message.payload).to_bytes(3, "big") + bytes([message.kind])
    written += message.stream_id.to_bytes(4, "little") + extension
    written += message.payload[:chunk_bytes]
    for begin in range(chunk_bytes, len(message.payload), chunk_bytes):
        written.append(0xC0 | chunk_stream)
        written += extension + message.payload[begin : begin + chunk_bytes]
    return bytes(written)
