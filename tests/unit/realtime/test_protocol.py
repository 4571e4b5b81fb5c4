import contextlib
import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from livehouse.kernel.errors import AppError, BadInput, TooFast
from livehouse.realtime import CloseCode, CommandRouter, Peer, Tick
from livehouse.realtime.protocol import (
    Answer,
    BadCommand,
    Envelope,
    Hello,
    MessageRefused,
    Resync,
    UnknownCommand,
    decode_envelope,
    encode_error,
    encode_event,
    encode_hello,
    encode_result,
    encode_resync,
    encode_tick,
    splice_offset,
)
from tests.support.channel import Said


class Comment(msgspec.Struct, frozen=True):
    text: str
    count: int = 1


async def do_nothing(peer: Peer, payload: Comment) -> None:
    """Handle nothing."""


@pytest.fixture
def router() -> CommandRouter:
    router = CommandRouter()
    router.register("comment", Comment, do_nothing)
    return router


def test_a_command_is_read_with_its_payload(router: CommandRouter) -> None:
    data = b'{"id":7,"type":"comment","text":"hi \\u2764","unknown":[1]}'
    command = router.read(decode_envelope(data), data)
    assert (command.id, command.type, command.payload) == (7, "comment", Comment("hi ❤"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"garbage",
        b"null",
        b"17",
        b'"text"',
        b'[{"id":1,"type":"ping"}]',
        b"{}",
        b'{"type":"ping"}',
        b'{"id":"1","type":"ping"}',
        b'{"id":1.5,"type":"ping"}',
        b'{"id":true,"type":"ping"}',
        b'{"id":-1,"type":"ping"}',
        b'{"id":9007199254740992,"type":"ping"}',
        b'{"id":1,"type":"ping"',
        b'{"id":1,"type":"ping"} {}',
        b"\xff\xfe",
        b"[" * 10_000,
        b'{"id":1,"a":' + b"[" * 10_000,
    ],
)
def test_what_cannot_be_answered_closes_the_connection(data: bytes) -> None:
    with pytest.raises(MessageRefused) as caught:
        decode_envelope(data)
    assert caught.value.code == CloseCode.BAD_MESSAGE


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"id":3,"type":"sing"}', "unknown_command"),
        (b'{"id":3,"type":""}', "unknown_command"),
        (b'{"id":3}', "unknown_command"),
        (b'{"id":3,"type":5}', "unknown_command"),
        (b'{"id":3,"type":"' + b"x" * 1_000 + b'"}', "unknown_command"),
        (b'{"id":3,"type":"comment"}', "bad_command"),
        (b'{"id":3,"type":"comment","text":null}', "bad_command"),
        (b'{"id":3,"type":"comment","text":5}', "bad_command"),
        (b'{"id":3,"type":"comment","text":"a","count":"1"}', "bad_command"),
        (b'{"id":3,"type":"comment","text":"a","count":1.5}', "bad_command"),
        (b'{"id":3,"type":"comment","text":"half \\ud83d"}', "bad_command"),
        (b'{"id":3,"type":"comment","text":"turned \\udd25\\ud83d"}', "bad_command"),
    ],
)
def test_what_can_be_answered_is_answered(router: CommandRouter, data: bytes, code: str) -> None:
    envelope = decode_envelope(data)
    assert envelope.id == 3
    with pytest.raises(BadInput) as caught:
        router.read(envelope, data)
    assert caught.value.code == code
    assert isinstance(caught.value, UnknownCommand | BadCommand)


def test_the_refusal_names_the_field(router: CommandRouter) -> None:
    data = b'{"id":3,"type":"comment","text":"a","count":"1"}'
    with pytest.raises(BadCommand, match=r"count"):
        router.read(decode_envelope(data), data)


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_a_refusal(data: bytes) -> None:
    router = CommandRouter()
    router.register("comment", Comment, do_nothing)
    with contextlib.suppress(MessageRefused, BadInput):
        router.read(decode_envelope(data), data)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["id", "type", "text", "count"]), json_values))
def test_no_json_raises_anything_but_a_refusal(message: dict[str, Any]) -> None:
    router = CommandRouter()
    router.register("comment", Comment, do_nothing)
    data = json.dumps(message).encode()
    with contextlib.suppress(MessageRefused, BadInput):
        router.read(decode_envelope(data), data)


def test_a_type_is_registered_once(router: CommandRouter) -> None:
    with pytest.raises(ValueError, match="comment"):
        router.register("comment", Comment, do_nothing)
    assert router.payloads == {"comment": Comment}


def test_answers_carry_a_result_or_an_error() -> None:
    assert json.loads(encode_result(1, None)) == {"type": "answer", "id": 1, "result": {}}
    assert json.loads(encode_result(2, {"events": [msgspec.Raw(b'{"a":1}')]})) == {
        "type": "answer",
        "id": 2,
        "result": {"events": [{"a": 1}]},
    }
    assert json.loads(encode_error(3, TooFast("Wait."))) == {
        "type": "answer",
        "id": 3,
        "error": {"code": "too_fast", "message": "Wait.", "retry": True},
    }
    detailed: AppError = BadInput("Too long.", field="text", characters_max=150)
    error = msgspec.json.decode(encode_error(4, detailed), type=Answer).error
    assert error is not None
    assert (error.field, error.details) == ("text", {"characters_max": 150})


def test_hello_and_resync() -> None:
    hello = msgspec.json.decode(encode_hello("c", datetime(2026, 1, 1, tzinfo=UTC), None), type=Hello)
    assert hello == Hello("c", datetime(2026, 1, 1, tzinfo=UTC), None)
    assert json.loads(encode_hello("c", datetime(2026, 1, 1, tzinfo=UTC), None))["account"] is None
    assert msgspec.json.decode(encode_resync("r"), type=Resync) == Resync("r")


@given(st.text(max_size=20), st.text(max_size=20), st.lists(st.text(max_size=30), max_size=5))
def test_a_spliced_tick_is_what_the_schema_says(room: str, epoch: str, texts: list[str]) -> None:
    events = [splice_offset(index, encode_event(Said(text))) for index, text in enumerate(texts, 10)]
    tick = msgspec.json.decode(encode_tick(room, epoch, 99, events, {"likes": 3}, {"🔥": 2}), type=Tick)
    assert (tick.room, tick.epoch, tick.offset, tick.counters, tick.reactions) == (
        room,
        epoch,
        99,
        {"likes": 3},
        {"🔥": 2},
    )
    assert [json.loads(bytes(event)) for event in tick.events] == [
        {"offset": index, "type": "said", "text": text} for index, text in enumerate(texts, 10)
    ]


def test_a_tick_leaves_out_what_it_does_not_have() -> None:
    assert json.loads(encode_tick("r", "e", 1, [], None, None)) == {
        "type": "tick",
        "room": "r",
        "epoch": "e",
        "offset": 1,
        "events": [],
    }


def test_an_event_without_a_type_is_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError, match="Envelope"):
        encode_event(Envelope(1, "x"))


def test_codes_say_whether_to_come_back() -> None:
    come_back = {code.name for code in CloseCode if code.comes_back}
    assert come_back == {"GOING_AWAY", "TOO_SLOW", "SERVER_BUSY"}
