"""What load generators understand of the servers that they speak to."""

import json

import pytest

from benchmarks._dialects import (
    Accepted,
    Asked,
    Centrifugo,
    Dialect,
    Heard,
    Joined,
    Liked,
    Livehouse,
    Refused,
    Relay,
    SocketIO,
    dialect_for,
)


def said(**message: object) -> bytes:
    return json.dumps(message).encode()


def comment(offset: int, number: int) -> dict[str, object]:
    return {"offset": offset, "type": "comment", "comment": {"text": f"{number} so good"}}


def test_a_tick_holds_every_event_s_place_and_the_comments_own_numbers() -> None:
    heard = Livehouse("r").read(
        said(
            type="tick",
            offset=9,
            events=[comment(7, 31), {"offset": 8, "type": "join"}, comment(9, 32)],
            counters={"likes": 5, "viewers": 2},
        )
    )
    assert isinstance(heard, Heard)
    assert (heard.numbers, heard.comments, heard.likes, heard.is_contiguous) == ((7, 8, 9), (31, 32), 5, True)


def test_a_tick_of_totals_alone_is_no_place_in_the_stream() -> None:
    heard = Livehouse("r").read(said(type="tick", offset=9, events=[], counters={"likes": 5}))
    assert isinstance(heard, Heard)
    assert (heard.numbers, heard.is_contiguous) == ((), False)


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        ({"result": {"kind": "snapshot", "offset": 7, "counters": {"likes": 3}}}, Joined(7, 3)),
        ({"result": {"kind": "snapshot", "offset": 7}}, Joined(7, 0)),
        ({"result": {"comment": {}, "offset": 8}}, Accepted(8)),
        ({"result": {"likes": 12}}, Liked()),
        ({"error": {"code": "too_fast"}}, Refused("too_fast")),
    ],
)
def test_answers_are_told_apart(answer: dict[str, object], meaning: object) -> None:
    assert Livehouse("r").read(said(type="answer", id=4, **answer)) == meaning


def test_greetings_say_nothing() -> None:
    assert Livehouse("r").read(said(type="hello", connection="c")) is None


@pytest.mark.parametrize("relay", [Relay("/"), SocketIO("/socket.io/")])
def test_what_is_said_is_understood_when_it_comes_back(relay: Relay) -> None:
    heard = relay.read(relay.comment(41).encode())
    assert isinstance(heard, Heard)
    assert (heard.numbers, heard.comments) == ((41,), (41,))


def test_socket_io_joins_and_stays() -> None:
    socket_io = SocketIO("/socket.io/")
    assert socket_io.path == "/socket.io/?EIO=4&transport=websocket"
    assert socket_io.read(b'0{"sid":"a"}') is None
    assert socket_io.read(b'40{"sid":"b"}') == Joined(0)
    assert socket_io.read(b"2") == Asked("3")


def test_a_frame_of_centrifugo_s_holds_several_publications() -> None:
    centrifugo = Centrifugo("/connection/websocket")
    published = [json.loads(centrifugo.comment(number))["publish"] for number in (5, 6)]
    lines = [said(push={"channel": "room", "pub": {"data": one["data"]}}) for one in published]
    heard = centrifugo.read(b"\n".join([*lines, said(id=9, publish={})]))
    assert isinstance(heard, Heard)
    assert heard.numbers == (5, 6)


def test_centrifugo_joins_and_stays() -> None:
    centrifugo = Centrifugo("/connection/websocket")
    assert centrifugo.read(said(id=1, connect={"client": "c"})) is None
    assert centrifugo.read(said(id=2, subscribe={})) == Joined(0)
    assert centrifugo.read(b"{}") == Asked("{}")
    assert centrifugo.read(said(id=2, error={"code": 103})) == Refused("103")


@pytest.mark.parametrize(
    ("name", "kind"), [("livehouse", Livehouse), ("relay", Relay), ("socket.io", SocketIO), ("centrifugo", Centrifugo)]
)
def test_dialects_are_found_by_name(name: str, kind: type[Dialect]) -> None:
    assert type(dialect_for(name, room="r", path="/")) is kind
