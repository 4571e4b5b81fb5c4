"""The served product as a real process: `livehouse serve`, started, killed and started again on one port and folder."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
import psutil

from tests.support import loaded

LIVEHOUSE = Path(sys.executable).with_name("livehouse")
# A start takes two seconds; the rest is for a machine that does many other things.
START_TIMEOUT_S = 90.0
STOP_TIMEOUT_S = 15.0
WORKERS_MODULE = "livehouse.workers"
LOG_TAIL_BYTES = 20_000
# Many people share this machine's address, so what is limited for each address has to be wide; and whoever has just
# signed up goes live here.
ROOMY = {
    "LIVEHOUSE_LIVE_POLICY": "open",
    "LIVEHOUSE_SIGN_UP_PER_HOUR": "10000",
    "LIVEHOUSE_SIGN_IN_PER_MINUTE": "10000",
    # A test waits for its video, however much else the machine does.
    "LIVEHOUSE_VIDEO_NICENESS": "0",
    # A machine has one port 1935; tests of encoders ask for one of their own.
    "LIVEHOUSE_RTMP": "false",
}


class DidNotStart(Exception):
    """The server ended or stayed silent; the text is all that it said."""


class ServedApp:
    """A server process. `data` outlives it, and so does the port.

    Args:
        data: its folder.
        log_file: where everything that it says is written, over all its lives.
        port: TCP and UDP port; a free one if 0.
        settings: further `LIVEHOUSE_…` variables.
        wrapper: a command that runs it, `unshare --mount`, say.
    """

    def __init__(
        self,
        data: Path,
        log_file: Path,
        *,
        port: int = 0,
        settings: Mapping[str, str] | None = None,
        wrapper: Sequence[str] = (),
    ) -> None:
        self.data = data
        self.log_file = log_file
        self.port = port or free_port()
        self._settings = {**ROOMY, **(settings or {})}
        self._wrapper = tuple(wrapper)
        self._process: subprocess.Popen[bytes] | loaded.LoadedProcess | None = None

    @property
    def url(self) -> str:
        """Its address as a browser on this machine types it."""
        return f"http://localhost:{self.port}"

    @property
    def settings(self) -> Mapping[str, str]:
        """The `LIVEHOUSE_…` variables that it runs with, for a command beside it."""
        return self._settings

    @property
    def pid(self) -> int:
        assert self._process is not None, "the server was never started"
        return self._process.pid

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start the process as it is typed, without waiting for it."""
        assert not self._is_running(), "the server is running already"
        with self.log_file.open("ab") as log:
            process = subprocess.Popen(
                [*self._wrapper, str(LIVEHOUSE), *self._arguments()],
                env=environment(self._settings),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._process = process
        return process

    async def start(self) -> None:
        """Start and wait until it answers."""
        process = self._spawn_loaded() if loaded.is_asked_for and not self._wrapper else self.spawn()
        deadline = time.monotonic() + START_TIMEOUT_S
        async with httpx.AsyncClient(base_url=self.url, timeout=5) as client:
            while time.monotonic() < deadline:
                if process.poll() is not None:
                    raise DidNotStart(f"ended with {process.returncode}:\n{self.log()}")
                try:
                    if (await client.get("/healthz")).status_code == 200 and self._all_serve():
                        return
                except httpx.TransportError:
                    pass  # nobody listens yet
                await asyncio.sleep(0.05)
        self.kill()
        raise DidNotStart(f"no answer from {self.url}/healthz within {START_TIMEOUT_S:.0f} s:\n{self.log()}")

    def _spawn_loaded(self) -> loaded.LoadedProcess:
        assert not self._is_running(), "the server is running already"
        self._process = loaded.LoadedProcess(self._arguments(), environment(self._settings), self.log_file)
        return self._process

    def _arguments(self) -> list[str]:
        return ["serve", "--port", str(self.port), "--data", str(self.data)]

    def _is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _all_serve(self) -> bool:
        return "LIVEHOUSE_WORKERS" not in self._settings or "livehouse is open" in self.log()

    def kill(self) -> None:
        """`kill -9`, workers included: it gets no chance to put anything in order."""
        if self._process is not None and self._process.poll() is None:
            family = psutil.Process(self.pid).children(recursive=True)
            self._process.kill()
            self._process.wait()
            for member in family:
                with suppress(psutil.NoSuchProcess):
                    member.kill()
            psutil.wait_procs(family)

    async def stop(self) -> int:
        """Ask it to stop, wait for it, return its exit code; kill it when it does not listen."""
        assert self._process is not None, "the server was never started"
        if self._process.poll() is None:
            self._process.terminate()
            try:
                await asyncio.to_thread(self._process.wait, STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                self.kill()
                raise
        return self._process.wait()

    def memory_bytes(self) -> int:
        """What it holds in memory at the moment."""
        asked = subprocess.run(["ps", "-o", "rss=", "-p", str(self.pid)], capture_output=True, text=True, check=True)
        return int(asked.stdout) * 1024

    # Of several workers

    def worker_pids(self) -> dict[int, int]:
        """The process of each worker that runs."""
        pids = {}
        for process in psutil.Process(self.pid).children():
            with suppress(psutil.NoSuchProcess):
                command = process.cmdline()
                if WORKERS_MODULE in command:
                    pids[int(command[command.index(WORKERS_MODULE) + 1])] = process.pid
        return pids

    def worker_of(self, local_port: int) -> int | None:
        """Which worker serves the TCP connection that leaves this machine's `local_port`; None if none does yet."""
        for index, pid in self.worker_pids().items():
            with suppress(psutil.NoSuchProcess):
                for connection in psutil.Process(pid).net_connections("tcp"):
                    if connection.raddr and connection.raddr.port == local_port:
                        return index
        return None

    def kill_worker(self, index: int) -> None:
        """`kill -9` one worker."""
        os.kill(self.worker_pids()[index], signal.SIGKILL)

    def log(self) -> str:
        """The end of what it said so far."""
        if not self.log_file.exists():
            return ""
        said = self.log_file.read_bytes()
        return said[-LOG_TAIL_BYTES:].decode(errors="replace")

    def testimony(self) -> str:
        """What a failed test shows of it."""
        state = "never started" if self._process is None else f"exit code {self._process.poll()}"
        return f"{self.url} ({state}), {self.log_file}\n{self.log()}"


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """This process's environment with the settings given here and no others."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIVEHOUSE_")}
    return {**kept, "NO_COLOR": "1", **settings}


def free_port() -> int:
    """A port that is free for TCP and for UDP."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp:
            tcp.bind(("127.0.0.1", 0))
            port = tcp.getsockname()[1]
            with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as udp:
                try:
                    udp.bind(("::", port))
                except OSError:
                    continue
            return int(port)


@asynccontextmanager
async def served(
    folder: Path, *, workers: int = 1, broker_url: str | None = None, **settings: str
) -> AsyncIterator[ServedApp]:
    """A server on a fresh folder below `folder`, with settings by their names: `served(tmp_path, comment_max="9")`.

    Args:
        workers: how many processes serve; more than one need a broker.
        broker_url: the Valkey through which they share LIVEs.
    """
    app = ServedApp(
        folder / "data",
        folder / "livehouse.log",
        settings={
            **{f"LIVEHOUSE_{name.upper()}": value for name, value in settings.items()},
            **({} if workers == 1 else {"LIVEHOUSE_WORKERS": str(workers)}),
            **({} if broker_url is None else {"LIVEHOUSE_BROKER_URL": broker_url}),
        },
    )
    await app.start()
    try:
        yield app
    finally:
        app.kill()


async def make_operator(house: ServedApp, handle: str) -> None:
    """As whoever has the server does it, while it runs."""
    typed = await asyncio.create_subprocess_exec(
        str(LIVEHOUSE),
        *("user", "operator", handle, "--data", str(house.data)),
        env=environment(house.settings),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await typed.communicate()
    assert typed.returncode == 0, said.decode()
