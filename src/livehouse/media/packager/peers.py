"""HLS for processes that do not have the relay: they ask the one that packages, over one connection each.

Numbers and parts are the same wherever a player asks. What an address names never changes, so the asking process keeps
it for its other viewers, and of several who ask for the same at once it asks once.

On the wire: a length of four bytes and that much msgpack, first the key that all servers share, then questions and
answers by number.
"""

import asyncio
import hmac
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

import msgspec
import structlog

from livehouse.kernel.errors import AppError, Unavailable
from livehouse.media.packager.answers import Answer, HlsSource
from livehouse.platform.tasks import Supervisor

log = structlog.get_logger(__name__)

KEY_PURPOSE: Final = b"hls between servers"
QUESTION_BYTES_MAX: Final = 65_536
# A segment of 20 Mbit/s has 5 MB.
ANSWER_BYTES_MAX: Final = 64_000_000
HELLO_S_MAX: Final = 5.0
# The packaging process holds a question back for 8 s at most.
ANSWER_S_MAX: Final = 15.0
# Of one process; each of its viewers has two or three.
QUESTIONS_MAX: Final = 20_000
PEERS_MAX: Final = 256
KEPT_BYTES_MAX: Final = 64_000_000
CONNECT_S_MAX: Final = 3.0
PLAYLIST_ENDING: Final = ".m3u8"


class _Question(msgspec.Struct, frozen=True, array_like=True):
    number: int
    room: str
    path: str
    query: str


class _Refusal(msgspec.Struct, frozen=True, tag=True):
    code: str
    status: int
    message: str
    retry: bool


class _Given(msgspec.Struct, frozen=True, tag=True):
    answer: Answer


class _Reply(msgspec.Struct, frozen=True, array_like=True):
    number: int
    content: _Given | _Refusal


class RefusedThere(AppError):
    """What the packaging process refused, in its words."""

    def __init__(self, refusal: _Refusal) -> None:
        super().__init__(refusal.message)
        self.code = refusal.code  # type: ignore[misc]  # one class for all of them; the code is the other process's
        self.status = refusal.status  # type: ignore[misc]  # likewise
        self.retry = refusal.retry  # type: ignore[misc]  # likewise


_questions: Final = msgspec.msgpack.Decoder(_Question)
_replies: Final = msgspec.msgpack.Decoder(_Reply)


def peers_key(relay_key: bytes) -> bytes:
    """What servers show each other, made of the key that they share."""
    return hmac.digest(relay_key, KEY_PURPOSE, "sha256")


class PeerServer:
    """Answers the other processes.

    Args:
        source: where answers come from.
        key: what they have to show first.
        bind: address and port; port 0 takes a free one.
    """

    def __init__(self, source: HlsSource, key: bytes, bind: tuple[str, int]) -> None:
        self._source = source
        self._key = key
        self._bind = bind
        self._server: asyncio.Server | None = None
        self._peers: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> str | None:
        """Where it is reached, `host:port`; None while it does not listen."""
        if self._server is None or not self._server.sockets:
            return None
        host = self._bind[0]
        return f"{host}:{self._server.sockets[0].getsockname()[1]}"

    async def start(self) -> None:
        """Open the port.

        Raises:
            OSError: it is taken, or the address is not of this machine.
        """
        self._server = await asyncio.start_server(self._welcome, *self._bind, limit=QUESTION_BYTES_MAX)

    async def stop(self) -> None:
        """Close the port and every connection."""
        if self._server is not None:
            self._server.close()
            self._server = None
        peers = set(self._peers)
        for peer in peers:
            peer.cancel()
        if peers:
            await asyncio.wait(peers)

    async def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if len(self._peers) >= PEERS_MAX or task is None:
            writer.close()
            return
        self._peers.add(task)
        try:
            async with asyncio.timeout(HELLO_S_MAX):
                shown = await _read(reader, len(self._key))
            if hmac.compare_digest(shown, self._key):
                await self._serve(reader, writer)
            else:
                log.warning(
                    "somebody without the key asked for HLS", do="give all servers the same LIVEHOUSE_RELAY_KEY"
                )
        except* (OSError, EOFError, TimeoutError, _TooLarge, msgspec.DecodeError):
            # It is gone, or talks of something else. (`_serve` raises groups, as everything with tasks of its own.)
            pass
        finally:
            self._peers.discard(task)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.TaskGroup() as answering:
            running: set[asyncio.Task[None]] = set()
            try:
                while True:
                    question = _questions.decode(await _read(reader, QUESTION_BYTES_MAX))
                    if len(running) >= QUESTIONS_MAX:
                        busy = Unavailable("Too much is asked of the server for pictures and sound. Try again soon.")
                        _write(writer, _Reply(question.number, _refusal(busy)))
                        continue
                    task = answering.create_task(self._answer(question, writer))
                    running.add(task)
                    task.add_done_callback(running.discard)
            finally:
                for task in running:
                    task.cancel()

    async def _answer(self, question: _Question, writer: asyncio.StreamWriter) -> None:
        content: _Given | _Refusal
        try:
            content = _Given(await self._source.answer(question.room, question.path, question.query))
        except AppError as error:
            content = _refusal(error)
        except Exception:
            log.exception("a question about HLS could not be answered", room=question.room, path=question.path[:80])
            content = _refusal(Unavailable("Something broke on our side. Try again in a moment."))
        if not writer.is_closing():
            _write(writer, _Reply(question.number, content))
            await writer.drain()


