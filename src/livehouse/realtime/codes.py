"""Why the server closes a connection, and whether the client should come back."""

import enum


class CloseCode(enum.IntEnum):
    """WebSocket close codes of the channel, from the range that RFC 6455 leaves to applications.

    4000 to 4099: nothing is wrong with the client; come back, with back-off. 4100 to 4199: the same client doing the
    same again would be closed again; do not come back by yourself.
    """

    GOING_AWAY = 4000
    TOO_SLOW = 4001
    SERVER_BUSY = 4002

    BAD_MESSAGE = 4100
    MESSAGE_TOO_BIG = 4101
    FLOOD = 4102
    SESSION_ENDED = 4103
    UNSUPPORTED = 4104

    @property
    def comes_back(self) -> bool:
        """Whether the client should connect again by itself."""
        return self < self.BAD_MESSAGE
