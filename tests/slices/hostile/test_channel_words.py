"""What people may write into the room's channel, and where they may say that they stand."""

import json
import unicodedata
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.support.app import ServedApp
from tests.support.people import Bystander, Channel, Person, Refused
from tests.support.raw_websocket import TEXT, RawWebSocket, frame

pytestmark = pytest.mark.asyncio(loop_scope="session")

CHANNEL = "/api/v1/channel"
COMMENT_MAX = 150
# One character each as one sees them; 1, 4, 28, 8, 6 and 25 bytes.
GRAPHEMES = [
    "x",
    "\U0001f389",
    "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "\U0001f1ef\U0001f1f5",
    "\u0928\u093f",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
]
BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def writer(app: ServedApp, elsewhere: Bystander) -> AsyncIterator[Channel]:
    """Somebody signed in, in the room elsewhere."""
    async with Person(app.url) as person:
        await person.sign_up()
        async with person.channel(elsewhere.room["id"]) as channel:
            yield channel


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def reader(app: ServedApp, elsewhere: Bystander) -> AsyncIterator[Channel]:
    """Somebody who watches there."""
    async with Person(app.url) as person, person.channel(elsewhere.room["id"]) as channel:
        yield channel


# Text


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        pytest.param("\u202egnp.exe", "gnp.exe", id="right-to-left override"),
        pytest.param("a\u2067b\u2069c\u202ad\u202ce", "abcde", id="isolates and embeddings"),
        pytest.param("one\x00two\x1b[31mthree\x7f", "one two [31mthree", id="controls"),
        pytest.param("two\r\nlines\u0085and\tmore", "two lines and more", id="lines"),
        pytest.param("e\u0301", "\u00e9", id="not composed"),
        pytest.param("\u0634\u0643\u0631\u0627 \u200f!", "\u0634\u0643\u0631\u0627 \u200f!", id="Arabic, with a mark"),
        pytest.param("<script>alert(1)</script>", "<script>alert(1)</script>", id="markup is text"),
    ],
)
async def test_a_comment_reaches_others_clean(
    writer: Channel, reader: Channel, undisturbed: None, written: str, shown: str
) -> None:
    said = (await writer.call("comment", text=written))["comment"]
    assert said["text"] == shown
    await reader.wait_for(lambda: said in [event["comment"] for event in reader.events("comment")])
    assert not [each for each in shown if unicodedata.category(each) in ("Cc", "Cs") or each in BIDI]


@pytest.mark.parametrize("grapheme", GRAPHEMES, ids=lambda grapheme: f"{len(grapheme.encode())} bytes")
@pytest.mark.parametrize("escaped", [True, False], ids=["escaped", "raw"])
async def test_length_is_counted_as_one_sees_it(
    writer: Channel, undisturbed: None, grapheme: str, escaped: bool
) -> None:
    longest = grapheme * COMMENT_MAX
    # Escaped, the largest of these is a message of 13 kB: the limits on bytes leave room for what people may write.
    assert len(json.dumps(longest, ensure_ascii=escaped)) < 16_000
    assert (await writer.call("comment", text=longest))["comment"]["text"] == longest
    with pytest.raises(Refused, match=f"{COMMENT_MAX} characters") as refused:
        await writer.call("comment", text=longest + grapheme)
    assert refused.value.code == "comment_too_long"


async def test_a_tower_of_marks_is_refused_and_not_counted_as_one_character(writer: Channel, undisturbed: None) -> None:
    with pytest.raises(Refused, match="marks"):
        await writer.call("comment", text="o" + "\u0316" * 100)


