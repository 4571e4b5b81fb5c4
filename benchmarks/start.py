"""`livehouse bench start`: how long until a server on an existing data folder answers, and how much memory it rests in.

Ready is the first 200 of `/healthz`, counted from the start of the process: database checked, relay listening, pages
read. The baseline, started in turn with it, is the smallest server on the same libraries (uvicorn, FastAPI, uvloop).
It fails when what the first start stored is not there at a later one.
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROUNDS: Final = 7
ROUNDS_QUICK: Final = 3
START_TIMEOUT_S: Final = 60.0
POLL_S: Final = 0.005
REST_S: Final = 2.0

BASELINE: Final = """
import sys, uvicorn
from fastapi import FastAPI
app = FastAPI()
@app.get("/healthz")
async def healthz() -> dict[str, str]:
    return {"status": "ok"}
uvicorn.run(app, port=int(sys.argv[1]), log_level="warning")
"""


@dataclass(frozen=True)
class Start:
    """One start: milliseconds until ready, resident memory in MB after a rest."""

    ready_ms: float
    rss_mb: float


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1) as response:  # noqa: S310  # our own server on this machine
            return bool(response.status == 200)
    except OSError:
        return False


def resident_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("this system does not say how much memory a process uses; run this on Linux")


@contextmanager
def running(command: list[str], port: int) -> Iterator[Start]:
    """Start `command`, wait until it answers on `port`, let it rest; stop it afterwards."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.PIPE, env={**os.environ, "LIVEHOUSE_LOG_LEVEL": "warning"})
    try:
        while not answers(f"http://127.0.0.1:{port}/healthz"):
            if process.poll() is not None:
                said = process.stderr.read().decode() if process.stderr else ""
                raise RuntimeError(f"{command[0]} ended at once: {said}")
            if time.perf_counter() - began > START_TIMEOUT_S:
                raise RuntimeError(f"{command[0]} did not answer within {START_TIMEOUT_S} s")
            time.sleep(POLL_S)
        ready_ms = (time.perf_counter() - began) * 1000
        time.sleep(REST_S)
        yield Start(ready_ms, resident_mb(process.pid))
    finally:
        process.terminate()
        process.wait(timeout=30)


def start_livehouse(data: Path) -> tuple[Start, bool]:
    """One start on `data`; also whether the account that the first start made is there."""
    port = free_port()
    livehouse = [str(Path(sys.executable).with_name("livehouse")), "serve", "--port", str(port), "--data", str(data)]
    with running(livehouse, port) as start:
        base = f"http://127.0.0.1:{port}/api/v1"
        if not answers(f"{base}/accounts/benchmark"):
            sign_up(base)
            return start, False
        return start, True


def sign_up(base: str) -> None:
    body = {
        "handle": "benchmark",
        "email": "benchmark@example.org",
        "password": "a long enough one",
        "birth_date": "1990-01-01",
        "region": "US",
        "accept_terms": True,
    }
    request = urllib.request.Request(  # noqa: S310  # likewise
        f"{base}/accounts", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310  # likewise
        if response.status != 201:
            raise RuntimeError(f"sign-up answered {response.status}")


def start_baseline() -> Start:
    port = free_port()
    with running([sys.executable, "-c", BASELINE, str(port)], port) as start:
        return start


def main() -> int:
    parser = argparse.ArgumentParser(prog="livehouse bench start", description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help=f"{ROUNDS_QUICK} rounds instead of {ROUNDS}")
    parser.add_argument("--rounds", type=int, metavar="N", help=f"instead of {ROUNDS}")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object, last")
    options = parser.parse_args()
    rounds = options.rounds or (ROUNDS_QUICK if options.quick else ROUNDS)
    starts: list[Start] = []
    baselines: list[Start] = []
    lost = 0
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        start_livehouse(data)  # makes the folder, and warms the file cache for both arms
        start_baseline()
        for number in range(rounds):
            start, kept = start_livehouse(data)
            lost += not kept
            starts.append(start)
            baselines.append(start_baseline())
            print(
                f"round {number + 1}: livehouse {start.ready_ms:7.0f} ms {start.rss_mb:6.0f} MB   "
                f"baseline {baselines[-1].ready_ms:7.0f} ms {baselines[-1].rss_mb:6.0f} MB"
            )
    figures = {
        "ready_ms": round(statistics.median(start.ready_ms for start in starts)),
        "rss_mb": round(statistics.median(start.rss_mb for start in starts)),
        "baseline_ready_ms": round(statistics.median(start.ready_ms for start in baselines)),
        "baseline_rss_mb": round(statistics.median(start.rss_mb for start in baselines)),
        "lost": lost,
        "rounds": rounds,
    }
    print(
        f"\nready in {figures['ready_ms']} ms (asked for: 2,000 at most), {figures['rss_mb']} MB at rest (150); "
        f"bare uvicorn and FastAPI: {figures['baseline_ready_ms']} ms, {figures['baseline_rss_mb']} MB"
    )
    if options.json:
        print(json.dumps(figures))
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
