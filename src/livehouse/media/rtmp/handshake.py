"""RTMP's handshake, the plain one (Adobe, "RTMP specification 1.0", section 5.2). Pure."""

from typing import Final

from livehouse.media.rtmp.errors import ProtocolError, Unsupported

VERSION: Final = 3
PACKET_BYTES: Final = 1_536
RANDOM_BYTES: Final = PACKET_BYTES - 8
# How a TLS client, and an HTTP one, begin.
_TLS_HANDSHAKE: Final = 0x16
_HTTP_METHODS: Final = b"CDGHOPT"


class Handshake:
    """The server's side. Takes exactly the 3,073 bytes of the client's, whatever pieces they come in.

    Encoders that sign their greeting (Adobe's "complex" handshake) take the plain answer, too: only players of
    protected films insist on the other.

    Args:
        random: 1,528 bytes to greet with.
    """

    def __init__(self, random: bytes) -> None:
        if len(random) != RANDOM_BYTES:
            raise ValueError(f"the greeting needs {RANDOM_BYTES} bytes, not {len(random)}")
        self._random = random
        self._received = bytearray()
        self._answered = False
        self.done = False

    def receive(self, data: bytes) -> tuple[bytes, bytes]:
        """Take what came; returns what to send, and what came after the handshake.

        Raises:
            ProtocolError: this is something else than RTMP.
        """
        self._received += data
        if self._received and self._received[0] != VERSION:
            raise _strange(self._received[0])
        answer = b""
        if not self._answered and len(self._received) >= 1 + PACKET_BYTES:
            greeting = bytes(self._received[1 : 1 + PACKET_BYTES])
            answer = bytes([VERSION]) + bytes(8) + self._random + greeting
            self._answered = True
        whole = 1 + 2 * PACKET_BYTES
        if len(self._received) < whole:
            return answer, b""
        # What the client echoes is not compared: some echo wrongly, and nothing depends on it.
        self.done = True
        rest = bytes(self._received[whole:])
        self._received.clear()
        return answer, rest


def _strange(first: int) -> ProtocolError:
    if first == _TLS_HANDSHAKE:
        return Unsupported("an encrypted connection (rtmps) to the port for rtmp; begin the address with rtmp://")
    if first in _HTTP_METHODS:
        return Unsupported("a web client at the port for encoders; web pages are at another port")
    if first == 6:
        return Unsupported("an encrypted handshake (rtmpe); begin the address with rtmp://")
    return ProtocolError("something that is not RTMP")
