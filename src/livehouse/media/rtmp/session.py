"""The server's side of RTMP's conversation with an encoder. Pure: bytes in, events and bytes out."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final, TypeAlias

from livehouse.media.rtmp import amf0
from livehouse.media.rtmp.chunks import CHUNK_BYTES_FIRST, SET_CHUNK_SIZE, ChunkReader, Message, write_message
from livehouse.media.rtmp.errors import ProtocolError, TooMuch, Unsupported
from livehouse.media.rtmp.handshake import Handshake

APP: Final = "live"
KEY_LENGTH_MAX: Final = 200
# Enough for every command there is; a picture is not sent before the key was found good.
GREETING_MESSAGE_BYTES_MAX: Final = 65_536
# A message costs 5 µs, a chunk 1.3 µs, a byte of a command 0.6 µs at worst: the work of one message each. Chunks weigh
# less than they cost, as there are encoders that cut 20 Mbit/s into those of 128 bytes.
CHUNKS_PER_WORK: Final = 16
AMF_BYTES_PER_WORK: Final = 8
# A longer message has long texts in it, for one of more values than that is refused.
AMF_BYTES_COUNTED_MAX: Final = 16_000
# Encoders need 200; more where long tokens stand in their addresses.
GREETING_WORK_MAX: Final = 1_000
# What OBS and ffmpeg do: ffmpeg cuts its own chunks as long as ours.
CHUNK_BYTES: Final = 65_536
WINDOW_BYTES: Final = 2_500_000
WINDOW_BYTES_MIN: Final = 10_000
STREAMS_MAX: Final = 8
# Encoders put a second's worth into one, if they do so at all.
AGGREGATE_PARTS_MAX: Final = 1_000

_ACKNOWLEDGEMENT, _USER_CONTROL, _WINDOW_SIZE, _PEER_BANDWIDTH = 3, 4, 5, 6
_AUDIO, _VIDEO, _DATA_AMF3, _COMMAND_AMF3, _DATA, _COMMAND, _AGGREGATE = 8, 9, 15, 17, 18, 20, 22
_STREAM_BEGIN, _PING_REQUEST, _PING_RESPONSE = 0, 6, 7
_CONTROL_CHUNKS, _COMMAND_CHUNKS = 2, 3
_DYNAMIC_BANDWIDTH: Final = 2
_FLV_TAG_HEADER_BYTES: Final = 11
_FLV_TAG_TRAILER_BYTES: Final = 4

# "Enhanced RTMP v2": what of it this server passes on (4: can forward), and that it reads extended headers (4, 8).
_CAN_FORWARD: Final = 4
_CAPABILITIES: Final = 4 | 8
VIDEO_FOURCCS: Final = ("avc1", "hvc1", "av01", "vp09", "vp08")
AUDIO_FOURCCS: Final = ("mp4a", "Opus", ".mp3")


class State(Enum):
    """How far the conversation has come."""

    HANDSHAKE = auto()
    GREETING = auto()
    ASKED = auto()
    PUBLISHING = auto()
    OVER = auto()


@dataclass(frozen=True, slots=True)
class PublishAsked:
    """Somebody wants to publish with this key; nothing goes on until `accept` or `refuse`.

    Attributes:
        encoder: what it calls itself, for people who look for a fault.
    """

    key: str = field(repr=False)
    encoder: str


@dataclass(frozen=True, slots=True)
class Video:
    """A picture, or what a decoder needs before one; `payload` is the body of an FLV video tag."""

    timestamp_ms: int
    payload: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Audio:
    """Sound, or what a decoder needs before it; `payload` is the body of an FLV audio tag."""

    timestamp_ms: int
    payload: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the encoder says about what it sends; nothing of it is to be relied on."""

    values: Mapping[str, amf0.Value]


@dataclass(frozen=True, slots=True)
class PublishEnded:
    """The encoder stopped by itself."""


Event: TypeAlias = PublishAsked | Video | Audio | Metadata | PublishEnded


