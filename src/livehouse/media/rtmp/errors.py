"""What can be wrong with what an encoder sends."""


class ProtocolError(Exception):
    """What came is not RTMP as this server understands it; the text says why, in words for a log and for the encoder.

    It never holds anything that came over the wire, as that may be a stream key.
    """

    reason = "protocol"


class Unsupported(ProtocolError):
    """It is understood, and cannot be taken; the text says what to set instead."""

    reason = "unsupported"


class TooMuch(ProtocolError):
    """It is more than a limit allows."""

    reason = "too_much"
