"""Servers and load generators as processes of their own, and what is common to benchmarks that compare two arms."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from benchmarks._usage import threads

ROOT: Final = Path(__file__).resolve().parent.parent
STOP_S_MAX: Final = 10.0
LOAD: Final = "benchmarks._channel_load"
# Of a load's result: everything that was offered and did not reach everybody.
LOSSES: Final = ("lost", "late", "disconnected", "refused", "not_joined")


class LoadFailed(Exception):
    """The viewers of a load could not come, or its process ended."""


class Server(NamedTuple):
    """A server that is listening."""

    pid: int
    port: int


def keep_apart(pid: int, *, is_server: bool) -> None:
    """Give a server, with all its processes, the first processor and its load the others, where the system can.

    The scheduler likes to put whoever is woken beside whoever wakes it. With a server and a load on one processor the
    first writes of a tick took twice as long as the later ones, in some runs and not in others.
    """
    if sys.platform != "linux":
        return
    first, *others = sorted(os.sched_getaffinity(0))
    if others:
        for thread in threads(pid):
            os.sched_setaffinity(thread, {first} if is_server else others)


@contextmanager
def server(module: str) -> Iterator[Server]:
    """Run `python -m module`, which prints its port."""
    process = subprocess.Popen([sys.executable, "-m", module], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    keep_apart(process.pid, is_server=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"{module} ended before it listened, with status {process.wait()}")
        yield Server(process.pid, int(line))
    finally:
        process.terminate()
        try:
            process.wait(STOP_S_MAX)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def generate(load: dict[str, Any], module: str = LOAD) -> dict[str, Any]:
    """Run a load generator to its end; the JSON object that it printed.

    Raises:
        LoadFailed: it did not come that far.
    """
    command = [sys.executable, "-m", module, json.dumps(load)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        keep_apart(process.pid, is_server=False)
        said, _ = process.communicate()
    if process.returncode:
        raise LoadFailed(f"the load generator ended with status {process.returncode}; what it said is above")
    result: dict[str, Any] = json.loads(said)
    return result


def median(rounds: Sequence[dict[str, Any]], name: str) -> float:
    """The middle of a figure over all rounds."""
    return float(statistics.median(float(one[name]) for one in rounds))


def total(rounds: Sequence[dict[str, Any]], *names: str) -> int:
    """The sum of counts over all rounds."""
    return sum(int(one[name]) for one in rounds for name in names)


def announce_round(number: int, rounds: int) -> None:
    """Tell whoever waits how far it is."""
    print(f"round {number + 1} of {rounds} …", file=sys.stderr, flush=True)
