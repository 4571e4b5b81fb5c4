"""The liveliest minutes of a replay. Pure.

What happens is counted in steps of 10 s of the replay: comments, likes, gifts. A minute is six steps, beginning at any
of them. Of each of the three the *usual* minute is the median of all minutes of this LIVE, so that a quiet room's ten
comments weigh as much as a busy one's thousand. How much a minute is above it is

    times = (happened + 1 unit) / (usual + 1 unit)        with a unit of 2 comments, 20 likes, 1 gift

which the unit keeps from jumping where nearly nothing ever happens. `times_usual` is the mean of what this LIVE has at
all of the three, weighted 2 (comments) : 1 (likes, which swing) : 2 (gifts). A minute is marked from `TIMES_MIN` on; of
those that overlap, the liveliest.
"""

from collections.abc import Sequence
from statistics import median
from typing import Final

import msgspec

from livehouse.replays.model import US, Marker

STEP_S: Final = 10
STEPS_OF_MINUTE: Final = 6
# A minute must stand out from others, of which there have to be some.
STEPS_MIN: Final = 18
TIMES_MIN: Final = 2.0
MARKERS_MAX: Final = 10
COMMENTS_UNIT: Final = 2.0
LIKES_UNIT: Final = 20.0
GIFTS_UNIT: Final = 1.0
COMMENTS_WEIGHT: Final = 2.0
LIKES_WEIGHT: Final = 1.0
GIFTS_WEIGHT: Final = 2.0


class Step(msgspec.Struct):
    """What happened in 10 s of a replay; `viewers` is how many watched, at most."""

    comments: int = 0
    likes: int = 0
    gifts: int = 0
    diamonds: int = 0
    viewers: int = 0


def count_steps(duration_us: int) -> int:
    """How many steps a replay has; the last one may be short."""
    return -(-duration_us // (STEP_S * US))


def find_markers(steps: Sequence[Step], *, duration_us: int) -> list[Marker]:
    """The liveliest minutes, in the replay's order; none of them overlap."""
    if len(steps) < STEPS_MIN:
        return []
    minutes = [_sum(steps[first : first + STEPS_OF_MINUTE]) for first in range(len(steps) - STEPS_OF_MINUTE + 1)]
    signals = [
        ([minute.comments for minute in minutes], COMMENTS_UNIT, COMMENTS_WEIGHT),
        ([minute.likes for minute in minutes], LIKES_UNIT, LIKES_WEIGHT),
        ([minute.gifts for minute in minutes], GIFTS_UNIT, GIFTS_WEIGHT),
    ]
    present = [(numbers, unit, weight, median(numbers)) for numbers, unit, weight in signals if any(numbers)]
    whole = sum(weight for _, _, weight, _ in present)
    if whole == 0:
        return []
    times = [
        sum(weight * (numbers[place] + unit) / (usual + unit) for numbers, unit, weight, usual in present) / whole
        for place in range(len(minutes))
    ]
    chosen: list[int] = []
    # Of equals the first one.
    for place in sorted(range(len(minutes)), key=lambda place: (-times[place], place)):
        if times[place] < TIMES_MIN or len(chosen) == MARKERS_MAX:
            break
        if all(abs(place - other) >= STEPS_OF_MINUTE for other in chosen):
            chosen.append(place)
    return [_marker(place, minutes[place], times[place], duration_us) for place in sorted(chosen)]


def _sum(steps: Sequence[Step]) -> Step:
    return Step(
        comments=sum(step.comments for step in steps),
        likes=sum(step.likes for step in steps),
        gifts=sum(step.gifts for step in steps),
        diamonds=sum(step.diamonds for step in steps),
        viewers=max(step.viewers for step in steps),
    )


def _marker(place: int, minute: Step, times: float, duration_us: int) -> Marker:
    return Marker(
        at_s=float(place * STEP_S),
        until_s=round(min((place + STEPS_OF_MINUTE) * STEP_S, duration_us / US), 3),
        comments=minute.comments,
        likes=minute.likes,
        gifts=minute.gifts,
        diamonds=minute.diamonds,
        viewers=minute.viewers,
        times_usual=round(times, 1),
    )
