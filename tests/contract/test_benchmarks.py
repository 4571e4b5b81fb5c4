"""The benchmarks run, lose nothing and print the figures that they promise; how fast they are, no test judges."""

import json
import subprocess

import pytest

from tests.support.app import LIVEHOUSE

pytestmark = pytest.mark.timeout(300)

# A size that tells nothing of speed, and takes seconds.
TINY = ("--viewers", "40", "--seconds", "1", "--rounds", "1")


@pytest.mark.parametrize(
    ("name", "size", "figures"),
    [
        ("start", ("--rounds", "1"), {"ready_ms", "rss_mb"}),
        ("fanout", TINY, {"deliveries_per_core_s", "latency_p99_ms", "ratio_to_websockets", "lost"}),
        ("latency", TINY, {"last_delivery_p99_ms", "ratio_to_raw", "lost", "doubled"}),
        ("neighbour", TINY, {"beside_p99_ms", "alone_p99_ms", "added_p99_ms", "lost", "doubled"}),
        ("likes", TINY, {"likes_per_cpu_s", "count_error", "stored_error", "shown_p99_ms", "comment_p99_ms"}),
        ("idle", TINY, {"bytes_per_connection", "baseline_bytes_per_connection"}),
        ("workers", TINY, {"comment_p99_ms", "ratio_to_one_process", "broker_cpu_s_per_s", "lost", "doubled"}),
        (
            "gifts",
            ("--viewers", "20", "--seconds", "0.4", "--rounds", "1"),
            {"gifts_per_s", "p99_ms", "ratio_to_single_commits", "lost_after_kill", "faults_in_books"},
        ),
        pytest.param(
            "relay",
            ("--viewers", "12", "--seconds", "2.5", "--rounds", "1"),
            {"viewers_per_core", "added_delay_p99_ms"},
            # Where frames come late, the library leaves some out.
            marks=pytest.mark.alone,
        ),
        ("join", TINY, {"snapshot_p99_ms", "tick_p99_ms", "baseline_tick_p99_ms"}),
    ],
)
def test_a_benchmark_prints_its_figures_and_loses_nothing(name: str, size: tuple[str, ...], figures: set[str]) -> None:
    ran = subprocess.run(
        [LIVEHOUSE, "bench", name, "--quick", "--json", *size], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    result = json.loads(ran.stdout.splitlines()[-1])
    assert figures <= set(result)
    assert result["lost"] == 0
    assert result.get("count_error", 0) == 0