class RemoteHls:
    """Answers from the process that packages.

    Args:
        address: where that is, `host:port`; None while nobody knows.
        key: what to show there.
    """

    def __init__(self, address: Callable[[], str | None], key: bytes, supervisor: Supervisor) -> None:
        self._address = address
        self._key = key
        self._supervisor = supervisor
        self._connecting = asyncio.Lock()
        self._line: _Line | None = None
        self._asked: dict[tuple[str, str, str], asyncio.Future[Answer]] = {}
        self._kept: OrderedDict[tuple[str, str, str], Answer] = OrderedDict()
        self._kept_bytes = 0

    async def answer(self, room_id: str, path: str, query: str) -> Answer:
        """What is at a path of a room.

        Raises:
            Unavailable: the other process cannot be reached, or does not answer.
            RefusedThere: as it says.
        """
        # Only playlists depend on what is behind the question mark; pieces are asked for and kept once.
        key = (room_id, path, query if path.endswith(PLAYLIST_ENDING) else "")
        if (kept := self._kept.get(key)) is not None:
            return kept
        asked = self._asked.get(key)
        if asked is None:
            asked = asyncio.get_running_loop().create_future()
            # Nobody may be left to hear of a failure.
            asked.add_done_callback(lambda done: done.cancelled() or done.exception())
            self._asked[key] = asked
            self._supervisor.start("hls question", lambda: self._ask(key, asked), restart=False)
        # One of those who wait giving up leaves the others waiting.
        return await asyncio.shield(asked)

    async def _ask(self, key: tuple[str, str, str], asked: asyncio.Future[Answer]) -> None:
        try:
            async with asyncio.timeout(ANSWER_S_MAX):
                line = await self._open_line()
                answer = await line.ask(*key)
        except AppError as error:
            asked.set_exception(error)
        except (OSError, TimeoutError):
            asked.set_exception(Unavailable("The server for pictures and sound cannot be reached. Try again soon."))
        else:
            self._keep(key, answer)
            asked.set_result(answer)
        finally:
            self._asked.pop(key, None)
            if not asked.done():
                asked.cancel()

    def _keep(self, key: tuple[str, str, str], answer: Answer) -> None:
        if answer.kept != "forever":
            return
        self._kept[key] = answer
        self._kept_bytes += len(answer.body)
        while self._kept_bytes > KEPT_BYTES_MAX:
            _, old = self._kept.popitem(last=False)
            self._kept_bytes -= len(old.body)

    async def _open_line(self) -> "_Line":
        async with self._connecting:
            address = self._address()
            if address is None:
                raise Unavailable("The server for pictures and sound is not known yet. Try again in a few seconds.")
            if self._line is None or self._line.is_closed or self._line.address != address:
                host, _, port = address.rpartition(":")
                async with asyncio.timeout(CONNECT_S_MAX):
                    reader, writer = await asyncio.open_connection(host.strip("[]"), int(port))
                self._line = _Line(address, writer)
                writer.write(len(self._key).to_bytes(4, "big") + self._key)
                line = self._line
                self._supervisor.start("hls line", lambda: line.listen(reader), restart=False)
            return self._line


class _Line:
    """One connection to the process that packages."""

    def __init__(self, address: str, writer: asyncio.StreamWriter) -> None:
        self.address = address
        self.is_closed = False
        self._writer = writer
        self._number = 0
        self._waiting: dict[int, asyncio.Future[Answer]] = {}

    async def ask(self, room_id: str, path: str, query: str) -> Answer:
        """Ask, and wait for the answer."""
        self._number += 1
        number = self._number
        waiting = self._waiting[number] = asyncio.get_running_loop().create_future()
        try:
            _write(self._writer, _Question(number, room_id, path, query))
            await self._writer.drain()
            answer: Answer = await waiting
            return answer
        finally:
            self._waiting.pop(number, None)

    async def listen(self, reader: asyncio.StreamReader) -> None:
        """Hand out answers as they come, until the connection ends."""
        try:
            while True:
                reply = _replies.decode(await _read(reader, ANSWER_BYTES_MAX))
                waiting = self._waiting.get(reply.number)
                if waiting is None or waiting.done():
                    continue
                if isinstance(reply.content, _Given):
                    waiting.set_result(reply.content.answer)
                else:
                    waiting.set_exception(RefusedThere(reply.content))
        except (OSError, EOFError, _TooLarge, msgspec.DecodeError):
            return
        finally:
            self.is_closed = True
            self._writer.close()
            for waiting in self._waiting.values():
                if not waiting.done():
                    waiting.set_exception(ConnectionResetError())


class _TooLarge(Exception):
    """More than is ever sent."""


async def _read(reader: asyncio.StreamReader, bytes_max: int) -> bytes:
    size = int.from_bytes(await reader.readexactly(4), "big")
    if size > bytes_max:
        raise _TooLarge
    return await reader.readexactly(size)


def _write(writer: asyncio.StreamWriter, message: _Question | _Reply) -> None:
    packed = msgspec.msgpack.encode(message)
    writer.write(len(packed).to_bytes(4, "big"))
    writer.write(packed)


def _refusal(error: AppError) -> _Refusal:
    return _Refusal(error.code, error.status, error.message, error.retry)
