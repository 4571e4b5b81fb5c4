"""`livehouse bench ranking`: our order of LIVEs against popularity, recency and chance, on a made-up platform.

Everybody and everything on it is decided by a seed; each order is given the same people and evenings, and what it
shows decides what happens next. docs/ranking_proof.md says what the platform is like and what came out; `--write`
fills in its tables and draws its picture.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from typing import Any, Final, NamedTuple

from benchmarks._report import table
from benchmarks.offline.generator import make
from benchmarks.offline.measures import Estimate, Figures, estimate, figures_of, miscounted, realism
from benchmarks.offline.orders import ORDERS
from benchmarks.offline.page import write
from benchmarks.offline.plan import FULL, KNOBS, QUICK, SWEPT, Plan, turned
from benchmarks.offline.simulation import run

COMPARED: Final = ("ours", "popularity", "recency", "random")
SWEEP: Final = ("ours", "popularity", "recency")
FIRST_SEED: Final = 21
"""Those before were looked at while the formula was made."""
SEEDS: Final = 8
SEEDS_QUICK: Final = 2
SEEDS_SWEPT: Final = 1
FACTORS: Final = (0.5, 2.0)
FIGURES: Final = ("watch", "ndcg", "found", "newcomer_viewers", "gini")


class Job(NamedTuple):
    """One run: of which platform, under which order. `turn` is what was halved or doubled, or nothing."""

    order: str
    seed: int
    plan: Plan
    turn: tuple[str, float] | None = None


class Done(NamedTuple):
    """What came of a job."""

    job: Job
    figures: Figures
    realism: dict[str, float]
    miscounted: float


def work(job: Job) -> Done:
    platform = make(job.plan, job.seed)
    outcome = run(platform, ORDERS[job.order](platform))
    return Done(job, figures_of(outcome), realism(outcome), miscounted(outcome))


def jobs_of(plan: Plan, seeds: int, *, swept: bool) -> list[Job]:
    jobs = [Job(order, seed, plan) for seed in range(FIRST_SEED, FIRST_SEED + seeds) for order in ORDERS]
    if swept:
        turns: list[tuple[str, float]] = [("", 1.0), *((knob, factor) for knob in KNOBS for factor in FACTORS)]
        for knob, factor in turns:
            turned_plan = turned(SWEPT, knob, factor) if knob else SWEPT
            for seed in range(FIRST_SEED, FIRST_SEED + SEEDS_SWEPT):
                jobs += [Job(order, seed, turned_plan, (knob, factor)) for order in SWEEP]
    return jobs


def done_of(jobs: Sequence[Job], processes: int) -> Iterator[Done]:
    with ProcessPoolExecutor(processes) as pool:
        for number, done in enumerate(pool.map(work, jobs), 1):
            job = done.job
            turn = f" {job.turn[0]} × {job.turn[1]:g}" if job.turn and job.turn[0] else ""
            print(f"{number} of {len(jobs)}: seed {job.seed}, {job.order}{turn}", file=sys.stderr, flush=True)
            yield done


def compare(done: Sequence[Done], orders: Sequence[str]) -> dict[str, dict[str, Estimate]]:
    """Each figure of each order, over the seeds."""
    return {
        order: {
            name: estimate([getattr(one.figures, name) for one in done if one.job.order == order]) for name in FIGURES
        }
        for order in orders
    }


def differences(done: Sequence[Done], ours: str, theirs: str) -> dict[str, Estimate]:
    """Ours less theirs, on the same seeds."""
    by_seed = {(one.job.order, one.job.seed): one.figures for one in done}
    seeds = sorted({one.job.seed for one in done})
    return {
        name: estimate([getattr(by_seed[ours, seed], name) - getattr(by_seed[theirs, seed], name) for seed in seeds])
        for name in FIGURES
    }


def figures_in(done: Sequence[Done]) -> dict[str, Any]:
    """Everything that is told, as JSON."""
    main = [one for one in done if one.job.turn is None]
    turns = sorted({one.job.turn for one in done if one.job.turn is not None})
    sweep = []
    for turn in turns:
        of_turn = [one for one in done if one.job.turn == turn]
        means = compare(of_turn, SWEEP)
        sweep.append(
            {
                "knob": turn[0],
                "factor": turn[1],
                "orders": {order: {name: each.mean for name, each in means[order].items()} for order in SWEEP},
            }
        )
    popular = [one.realism for one in main if one.job.order == "popularity"]
    return {
        "seeds": len({one.job.seed for one in main}),
        "first_seed": min(one.job.seed for one in main),
        "orders": {
            order: {name: asdict(each) for name, each in figures.items()}
            for order, figures in compare(main, list(ORDERS)).items()
        },
        "ours_less": {
            theirs: {name: asdict(each) for name, each in differences(main, "ours", theirs).items()}
            for theirs in ORDERS
            if theirs != "ours"
        },
        "realism": {name: sum(one[name] for one in popular) / len(popular) for name in popular[0]},
        "sweep": sweep,
        "rounds": [{"order": one.job.order, "seed": one.job.seed, **asdict(one.figures)} for one in main],
        "lost": sum(one.miscounted > 1e-3 for one in done),
    }


def told(figures: dict[str, Any], plan: Plan) -> str:
    """The table for people."""
    rows = []
    for order, values in figures["orders"].items():
        cells = [
            f"{values[name]['mean']:.3f} ± {values[name]['within']:.3f}"
            for name in ("watch", "ndcg", "found", "newcomer_viewers", "gini")
        ]
        rows.append((order, *cells))
    title = f"ranking: {plan.viewers:,} viewers, {plan.hosts:,} hosts, {plan.days} days, {figures['seeds']} seeds"
    return table(title, ("min/viewer/day", "NDCG@10", "new hosts found", "their viewers", "Gini"), rows)


def main() -> int:
    parser = argparse.ArgumentParser(prog="livehouse bench ranking", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a smaller platform and two seeds, to see that it works")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object, last")
    parser.add_argument("--seeds", type=int, metavar="N", help=f"instead of {SEEDS}")
    parser.add_argument("--sweep", action="store_true", help="also halve and double each assumption, one by one")
    parser.add_argument("--processes", type=int, default=len(os.sched_getaffinity(0)), metavar="N")
    parser.add_argument(
        "--write", action="store_true", help="write docs/ranking_proof.md and its picture (with --sweep)"
    )
    given = parser.parse_args()
    if given.write and (given.quick or not given.sweep):
        parser.error("--write takes the full size and --sweep")
    seeds = given.seeds or (SEEDS_QUICK if given.quick else SEEDS)
    if seeds < 1 or given.processes < 1:
        parser.error("--seeds and --processes are 1 or more")
    plan = QUICK if given.quick else FULL
    figures = figures_in(list(done_of(jobs_of(plan, seeds, swept=given.sweep), given.processes)))
    print(told(figures, plan))
    if given.write:
        write(figures)
    if given.json:
        print(json.dumps(figures))
    return 1 if figures["lost"] else 0


if __name__ == "__main__":
    sys.exit(main())
