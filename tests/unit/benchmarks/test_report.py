"""What benchmarks print, and how they end."""

import json

import pytest

from benchmarks._report import finish, ratio, table


def test_names_stand_left_and_figures_right() -> None:
    printed = table("join: 3 viewers", ("channel", "raw"), [("p50", "1.5 ms", "12.0 ms"), ("ratio to raw", "1.1", "")])
    assert printed.splitlines() == [
        "join: 3 viewers",
        "                channel      raw",
        "  p50            1.5 ms  12.0 ms",
        "  ratio to raw      1.1",
    ]


def test_the_json_is_the_last_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert finish({"lost": 0, "doubled": 0, "p99_ms": 1.5}, "a table", as_json=True) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["p99_ms"] == 1.5


@pytest.mark.parametrize("figures", [{"lost": 1, "doubled": 0}, {"lost": 0, "doubled": 1}])
def test_only_what_was_lost_or_doubled_fails(figures: dict[str, int]) -> None:
    assert finish(figures, "a table", as_json=False) == 1


def test_nothing_to_compare_with_is_no_ratio() -> None:
    assert ratio(3.0, 2.0) == 1.5
    assert ratio(3.0, 0.0) == 0
