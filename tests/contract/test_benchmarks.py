"""The benchmarks run, lose nothing and print the figures that they promise; how fast they are, no test judges."""

import json
import subprocess

import pytest

from tests.support.app import LIVEHOUSE

pytestmark = [pytest.mark.alone, pytest.mark.timeout(300)]


@pytest.mark.parametrize(
    ("name", "figures"),
    [
        ("start", {"ready_ms", "rss_mb"}),
        ("fanout", {"deliveries_per_core_s", "latency_p99_ms", "ratio_to_websockets", "lost"}),
    ],
)
def test_a_benchmark_prints_its_figures_and_loses_nothing(name: str, figures: set[str]) -> None:
    ran = subprocess.run([LIVEHOUSE, "bench", name, "--quick", "--json"], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    result = json.loads(ran.stdout.splitlines()[-1])
    assert figures <= set(result)
    assert result["lost"] == 0
