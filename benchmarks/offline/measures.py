"""What is made of a run's outcome: the figures that orders are compared by, and how sure they are."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from benchmarks.offline.plan import MINUTES_A_DAY
from benchmarks.offline.simulation import Numbers, Outcome

T_95: Final = (0.0, 12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262)
"""Student's t for 95 % with so many degrees of freedom; past nine, that of nine, which is a little wide."""
CRAWL_MIN: Final = 10.0


@dataclass(frozen=True)
class Figures:
    """One run in numbers.

    Attributes:
        watch: minutes watched per viewer and day.
        ndcg: of the first ten cards, by the minutes that the person would typically stay.
        found: share of new hosts with an audience in their first week.
        newcomer_viewers: viewers of new hosts' LIVEs, on average.
        gini: of viewers on average between all hosts who were live; 0 is the same for all, 1 is all for one.
    """

    watch: float
    ndcg: float
    found: float
    newcomer_viewers: float
    gini: float


def figures_of(outcome: Outcome) -> Figures:
    """The figures of one run."""
    platform, plan = outcome.platform, outcome.platform.plan
    days = plan.days - plan.measured_from_day
    on_air = outcome.on_air_of_host > 0
    judged = (platform.begins >= 0) & (platform.begins < plan.newcomers_until_day * MINUTES_A_DAY)
    judged &= outcome.on_air_of_newcomer > 0
    audiences = outcome.minutes_of_newcomer[judged] / outcome.on_air_of_newcomer[judged]
    return Figures(
        watch=float(outcome.minutes_of_viewer.sum() / plan.viewers / days),
        ndcg=float(np.mean(outcome.ndcg)),
        found=float(np.mean(audiences >= plan.audience_viewers)),
        newcomer_viewers=float(np.mean(audiences)),
        gini=gini(outcome.minutes_of_host[on_air] / outcome.on_air_of_host[on_air]),
    )


def gini(shares: Numbers) -> float:
    """Gini's coefficient: half the mean difference of any two, over the mean."""
    ordered, count = np.sort(shares), len(shares)
    if not ordered.sum():
        return 0.0
    ranks = np.arange(1, count + 1)
    return float(2 * (ranks @ ordered) / (count * ordered.sum()) - (count + 1) / count)


@dataclass(frozen=True)
class Estimate:
    """A mean over seeds, and the half width of its 95 % confidence interval (Student's t)."""

    mean: float
    within: float


def estimate(values: Sequence[float]) -> Estimate:
    """Of one figure of one order over seeds, or of differences of two on the same seeds."""
    count = len(values)
    if count < 2:
        return Estimate(values[0], math.nan)
    error = float(np.std(values, ddof=1)) / math.sqrt(count)
    return Estimate(float(np.mean(values)), T_95[min(count - 1, len(T_95) - 1)] * error)


def miscounted(outcome: Outcome) -> float:
    """Minutes that viewers watched and hosts were not watched, or the other way round, of all minutes."""
    watched = outcome.minutes_of_viewer.sum()
    return float(abs(watched - outcome.minutes_of_host.sum()) / max(watched, 1.0))


def realism(outcome: Outcome) -> dict[str, float]:
    """What there are published figures for, measured in a run."""
    plan = outcome.platform.plan
    days = plan.days - plan.measured_from_day
    stays = np.array(outcome.stays)
    seen = np.minimum(1.0, stays / CRAWL_MIN)
    on_air = outcome.on_air_of_host > 0
    viewers = outcome.minutes_of_host[on_air] / outcome.on_air_of_host[on_air]
    watched = np.sort(outcome.minutes_of_host)[::-1]
    ranks = np.arange(3, min(100, int((watched > 0).sum())))
    return {
        "stays_seen_a_day": float(seen.sum() / plan.viewers / days),
        "stay_seen_min": float((stays * seen).sum() / seen.sum()),
        "minutes_a_day": float(outcome.minutes_of_viewer.sum() / plan.viewers / days),
        "familiar": outcome.familiar / max(outcome.opened, 1),
        "five_at_most": float(np.mean(viewers <= 5)),
        "exponent": float(-np.polyfit(np.log(ranks), np.log(watched[ranks - 1]), 1)[0]),
    }
