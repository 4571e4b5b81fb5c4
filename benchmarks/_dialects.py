"""What viewers say to a server and hear from it: the product's own protocol, and those of its peers. Pure."""

import json
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from benchmarks._channel_events import event_json
from benchmarks._sequence import is_contiguous

TEXT: Final = "this song is exactly what I needed tonight, thank you so much"


@dataclass(slots=True)
class Heard:
    """Events of the room, decoded once for all viewers who got the very same bytes.

    `numbers` are their places in the room's stream. `comments` are the numbers that this load gave to the comments
    among them. `received_s` has one time for each viewer that got it, written by the viewers.
    """

    numbers: tuple[int, ...]
    comments: tuple[int, ...]
    likes: int | None = None
    received_s: "array[float]" = field(default_factory=lambda: array("d"))
    is_contiguous: bool = field(init=False)

    def __post_init__(self) -> None:
        self.is_contiguous = bool(self.numbers) and is_contiguous(self.numbers)


@dataclass(frozen=True, slots=True)
class Joined:
    """The answer to joining: the stream goes on after `number`; the total of likes at that moment."""

    number: int
    likes: int = 0


@dataclass(frozen=True, slots=True)
class Accepted:
    """A comment has its place in the stream."""

    number: int


@dataclass(frozen=True, slots=True)
class Liked:
    """Likes were counted."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A command was not done."""

    code: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The server wants an answer, at once."""

    answer: str


Message = Heard | Joined | Accepted | Liked | Refused | Asked | None


class Dialect(Protocol):
    """How a viewer speaks. One object serves all viewers of a load."""

    path: str
    """Where the WebSocket is."""

    @property
    def joins(self) -> bool:
        """Whether there is an answer to joining to wait for; otherwise a viewer is there once connected."""

    @property
    def answers(self) -> bool:
        """Whether comments are answered with their number."""

    def opening(self) -> Sequence[str]:
        """What a viewer sends as soon as it is connected."""

    def comment(self, number: int) -> str:
        """A comment that can be told by its number."""

    def like(self, number: int) -> str:
        """One like."""

    def read(self, text: bytes) -> Message:
        """What the server said."""


class Livehouse:
    """The product's channel: docs/protocol.md."""

    path = "/api/v1/channel"
    joins = True
    answers = True

    def __init__(self, room: str) -> None:
        self._room = room

    def opening(self) -> Sequence[str]:
        """Join the room."""
        return [json.dumps({"id": 0, "type": "join", "room": self._room})]

    def comment(self, number: int) -> str:
        """Text that begins with the number, which comes back in the event."""
        return json.dumps({"id": number, "type": "comment", "text": f"{number} {TEXT}"})

    def like(self, number: int) -> str:
        """One like."""
        return f'{{"id":{number},"type":"like","count":1}}'

    def read(self, text: bytes) -> Message:
        """Ticks and answers; what greets is passed over."""
        message = json.loads(text)
        match message["type"]:
            case "tick":
                events = message["events"]
                return Heard(
                    tuple(event["offset"] for event in events),
                    tuple(_number_in(event) for event in events if event["type"] == "comment"),
                    (message.get("counters") or {}).get("likes"),
                )
            case "comment":
                return Heard((message["offset"],), (_number_in(message),))
            case "answer":
                return _answer(message)
            case _:
                return None


class Relay:
    """A server that passes each text on to everybody, as it came; the comment's own number is its place."""

    joins = False
    answers = False

    def __init__(self, path: str) -> None:
        self.path = path

    def opening(self) -> Sequence[str]:
        """Nothing: connected is joined."""
        return ()

    def comment(self, number: int) -> str:
        """The event as a platform's application would have made it, ready for everybody."""
        return event_json(number, TEXT)

    def like(self, number: int) -> str:
        """Nobody counts likes here."""
        raise TypeError("peers are measured without likes")

    def read(self, text: bytes) -> Message:
        """The event."""
        return self.heard(json.loads(text))

    def heard(self, event: dict[str, Any]) -> Heard:
        """The event as one that was heard."""
        number = _number_in(event)
        return Heard((number,), (number,))


class SocketIO(Relay):
    """Socket.IO 5 over Engine.IO 4, WebSocket from the start."""

    joins = True

    def __init__(self, path: str) -> None:
        super().__init__(f"{path}?EIO=4&transport=websocket")

    def opening(self) -> Sequence[str]:
        """Connect to the default namespace."""
        return ["40"]

    def comment(self, number: int) -> str:
        """The event, under a name."""
        return f'42["comment",{super().comment(number)}]'

    def read(self, text: bytes) -> Message:
        """Packets, by their types' digits."""
        if text.startswith(b"42"):
            return self.heard(json.loads(text[2:])[1])
        if text.startswith(b"40"):
            return Joined(0)
        return Asked("3") if text == b"2" else None


class Centrifugo(Relay):
    """Centrifugo's bidirectional protocol, JSON; a frame may hold several replies, one a line."""

    joins = True

    def opening(self) -> Sequence[str]:
        """Connect, then subscribe to the room."""
        return ['{"id":1,"connect":{}}', '{"id":2,"subscribe":{"channel":"room"}}']

    def comment(self, number: int) -> str:
        """Publish the event."""
        event = super().comment(number)
        return f'{{"id":{number + 2},"publish":{{"channel":"room","data":{event}}}}}'

    def read(self, text: bytes) -> Message:
        """Replies and pushes. Answers that come in one frame with publications say nothing new, and are passed over."""
        replies = [json.loads(line) for line in text.splitlines()]
        heard = [_number_in(reply["push"]["pub"]["data"]) for reply in replies if "pub" in reply.get("push", ())]
        if heard:
            return Heard(tuple(heard), tuple(heard))
        for reply in replies:
            if not reply:
                return Asked("{}")
            if "error" in reply:
                return Refused(str(reply["error"]["code"]))
            if "subscribe" in reply:
                return Joined(0)
        return None


def dialect_for(name: str, *, room: str, path: str) -> Dialect:
    """The dialect of this name; `room` and `path` go to those that have one."""
    if name == "livehouse":
        return Livehouse(room)
    relays: dict[str, type[Relay]] = {"relay": Relay, "socket.io": SocketIO, "centrifugo": Centrifugo}
    return relays[name](path)


def _number_in(event: dict[str, Any]) -> int:
    return int(event["comment"]["text"].partition(" ")[0])


def _answer(answer: dict[str, Any]) -> Message:
    if "error" in answer:
        return Refused(answer["error"]["code"])
    result = answer["result"]
    if "kind" in result:
        return Joined(result["offset"], (result.get("counters") or {}).get("likes", 0))
    return Accepted(result["offset"]) if "offset" in result else Liked()
