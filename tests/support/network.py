"""A line between one browser and the server that can be cut, without any privilege: a relay of TCP and UDP.

The browser is told by `--host-resolver-rules` that the server's port is the line's, so that pages, addresses, cookies
and content policy stay what they are. While the line is cut, datagrams are lost and bytes of TCP are held back, as a
kernel would hold and resend them: nobody is told, which is what a phone in a tunnel does.

It can also be a bad line: datagrams are delayed and some of them lost, as by the kernel's `netem`, which needs a
privilege and a module that not every machine has. TCP is only delayed: what is lost of it a kernel sends again.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from random import Random

LOOPBACK = "127.0.0.1"
CHUNK_BYTES = 65_536


@dataclass(frozen=True)
class Weather:
    """What a line does to what it carries: the share of datagrams that it loses, and how long each way takes."""

    loss: float = 0.0
    delay_s: float = 0.0


FAIR = Weather()


class Line:
    """One browser's way to the server on `server_port`; made by `line_to`."""

    def __init__(self, server_port: int, weather: Weather) -> None:
        self._server_port = server_port
        self._weather = weather
        self._open = asyncio.Event()
        self._open.set()
        self._pipes: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._datagrams = _DatagramRelay(server_port, self._open, weather)
        self._port = 0

    @property
    def browser_argument(self) -> str:
        """The switch that makes Chromium use this line for `localhost` and the server's port, and nothing else."""
        return f"--host-resolver-rules=MAP localhost:{self._server_port} {LOOPBACK}:{self._port}"

    def cut(self) -> None:
        self._open.clear()

    def restore(self) -> None:
        self._open.set()

    async def _accept(self, browser_in: asyncio.StreamReader, browser_out: asyncio.StreamWriter) -> None:
        me = asyncio.current_task()
        assert me is not None
        self._pipes[me] = browser_out
        me.add_done_callback(self._pipes.pop)
        try:
            await self._open.wait()
            server_in, server_out = await asyncio.open_connection(LOOPBACK, self._server_port)
        except OSError:
            browser_out.transport.abort()  # the server is down: the browser sees its connection refused
            return
        ways = [
            asyncio.create_task(self._pump(browser_in, server_out)),
            asyncio.create_task(self._pump(server_in, browser_out)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            browser_out.close()
            server_out.close()

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while chunk := await source.read(CHUNK_BYTES):
                if self._weather.delay_s:
                    await asyncio.sleep(self._weather.delay_s)
                await self._open.wait()
                sink.write(chunk)
                await sink.drain()
            await self._open.wait()

    async def _start(self) -> asyncio.Server:
        server = await asyncio.start_server(self._accept, LOOPBACK, 0)
        self._port = server.sockets[0].getsockname()[1]
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(lambda: self._datagrams, local_addr=(LOOPBACK, self._port))
        return server

    async def _stop(self, server: asyncio.Server) -> None:
        server.close()
        self._datagrams.close()
        for browser_out in self._pipes.values():
            browser_out.transport.abort()
        await asyncio.gather(*self._pipes)
        await server.wait_closed()


class _DatagramRelay(asyncio.DatagramProtocol):
    """The browser's side; each of its sockets gets one of ours towards the server, so that answers find their way."""

    def __init__(self, server_port: int, is_open: asyncio.Event, weather: Weather) -> None:
        self._server_port = server_port
        self._is_open = is_open
        self._weather = weather
        self._random = Random(server_port)
        self._browser: asyncio.DatagramTransport | None = None
        self._ways: dict[tuple[str, int], asyncio.Task[asyncio.DatagramTransport]] = {}

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]  # what asyncio passes
        self._browser = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if self._is_open.is_set():
            self._carry(lambda: self._to_server(data, addr))

    def _carry(self, deliver: Callable[[], None]) -> None:
        if self._random.random() < self._weather.loss:
            return
        if self._weather.delay_s:
            asyncio.get_running_loop().call_later(self._weather.delay_s, deliver)
        else:
            deliver()

    def _to_server(self, data: bytes, addr: tuple[str, int]) -> None:
        way = self._ways.get(addr)
        if way is None:
            way = self._ways[addr] = asyncio.create_task(self._make_way(addr))
        if way.done():
            way.result().sendto(data)
        else:
            way.add_done_callback(lambda made: None if made.cancelled() else made.result().sendto(data))

    async def _make_way(self, browser: tuple[str, int]) -> asyncio.DatagramTransport:
        def send(data: bytes) -> None:
            if self._browser is not None and not self._browser.is_closing():
                self._browser.sendto(data, browser)

        def answer(data: bytes) -> None:
            if self._is_open.is_set():
                self._carry(lambda: send(data))

        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            lambda: _Answers(answer), remote_addr=(LOOPBACK, self._server_port)
        )
        return transport

    def close(self) -> None:
        for way in self._ways.values():
            if way.done():
                way.result().close()
            else:
                way.cancel()
        if self._browser is not None:
            self._browser.close()


class _Answers(asyncio.DatagramProtocol):
    def __init__(self, answer: Callable[[bytes], None]) -> None:
        self._answer = answer

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._answer(data)


@asynccontextmanager
async def line_to(server_port: int, weather: Weather = FAIR) -> AsyncIterator[Line]:
    """A line to the server on this machine, whole at first."""
    line = Line(server_port, weather)
    server = await line._start()
    try:
        yield line
    finally:
        line.restore()
        await line._stop(server)
