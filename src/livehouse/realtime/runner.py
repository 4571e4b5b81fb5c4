"""Runs commands: a fixed number of workers, one connection after another, so that no connection needs a task."""

import asyncio
from collections.abc import Coroutine, Generator
from functools import partial
from typing import Any, Final

import structlog

from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import AppError, Unavailable
from livehouse.realtime.frames import Encoded
from livehouse.realtime.hub import Hub
from livehouse.realtime.metrics import ChannelMetrics
from livehouse.realtime.peer import Peer
from livehouse.realtime.protocol import encode_error, encode_result
from livehouse.realtime.router import Command, Result

log = structlog.get_logger(__name__)

_BUSY: Final = "The server could not do this in time; try again in a moment."


class CommandFailed(Unavailable):
    """The command met a fault of the server."""

    code = "internal"


class Inbox:
    """The commands of one connection that wait for their turn."""

    __slots__ = ("commands", "peer", "queued")

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        # A list, not a deque: it holds few or none, for every viewer, and an empty deque takes half a kilobyte.
        self.commands: list[Command] = []
        self.queued = False


class _Begun:
    """A coroutine that has run up to its first wait. Awaited, it goes on from there."""

    __slots__ = ("_coroutine", "_waits_for")

    def __init__(self, coroutine: Coroutine[Any, Any, Result], waits_for: object) -> None:
        self._coroutine = coroutine
        self._waits_for = waits_for

    def __await__(self) -> Generator[Any, Any, Result]:
        waits_for = self._waits_for
        while True:
            try:
                value = yield waits_for
            except BaseException as error:
                go_on = partial(self._coroutine.throw, error)
            else:
                go_on = partial(self._coroutine.send, value)
            try:
                waits_for = go_on()
            except StopIteration as done:
                result: Result = done.value
                return result


class CommandRunner:
    """Takes connections in turn, one command each, so that a flood from one does not delay the others.

    Commands of one connection run one after another, in the order in which they came. The queue holds each connection
    at most once, so it is as long as there are connections.

    Args:
        command_s_max: how long one command may take.
    """

    def __init__(self, hub: Hub, clock: Clock, metrics: ChannelMetrics, *, command_s_max: float) -> None:
        self._hub = hub
        self._clock = clock
        self._metrics = metrics
        self._command_s_max = command_s_max
        self._ready: asyncio.Queue[Inbox] = asyncio.Queue()

    def submit(self, inbox: Inbox, command: Command) -> None:
        """Run `command` after those that its connection sent before."""
        inbox.commands.append(command)
        if not inbox.queued:
            inbox.queued = True
            self._ready.put_nowait(inbox)

    async def work(self) -> None:
        """Run commands for as long as the process lives; several of these run side by side."""
        while True:
            inbox = await self._ready.get()
            if not inbox.peer.gone:
                await self._run(inbox.peer, inbox.commands.pop(0))
            if inbox.peer.gone:
                inbox.commands.clear()
            if inbox.commands:
                self._ready.put_nowait(inbox)
            else:
                inbox.queued = False

    async def _within_time(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        # Most commands, likes above all, wait for nothing. A timer for each would be a sixth of what they cost.
        try:
            waits_for = coroutine.send(None)
        except StopIteration as done:
            result: Result = done.value
            return result
        async with asyncio.timeout(self._command_s_max):
            return await _Begun(coroutine, waits_for)

    async def _run(self, peer: Peer, command: Command) -> None:
        """Run one command and answer it. The supervisor of handlers: no fault of theirs gets past it."""
        began_s = self._clock.monotonic()
        outcome = "done"
        try:
            result = await self._within_time(command.handler(peer, command.payload))
            answer = encode_result(command.id, result)
        except AppError as error:
            outcome = error.code
            answer = encode_error(command.id, error)
        except TimeoutError:
            outcome = "timeout"
            answer = encode_error(command.id, Unavailable(_BUSY))
        except Exception:
            log.exception("command failed", command=command.type)
            outcome = "internal"
            answer = encode_error(command.id, CommandFailed("Something went wrong here; try again in a moment."))
        if not peer.gone:
            peer.send(Encoded(answer))
            if peer.holds:
                # A command that failed after it had put the peer into a room must not leave it there unknowingly.
                peer.release(drop=outcome != "done")
                if outcome != "done":
                    await self._hub.unsubscribe(peer)
        self._metrics.commands.labels(command.type, outcome).inc()
        self._metrics.command_seconds.observe(self._clock.monotonic() - began_s)
