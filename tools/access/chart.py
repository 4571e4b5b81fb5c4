"""The picture of the simulation: an SVG of its own making, without scripts, fonts or outside references."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Final

from tools.access.outcome import Outcome
from tools.access.people import CHEATS, HONEST, Kind
from tools.access.plan import DAYS

GOAL: Final = 0.05
NAMES: Final[dict[Kind, str]] = {
    "ring": "follow-back rings",
    "burst": "followers bought in bursts",
    "drip": "followers bought drop by drop",
    "self-play": "self-played videos",
    "repost": "reposted videos",
}
UNITS: Final[dict[Kind, str]] = {
    "ring": "follows",
    "burst": "follows",
    "drip": "follows",
    "self-play": "plays",
    "repost": "views",
}

_WIDTH: Final = 960
_HEIGHT: Final = 640
_INK, _QUIET, _RULE, _PAPER = "#1f1a2b", "#6b6479", "#e4e0ea", "#ffffff"
_HONEST, _CHEAT, _FAKED = "#0f7b5f", "#c2255c", "#f1d5df"


def draw(outcome: Outcome) -> str:
    """Two panels: what of the faked counted, and who had access on which day."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" '
        'font-family="system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif" role="img">',
        f"<title>{escape(_title(outcome))}</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" rx="12" fill="{_PAPER}"/>',
        _text(40, 44, "What cheating gains", size=20, weight=700),
        _text(40, 66, f"Of what was faked in 90 days, so much counted. The line is at {GOAL:.0%}.", colour=_QUIET),
        *_bars(outcome, top=88),
        _text(40, 318, "Who may go live, day by day", size=20, weight=700),
        *_lines(outcome, left=64, top=356, width=600, height=236),
        "</svg>\n",
    ]
    return "\n".join(parts)


def _title(outcome: Outcome) -> str:
    shares = ", ".join(f"{NAMES[kind]} {outcome.gains[kind].share:.1%}" for kind in CHEATS)
    return f"Of what was faked counted: {shares}."


def _bars(outcome: Outcome, *, top: int) -> list[str]:
    left, width, step = 260, 420, 38
    parts = []
    for number, kind in enumerate(CHEATS):
        gain, y = outcome.gains[kind], top + number * step
        parts += [
            _text(left - 14, y + 17, NAMES[kind], anchor="end"),
            _box(left, y, width, 24, _FAKED),
            _box(left, y, max(1.5, width * gain.share), 24, _CHEAT),
            _text(left + width + 14, y + 17, f"{gain.share:.1%}", weight=700),
            _text(left + width + 66, y + 17, f"of {gain.faked:,} {UNITS[kind]}", colour=_QUIET),
        ]
    goal_x = left + width * GOAL
    parts.append(_line(goal_x, top - 6, goal_x, top + len(CHEATS) * step - 8, _INK, dashes="3 3"))
    return parts


def _lines(outcome: Outcome, *, left: int, top: int, width: int, height: int) -> list[str]:
    lines: list[tuple[str, str, str, Callable[[int], int]]] = [
        ("honest hosts, as judged", _HONEST, "", lambda day: outcome.open_by(day, HONEST, "opened_on")),
        ("honest hosts, by mere numbers", _HONEST, "2 5", lambda day: outcome.open_by(day, HONEST, "taken_on")),
        ("cheats, by mere numbers", _CHEAT, "2 5", lambda day: outcome.open_by(day, CHEATS, "taken_on")),
        ("cheats, as judged", _CHEAT, "", lambda day: outcome.open_by(day, CHEATS, "opened_on")),
        ("cheats, had they not cheated", _QUIET, "7 4", lambda day: outcome.open_by(day, CHEATS, "honest_on")),
    ]
    highest = max(count(DAYS) for _, _, _, count in lines)
    step = _round_step(highest)
    ceiling = max(step, -(-highest // step) * step)

    def x(day: float) -> float:
        return left + width * day / DAYS

    def y(count: float) -> float:
        return top + height * (1 - count / ceiling)

    parts = []
    for number in range(0, ceiling + 1, step):
        parts += [
            _line(left, y(number), left + width, y(number), _RULE),
            _text(left - 10, y(number) + 4, str(number), anchor="end", colour=_QUIET),
        ]
    parts += [
        _text(x(day), top + height + 22, f"day {day}", anchor="middle", colour=_QUIET) for day in range(0, DAYS + 1, 15)
    ]
    labels = _spread([y(count(DAYS)) for _, _, _, count in lines], apart=20)
    for (name, colour, dashes, count), label_y in zip(lines, labels, strict=True):
        parts.append(_steps([(x(day), y(count(day))) for day in range(DAYS + 1)], colour, dashes))
        parts.append(_text(left + width + 12, label_y + 4, f"{count(DAYS)}  {name}", colour=colour, size=13))
    return parts


def _round_step(highest: int) -> int:
    return next(step for step in (5, 10, 20, 25, 50, 100, 200, 250, 500, 1_000, 5_000) if highest <= step * 6)


def _spread(wanted: Sequence[float], *, apart: float) -> list[float]:
    """Places for labels near where they are wanted, none on top of another."""
    placed = list(wanted)
    above = float("-inf")
    for index in sorted(range(len(wanted)), key=lambda index: wanted[index]):
        placed[index] = above = max(wanted[index], above + apart)
    return placed


def _text(
    x: float, y: float, text: str, *, size: int = 14, weight: int = 400, colour: str = _INK, anchor: str = "start"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" fill="{colour}" '
        f'text-anchor="{anchor}">{escape(text)}</text>'
    )


def _box(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height}" rx="3" fill="{colour}"/>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, dashes: str = "") -> str:
    return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{colour}"{_dashed(dashes)}/>'


def _steps(points: Sequence[tuple[float, float]], colour: str, dashes: str) -> str:
    """A line that only moves sideways and upwards; points that change nothing are left out."""
    drawn = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    last_y = points[0][1]
    for x, y in points[1:]:
        if y != last_y:
            drawn += f"H{x:.1f}V{y:.1f}"
            last_y = y
    drawn += f"H{points[-1][0]:.1f}"
    return f'<path d="{drawn}" fill="none" stroke="{colour}" stroke-width="2.5"{_dashed(dashes)}/>'


def _dashed(dashes: str) -> str:
    return f' stroke-dasharray="{dashes}" stroke-linecap="round"' if dashes else ""
