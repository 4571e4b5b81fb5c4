"""Servers and load generators as processes of their own, and what is common to benchmarks that compare two arms."""

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

STOP_S_MAX = 10.0


class Server(NamedTuple):
    """A server that is listening."""

    pid: int
    port: int


@contextmanager
def server(module: str) -> Iterator[Server]:
    """Run `python -m module`, which prints its port."""
    process = subprocess.Popen([sys.executable, "-m", module], stdout=subprocess.PIPE, text=True)
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


def generate(module: str, load: dict[str, Any]) -> dict[str, Any]:
    """Run a load generator to its end; the JSON object that it printed."""
    done = subprocess.run(
        [sys.executable, "-m", module, json.dumps(load)], stdout=subprocess.PIPE, text=True, check=True
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def median(rounds: list[dict[str, Any]], name: str) -> float:
    """The middle of a figure over all rounds."""
    return float(statistics.median(float(one[name]) for one in rounds))
