"""Serving one port by several processes: a parent that serves nobody, and workers that are each a whole house.

The parent holds the data folder and the listening sockets, one for each worker where the system shares connections out
among sockets of one port (Linux), else one for all. It keeps them open, and while a worker is dead another one stands
in at its door: nobody who knocks is refused, or waits until there is a successor. Each worker has a line to the parent:
through it go the settings, whether the worker could start, for whom it stands in, and the numbers for Prometheus. When
the parent is gone the line ends, and so does the worker.
"""

import asyncio
import json
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import structlog
import uvloop
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from livehouse.config import Settings
from livehouse.platform.data_folder import DataFolderUnusable, hold_folder
from livehouse.platform.hang_up import HangUp
from livehouse.platform.listening import CannotStart, check_free, listen
from livehouse.platform.metrics import merge
from livehouse.platform.telemetry import configure_logging

if TYPE_CHECKING:
    from livehouse.app import House
    from livehouse.server import Doors

log = structlog.get_logger(__name__)

RESTART_S_MIN: Final = 0.1
RESTART_S_MAX: Final = 10.0
# A worker that dies so often before it ever served will not serve the next time either.
STILLBORN_MAX: Final = 3
# What a worker may take to write its last comments and numbers.
STOP_S_MAX: Final = 30.0
GATHER_S_MAX: Final = 3.0
# A worker's numbers have some 30 kB.
LINE_BYTES_MAX: Final = 16_000_000
PARENT: Final = "parent"


def run_workers(settings: Settings) -> None:
    """Serve by `settings.workers` processes until told to stop (SIGINT or SIGTERM).

    Raises:
        CannotStart: as for one process, or because a worker cannot.
    """
    configure_logging(settings.log_format, settings.log_level)
    try:
        with hold_folder(settings.data) as lock_fd, _listeners(settings) as listeners:
            port = listeners[0].getsockname()[1]
            parent = _Parent(settings.model_copy(update={"port": port}), listeners, lock_fd)
            uvloop.run(parent.run())
    except DataFolderUnusable as error:
        raise CannotStart(str(error)) from None


@contextmanager
def _listeners(settings: Settings) -> Iterator[list[socket.socket]]:
    """A listening socket for each worker; the same one for all where the system does not share connections out."""
    shares_out = sys.platform == "linux"
    with ExitStack() as opened:
        check_free(settings.host, settings.port)
        first = opened.enter_context(listen(settings.host, settings.port, is_shared=shares_out))
        if not shares_out:
            yield [first] * settings.workers
            return
        port = first.getsockname()[1]
        others = [opened.enter_context(listen(settings.host, port, is_shared=True)) for _ in range(1, settings.workers)]
        yield [first, *others]


class ParentNumbers:
    """What the parent adds to the numbers of its workers.

    Args:
        count_serving: how many workers serve now.
    """

    def __init__(self, count_serving: Callable[[], int]) -> None:
        self._registry = CollectorRegistry()
        self.starts = Counter(
            "livehouse_worker_starts", "How often each worker was started.", ["index"], registry=self._registry
        )
        workers = Gauge("livehouse_workers", "Workers that serve.", registry=self._registry)
        workers.set_function(lambda: float(count_serving()))

    def text(self) -> str:
        """The numbers, in Prometheus' text format."""
        return generate_latest(self._registry).decode()


