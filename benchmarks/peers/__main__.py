"""Runs the fan-out load on peers and on the product: `python -m benchmarks.peers [NAME...] [--quick] [--json]`.

The load is that of `livehouse bench fanout`: 1,000 viewers in one room, 1,000 messages a second offered, by the same
client, which checks by number that each viewer gets each message once. Peers get the event ready-made from one
connection and pass it on as it is, uncompressed; the product gets 100 people's comments and does with them all that it
does. Most peers cannot carry that much and fall behind. What they deliver for a processor second is still what they are
able to; `--rate` offers them less, for delays that say more than how long one waited.
"""

import argparse
import importlib
import json
import os
import pkgutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import livehouse
from benchmarks import peers
from benchmarks._arms import (
    LOSSES,
    STOP_S_MAX,
    LoadFailed,
    Server,
    announce_round,
    generate,
    median,
    server,
    total,
)
from benchmarks._report import table
from benchmarks.peers._peer import NotAvailable, Peer
from livehouse.realtime import raise_open_files_limit

PRODUCT: Final = "livehouse"
VIEWERS: Final = 1_000
ROUNDS: Final = 3
MESSAGES_PER_S: Final = 1_000.0
SPEAKERS: Final = 100
SECONDS, SECONDS_QUICK = 8.0, 2.0
WARM_UP_S: Final = 1.0
GRACE_S: Final = 2.0
START_S_MAX: Final = 20.0
COLUMNS: Final = (
    "version",
    "deliveries/s",
    "per core s",
    "p50 ms",
    "p99 ms",
    "lost",
    "doubled",
    "cut off",
    "late",
    "generator",
)


def all_peers() -> dict[str, Peer]:
    """Every peer that has a file here, by its name."""
    names = sorted(module.name for module in pkgutil.iter_modules(peers.__path__) if not module.name.startswith("_"))
    found: list[Peer] = [importlib.import_module(f"benchmarks.peers.{name}").PEER for name in names]
    return {peer.name: peer for peer in found}


def cache_folder() -> Path:
    """Where peers are kept from one run to the next."""
    cache = os.environ.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else Path.home() / ".cache") / "livehouse" / "peers"


def prepare(peer: Peer) -> tuple[Path, str]:
    """The folder of the peer, installed there if it was not, and its version.

    Raises:
        NotAvailable: it cannot be installed.
    """
    folder = cache_folder() / peer.name
    done = folder / ".installed"
    if not done.exists():
        print(f"installing {peer.name}: {peer.installed_by} …", file=sys.stderr, flush=True)
        folder.mkdir(parents=True, exist_ok=True)
        peer.install(folder)
        done.touch()
    return folder, peer.version(folder)


