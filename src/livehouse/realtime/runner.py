"""Runs commands: a fixed number of workers, one connection after another, so that no connection needs a task."""

import asyncio
from collections.abc import Coroutine
from functools import partial
from typing import Any, Final

import structlog

from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import AppError, Unavailable
from livehouse.realtime.frames import DEFLATE_FOR_ONE_BYTES_MIN, Encoded
from livehouse.realtime.hub import Hub
from livehouse.realtime.metrics import ChannelMetrics
from livehouse.realtime.peer import Peer
from livehouse.realtime.protocol import encode_error, encode_result
from livehouse.realtime.router import Command

log = structlog.get_logger(__name__)

_DONE: Final = "done"
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
        """Run `command` after those that its connection sent before; at once if it waits for nothing, nor for them.

        How many of those one connection may send is for the channel's rates to bound.
        """
        if not command.waits and not inbox.queued:
            self._run_at_once(inbox, command)
            return
        inbox.commands.append(command)
        if not inbox.queued:
            inbox.queued = True
            self._ready.put_nowait(inbox)

    async def work(self) -> None:
        """Run commands for as long as the process lives; several of these run side by side."""
        while True:
            inbox = await self._ready.get()
            if not inbox.peer.gone and await self._run(inbox, inbox.commands.pop(0)):
                # The connection's turn comes again once this command is answered.
                continue
            self._go_on(inbox)

    def _go_on(self, inbox: Inbox) -> None:
        if inbox.peer.gone:
            inbox.commands.clear()
        if inbox.commands:
            self._ready.put_nowait(inbox)
        else:
            inbox.queued = False

    async def _run(self, inbox: Inbox, command: Command) -> bool:
        """Run one command and answer it; whether it is answered later instead."""
        peer = inbox.peer
        began_s = self._clock.monotonic()
        outcome = _DONE
        try:
            result = command.handler(peer, command.payload)
            if isinstance(result, Coroutine):
                async with asyncio.timeout(self._command_s_max):
                    result = await result
            if isinstance(result, asyncio.Future):
                result.add_done_callback(partial(self._answer_later, inbox, command, began_s))
                return True
            answer = encode_result(command.id, result)
        except Exception as error:
            outcome, answer = _failure(command, error)
        self._answer(peer, command, outcome, answer, began_s)
        if peer.holds:
            # A command that failed after it had put the peer into a room must not leave it there unknowingly.
            peer.release(drop=outcome != _DONE)
            if outcome != _DONE:
                await self._hub.unsubscribe(peer)
        return False

    def _run_at_once(self, inbox: Inbox, command: Command) -> None:
        began_s = self._clock.monotonic()
        outcome = _DONE
        try:
            result = command.handler(inbox.peer, command.payload)
            if isinstance(result, asyncio.Future):
                # What the connection sends next waits until this is answered.
                inbox.queued = True
                result.add_done_callback(partial(self._answer_later, inbox, command, began_s))
                return
            answer = encode_result(command.id, result)
        except Exception as error:
            outcome, answer = _failure(command, error)
        self._answer(inbox.peer, command, outcome, answer, began_s)

    def _answer_later(self, inbox: Inbox, command: Command, began_s: float, result: "asyncio.Future[Any]") -> None:
        outcome = _DONE
        try:
            answer = encode_result(command.id, result.result())
        except asyncio.CancelledError:
            outcome, answer = _failure(command, TimeoutError())
        except Exception as error:
            outcome, answer = _failure(command, error)
        if not inbox.peer.gone:
            self._answer(inbox.peer, command, outcome, answer, began_s)
        self._go_on(inbox)

    def _answer(self, peer: Peer, command: Command, outcome: str, answer: bytes, began_s: float) -> None:
        encoded = Encoded(answer, deflate_bytes_min=DEFLATE_FOR_ONE_BYTES_MIN)
        if command.unhurried and outcome == _DONE:
            self._hub.send_with_tick(peer, encoded)
        else:
            peer.send(encoded)
        self._metrics.commands.labels(command.type, outcome).inc()
        self._metrics.command_seconds.observe(self._clock.monotonic() - began_s)


def _failure(command: Command, error: Exception) -> tuple[str, bytes]:
    """The outcome and the answer of a command that was not done."""
    if isinstance(error, AppError):
        return error.code, encode_error(command.id, error)
    if isinstance(error, TimeoutError):
        return "timeout", encode_error(command.id, Unavailable(_BUSY))
    log.error("command failed", command=command.type, exc_info=error)
    return "internal", encode_error(command.id, CommandFailed("Something went wrong here; try again in a moment."))