class _Parent:
    """Starts the workers, starts again those that die, and ends them all."""

    def __init__(self, settings: Settings, listeners: list[socket.socket], lock_fd: int) -> None:
        self._settings = settings
        self._listeners = listeners
        self._lock_fd = lock_fd
        self._stopping = asyncio.Event()
        self._workers: dict[int, _Worker] = {}
        self._numbers = ParentNumbers(lambda: sum(worker.serves for worker in self._workers.values()))

    async def run(self) -> None:
        """Serve until told to stop.

        Raises:
            CannotStart: a worker cannot.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stopping.set)
        loop.add_signal_handler(signal.SIGHUP, HangUp(gone=self._stopping.set, again=self._hang_up))
        keepers: list[asyncio.Task[None]] = []
        stopping = asyncio.create_task(self._stopping.wait(), name="told to stop")
        try:
            # The first one alone: it brings the database up to date, and what keeps it from starting is said once.
            for indexes in (range(1), range(1, self._settings.workers)):
                first_times = [loop.create_future() for _ in indexes]
                for index, first_time in zip(indexes, first_times, strict=True):
                    keepers.append(asyncio.create_task(self._keep(index, first_time), name=f"worker {index}"))
                waiting = {stopping, *keepers, *(asyncio.ensure_future(each) for each in first_times)}
                while not self._stopping.is_set() and not all(each.done() for each in first_times):
                    done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                    _raise_failures(done)
            if not self._stopping.is_set():
                log.info("livehouse is open", workers=self._settings.workers, port=self._settings.port)
            done, _ = await asyncio.wait({stopping, *keepers}, return_when=asyncio.FIRST_COMPLETED)
            _raise_failures(done)
        finally:
            self._stopping.set()
            await asyncio.gather(*keepers, return_exceptions=True)

    def _hang_up(self) -> None:
        """Pass SIGHUP on to those who can hear it; before a worker serves it would end it."""
        for worker in self._workers.values():
            if worker.serves:
                worker.hang_up()

    async def _keep(self, index: int, first_time: asyncio.Future[None]) -> None:
        """Have worker `index` running until told to stop."""
        pause_s = RESTART_S_MIN
        stillborn = 0
        while not self._stopping.is_set():
            self._numbers.starts.labels(str(index)).inc()
            worker = self._workers[index] = await _Worker.start(self, index, partial(self._serves, first_time))
            lived_s = await worker.live(self._stopping)
            if self._stopping.is_set():
                return
            self._share_doors()
            if not first_time.done():
                stillborn += 1
                if worker.cannot_start is not None:
                    raise CannotStart(worker.cannot_start)
                if stillborn >= STILLBORN_MAX:
                    raise CannotStart(
                        f"Worker {index} ended {stillborn} times ({worker.how_it_ended()}) before it served anybody; "
                        "what it said about it is above."
                    )
            if lived_s > RESTART_S_MAX:
                pause_s = RESTART_S_MIN
            log.error(
                "a worker died" if worker.cannot_start is None else "a worker could not start",
                worker=index,
                pid=worker.pid,
                how=worker.cannot_start or worker.how_it_ended(),
                again_in_s=pause_s,
            )
            await _sleep_until(self._stopping, pause_s)
            pause_s = min(pause_s * 2, RESTART_S_MAX)

    def _serves(self, first_time: asyncio.Future[None]) -> None:
        self._share_doors()
        if not first_time.done():
            first_time.set_result(None)

    def _share_doors(self) -> None:
        """Have the first worker that serves stand in at the doors of all that do not."""
        if self._listeners[0] is self._listeners[-1]:
            return  # all are at the same door
        serving = [worker for worker in self._workers.values() if worker.serves]
        unattended = set(range(len(self._listeners))) - {worker.index for worker in serving}
        for number, worker in enumerate(serving):
            worker.stand_in_for(unattended if number == 0 else set())

    def greeting(self, index: int) -> dict[str, Any]:
        """What a worker has to know."""
        mine = {"relay": self._settings.relay and index == 0, "workers": 1}
        given = self._settings.model_dump(mode="json") | mine
        if self._settings.relay_key is not None:
            given["relay_key"] = self._settings.relay_key.get_secret_value()
        return {"settings": given}

    def descriptors(self) -> tuple[list[int], int]:
        """The listening sockets, each worker's at its index, and the data folder's lock, which all hold."""
        return [listener.fileno() for listener in self._listeners], self._lock_fd

    async def gather_numbers(self) -> str:
        """The numbers of all workers that can tell them, and the parent's."""
        workers = [worker for worker in self._workers.values() if worker.serves]
        told = await asyncio.gather(*(worker.tell_numbers() for worker in workers))
        texts = {str(worker.index): text for worker, text in zip(workers, told, strict=True) if text is not None}
        return merge({PARENT: self._numbers.text(), **texts})


