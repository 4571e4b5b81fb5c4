"""The encoder's side of RTMP, as bytes; what the tests say to the server's side."""

from livehouse.media.rtmp import amf0
from livehouse.media.rtmp.chunks import Message, write_message
from livehouse.media.rtmp.handshake import PACKET_BYTES, RANDOM_BYTES, VERSION
from livehouse.media.rtmp.session import Event, PublishAsked, Session

KEY = "lh_0123456789abcdef0123456789"
GREETING = bytes([VERSION]) + bytes(2 * PACKET_BYTES)
AUDIO, VIDEO, DATA, COMMAND = 8, 9, 18, 20


def chunked(
    kind: int, payload: bytes, *, timestamp_ms: int = 0, chunk_bytes: int = 128, chunk_stream: int = 4
) -> bytes:
    message = Message(kind, timestamp_ms, 1, payload)
    return write_message(message, chunk_stream=chunk_stream, chunk_bytes=chunk_bytes)


def command(name: str, transaction: float, *values: amf0.Encodable) -> bytes:
    return chunked(COMMAND, amf0.encode(name, transaction, *values), chunk_stream=3)


def connect(app: str = "live") -> bytes:
    return command("connect", 1, {"app": app, "flashVer": "FMLE/3.0", "tcUrl": f"rtmp://host/{app}"})


def publish(key: str = KEY) -> bytes:
    return command("createStream", 4, None) + command("publish", 5, None, key, "live")


def new_session(*, message_bytes_max: int = 1_000_000) -> Session:
    return Session(random=bytes(RANDOM_BYTES), message_bytes_max=message_bytes_max)


def events_of(session: Session, data: bytes) -> list[Event]:
    session.feed(data)
    events = []
    while (event := session.next_event()) is not None:
        events.append(event)
    return events


def publishing(*, message_bytes_max: int = 1_000_000) -> Session:
    """A session that has come as far as pictures."""
    session = new_session(message_bytes_max=message_bytes_max)
    (asked,) = events_of(session, GREETING + connect() + publish())
    assert isinstance(asked, PublishAsked)
    session.accept()
    session.data_to_send()
    return session


def answers(session: Session) -> list[list[amf0.Value]]:
    """The commands that the session has to send; the handshake's answer must have been taken before."""
    from livehouse.media.rtmp.chunks import ChunkReader

    reader = ChunkReader(message_bytes_max=1_000_000)
    reader.feed(session.data_to_send())
    commands = []
    while (message := reader.next_message()) is not None:
        if message.kind == COMMAND:
            commands.append(amf0.decode(message.payload))
    return commands
