"""What a peer is. Only the standard library: the peers' own interpreters load this too."""

import os
import re
import shutil
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
INSTALL_S_MAX: Final = 1_800.0
SAID_CHARACTERS_MAX: Final = 300


class NotAvailable(Exception):
    """The peer cannot be had on this machine; the text says why."""


class Peer(ABC):
    """A server that passes on to everybody what one says. Each is run without compression, as that is fastest."""

    name: str
    installed_by: str
    """What a person types who wants it."""
    dialect: str = "relay"
    """How it is spoken to; see `benchmarks._dialects`."""
    path: str = "/"

    @abstractmethod
    def install(self, folder: Path) -> None:
        """Put it into `folder`, which exists.

        Raises:
            NotAvailable: its registry, or what it needs of the machine, is not there.
        """

    @abstractmethod
    def version(self, folder: Path) -> str:
        """The version that is installed."""

    @abstractmethod
    def command(self, folder: Path, port: int) -> Sequence[str]:
        """What serves on this port of 127.0.0.1, in the foreground."""

    def environment(self, port: int) -> Mapping[str, str]:
        """Variables that it needs beside those of this process."""
        return {}

    def working_folder(self, folder: Path) -> Path:
        """Where the command is run."""
        return folder


class PythonPeer(Peer):
    """A library on PyPI, in an environment of its own beside uvloop; its server is the module that describes it."""

    def __init__(self, name: str, module: str) -> None:
        self.name = name
        self.installed_by = f"pip install {name} uvloop"
        self._module = module

    def install(self, folder: Path) -> None:
        """Make the environment."""
        run([sys.executable, "-m", "venv", str(folder)])
        run([str(self._python(folder)), "-m", "pip", "install", "--quiet", self.name, "uvloop"])

    def version(self, folder: Path) -> str:
        """As its metadata say."""
        ask = "import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))"
        return run([str(self._python(folder)), "-c", ask, self.name]).strip()

    def command(self, folder: Path, port: int) -> Sequence[str]:
        """The module, in that environment."""
        return [str(self._python(folder)), "-m", self._module, str(port)]

    def working_folder(self, folder: Path) -> Path:
        """Where the module is found."""
        return ROOT

    def _python(self, folder: Path) -> Path:
        return folder / "bin" / "python"


class NodePeer(Peer):
    """A package on npm; `server` is a program that reads its port from the last argument."""

    def __init__(self, name: str, server: str, *, dialect: str = "relay", path: str = "/") -> None:
        self.name = name
        self.installed_by = f"npm install {name}"
        self.dialect = dialect
        self.path = path
        self._server = server

    def install(self, folder: Path) -> None:
        """Put it into `node_modules`."""
        run(
            [
                find("npm", "Node.js"),
                "install",
                "--no-save",
                "--no-audit",
                "--no-fund",
                "--prefix",
                str(folder),
                self.name,
            ]
        )

    def version(self, folder: Path) -> str:
        """As its package says, and that of the Node.js that runs it."""
        package = (folder / "node_modules" / self.name / "package.json").read_text()
        found = re.search(r'"version":\s*"([^"]+)"', package)
        node = run([find("node", "Node.js"), "--version"]).strip()
        return f"{found[1] if found else '?'}, Node.js {node.removeprefix('v')}"

    def command(self, folder: Path, port: int) -> Sequence[str]:
        """The program, where its packages are found."""
        return [find("node", "Node.js"), "--eval", self._server, str(port)]


def run(command: Sequence[str], *, folder: Path | None = None, environment: Mapping[str, str] | None = None) -> str:
    """Run something to its end; what it printed.

    Raises:
        NotAvailable: it failed, with the end of what it said.
    """
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=INSTALL_S_MAX,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotAvailable(str(error)) from None
    if done.returncode:
        said = " ".join((done.stderr.strip() or done.stdout.strip()).split())
        raise NotAvailable(f"{Path(command[0]).name} failed: {said[-SAID_CHARACTERS_MAX:]}")
    return done.stdout


def find(program: str, what: str) -> str:
    """Where a program is.

    Raises:
        NotAvailable: it is not on this machine.
    """
    found = shutil.which(program)
    if found is None:
        raise NotAvailable(f"this needs {what} ({program} is not on the path)")
    return found
