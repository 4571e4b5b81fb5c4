"""The picture of the comparison: an SVG of its own making, without scripts, fonts or outside references."""

from collections.abc import Sequence
from html import escape
from typing import Any, Final

_WIDTH: Final = 960
_HEIGHT: Final = 620
_INK, _QUIET, _RULE, _PAPER = "#1f1a2b", "#6b6479", "#e4e0ea", "#ffffff"
_COLOURS: Final = {"ours": "#c2255c", "popularity": "#3b5bdb", "recency": "#0f7b5f", "random": "#6b6479"}
_PANELS: Final = (
    ("watch", "Minutes watched per viewer and day", "more is better", "{:.1f}"),
    ("ndcg", "NDCG of the first ten cards", "more is better", "{:.2f}"),
    ("newcomer_viewers", "Viewers of a new host's LIVEs", "more is better", "{:.2f}"),
    ("gini", "Gini of attention between hosts", "less is fairer", "{:.2f}"),
)


def draw(figures: dict[str, Any]) -> str:
    """Four panels of bars with their 95 % intervals, and where each order stands in watch time and fairness at once."""
    orders = [order for order in _COLOURS if order in figures["orders"]]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" '
        'font-family="system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif" role="img">',
        f"<title>{escape(_title(figures, orders))}</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" rx="12" fill="{_PAPER}"/>',
        _text(40, 44, "Four ways of ordering LIVEs, on the same made-up evenings", size=20, weight=700),
        _text(40, 68, f"Means of {figures['seeds']} seeds; the lines are 95 % confidence intervals.", colour=_QUIET),
    ]
    for number, (name, title, hint, form) in enumerate(_PANELS):
        left, top = 40 + (number % 2) * 460, 104 + (number // 2) * 254
        parts += _panel(figures["orders"], orders, name, title, hint, form, left, top)
    return "\n".join([*parts, "</svg>\n"])


def _title(figures: dict[str, Any], orders: Sequence[str]) -> str:
    told = (
        f"{order}: {figures['orders'][order]['watch']['mean']:.1f} minutes, Gini "
        f"{figures['orders'][order]['gini']['mean']:.2f}"
        for order in orders
    )
    return "Watch time per viewer and day, and inequality of attention. " + "; ".join(told) + "."


def _panel(
    values: dict[str, Any], orders: Sequence[str], name: str, title: str, hint: str, form: str, left: int, top: int
) -> list[str]:
    parts = [
        _text(left, top, title, size=15, weight=700),
        _text(left, top + 20, hint, size=13, colour=_QUIET),
    ]
    most = max(values[order][name]["mean"] + _within(values[order][name]) for order in orders) or 1.0
    bars_left, width = left + 92, 250
    for number, order in enumerate(orders):
        y, each = top + 36 + number * 42, values[order][name]
        length = width * each["mean"] / most
        parts += [
            _text(left, y + 19, order, size=14, colour=_INK, weight=700 if order == "ours" else 400),
            f'<rect x="{bars_left}" y="{y}" width="{width}" height="28" rx="3" fill="{_RULE}"/>',
            f'<rect x="{bars_left}" y="{y}" width="{length:.1f}" height="28" rx="3" fill="{_COLOURS[order]}"/>',
        ]
        low, high = (bars_left + width * (each["mean"] + sign * _within(each)) / most for sign in (-1, 1))
        parts += [
            f'<path d="M{max(low, bars_left):.1f} {y + 14}H{high:.1f}" stroke="{_INK}" stroke-width="2"/>',
            _text(bars_left + width + 14, y + 19, form.format(each["mean"]), size=14, weight=700),
        ]
    return parts


def _within(each: dict[str, float]) -> float:
    return each["within"] if each["within"] == each["within"] else 0.0


def _text(x: float, y: float, text: str, *, size: int = 14, weight: int = 400, colour: str = _INK) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" fill="{colour}">{escape(text)}</text>'
    )
