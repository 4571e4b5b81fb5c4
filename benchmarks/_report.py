"""What all benchmarks have in common on the command line: options, the table for people, the JSON, the exit status."""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = tuple[str, str, str]
"""What is measured, the product's figure, the baseline's."""


@dataclass(frozen=True)
class Size:
    """How large a benchmark is: its viewers, the seconds of one round of one arm, and the rounds."""

    viewers: int
    seconds: float
    rounds: int


def parse_size(
    name: str, doc: str | None, *, full: Size, quick: Size, arguments: Sequence[str] | None
) -> tuple[Size, bool]:
    """The size that is asked for, and whether as JSON too. Figures worth keeping are those of the full size."""
    parser = argparse.ArgumentParser(prog=f"livehouse bench {name}", description=(doc or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="short rounds, to see that it works")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object, last")
    parser.add_argument("--viewers", type=int, metavar="N", help=f"instead of {full.viewers:,}")
    parser.add_argument("--seconds", type=float, metavar="S", help=f"of each measurement, instead of {full.seconds:g}")
    parser.add_argument("--rounds", type=int, metavar="N", help=f"instead of {full.rounds}")
    given = parser.parse_args(arguments)
    usual = quick if given.quick else full
    size = Size(given.viewers or usual.viewers, given.seconds or usual.seconds, given.rounds or usual.rounds)
    return size, bool(given.json)


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows under their columns: names to the left, figures to the right."""
    lines = [("", *columns), *rows]
    widths = [max(len(line[index]) for line in lines) for index in range(len(columns) + 1)]
    printed = [title]
    for name, *figures in lines:
        cells = [f"{figure:>{width}}" for figure, width in zip(figures, widths[1:], strict=True)]
        printed.append(f"  {name:<{widths[0]}}  {'  '.join(cells)}".rstrip())
    return "\n".join(printed)


def rounds_in(figures: Mapping[str, Any]) -> str:
    """How many rounds the figures are the medians of."""
    count = max(len(rounds) for rounds in figures["rounds"].values())
    return "1 round" if count == 1 else f"{count} rounds"


def finish(figures: Mapping[str, Any], text: str, *, as_json: bool) -> int:
    """Print it; the exit status: 1 when something was lost or doubled, whatever else the figures say."""
    print(text)
    if as_json:
        print(json.dumps(figures))
    return 1 if figures["lost"] or figures["doubled"] else 0


def milliseconds(value: float) -> str:
    """A duration as it stands in a table."""
    return f"{value:,.1f} ms"


def ratio(ours: float, theirs: float) -> float:
    """How many times the baseline; 0 when the baseline has nothing to compare with."""
    return ours / theirs if theirs else 0.0
