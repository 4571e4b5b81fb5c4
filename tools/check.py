"""Runs every check that is not a test: `python -m tools.check [NAME...]`. CI runs the same, no more and no less.

Two at a time, the longest first, each in a process of its own. All of them are run even when one fails.
"""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from tools import node
from tools.paths import ROOT, VENV, WEB

AT_ONCE = 2


@dataclass(frozen=True)
class Check:
    """A command that ends with 0 when all is well, and with what to do about it when not."""

    name: str
    command: list[str]
    remedy: str = ""
    folder: Path = ROOT


@dataclass(frozen=True)
class Outcome:
    """What a check said, and how long it took."""

    check: Check
    passed: bool
    output: str
    seconds: float


def main(arguments: list[str]) -> int:
    """Run the checks named, or all; 1 when one of them failed."""
    chosen = [check for check in _checks() if not arguments or check.name in arguments]
    began = time.monotonic()
    failed = []
    with ThreadPoolExecutor(AT_ONCE) as workers:
        for future in as_completed([workers.submit(_run, check) for check in chosen]):
            outcome = future.result()
            verdict = "ok  " if outcome.passed else "FAIL"
            print(f"{verdict}  {outcome.check.name:<14} {outcome.seconds:5.1f} s", flush=True)
            if not outcome.passed:
                failed.append(outcome)
    for outcome in failed:
        print(f"\n--- {outcome.check.name} ---\n{outcome.output.strip()}")
        if outcome.check.remedy:
            print(f"To put it right: {outcome.check.remedy}")
    print(f"\n{len(chosen) - len(failed)} of {len(chosen)} checks passed in {time.monotonic() - began:.0f} s.")
    return 1 if failed or not chosen else 0


def _checks() -> list[Check]:
    python = str(VENV / "bin" / "python")
    programs = VENV / "bin"
    found = node.find_node()
    npm = found.npm("run", "--silent") if found is not None else ["npm", "run", "--silent"]
    return [
        Check("mypy", [str(programs / "mypy")]),
        Check("svelte-check", [*npm, "types"], folder=WEB),
        Check("schema", [python, "-m", "tools.generate_types", "--check"], "make types"),
        Check("migrations", [python, "-m", "livehouse.migrations", "check"]),
        Check("biome", [*npm, "lint"], "make format, then the rest by hand", WEB),
        Check("layers", [str(programs / "lint-imports"), "--no-cache"]),
        Check("ruff", [str(programs / "ruff"), "check", "."], "make format, then the rest by hand"),
        Check("format", [str(programs / "ruff"), "format", "--check", "."], "make format"),
        Check("locks", [python, "-m", "tools.lock", "--check"], "make lock"),
        Check("addresses", [python, "-m", "tools.addresses"]),
    ]


def _run(check: Check) -> Outcome:
    began = time.monotonic()
    found = node.find_node()
    finished = subprocess.run(
        check.command,
        cwd=check.folder,
        env=found.environment() if found is not None else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Outcome(check, finished.returncode == 0, finished.stdout, time.monotonic() - began)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
