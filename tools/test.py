"""Runs every test in the order that keeps measurements honest: `python -m tools.test`; what `make test` and CI run.

First the front end's own tests; then what may share the machine, on three processes; then screens and journeys in
browsers, two at a time; last, one at a time, what loads or measures. All four are run even when one fails.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support import browser
from tools import node
from tools.paths import ROOT, TESTS, VENV_PYTHON, WEB

# One more than the processors that there are at least: a part of the time tests wait for clocks and other processes.
# With two more it takes a twentieth less, and tests of several servers wait for a processor where they mean a clock.
PROCESSES = "3"
# Thousands of small databases are made, and each commit waits for the disk: 6 ms on a busy machine, and nothing in
# memory. Where memory is short, everything is written to the disk.
MEMORY = Path("/dev/shm")  # noqa: S108
MEMORY_BYTES_MIN = 8 << 30


@dataclass(frozen=True)
class Phase:
    """A run of one test runner."""

    name: str
    command: list[str]
    folder: Path = ROOT
    in_memory: bool = False


def main() -> int:
    """Run the phases; 1 when one of them failed."""
    try:
        browser.find_chromium()
    except browser.NoBrowserError as error:
        print(error, file=sys.stderr)
        return 1
    with _memory() as memory:
        results = [(phase.name, *_run(phase, memory)) for phase in _phases()]
    print()
    for name, passed, seconds in results:
        print(f"{'ok  ' if passed else 'FAIL'}  {name:<38} {seconds:4.0f} s")
    return 0 if all(passed for _, passed, _ in results) else 1


def _phases() -> list[Phase]:
    pytest = [str(VENV_PYTHON), "-m", "pytest"]
    found = node.find_node()
    npm = found.npm("test") if found is not None else ["npm", "test"]
    # Each process of each phase reads the tests that it is given, so it is given no others.
    journeys = "tests/e2e"
    alone = [str(file) for file in sorted(TESTS.rglob("test_*.py")) if "mark.alone" in file.read_text(encoding="utf-8")]
    several = [*pytest, "-m", "not alone", "--dist", "worksteal"]
    return [
        Phase("front end", npm, WEB),
        Phase("side by side", [*several, "-n", PROCESSES, f"--ignore={journeys}"], in_memory=True),
        Phase("browsers, two at a time", [*several, "-n", "2", journeys], in_memory=True),
        # Whoever waits here waits for a disk too.
        Phase("one at a time: what loads or measures", [*pytest, "-m", "alone", *alone]),
    ]


@contextlib.contextmanager
def _memory() -> Iterator[Path | None]:
    """A folder in memory for what tests write, gone afterwards; None where there is no room for it."""
    try:
        has_room = shutil.disk_usage(MEMORY).free >= MEMORY_BYTES_MIN and _free_memory_bytes() >= MEMORY_BYTES_MIN
        # Tests write programs too, and run them.
        has_room = has_room and not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC
    except OSError:
        has_room = False
    if not has_room:
        yield None
        return
    with tempfile.TemporaryDirectory(dir=MEMORY, prefix="livehouse-", ignore_cleanup_errors=True) as folder:
        # A server of a test may drop its rights, and still has to reach its own files.
        Path(folder).chmod(0o755)
        yield Path(folder)


def _free_memory_bytes() -> int:
    lines = Path("/proc/meminfo").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable:"))


def _run(phase: Phase, memory: Path | None) -> tuple[bool, float]:
    print(f"\n== {phase.name} ==", flush=True)
    began = time.monotonic()
    environment = _environment(memory if phase.in_memory else None)
    finished = subprocess.run(phase.command, cwd=phase.folder, env=environment, stdin=subprocess.DEVNULL, check=False)
    return finished.returncode == 0, time.monotonic() - began


def _environment(temporary: Path | None) -> Mapping[str, str]:
    found = node.find_node()
    environment = dict(os.environ) if found is None else found.environment()
    # A container often says that nothing compiled is to be kept. Then each of some hundred servers that are started
    # here would compile the whole product, which takes longer than most tests.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment if temporary is None else {**environment, "TMPDIR": str(temporary)}


if __name__ == "__main__":
    raise SystemExit(main())
