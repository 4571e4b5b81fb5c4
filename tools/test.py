"""Runs every test in the order that keeps measurements honest: `python -m tools.test`; what `make test` and CI run.

First the front end's own tests; then what may share the machine, on three processes; then screens and journeys in
browsers, two at a time; last, one at a time, what loads or measures. All four are run even when one fails.
"""

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.support import browser
from tools import node
from tools.paths import ROOT, VENV_PYTHON, WEB

# One more than the processors that there are at least: half of the time tests wait for disks and other processes.
PROCESSES = "3"


@dataclass(frozen=True)
class Phase:
    """A run of one test runner."""

    name: str
    command: list[str]
    folder: Path = ROOT


def main() -> int:
    """Run the phases; 1 when one of them failed."""
    try:
        browser.find_chromium()
    except browser.NoBrowserError as error:
        print(error, file=sys.stderr)
        return 1
    results = [(phase.name, *_run(phase)) for phase in _phases()]
    print()
    for name, passed, seconds in results:
        print(f"{'ok  ' if passed else 'FAIL'}  {name:<38} {seconds:4.0f} s")
    return 0 if all(passed for _, passed, _ in results) else 1


def _phases() -> list[Phase]:
    pytest = [str(VENV_PYTHON), "-m", "pytest"]
    found = node.find_node()
    npm = found.npm("test") if found is not None else ["npm", "test"]
    return [
        Phase("front end", npm, WEB),
        Phase("side by side", [*pytest, "-m", "not e2e and not alone", "-n", PROCESSES, "--dist", "worksteal"]),
        Phase("browsers, two at a time", [*pytest, "-m", "e2e and not alone", "-n", "2", "--dist", "worksteal"]),
        Phase("one at a time: what loads or measures", [*pytest, "-m", "alone"]),
    ]


def _run(phase: Phase) -> tuple[bool, float]:
    print(f"\n== {phase.name} ==", flush=True)
    began = time.monotonic()
    found = node.find_node()
    environment = found.environment() if found is not None else None
    finished = subprocess.run(phase.command, cwd=phase.folder, env=environment, stdin=subprocess.DEVNULL, check=False)
    return finished.returncode == 0, time.monotonic() - began


if __name__ == "__main__":
    raise SystemExit(main())
