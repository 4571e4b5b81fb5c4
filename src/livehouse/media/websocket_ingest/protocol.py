"""What a publishing page and the server say to each other beside the recording itself. Pure.

Text frames hold one JSON object whose `type` says what it is; binary frames hold the recording, cut anywhere.
"""

import enum
from typing import Annotated, Final

import msgspec

# A page cuts what it sends into pieces of 64 kB; the largest that is taken at all is four times that.
MESSAGE_BYTES_MAX: Final = 262_144
PUBLISH_PATH: Final = "/api/v1/publish"

_Token = Annotated[str, msgspec.Meta(min_length=1, max_length=2_048)]
_Id = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
_Milliseconds = Annotated[float, msgspec.Meta(ge=0, le=9_007_199_254_740_991)]


class PublishCloseCode(enum.IntEnum):
    """Why the server closes; from 4000 to 4099 the page comes back with a new ticket, from 4100 on it does not."""

    GOING_AWAY = 4000
    SERVER_BUSY = 4002
    TICKET_REFUSED = 4003

    BAD_MESSAGE = 4100
    SESSION_ENDED = 4103
    MEDIA_REFUSED = 4105
    DISPLACED = 4106


class Enter(msgspec.Struct, frozen=True, tag="enter"):
    """The first message. `token` is the ticket's; `page` is made by chance and stays the same when the page returns."""

    room: _Id
    token: _Token
    page: _Id


class Begin(msgspec.Struct, frozen=True, tag="begin"):
    """The binary frames from here on are a new recording, begun at `at_ms` by the page's clock."""

    mime: Annotated[str, msgspec.Meta(max_length=200)]
    at_ms: _Milliseconds


class Pause(msgspec.Struct, frozen=True, tag="pause"):
    """Nothing is broadcast any more, for now."""


class Ping(msgspec.Struct, frozen=True, tag="ping"):
    """To be answered; it waits behind what was sent before it, so the answer says how long that takes."""

    id: Annotated[int, msgspec.Meta(ge=0, le=9_007_199_254_740_991)]


class Entered(msgspec.Struct, frozen=True, tag="entered"):
    """The relay has been reached. `resumed` says that the broadcast of before goes on."""

    resumed: bool


class Pong(msgspec.Struct, frozen=True, tag="pong"):
    """The answer to a ping; `bytes` of recordings have come so far on this connection."""

    id: int
    bytes: int


class MessageUnreadable(Exception):
    """A text frame is none of the messages; the text says what is wrong with it."""


_Message = Enter | Begin | Pause | Ping
_decoder: Final[msgspec.json.Decoder[_Message]] = msgspec.json.Decoder(_Message)


def decode_message(text: str) -> _Message:
    """What the page says.

    Raises:
        MessageUnreadable: it is no message of this protocol.
    """
    try:
        return _decoder.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise MessageUnreadable(str(error)) from error


def encode_message(message: Entered | Pong) -> str:
    """What is said to the page."""
    return msgspec.json.encode(message).decode()