@contextmanager
def serving(peer: Peer, folder: Path) -> Iterator[Server]:
    """The peer, listening.

    Raises:
        NotAvailable: it ended, or does not listen.
    """
    port = free_port()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            peer.command(folder, port),
            cwd=peer.working_folder(folder),
            env={**os.environ, **peer.environment(port)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        wait_for(process, port, folder)
        yield Server(process.pid, port)
    finally:
        process.terminate()
        try:
            process.wait(STOP_S_MAX)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(process: "subprocess.Popen[bytes]", port: int, folder: Path) -> None:
    """Return when somebody listens on the port."""
    deadline_s = time.monotonic() + START_S_MAX
    while process.poll() is None and time.monotonic() < deadline_s:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    said = " ".join((folder / "log").read_text(errors="replace").split())
    raise NotAvailable(f"it does not listen: {said[-300:]}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def measure(arm: Server, *, rate: float, seconds: float, **how: object) -> dict[str, Any]:
    """One round of one server, with a fresh load generator."""
    result = generate(
        {
            "port": arm.port,
            "server_pid": arm.pid,
            "viewers": VIEWERS,
            "comments_per_s": rate,
            "seconds": seconds,
            "warm_up_s": WARM_UP_S,
            "grace_s": GRACE_S,
            **how,
        }
    )
    result["deliveries_per_s"] = result["deliveries"] / result["seconds"]
    result["deliveries_per_core_s"] = result["deliveries"] / max(result["server_cpu_s"], 1e-9)
    return result


def run(chosen: Sequence[Peer], *, rate: float, quick: bool) -> dict[str, Any]:
    """All rounds, the product and the peers in turn; the figures of each that could be run."""
    raise_open_files_limit()
    rounds: dict[str, list[dict[str, Any]]] = {PRODUCT: []}
    versions: dict[str, str] = {PRODUCT: livehouse.__version__}
    missing: dict[str, str] = {}
    ready: list[tuple[Peer, Path]] = []
    for peer in chosen:
        try:
            folder, versions[peer.name] = prepare(peer)
        except NotAvailable as reason:
            missing[peer.name] = str(reason)
        else:
            ready.append((peer, folder))
            rounds[peer.name] = []
    seconds = SECONDS_QUICK if quick else SECONDS
    count = 1 if quick else ROUNDS
    for number in range(count):
        announce_round(number, count)
        with server("benchmarks._channel_server") as ours:
            rounds[PRODUCT].append(measure(ours, rate=rate, seconds=seconds, speakers=SPEAKERS))
        for peer, folder in ready:
            if peer.name in missing:
                continue
            try:
                with serving(peer, folder) as theirs:
                    rounds[peer.name].append(
                        measure(theirs, rate=rate, seconds=seconds, deflate=False, dialect=peer.dialect, path=peer.path)
                    )
            except (NotAvailable, LoadFailed) as reason:
                missing[peer.name] = str(reason)
    return {
        "benchmark": "peers",
        "viewers": VIEWERS,
        "messages_per_s": rate,
        "servers": {
            name: figures(versions[name], measured) for name, measured in rounds.items() if name not in missing
        },
        "missing": missing,
        "rounds": rounds,
    }


def figures(version: str, measured: list[dict[str, Any]]) -> dict[str, Any]:
    """One server's line of the table."""
    return {
        "version": version,
        "deliveries_per_s": round(median(measured, "deliveries_per_s")),
        "deliveries_per_core_s": round(median(measured, "deliveries_per_core_s")),
        "latency_p50_ms": round(median(measured, "latency_p50_ms"), 1),
        "latency_p99_ms": round(median(measured, "latency_p99_ms"), 1),
        "lost": total(measured, "lost", "refused"),
        "doubled": total(measured, "doubled"),
        "disconnected": total(measured, "disconnected"),
        "late": total(measured, "late"),
        "late_share": round(total(measured, "late") / (VIEWERS * max(1, total(measured, "offered"))), 4),
        "load_cpu_s_per_s": round(median(measured, "load_cpu_s") / median(measured, "seconds"), 2),
    }


def describe(result: dict[str, Any]) -> str:
    """The figures for people, the best first."""
    best_first = sorted(result["servers"].items(), key=lambda item: -item[1]["deliveries_per_core_s"])
    rows = [
        (
            name,
            one["version"],
            f"{one['deliveries_per_s']:,}",
            f"{one['deliveries_per_core_s']:,}",
            f"{one['latency_p50_ms']:,}",
            f"{one['latency_p99_ms']:,}",
            f"{one['lost']:,}",
            f"{one['doubled']:,}",
            f"{one['disconnected']:,}",
            f"{one['late_share']:.0%}",
            f"{one['load_cpu_s_per_s']}",
        )
        for name, one in best_first
    ]
    title = f"{VIEWERS:,} viewers, {result['messages_per_s']:,.0f} messages a second offered"
    notes = [
        "lost: a later message came, this one did not. cut off: connections that the server ended. late: share that "
        f"was not there {GRACE_S:.0f} s after the end.",
        "generator: processors that the load generator used; near 1 it was the one that was too slow.",
        *(f"not measured: {name}: {reason}" for name, reason in result["missing"].items()),
    ]
    return "\n".join([table(title, COLUMNS, rows), *notes])


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; the exit status: 1 when the product lost something."""
    known = all_peers()
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which peers; all if none: {', '.join(known)}")
    parser.add_argument("--rate", type=float, default=MESSAGES_PER_S, help="messages a second offered")
    parser.add_argument("--quick", action="store_true", help="one short round")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object, last")
    given = parser.parse_args(arguments)
    unknown = [name for name in given.names if name not in known]
    if unknown:
        parser.error(f"there is no peer {', '.join(unknown)}; there are {', '.join(known)}")
    result = run([known[name] for name in given.names or known], rate=given.rate, quick=given.quick)
    print(describe(result))
    if given.json:
        print(json.dumps(result))
    return 1 if total(result["rounds"][PRODUCT], *LOSSES) else 0


if __name__ == "__main__":
    sys.exit(main())