@pytest.mark.parametrize(
    "half",
    [
        pytest.param(b'"\\ud83d"', id="the first half, escaped"),
        pytest.param(b'"a\\udc00b"', id="the second half, escaped"),
        pytest.param(b'"\xed\xa0\xbd"', id="as bytes that are no UTF-8"),
        pytest.param(b'"\xff\xfe"', id="bytes that are nothing at all"),
    ],
)
async def test_half_a_character_is_answered(app: ServedApp, undisturbed: None, half: bytes) -> None:
    wire = await RawWebSocket.open(app.port, CHANNEL)
    await wire.read_frame()
    for number, field in enumerate((b"text", b"room", b"emoji")):
        command = {b"text": b"comment", b"room": b"join", b"emoji": b"react"}[field]
        await wire.send_bytes(frame(b'{"id":%d,"type":"%b","%b":%b}' % (number, command, field, half)))
        kind, answer = await wire.read_frame()
        error = json.loads(answer)["error"]
        assert (kind, json.loads(answer)["id"], error["code"]) == (TEXT, number, "bad_command")
        assert "Unicode" in error["message"]
    wire.abort()


# Places


@pytest.mark.parametrize(
    "place",
    [
        {"offset": 2**53 - 1},
        {"epoch": "0" * 26, "offset": 0},
        {"epoch": "", "offset": 5},
        {"epoch": "\u202e'; DROP TABLE rooms; --", "offset": 1},
        {"epoch": None, "offset": None},
        {"epoch": "01jzzzzzzzzzzzzzzzzzzzzzzz"},
    ],
    ids=json.dumps,
)
async def test_one_who_stands_nowhere_begins_anew(
    elsewhere: Bystander, writer: Channel, undisturbed: None, place: dict[str, Any]
) -> None:
    now = await writer.call("join", room=elsewhere.room["id"])
    joined = await writer.call("join", room=elsewhere.room["id"], **place)
    assert joined["kind"] == "snapshot"
    assert joined["epoch"] == now["epoch"]
    assert joined["offset"] >= now["offset"]


async def test_one_from_the_future_begins_anew_and_hears_what_comes(
    elsewhere: Bystander, writer: Channel, undisturbed: None
) -> None:
    now = await writer.call("join", room=elsewhere.room["id"])
    for ahead in (1, 1_000, 2**53 - 1 - now["offset"]):
        place = {"epoch": now["epoch"], "offset": now["offset"] + ahead}
        joined = await writer.call("join", room=elsewhere.room["id"], **place)
        assert (joined["kind"], joined["epoch"]) == ("snapshot", now["epoch"])
        assert joined["offset"] < place["offset"]
    await writer.wait_for_comment(await elsewhere.say())


async def test_the_place_in_another_room_means_nothing_here(
    app: ServedApp, elsewhere: Bystander, writer: Channel, undisturbed: None
) -> None:
    async with Person(app.url) as host:
        await host.sign_up()
        async with host.on_air("The room next door") as room, host.channel(room["id"]) as there:
            next_door = there.joined
            here = await writer.call("join", room=elsewhere.room["id"])
            joined = await writer.call("join", room=room["id"], epoch=here["epoch"], offset=0)
            assert (joined["kind"], joined["epoch"]) == ("snapshot", next_door["epoch"])
            assert joined["room"]["title"] == "The room next door"
            joined = await writer.call("join", room=elsewhere.room["id"], epoch=next_door["epoch"], offset=0)
            assert (joined["kind"], joined["epoch"]) == ("snapshot", here["epoch"])


@pytest.mark.parametrize(
    "place",
    [
        {"epoch": "e", "offset": -1},
        {"epoch": "e", "offset": 2**53},
        {"epoch": "e", "offset": 10**40},
        {"epoch": "e", "offset": 1.5},
        {"epoch": "e", "offset": "7"},
        {"epoch": 7, "offset": 7},
        {"epoch": "e" * 65, "offset": 7},
        {"epoch": ["e"], "offset": 7},
    ],
    ids=json.dumps,
)
async def test_a_place_that_is_none_is_refused(
    elsewhere: Bystander, writer: Channel, undisturbed: None, place: dict[str, Any]
) -> None:
    with pytest.raises(Refused) as refused:
        await writer.call("join", room=elsewhere.room["id"], **place)
    assert refused.value.code == "bad_command"
    # It is still in the room where it was.
    await writer.wait_for_comment(await elsewhere.say())
