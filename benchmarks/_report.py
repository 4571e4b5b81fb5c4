"""What all benchmarks have in common on the command line: options, the table for people, the JSON, the exit status."""

import argparse
import json
from collections.abc import Mapping, Sequence
from typing import Any

Row = tuple[str, str, str]
"""What is measured, the product's figure, the baseline's."""


def options(name: str, doc: str | None) -> argparse.ArgumentParser:
    """The parser of a benchmark's command line; `doc` is its module's."""
    parser = argparse.ArgumentParser(prog=f"livehouse bench {name}", description=(doc or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="short rounds, to see that it works")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object, last")
    return parser


def sized_options(name: str, doc: str | None, viewers: int) -> argparse.ArgumentParser:
    """The same, for a benchmark that can be tried with fewer viewers than its figures are about."""
    parser = options(name, doc)
    parser.add_argument(
        "--viewers", type=int, default=viewers, metavar="N", help=f"another number of viewers than {viewers:,}"
    )
    return parser


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows under their columns: names to the left, figures to the right."""
    lines = [("", *columns), *rows]
    widths = [max(len(line[index]) for line in lines) for index in range(len(columns) + 1)]
    printed = [title]
    for name, *figures in lines:
        cells = [f"{figure:>{width}}" for figure, width in zip(figures, widths[1:], strict=True)]
        printed.append(f"  {name:<{widths[0]}}  {'  '.join(cells)}".rstrip())
    return "\n".join(printed)


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