class _Worker:
    """One worker process, as the parent sees it."""

    def __init__(
        self,
        parent: _Parent,
        index: int,
        process: asyncio.subprocess.Process,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        on_ready: Callable[[], None],
    ) -> None:
        self.index = index
        self.pid = process.pid
        self.serves = False
        self.cannot_start: str | None = None
        self._stands_in_for: set[int] = set()
        self._parent = parent
        self._on_ready = on_ready
        self._process = process
        self._reader = reader
        self._writer = writer
        self._asked: dict[int, asyncio.Future[str | None]] = {}
        self._answering: set[asyncio.Task[None]] = set()

    @classmethod
    async def start(cls, parent: _Parent, index: int, on_ready: Callable[[], None]) -> "_Worker":
        """Start the process and tell it its settings."""
        listener_fds, lock_fd = parent.descriptors()
        ours, theirs = socket.socketpair()
        with theirs:
            command = (sys.executable, "-m", __name__, *map(str, (index, theirs.fileno(), *listener_fds)))
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.DEVNULL,
                pass_fds=(theirs.fileno(), lock_fd, *listener_fds),
                # The terminal's Ctrl-C is for the parent, which passes it on when the worker can hear it.
                start_new_session=True,
            )
        reader, writer = await asyncio.open_unix_connection(sock=ours, limit=LINE_BYTES_MAX)
        worker = cls(parent, index, process, reader, writer, on_ready)
        worker._send(parent.greeting(index))
        return worker

    async def live(self, stopping: asyncio.Event) -> float:
        """Accompany the worker to its end, which comes soon once `stopping` is set. How long it lived, in seconds."""
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        listening = asyncio.create_task(self._listen(), name=f"line of worker {self.index}")
        ending = asyncio.create_task(self._process.wait(), name=f"end of worker {self.index}")
        told = asyncio.create_task(stopping.wait(), name=f"worker {self.index} is told to stop")
        try:
            await asyncio.wait({ending, told}, return_when=asyncio.FIRST_COMPLETED)
            if not ending.done():
                self._process.terminate()
                await asyncio.wait({ending}, timeout=STOP_S_MAX)
            if not ending.done():
                log.error("a worker does not end and is killed", worker=self.index, pid=self.pid)
                self._process.kill()
            await ending
            # Its last words may still be on the line.
            await asyncio.wait({listening}, timeout=1)
            return loop.time() - began_s
        finally:
            self.serves = False
            for task in (listening, told, *self._answering):
                task.cancel()
            for asked in self._asked.values():
                if not asked.done():
                    asked.set_result(None)
            self._writer.close()

    def hang_up(self) -> None:
        """Tell it SIGHUP, unless it has just ended."""
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGHUP)

    def stand_in_for(self, indexes: set[int]) -> None:
        """Tell it to accept at the doors of these workers too, and at no others'."""
        if indexes != self._stands_in_for:
            self._stands_in_for = indexes
            self._send({"stand_in_for": sorted(indexes)})

    def how_it_ended(self) -> str:
        """Its exit status, or the signal that killed it, in words."""
        status = self._process.returncode
        if status is not None and status < 0:
            return f"killed by {signal.Signals(-status).name}"
        return f"exit status {status}"

    async def tell_numbers(self) -> str | None:
        """Its numbers for Prometheus; None when it does not tell them in time."""
        number = max(self._asked, default=0) + 1
        asked: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._asked[number] = asked
        self._send({"tell_numbers": number})
        try:
            async with asyncio.timeout(GATHER_S_MAX):
                return await asked
        except TimeoutError:
            return None
        finally:
            del self._asked[number]

    async def _listen(self) -> None:
        while line := await self._reader.readline():
            message = json.loads(line)
            if "ready" in message:
                self.serves = True
                self._on_ready()
                log.info("a worker serves", worker=self.index, pid=self.pid)
            elif "cannot_start" in message:
                self.cannot_start = message["cannot_start"]
            elif "numbers" in message:
                asked = self._asked.get(message["number"])
                if asked is not None and not asked.done():
                    asked.set_result(message["numbers"])
            elif "gather_numbers" in message:
                task = asyncio.create_task(self._gather(message["gather_numbers"]), name="numbers of all workers")
                self._answering.add(task)
                task.add_done_callback(self._answering.discard)

    async def _gather(self, number: int) -> None:
        self._send({"gathered": await self._parent.gather_numbers(), "number": number})

    def _send(self, message: dict[str, Any]) -> None:
        if not self._writer.is_closing():
            self._writer.write(json.dumps(message).encode() + b"\n")