class Session:
    """One encoder's connection.

    `feed` what came, take `next_event` until it is None, send what `data_to_send` has. After any `ProtocolError` the
    connection is of no more use.

    Args:
        random: 1,528 bytes for the handshake.
        message_bytes_max: the longest message of somebody who publishes.
    """

    def __init__(self, *, random: bytes, message_bytes_max: int) -> None:
        self.state = State.HANDSHAKE
        self._handshake = Handshake(random)
        self._message_bytes_max = message_bytes_max
        self._chunks = ChunkReader(message_bytes_max=min(message_bytes_max, GREETING_MESSAGE_BYTES_MAX))
        self._out = bytearray()
        self._ready: deque[Event] = deque()
        self._received_bytes = 0
        self._acknowledged_bytes = 0
        self._window_bytes = WINDOW_BYTES
        self._work = 0
        self._encoder = ""
        self._app = ""
        self._connected = False
        self._streams = 0
        self._stream_id = 0
        self._chunk_bytes = CHUNK_BYTES_FIRST

    @property
    def work(self) -> int:
        """What it was to read all that came so far, however it was cut and whatever it was: in messages, each 5 µs."""
        chunks = self._chunks
        return self._work + chunks.messages_received + chunks.chunks_received // CHUNKS_PER_WORK

    def feed(self, data: bytes) -> None:
        """Take what came.

        Raises:
            ProtocolError: it does not begin like RTMP.
        """
        self._received_bytes += len(data)
        if self.state is State.HANDSHAKE:
            answer, data = self._handshake.receive(data)
            self._out += answer
            if not self._handshake.done:
                return
            self.state = State.GREETING
        self._chunks.feed(data)
        if self._received_bytes - self._acknowledged_bytes >= self._window_bytes:
            self._acknowledged_bytes = self._received_bytes
            self._control(_ACKNOWLEDGEMENT, (self._received_bytes % (1 << 32)).to_bytes(4, "big"))

    def next_event(self) -> Event | None:
        """What happened next, or None when there is no more to be had of what was fed.

        Raises:
            ProtocolError: what came cannot be understood, or is too much.
        """
        while True:
            if self._ready:
                return self._ready.popleft()
            if self.state in (State.HANDSHAKE, State.ASKED, State.OVER):
                return None
            message = self._chunks.next_message()
            if self.state is State.GREETING and self.work > GREETING_WORK_MAX:
                raise TooMuch("many messages and no stream key among them")
            if message is None:
                return None
            self._take(message)

    def data_to_send(self) -> bytes:
        """What is to be sent, once."""
        data = bytes(self._out)
        self._out.clear()
        return data

    def accept(self) -> None:
        """Let the encoder begin."""
        self.state = State.PUBLISHING
        self._chunks.message_bytes_max = self._message_bytes_max
        self._user_control(_STREAM_BEGIN, self._stream_id.to_bytes(4, "big"))
        self._status("status", "NetStream.Publish.Start", "You are connected.")

    def refuse(self, description: str) -> None:
        """Turn the encoder away; `description` is a sentence that it shows to its owner, or writes to its log."""
        self.state = State.OVER
        self._status("error", "NetStream.Publish.BadName", description)

    def end(self, description: str) -> None:
        """Take nothing more, and tell an encoder that publishes why."""
        if self.state is State.PUBLISHING:
            self._status("error", "NetStream.Publish.Failed", description)
        if self.state is not State.HANDSHAKE:
            self.state = State.OVER

    # What comes

    def _take(self, message: Message) -> None:
        kind, payload = message.kind, message.payload
        if kind in (_AUDIO, _VIDEO):
            self._take_media(kind, message.timestamp_ms, payload)
        elif kind == _AGGREGATE:
            self._take_aggregate(message)
        elif kind in (_DATA, _DATA_AMF3):
            self._take_data(payload[1:] if kind == _DATA_AMF3 else payload)
        elif kind in (_COMMAND, _COMMAND_AMF3):
            # Commands of the newer kind are the older kind's, behind a byte.
            self._take_command(self._decode(payload[1:] if kind == _COMMAND_AMF3 else payload))
        elif kind == _WINDOW_SIZE and len(payload) >= 4:
            self._window_bytes = max(int.from_bytes(payload[:4], "big"), WINDOW_BYTES_MIN)
        elif kind == _USER_CONTROL and int.from_bytes(payload[:2], "big") == _PING_REQUEST:
            self._user_control(_PING_RESPONSE, payload[2:6])

    def _take_media(self, kind: int, timestamp_ms: int, payload: bytes) -> None:
        if self.state is State.PUBLISHING and payload:
            self._ready.append((Video if kind == _VIDEO else Audio)(timestamp_ms, payload))

    def _take_aggregate(self, message: Message) -> None:
        """Several messages in one, as FLV tags; their times count from the first one's."""
        payload, at = message.payload, 0
        first_ms: int | None = None
        parts = 0
        while at + _FLV_TAG_HEADER_BYTES <= len(payload):
            parts += 1
            self._work += 1
            if parts > AGGREGATE_PARTS_MAX:
                raise TooMuch(f"an aggregate message of more than {AGGREGATE_PARTS_MAX} parts")
            size = int.from_bytes(payload[at + 1 : at + 4], "big")
            stamp_ms = int.from_bytes(payload[at + 4 : at + 7], "big") | payload[at + 7] << 24
            first_ms = stamp_ms if first_ms is None else first_ms
            begin = at + _FLV_TAG_HEADER_BYTES
            if begin + size > len(payload):
                raise ProtocolError("an aggregate message that ends in the middle of a part")
            if payload[at] in (_AUDIO, _VIDEO):
                moved_ms = (message.timestamp_ms + stamp_ms - first_ms) % (1 << 32)
                self._take_media(payload[at], moved_ms, payload[begin : begin + size])
            at = begin + size + _FLV_TAG_TRAILER_BYTES

    def _take_data(self, payload: bytes) -> None:
        if self.state is not State.PUBLISHING:
            return
        try:
            values = self._decode(payload)
        except amf0.AmfUnreadable:
            # It is for information only, and some encoders leave out the end of it.
            return
        if values[:1] == ["@setDataFrame"]:
            values = values[1:]
        if values[:1] == ["onMetaData"] and len(values) > 1 and isinstance(values[1], dict):
            self._ready.append(Metadata(values[1]))

    def _decode(self, payload: bytes) -> list[amf0.Value]:
        self._work += min(len(payload), AMF_BYTES_COUNTED_MAX) // AMF_BYTES_PER_WORK
        return amf0.decode(payload)

    def _take_command(self, values: list[amf0.Value]) -> None:
        name = values[0] if values else None
        transaction = values[1] if len(values) > 1 and isinstance(values[1], float) else 0.0
        if not isinstance(name, str):
            raise ProtocolError("a command without a name")
        if name == "connect":
            self._connect(transaction, values[2] if len(values) > 2 else None)
        elif not self._connected:
            raise ProtocolError("a command before the one that connects")
        elif name in ("releaseStream", "FCPublish", "_checkbw"):
            self._command("_result", transaction, None, None)
        elif name == "createStream":
            self._create_stream(transaction)
        elif name == "publish":
            self._publish(values)
        elif name in ("FCUnpublish", "deleteStream", "closeStream"):
            self._unpublish()
        elif name in ("play", "play2"):
            self._status("error", "NetStream.Play.Failed", "Nothing is played here: watch at the web page.")
            raise Unsupported("a player at the port for encoders; LIVEs are watched at the web page")

    def _connect(self, transaction: float, wishes: amf0.Value) -> None:
        if self._connected or not isinstance(wishes, dict):
            raise ProtocolError("a second connect, or one without what it is about")
        app, encoder = wishes.get("app"), wishes.get("flashVer")
        self._app = app.split("?")[0].strip("/") if isinstance(app, str) else ""
        self._encoder = _printable(encoder) if isinstance(encoder, str) else ""
        if self._app.split("/")[0] != APP:
            advice = f"The server address ends in /{APP}; correct it in the encoder's settings."
            details = {"level": "error", "code": "NetConnection.Connect.InvalidApp", "description": advice}
            self._command("_error", transaction, None, details)
            raise Unsupported(f"an address that does not end in /{APP}")
        self._connected = True
        self._control(_WINDOW_SIZE, WINDOW_BYTES.to_bytes(4, "big"))
        self._control(_PEER_BANDWIDTH, WINDOW_BYTES.to_bytes(4, "big") + bytes([_DYNAMIC_BANDWIDTH]))
        self._control(SET_CHUNK_SIZE, CHUNK_BYTES.to_bytes(4, "big"))
        properties: dict[str, amf0.Encodable] = {
            "fmsVer": "FMS/3,5,7,7009",
            "capabilities": 31.0,
            "mode": 1.0,
            "fourCcList": [*VIDEO_FOURCCS, *AUDIO_FOURCCS],
            "videoFourCcInfoMap": dict.fromkeys(VIDEO_FOURCCS, _CAN_FORWARD),
            "audioFourCcInfoMap": dict.fromkeys(AUDIO_FOURCCS, _CAN_FORWARD),
            "capsEx": _CAPABILITIES,
        }
        status: dict[str, amf0.Encodable] = {
            "level": "status",
            "code": "NetConnection.Connect.Success",
            "description": "Connection succeeded.",
            "objectEncoding": 0.0,
        }
        self._command("_result", transaction, properties, status)

    def _create_stream(self, transaction: float) -> None:
        self._streams += 1
        if self._streams > STREAMS_MAX:
            raise TooMuch(f"more than {STREAMS_MAX} streams in one connection")
        self._command("_result", transaction, None, float(self._streams))

    def _publish(self, values: list[amf0.Value]) -> None:
        if self.state is not State.GREETING:
            raise ProtocolError("a second publish in one connection")
        name = values[3] if len(values) > 3 else None
        key = name.split("?")[0].strip() if isinstance(name, str) else ""
        if not key:
            # Some have one field only, and write the key behind the address.
            key = self._app.partition("/")[2]
        self._stream_id = max(self._streams, 1)
        if len(key) > KEY_LENGTH_MAX:
            self.refuse("This is not a stream key. Copy the stream key from the page again.")
            raise Unsupported("a stream key that is too long to be one")
        self.state = State.ASKED
        self._ready.append(PublishAsked(key, self._encoder))

    def _unpublish(self) -> None:
        if self.state is State.PUBLISHING:
            self._status("status", "NetStream.Unpublish.Success", "You have stopped.")
            self._ready.append(PublishEnded())
            self.state = State.OVER

    # What goes

    def _command(self, name: str, transaction: float, *values: amf0.Encodable) -> None:
        payload = amf0.encode(name, transaction, *values)
        self._send(Message(_COMMAND, 0, 0, payload), _COMMAND_CHUNKS)

    def _status(self, level: str, code: str, description: str) -> None:
        details = {"level": level, "code": code, "description": description}
        payload = amf0.encode("onStatus", 0.0, None, details)
        self._send(Message(_COMMAND, 0, self._stream_id, payload), _COMMAND_CHUNKS)

    def _control(self, kind: int, payload: bytes) -> None:
        self._send(Message(kind, 0, 0, payload), _CONTROL_CHUNKS)
        if kind == SET_CHUNK_SIZE:
            self._chunk_bytes = CHUNK_BYTES

    def _user_control(self, event: int, payload: bytes) -> None:
        self._control(_USER_CONTROL, event.to_bytes(2, "big") + payload)

    def _send(self, message: Message, chunk_stream: int) -> None:
        self._out += write_message(message, chunk_stream=chunk_stream, chunk_bytes=self._chunk_bytes)


def _printable(text: str) -> str:
    """What an encoder calls itself, fit for a log."""
    return "".join(letter for letter in text[:64] if letter.isprintable())
