"""Writes what came out into docs/ranking_proof.md, between its marks, and draws docs/ranking_proof.svg."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.offline.chart import draw
from benchmarks.offline.plan import FULL, SWEPT

DOCS: Final = Path(__file__).resolve().parents[2] / "docs"
PAGE: Final = DOCS / "ranking_proof.md"
PICTURE: Final = DOCS / "ranking_proof.svg"
_MARKED: Final = re.compile(r"(<!-- measured: (?P<name>\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_FORMS: Final = {"watch": "{:.2f}", "ndcg": "{:.3f}", "found": "{:.3f}", "newcomer_viewers": "{:.2f}", "gini": "{:.3f}"}
_HEAD: Final = ("minutes per viewer and day", "NDCG@10", "new hosts with an audience", "their viewers", "Gini")
_REALISM: Final = (
    ("stays_seen_a_day", "stays of a viewer in a day, as a look every 10 minutes sees them", "0.71 [1, 2]", "{:.2f}"),
    ("stay_seen_min", "minutes of a stay, likewise", "31.4 [2]", "{:.1f}"),
    ("minutes_a_day", "minutes of a viewer in a day", "22.3 [2]", "{:.1f}"),
    ("exponent", "Zipf exponent of hours watched by host, ranks 3 to 100", "0.94 [6]", "{:.2f}"),
    ("familiar", "stays with a host whom the viewer has watched before", "0.47 [11]", "{:.2f}"),
    ("five_at_most", "hosts with five viewers or fewer on average", "0.93 [7]", "{:.2f}"),
)


def write(figures: dict[str, Any]) -> None:
    """Fill in the tables and draw the picture."""
    tables = render(figures)
    text = PAGE.read_text("utf-8")
    PAGE.write_text(_MARKED.sub(lambda match: f"{match[1]}\n{tables[match['name']]}\n\n{match[3]}", text), "utf-8")
    PICTURE.write_text(draw(figures), "utf-8")


def render(figures: dict[str, Any]) -> dict[str, str]:
    """Every table of the page, by its name."""
    return {
        "run": f"{FULL.viewers:,} viewers, {FULL.hosts:,} hosts and those who begin, {FULL.days} days of which the "
        f"first {FULL.measured_from_day} are not counted, seeds {figures['first_seed']} to "
        f"{figures['first_seed'] + figures['seeds'] - 1}; means and 95 % intervals.",
        "orders": _table(
            ("order", *_HEAD),
            [(order, *(_with(each[name], name) for name in _FORMS)) for order, each in figures["orders"].items()],
        ),
        "differences": _table(
            ("ours less", *_HEAD),
            [
                (order, *(_with(each[name], name, sign="+") for name in _FORMS))
                for order, each in figures["ours_less"].items()
            ],
        ),
        "realism": _table(
            ("what", "published", "here, under popularity"),
            [(what, published, form.format(figures["realism"][name])) for name, what, published, form in _REALISM],
        ),
        "sweep": _sweep(figures["sweep"]),
    }


def _with(each: dict[str, float], name: str, sign: str = "") -> str:
    form = _FORMS[name].replace("{:", "{:" + sign)
    return f"{form.format(each['mean'])} ± {_FORMS[name].format(each['within'])}"


def _sweep(sweep: Sequence[dict[str, Any]]) -> str:
    rows = []
    for turn in sweep:
        orders = turn["orders"]
        ours = orders["ours"]
        cells = [f"`{turn['knob']}` × {turn['factor']:g}" if turn["knob"] else "as it is"]
        for theirs in ("popularity", "recency"):
            watch = ours["watch"] / orders[theirs]["watch"] - 1
            more = ours["newcomer_viewers"] - orders[theirs]["newcomer_viewers"]
            cells += [f"{watch:+.1%}", f"{more:+.2f}", f"{ours['gini'] - orders[theirs]['gini']:+.3f}"]
        rows.append(cells)
    head = ["assumption"]
    for theirs in ("popularity", "recency"):
        head += [f"watch time against {theirs}", "new hosts' viewers", "Gini"]
    table = _table(head, rows)
    size = f"{SWEPT.viewers:,} viewers, {SWEPT.days} days, one seed each: small differences mean nothing here."
    return f"{size}\n\n{table}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *rows))
