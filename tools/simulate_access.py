"""Simulates 10,000 accounts over 90 days and writes what came out: `python -m tools.simulate_access [--seed N]`.

Draws docs/live_access_simulation.svg and fills in the tables of docs/live_access.md.
"""

import argparse
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from livehouse.live_access import load_policy
from tools.access.chart import NAMES, UNITS, draw
from tools.access.outcome import Fate, Outcome, days_waited, median_of, simulate
from tools.access.people import CHEATS, HONEST, Kind
from tools.access.plan import DAYS, FULL
from tools.paths import ROOT

SEED: Final = 20_260_105
PAGE: Final = ROOT / "docs" / "live_access.md"
PICTURE: Final = ROOT / "docs" / "live_access_simulation.svg"
HONEST_NAMES: Final[dict[Kind, str]] = {
    "creator": "creators",
    "class": "hosts of a school class (32 sign up in an hour, from one network)",
    "assembly": "hosts of an assembly (240 likewise)",
}
_MARKED: Final = re.compile(r"(<!-- simulated: (?P<name>\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def main() -> None:
    """Simulate, write, and say what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    seed: int = parser.parse_args().seed
    began = time.monotonic()
    outcome = simulate(FULL, load_policy(), seed)
    tables = render(outcome, seed)
    PICTURE.write_text(draw(outcome), "utf-8")
    fill(PAGE, tables)
    for table in tables.values():
        print(f"{table}\n")
    print(f"{time.monotonic() - began:.0f} s")


def fill(page: Path, tables: dict[str, str]) -> None:
    """Write each table between its marks."""
    text = page.read_text("utf-8")
    page.write_text(_MARKED.sub(lambda match: f"{match[1]}\n{tables[match['name']]}\n\n{match[3]}", text), "utf-8")


def render(outcome: Outcome, seed: int) -> dict[str, str]:
    """Every table of the page, by its name."""
    return {
        "run": f"Seed {seed}: {outcome.accounts:,} accounts, {outcome.follows:,} follows, {DAYS} days; judged by the "
        f"policy `standard` every {FULL.judged_every_days} days.",
        "gains": _gains(outcome),
        "access": _access(outcome),
        "honest": _honest(outcome),
    }


def _gains(outcome: Outcome) -> str:
    rows = []
    for kind in CHEATS:
        gain = outcome.gains[kind]
        rows.append([NAMES[kind], f"{gain.faked:,} {UNITS[kind]}", f"{gain.gained:,}", f"{gain.share:.1%}"])
    return _table(["what was faked", "how much", "of it counted", "share"], rows)


def _access(outcome: Outcome) -> str:
    rows = []
    for kind in (*HONEST, *CHEATS):
        fates = outcome.of(kind)
        waited = median_of(days_waited(fates))
        rows.append(
            [
                HONEST_NAMES.get(kind, NAMES.get(kind, kind)),
                f"{len(fates):,}",
                _count(fates, lambda fate: fate.opened_on),
                "" if waited is None else f"{waited} days",
                _count(fates, lambda fate: fate.taken_on),
                _count(fates, lambda fate: fate.honest_on) if kind in CHEATS else "",
            ]
        )
    return _table(["who", "how many", "got access", "after (median)", "by mere numbers", "had they not cheated"], rows)


def _count(fates: Sequence[Fate], day: Callable[[Fate], int | None]) -> str:
    return f"{sum(day(fate) is not None for fate in fates):,}"


def _honest(outcome: Outcome) -> str:
    rows = [
        ["all honest hosts with 20 followers or more", "on the last day", f"{outcome.honest_counted.share:.1%}"],
    ]
    for kind, seen in sorted(outcome.crowds.items(), reverse=True):
        for after, counted in sorted(seen.items()):
            when = "on the evening itself" if after == 1 else f"{after} days later"
            rows.append([HONEST_NAMES[kind], when, f"{counted.share:.0%}"])
    return _table(["whose followers", "when", "count"], rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *rows))


if __name__ == "__main__":
    main()