class _Line:
    """The line to the parent, as a worker sees it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._asked: dict[int, asyncio.Future[str]] = {}

    async def greeting(self) -> dict[str, Any]:
        """What the parent says first."""
        greeting: dict[str, Any] = json.loads(await self._reader.readline())
        return greeting

    async def gather(self) -> str:
        """The numbers of all workers.

        Raises:
            TimeoutError: the parent does not answer.
        """
        number = max(self._asked, default=0) + 1
        asked: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._asked[number] = asked
        self.send({"gather_numbers": number})
        try:
            async with asyncio.timeout(2 * GATHER_S_MAX):
                return await asked
        finally:
            del self._asked[number]

    async def listen(self, house: "House", doors: "Doors") -> None:
        """Do what the parent asks, until it is gone: then the house closes."""
        try:
            while line := await self._reader.readline():
                message = json.loads(line)
                if "tell_numbers" in message:
                    self.send({"numbers": house.metrics.own_text(), "number": message["tell_numbers"]})
                elif "stand_in_for" in message:
                    await doors.stand_in_for(set(message["stand_in_for"]))
                elif "gathered" in message:
                    asked = self._asked.get(message["number"])
                    if asked is not None and not asked.done():
                        asked.set_result(message["gathered"])
        finally:
            if not house.closed.is_set():
                log.warning("the parent is gone, so this worker ends")
                house.closed.set()

    def send(self, message: dict[str, Any]) -> None:
        """Tell the parent."""
        self._writer.write(json.dumps(message).encode() + b"\n")

    async def last_words(self, message: dict[str, Any]) -> None:
        """Tell the parent, and see that it is told."""
        self.send(message)
        await self._writer.drain()
        self._writer.close()
        await self._writer.wait_closed()


async def _work(index: int, line_fd: int, *listener_fds: int) -> int:
    """Be worker `index`; the exit status."""
    # Only a worker is a house; the parent does without it and stays small.
    from livehouse.server import Doors, serving

    reader, writer = await asyncio.open_unix_connection(sock=socket.socket(fileno=line_fd), limit=LINE_BYTES_MAX)
    line = _Line(reader, writer)
    settings = Settings(**(await line.greeting())["settings"])
    configure_logging(settings.log_format, settings.log_level)
    structlog.contextvars.bind_contextvars(worker=index)
    own_fd = listener_fds[index]
    others = {each: socket.socket(fileno=fd) for each, fd in enumerate(listener_fds) if fd != own_fd}
    doors = Doors(socket.socket(fileno=own_fd), others)
    try:
        async with serving(settings, doors) as house:
            house.metrics.gather_with(line.gather)
            listening = asyncio.create_task(line.listen(house, doors), name="line to the parent")
            line.send({"ready": True})
            await house.closed.wait()
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
    except CannotStart as error:
        await line.last_words({"cannot_start": str(error)})
        return 1
    return 0


def _raise_failures(done: set[asyncio.Future[Any]]) -> None:
    for task in done:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            raise error


async def _sleep_until(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return


if __name__ == "__main__":
    raise SystemExit(uvloop.run(_work(*map(int, sys.argv[1:]))))
