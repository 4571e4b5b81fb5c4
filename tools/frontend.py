"""Builds the pages (`web/`) into the package (`src/livehouse/static/`), only when they have changed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from tools import stamps
from tools.node import Node
from tools.paths import NODE_MODULES, STATIC, WEB

# Both live inside what they speak of: `npm ci` and Vite empty these folders before they begin, so that a build which
# was interrupted has no stamp.
PACKAGES_STAMP = NODE_MODULES / ".installed-from"
BUILD_STAMP = STATIC / ".source-digest"


class Run(Protocol):
    """Runs one command to its end in `folder`, and raises when it fails."""

    def __call__(self, command: list[str], *, folder: Path, environment: dict[str, str]) -> None:
        """Run `command`."""


def are_packages_current() -> bool:
    """Say whether `node_modules` holds what the lock file names."""
    return stamps.is_current(PACKAGES_STAMP, _packages_digest())


def install_packages(node: Node, run: Run) -> None:
    """Install exactly what the lock file names."""
    digest = _packages_digest()
    run(node.npm("ci", "--no-audit", "--no-fund"), folder=WEB, environment=node.environment())
    stamps.write(PACKAGES_STAMP, digest)


def is_built() -> bool:
    """Say whether `static` was built from the sources as they are now."""
    return (STATIC / "index.html").is_file() and stamps.is_current(BUILD_STAMP, _source_digest())


def build(node: Node, run: Run) -> None:
    """Build the pages; the packages must be installed."""
    digest = _source_digest()
    run(node.npm("run", "build"), folder=WEB, environment=node.environment())
    stamps.write(BUILD_STAMP, digest)


def _packages_digest() -> str:
    return stamps.digest_of([WEB / "package.json", WEB / "package-lock.json"])


def _source_digest() -> str:
    sources = sorted(_sources())
    return stamps.digest_of(sources, *(str(path.relative_to(WEB)) for path in sources))


def _sources() -> Iterator[Path]:
    for entry in WEB.iterdir():
        if entry.name.startswith(".") or entry == NODE_MODULES:
            continue
        for path in entry.rglob("*") if entry.is_dir() else (entry,):
            if path.is_file() and not path.name.endswith(".test.ts"):
                yield path
