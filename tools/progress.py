"""One line for each step of a long job: what it is, and how long it took."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

LINES_SHOWN_ON_FAILURE_MAX = 40


class StepError(Exception):
    """A step could not be done; the message says what happened and what to do."""


class Progress:
    """Numbers the steps and shows, on a terminal, the seconds as they pass."""

    def __init__(self, steps: int) -> None:
        self._steps = steps
        self._step = 0
        self._width = 0

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Show `title` while the block runs, then how long it took or that it failed."""
        self._step += 1
        line = f"[{self._step}/{self._steps}] {title} "
        started = time.monotonic()
        stop = threading.Event()
        print(line, end="", flush=True)
        ticker = threading.Thread(target=self._tick, args=(line, started, stop), daemon=True)
        ticker.start()
        outcome = "failed after"
        try:
            yield
            outcome = "..."
        finally:
            stop.set()
            ticker.join()
            start_of_line = "\r" + line if sys.stdout.isatty() else ""
            print(f"{start_of_line}{outcome} {time.monotonic() - started:.1f} s", flush=True)

    def _tick(self, line: str, started: float, stop: threading.Event) -> None:
        while sys.stdout.isatty() and not stop.wait(0.5):
            print(f"\r{line}... {time.monotonic() - started:.0f} s", end="", flush=True)


def run_quietly(
    command: Sequence[str | Path], *, log: Path, folder: Path, environment: Mapping[str, str] | None = None
) -> None:
    """Run `command` with its output going to `log`; raise `StepError` with the end of it when the command fails."""
    with log.open("ab") as output:
        output.write(f"$ {' '.join(map(str, command))}\n".encode())
        output.flush()
        began = output.tell()
        finished = subprocess.run(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False
        )
    if finished.returncode != 0:
        said = log.read_bytes()[began:].decode(errors="replace").strip().splitlines()
        shown = "\n".join(f"    {line}" for line in said[-LINES_SHOWN_ON_FAILURE_MAX:])
        raise StepError(f"`{' '.join(map(str, command))}` ended with {finished.returncode}:\n{shown}")
