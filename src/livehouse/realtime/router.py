"""Which command is done by whom."""

import asyncio
import inspect
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, NamedTuple, TypeVar

import msgspec

from livehouse.realtime.peer import Peer
from livehouse.realtime.protocol import Envelope, UnknownCommand, decode_payload

P = TypeVar("P", bound=msgspec.Struct)
Result = msgspec.Struct | Mapping[str, Any] | None
Handler = Callable[[Peer, P], Result | Coroutine[Any, Any, Result] | asyncio.Future[Any]]
"""Does a command. One that waits for nothing is a plain function and costs half.

One that returns a future is answered when that is done, and keeps no worker busy meanwhile, so that hundreds may wait
for the same commit. Who made the future sees to it that it is done in time.
"""


class Command(NamedTuple):
    """A command that was read and can be run.

    `waits` says whether it may take time, `unhurried` whether its answer may.
    """

    id: int
    type: str
    payload: msgspec.Struct
    handler: Handler[Any]
    waits: bool
    unhurried: bool


class _Route(NamedTuple):
    payload: type[msgspec.Struct]
    decoder: "msgspec.json.Decoder[Any]"
    handler: Handler[Any]
    waits: bool
    unhurried: bool


class CommandRouter:
    """The commands that clients may send. Filled when the app is composed, fixed afterwards."""

    def __init__(self) -> None:
        self._routes: dict[str, _Route] = {}

    def register(self, command_type: str, payload: type[P], handler: Handler[P], *, unhurried: bool = False) -> None:
        """Let `handler` do commands of this type.

        Args:
            command_type: the command's `type` on the wire.
            payload: its fields; types are checked strictly, unknown fields are ignored (a newer client may send more).
            handler: gets the peer and the payload; what it returns becomes the answer's `result` (None: an empty
                object), an `AppError` its `error`. Commands of one peer run one after another.
            unhurried: whether the answer may leave with the room's next tick, in one write with it. A write for
                itself is a third of what a like costs.

        Raises:
            ValueError: the type is taken.
        """
        if command_type in self._routes:
            raise ValueError(f"the command {command_type} is registered twice")
        waits = inspect.iscoroutinefunction(handler)
        self._routes[command_type] = _Route(payload, msgspec.json.Decoder(payload), handler, waits, unhurried)

    @property
    def payloads(self) -> Mapping[str, type[msgspec.Struct]]:
        """The registered commands and their fields, for the protocol's schema."""
        return {command_type: route.payload for command_type, route in self._routes.items()}

    def read(self, envelope: Envelope, data: bytes) -> Command:
        """The command in `data`, whose envelope was read before.

        Raises:
            UnknownCommand, BadCommand: an answer for the client.
        """
        route = self._routes.get(envelope.type)
        if route is None:
            known = ", ".join(sorted(self._routes))
            raise UnknownCommand(f"There is no such command; there are {known}.")
        payload = decode_payload(data, route.decoder)
        return Command(envelope.id, envelope.type, payload, route.handler, route.waits, route.unhurried)
