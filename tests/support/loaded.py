"""`livehouse serve` in a process of its own that has the code loaded already.

To load it is two thirds of the work of a start, and tests start some hundred servers. So beside each process that runs
tests one loads it and does nothing else; servers are forked from that one, and live and die like any other. Benchmarks
do not ask for it: they measure what is typed, and so do tests of starting.
"""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

# Whether `ServedApp.start` takes such a process.
is_asked_for = False

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["livehouse.cli", "livehouse.server", __name__])


class LoadedProcess:
    """`livehouse` with these arguments, in this environment; what it says goes to the end of `log_file`.

    It is spoken to like a `subprocess.Popen`.
    """

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str], log_file: Path) -> None:
        self._process = _CONTEXT.Process(target=_run, args=(list(arguments), dict(environment), log_file), daemon=True)
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("livehouse", timeout or 0)
        return self._process.exitcode

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()


def _run(arguments: list[str], environment: dict[str, str], log_file: Path) -> None:
    with log_file.open("ab") as log:
        os.dup2(log.fileno(), sys.stdout.fileno())
        os.dup2(log.fileno(), sys.stderr.fileno())
    os.environ.clear()
    os.environ.update(environment)
    from livehouse.cli import cli

    cli(arguments, prog_name="livehouse")
