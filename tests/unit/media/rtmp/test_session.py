"""The conversation: what encoders say in their order, what they get told, and what nobody should say."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livehouse.media.rtmp import amf0
from livehouse.media.rtmp.errors import ProtocolError, TooMuch, Unsupported
from livehouse.media.rtmp.session import (
    AMF_BYTES_PER_WORK,
    CHUNKS_PER_WORK,
    GREETING_WORK_MAX,
    Audio,
    Metadata,
    PublishAsked,
    PublishEnded,
    Session,
    State,
    Video,
)
from tests.unit.media.rtmp.wire import (
    AUDIO,
    COMMAND,
    DATA,
    GREETING,
    KEY,
    VIDEO,
    answers,
    chunked,
    command,
    connect,
    events_of,
    new_session,
    publish,
    publishing,
)

# As OBS 30 and ffmpeg 5 send it, each message cut into chunks of 128.
CONVERSATION = (
    GREETING + connect() + command("releaseStream", 2, None, KEY) + command("FCPublish", 3, None, KEY) + publish()
)
# RTMP's own messages, which no command is needed for; each can be said again by a byte and its payload.
CHUNK_SIZE = chunked(1, bytes([0, 0, 1, 0]), chunk_stream=2)
ABORT = chunked(2, bytes(4), chunk_stream=2)
BYTE_BY_BYTE = chunked(1, bytes([0, 0, 0, 1]), chunk_stream=2)


def greeted() -> Session:
    session = new_session()
    events_of(session, GREETING)
    session.data_to_send()
    return session


def test_an_encoder_asks_and_is_let_in() -> None:
    session = greeted()
    (asked,) = events_of(session, CONVERSATION[len(GREETING) :])
    assert asked == PublishAsked(KEY, "FMLE/3.0")
    said = answers(session)
    assert [name for name, *_ in said] == ["_result", "_result", "_result", "_result"]
    assert said[0][3]["code"] == "NetConnection.Connect.Success"
    assert "hvc1" in said[0][2]["fourCcList"]
    assert said[-1][3] == 1.0, "the stream's number"
    session.accept()
    ((name, _, _, status),) = answers(session)
    assert (name, status["code"]) == ("onStatus", "NetStream.Publish.Start")


def test_nothing_goes_on_before_the_key_was_judged() -> None:
    session = greeted()
    whole = CONVERSATION[len(GREETING) :] + chunked(VIDEO, b"picture")
    assert len(events_of(session, whole)) == 1
    assert events_of(session, b"") == []
    session.accept()
    assert events_of(session, b"") == [Video(0, b"picture")]


def test_who_is_refused_is_told_why_and_heard_no_more() -> None:
    session = greeted()
    events_of(session, CONVERSATION[len(GREETING) :])
    answers(session)
    session.refuse("Copy the key again.")
    ((_, _, _, status),) = answers(session)
    assert status == {"level": "error", "code": "NetStream.Publish.BadName", "description": "Copy the key again."}
    assert events_of(session, chunked(VIDEO, b"picture")) == []


def test_pictures_sound_and_what_is_said_of_them() -> None:
    session = publishing()
    about = amf0.encode("@setDataFrame", "onMetaData", {"framerate": 30.0})
    wire = (
        chunked(DATA, about)
        + chunked(DATA, amf0.encode("onMetaData", {"width": 640.0}))
        + chunked(VIDEO, b"picture", timestamp_ms=40)
        + chunked(AUDIO, b"sound", timestamp_ms=41)
        + chunked(VIDEO, b"")
    )
    assert events_of(session, wire) == [
        Metadata({"framerate": 30.0}),
        Metadata({"width": 640.0}),
        Video(40, b"picture"),
        Audio(41, b"sound"),
    ]


def test_what_is_said_of_pictures_may_be_nonsense() -> None:
    session = publishing()
    nonsense = [b"", b"\xff", amf0.encode("onMetaData"), amf0.encode("onMetaData", 5), amf0.encode("onTextData", {})]
    assert events_of(session, b"".join(chunked(DATA, payload) for payload in nonsense)) == []


def test_several_messages_in_one() -> None:
    def tag(kind: int, stamp_ms: int, body: bytes) -> bytes:
        head = bytes([kind]) + len(body).to_bytes(3, "big") + (stamp_ms & 0xFFFFFF).to_bytes(3, "big")
        return head + bytes([stamp_ms >> 24]) + bytes(3) + body + bytes(4)

    whole = tag(VIDEO, 100, b"picture") + tag(AUDIO, 120, b"sound") + tag(18, 120, b"about")
    session = publishing()
    assert events_of(session, chunked(22, whole, timestamp_ms=5_000)) == [
        Video(5_000, b"picture"),
        Audio(5_020, b"sound"),
    ]
    with pytest.raises(ProtocolError, match="aggregate"):
        events_of(publishing(), chunked(22, whole[:15]))


def test_an_aggregate_of_very_many_parts_is_too_much() -> None:
    part = bytes([VIDEO, 0, 0, 1]) + bytes(7) + b"\x57" + bytes(4)
    assert len(events_of(publishing(), chunked(22, part * 1_000))) == 1_000
    with pytest.raises(TooMuch, match="parts"):
        events_of(publishing(), chunked(22, part * 1_001))


@pytest.mark.parametrize("name", ["FCUnpublish", "deleteStream", "closeStream"])
def test_an_encoder_that_stops(name: str) -> None:
    session = publishing()
    assert events_of(session, command(name, 6, None, 1) + chunked(VIDEO, b"late")) == [PublishEnded()]
    assert session.state is State.OVER


def test_the_key_behind_the_address_and_what_follows_a_question_mark() -> None:
    for app, name, key in [("live/abc", "", "abc"), ("live/", "abc?bandwidth=1", "abc"), ("/live?x=1", " abc ", "abc")]:
        (asked,) = events_of(greeted(), connect(app) + publish(name))
        assert isinstance(asked, PublishAsked)
        assert asked.key == key


@pytest.mark.parametrize("app", ["", "livestream", "stream/live", "app"])
def test_another_address_is_refused_with_the_right_one(app: str) -> None:
    session = greeted()
    with pytest.raises(Unsupported, match="/live"):
        events_of(session, connect(app))
    ((name, _, _, status),) = answers(session)
    assert name == "_error"
    assert "/live" in status["description"]


def test_a_key_is_in_no_text_that_could_reach_a_log() -> None:
    session = greeted()
    (asked,) = events_of(session, CONVERSATION[len(GREETING) :])
    assert KEY not in repr(asked)
    session = greeted()
    with pytest.raises(Unsupported) as refused:
        events_of(session, connect() + publish("k" * 201))
    assert "kkk" not in str(refused.value)


def test_what_an_encoder_calls_itself_is_made_fit_for_a_log() -> None:
    named = command("connect", 1, {"app": "live", "flashVer": "OBS\n\x1b[31m" + "x" * 100})
    (asked,) = events_of(greeted(), named + publish())
    assert isinstance(asked, PublishAsked)
    assert asked.encoder == "OBS[31m" + "x" * 55


def test_pings_are_answered_and_bytes_acknowledged() -> None:
    session = publishing(message_bytes_max=4_000_000)
    events_of(session, chunked(4, b"\x00\x06\x01\x02\x03\x04"))
    assert session.data_to_send().endswith(b"\x00\x07\x01\x02\x03\x04")
    events_of(session, chunked(5, (20_000).to_bytes(4, "big")))
    events_of(session, chunked(VIDEO, bytes(30_000)))
    sent = session.data_to_send()
    assert sent[7] == 3, "an acknowledgement"
    assert int.from_bytes(sent[12:16], "big") > 30_000


@pytest.mark.parametrize(
    ("wire", "says"),
    [
        (publish(), "before the one that connects"),
        (connect() + connect(), "second connect"),
        (command("connect", 1), "second connect"),
        (chunked(COMMAND, b""), "without a name"),
        (chunked(COMMAND, amf0.encode(5)), "without a name"),
        (connect() + command("play", 2, None, "x"), "web page"),
        (connect() + b"".join(command("createStream", n, None) for n in range(9)), "more than 8"),
        (connect() + command("ping", 2, None) * GREETING_WORK_MAX, "no stream key"),
        (connect() + CHUNK_SIZE + (b"\xc2" + bytes([0, 0, 1, 0])) * GREETING_WORK_MAX, "no stream key"),
        (connect() + ABORT + (b"\xc2" + bytes(4)) * GREETING_WORK_MAX, "no stream key"),
        (connect() + BYTE_BY_BYTE + chunked(VIDEO, bytes(40_000), chunk_bytes=1), "no stream key"),
        (connect() + command("_checkbw", 2, [None] * 1_900) * 5, "no stream key"),
        (connect() + chunked(VIDEO, bytes(70_000), chunk_bytes=128), "70000 bytes"),
        (chunked(COMMAND, b"\x0a\x00\x00\x00\x01" * 1_000), "deeper"),
    ],
    ids=[
        "publish first",
        "connect twice",
        "connect bare",
        "empty",
        "number",
        "play",
        "streams",
        "chatter",
        "chunk sizes over and over",
        "giving up what was not begun",
        "a byte in each chunk",
        "very many values",
        "big",
        "deep",
    ],
)
def test_what_nobody_should_say_ends_it(wire: bytes, says: str) -> None:
    with pytest.raises(ProtocolError, match=says):
        events_of(greeted(), wire)


@pytest.mark.parametrize(
    ("wire", "work"),
    [
        (chunked(VIDEO, b"\x57") * 100, 100),
        (CHUNK_SIZE + (b"\xc2" + bytes([0, 0, 1, 0])) * 999, 1_000),
        (BYTE_BY_BYTE + chunked(VIDEO, bytes(16_000), chunk_bytes=1), 16_000 // CHUNKS_PER_WORK),
        (chunked(DATA, b"\x05" * 1_600), 1_600 // AMF_BYTES_PER_WORK),
        # Sound and pictures in an encoder's own chunks are as much as they are messages, or hardly more.
        (chunked(VIDEO, bytes(40_000), chunk_bytes=128), 40_000 // 128 // CHUNKS_PER_WORK),
    ],
    ids=["small messages", "chunk sizes over and over", "a byte in each chunk", "very many values", "a picture"],
)
def test_what_is_work_to_read_is_counted_however_it_is_cut(wire: bytes, work: int) -> None:
    session = publishing()
    before = session.work
    events_of(session, wire)
    assert work <= session.work - before <= 1.1 * work + 2


def test_a_second_publish_ends_it() -> None:
    with pytest.raises(ProtocolError, match="second publish"):
        events_of(publishing(), publish())


def test_a_picture_that_is_too_big_ends_it() -> None:
    with pytest.raises(TooMuch):
        events_of(publishing(message_bytes_max=70_000), chunked(VIDEO, bytes(70_001)))


@settings(max_examples=40)
@given(st.integers(1, 60))
def test_any_pieces_say_the_same(size: int) -> None:
    session, seen = greeted(), []
    wire = CONVERSATION[len(GREETING) :]
    for at in range(0, len(wire), size):
        seen += events_of(session, wire[at : at + size])
    assert seen == [PublishAsked(KEY, "FMLE/3.0")]


@settings(max_examples=60)
@given(st.integers(0, len(CONVERSATION) - len(GREETING) - 1), st.binary(min_size=1, max_size=8))
def test_any_change_of_a_conversation_is_understood_or_refused(at: int, change: bytes) -> None:
    rest = bytearray(CONVERSATION[len(GREETING) :])
    rest[at : at + len(change)] = change
    session = greeted()
    said = ""
    try:
        events_of(session, bytes(rest))
    except ProtocolError as error:
        said = str(error)
    assert KEY not in said


@settings(max_examples=60)
@given(st.binary(max_size=600))
def test_any_bytes_after_the_handshake_are_understood_or_refused(data: bytes) -> None:
    for session in (greeted(), publishing()):
        try:
            events_of(session, data)
        except ProtocolError:
            continue
