"""Domain events: what happened, told upward after it was committed.

A slice emits an event inside its transaction; the event's row in the outbox commits with the facts that it tells of.
After the commit the dispatcher hands it to those who subscribed, in the order of the commits, and then deletes the row.
A process that died in between finds the row at its next start, so every event arrives at least once: handlers must not
mind a second time.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

import msgspec
import structlog

from livehouse.kernel.errors import Unavailable

log = structlog.get_logger(__name__)

ATTEMPTS_MAX: Final = 5
ATTEMPT_DELAY_S: Final = 0.2
WAIT_S_MAX: Final = 2.0


class DomainEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened. Subclasses are frozen and made of ids, numbers, strings and times."""


E = TypeVar("E", bound=DomainEvent)
Handler = Callable[[Any], Awaitable[None]]


class Events:
    """Who wants to hear of what. Filled when the app is composed, fixed afterwards."""

    def __init__(self) -> None:
        self._handlers: dict[type[DomainEvent], list[Handler]] = defaultdict(list)
        self._types: dict[str, type[DomainEvent]] = {}

    def subscribe(self, event_type: type[E], handler: Callable[[E], Awaitable[None]]) -> None:
        """Call `handler` with each committed event of exactly this type."""
        self._types[event_type.__name__] = event_type
        self._handlers[event_type].append(handler)

    def wants(self, event: DomainEvent) -> bool:
        """Whether anybody subscribed to events of this type."""
        return type(event) in self._handlers

    def decode(self, name: str, body: str) -> DomainEvent | None:
        """The event as it was stored; None if nobody subscribes to its type (any more)."""
        event_type = self._types.get(name)
        return None if event_type is None else msgspec.json.decode(body, type=event_type)

    async def deliver(self, event: DomainEvent) -> bool:
        """Call every handler, each up to `ATTEMPTS_MAX` times; whether all of them succeeded in the end.

        While the database or the broker is away, a handler is called again until they are back: the events after this
        one wait with it, rather than that it is told to nobody.
        """
        outcomes = [await self._hand(event, handler) for handler in self._handlers[type(event)]]
        return all(outcomes)

    async def _hand(self, event: DomainEvent, handler: Handler) -> bool:
        failures = waits = 0
        while True:
            try:
                await handler(event)
            except Unavailable as error:
                if waits == 0:
                    log.warning("an event waits to be told", handled=type(event).__name__, reason=error.message)
                await asyncio.sleep(min(ATTEMPT_DELAY_S * 2 ** min(waits, 10), WAIT_S_MAX))
                waits += 1
            except Exception:
                failures += 1
                log.exception("event handler failed", handled=type(event).__name__, attempt=failures)
                if failures == ATTEMPTS_MAX:
                    return False
                await asyncio.sleep(ATTEMPT_DELAY_S * 2**failures)
            else:
                return True


def encode(event: DomainEvent) -> tuple[str, str]:
    """The type's name and the JSON body under which an event is stored."""
    return type(event).__name__, msgspec.json.encode(event).decode()
