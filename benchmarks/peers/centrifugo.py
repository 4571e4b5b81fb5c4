"""Centrifugo (Go): a messaging server of its own; memory broker, no history, JSON protocol, anybody may publish.

A `centrifugo` that is on the path is taken as it is; otherwise Go builds one.
"""

import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.peers._peer import Peer, find, run

MODULE = "github.com/centrifugal/centrifugo/v6"


class Centrifugo(Peer):
    """Centrifugo with its defaults, but that strangers may do everything."""

    name = "centrifugo"
    installed_by = f"go install {MODULE}@latest"
    dialect = "centrifugo"
    path = "/connection/websocket"

    def install(self, folder: Path) -> None:
        """Let Go build it."""
        if shutil.which(self.name) is None:
            where = {"GOBIN": str(folder), "GOPATH": str(folder / "go"), "GOFLAGS": "-modcacherw"}
            run([find("go", "Go"), "install", f"{MODULE}@latest"], environment=where)

    def version(self, folder: Path) -> str:
        """As the program says; one that Go built knows it from its module only."""
        said = run([self._program(folder), "version"])
        found = re.search(r"v([\d.]+)", said)
        if found is None or found[1] == "0.0.0":
            said = run([find("go", "Go"), "version", "-m", self._program(folder)])
            found = re.search(rf"{MODULE}\s+v?(\S+)", said)
        go = re.search(r"go([\d.]+)", said)
        return f"{found[1] if found else '?'}, Go {go[1] if go else '?'}"

    def command(self, folder: Path, port: int) -> Sequence[str]:
        """The server; its settings are in its environment."""
        return [self._program(folder)]

    def environment(self, port: int) -> Mapping[str, str]:
        """All of its settings."""
        return {
            "CENTRIFUGO_HTTP_SERVER_ADDRESS": "127.0.0.1",
            "CENTRIFUGO_HTTP_SERVER_PORT": str(port),
            "CENTRIFUGO_CLIENT_INSECURE": "true",
            "CENTRIFUGO_CLIENT_ALLOWED_ORIGINS": "*",
            "CENTRIFUGO_LOG_LEVEL": "error",
        }

    def _program(self, folder: Path) -> str:
        return shutil.which(self.name) or str(folder / self.name)


PEER = Centrifugo()
