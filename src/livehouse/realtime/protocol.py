"""The channel's messages: bytes to commands, facts to bytes. Pure; docs/protocol.md describes it for clients.

The shapes here are also the schema: what a client may send is `Envelope` plus the payload that the command's type was
registered with, and what it gets is `Hello`, `Answer`, `Tick` and `Resync`.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Final, TypeVar

import msgspec

from livehouse.kernel.errors import AppError, BadInput
from livehouse.realtime.codes import CloseCode

# The largest whole number that survives a browser's JSON.parse.
COMMAND_ID_MAX: Final = 2**53 - 1
# What msgspec raises for bytes that are no JSON, no UTF-8, or nested deeper than the C stack allows.
_UNDECODABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

P = TypeVar("P", bound=msgspec.Struct)
CommandId = Annotated[int, msgspec.Meta(ge=0, le=COMMAND_ID_MAX)]


class Envelope(msgspec.Struct, frozen=True):
    """What every command carries beside its own fields."""

    id: CommandId
    type: Annotated[str, msgspec.Meta(max_length=64)]


class Ping(msgspec.Struct, frozen=True):
    """Be answered: the connection and the server are alive."""


class Hello(msgspec.Struct, frozen=True, tag="hello", tag_field="type"):
    """The first message on a connection."""

    connection: str
    server_time: datetime
    account: str | None


class CommandError(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why a command was refused: a stable code, a sentence for the person, whether trying again may help."""

    code: str
    message: str
    retry: bool
    field: str | None = None
    details: dict[str, object] | None = None


class Answer(msgspec.Struct, frozen=True, tag="answer", tag_field="type", omit_defaults=True):
    """The answer to one command: exactly one of `result` and `error`."""

    id: int
    result: object = None
    error: CommandError | None = None


class Tick(msgspec.Struct, frozen=True, tag="tick", tag_field="type", omit_defaults=True):
    """What happened in a room since the last tick."""

    # On the wire it is written by `encode_tick`, which splices ready-made events.
    room: str
    epoch: str
    offset: int
    events: list[msgspec.Raw]
    counters: dict[str, int] | None = None
    reactions: dict[str, int] | None = None


class Resync(msgspec.Struct, frozen=True, tag="resync", tag_field="type"):
    """The client fell behind in this room: nothing more comes from it until the client joins again."""

    room: str


class MessageRefused(Exception):
    """What came cannot even be answered; the connection is to be closed with BAD_MESSAGE."""

    code: Final = CloseCode.BAD_MESSAGE

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UnknownCommand(BadInput):
    """No command has this type."""

    code = "unknown_command"


class BadCommand(BadInput):
    """A command's fields are missing or of the wrong kind."""

    code = "bad_command"


_encoder: Final = msgspec.json.Encoder()
_envelope_decoder: Final = msgspec.json.Decoder(Envelope)


def decode_envelope(data: bytes) -> Envelope:
    """The id and type of the command in `data`.

    Raises:
        MessageRefused: there is no id by which it could be answered.
    """
    try:
        return _envelope_decoder.decode(data)
    except _UNDECODABLE as error:
        return _salvage_envelope(data, error)


def _salvage_envelope(data: bytes, error: Exception) -> Envelope:
    """The envelope of a message that msgspec refused.

    A browser happily sends half of a surrogate pair that a person managed to type. That deserves an answer, not a
    closed connection, so the id is looked for by a decoder that minds less.
    """
    try:
        message = json.loads(data)
        return msgspec.convert({"id": message["id"], "type": str(message.get("type"))[:64]}, Envelope)
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError):
        raise MessageRefused(f"send a JSON object with id and type: {error}") from None


def decode_payload(data: bytes, decoder: "msgspec.json.Decoder[P]") -> P:
    """The command's own fields.

    Raises:
        BadCommand: with a sentence that names the field.
    """
    try:
        return decoder.decode(data)
    except msgspec.ValidationError as error:
        raise BadCommand(f"This command cannot be read: {error}.") from None
    except _UNDECODABLE:
        raise BadCommand("This command holds text that is not valid Unicode; remove it and try again.") from None


def encode_hello(connection: str, server_time: datetime, account: str | None) -> bytes:
    """The first message on a connection."""
    return _encoder.encode(Hello(connection, server_time, account))


def encode_result(command_id: int, result: object) -> bytes:
    """The answer to a command that was done. `result` may hold `msgspec.Raw`, which is spliced in as it is."""
    return _encoder.encode(Answer(command_id, {} if result is None else result))


def encode_error(command_id: int, error: AppError) -> bytes:
    """The answer to a command that was refused."""
    return _encoder.encode(
        Answer(
            command_id,
            error=CommandError(error.code, error.message, error.retry, error.field, error.details or None),
        )
    )


def encode_resync(room: str) -> bytes:
    """What a client gets that fell too far behind."""
    return _encoder.encode(Resync(room))


def encode_event(event: msgspec.Struct) -> bytes:
    """An event as JSON, without its offset.

    Raises:
        TypeError: the event's type is not tagged by a field `type`, so no client could tell what it is.
    """
    if event.__struct_config__.tag_field != "type":
        raise TypeError(f"{type(event).__name__} must be declared with tag_field='type'")
    return _encoder.encode(event)


def splice_offset(offset: int, event: bytes) -> bytes:
    """The event as it stands in a tick: `{"offset": …, "type": …, …}`. The bytes are not decoded for it."""
    return b'{"offset":%d,%b' % (offset, event[1:])


def encode_tick(
    room: str,
    epoch: str,
    offset: int,
    events: Sequence[bytes],
    counters: Mapping[str, int] | None,
    reactions: Mapping[str, int] | None,
) -> bytes:
    """One tick from ready-made events (`splice_offset`); see `Tick` for its shape."""
    parts = [
        b'{"type":"tick","room":%b,"epoch":%b,"offset":%d,"events":[%b]'
        % (_encoder.encode(room), _encoder.encode(epoch), offset, b",".join(events))
    ]
    if counters:
        parts.append(b',"counters":' + _encoder.encode(counters))
    if reactions:
        parts.append(b',"reactions":' + _encoder.encode(reactions))
    parts.append(b"}")
    return b"".join(parts)
