"""What a person stays with and skips, and what they have seen enough of. Pure."""

import math
from datetime import datetime, timedelta
from typing import Final

from livehouse.discovery.feed_store import ItemKind, Shown

# After so long half of a taste's points are forgotten.
TASTE_HALF_LIFE: Final = timedelta(days=14)
# A stay as long as people stay on average is worth so much, one that is e times as long a point more.
TYPICAL_STAY_POINTS: Final = 0.3
STAY_POINTS_MIN: Final = -1.0
STAY_POINTS_MAX: Final = 2.0
# Who swiped past has not watched.
WATCHED_S_MIN: Final = 20.0
SKIP_POINTS: Final = -0.3
FOLLOWED_POINTS: Final = 1.5
POINTS_MAX: Final = 12.0
# So many points are three quarters of the way to all that there is.
POINTS_FULL: Final = 4.0

# After so long, what was seen or skipped counts half: a LIVE is another one an hour later, a video stays what it was.
SEEN_HALF_LIFE: Final[dict[ItemKind, timedelta]] = {"live": timedelta(minutes=30), "video": timedelta(days=3)}
SKIPPED_HALF_LIFE: Final[dict[ItemKind, timedelta]] = {"live": timedelta(hours=2), "video": timedelta(days=7)}
# Whoever watched a video has no need of it; whoever left a LIVE looks for another one, and may come back later.
OPENED_VIDEO_SEEN: Final = 2.0
OPENED_LIVE_SEEN: Final = 3.0
REMEMBERED_FOR: Final = timedelta(days=7)
TASTES_FOR: Final = timedelta(days=120)


def _left(age: timedelta, half_life: timedelta) -> float:
    return math.pow(0.5, max(age, timedelta(0)) / half_life)


def points_at(points: float, at: datetime, now: datetime) -> float:
    """What is left of points that somebody had `at` a time."""
    return points * _left(now - at, TASTE_HALF_LIFE)


def add_points(points: float, at: datetime, now: datetime, gained: float) -> float:
    """The points with what was gained now."""
    return max(-POINTS_MAX, min(POINTS_MAX, points_at(points, at, now) + gained))


def points_of_stay(seconds: float, typical_min: float) -> float:
    """What staying so long says, where people stay `typical_min` on average: less than nothing if it was short."""
    if seconds <= 0:
        return STAY_POINTS_MIN
    points = TYPICAL_STAY_POINTS + math.log(seconds / 60 / typical_min)
    return max(STAY_POINTS_MIN, min(STAY_POINTS_MAX, points))


def taste_of(points: float) -> float:
    """From -1 (keeps skipping it) over 0 (who knows) to 1 (keeps staying with it)."""
    return math.tanh(points / POINTS_FULL)


def seen_enough(shown: Shown, now: datetime) -> tuple[float, float]:
    """How often it was seen without being opened, and skipped, as far as that still counts."""
    age = now - shown.last_at
    seen = float(max(shown.seen - shown.opened, 0))
    if shown.kind == "video":
        seen += OPENED_VIDEO_SEEN * min(shown.opened, 2)
    elif shown.opened:
        seen += OPENED_LIVE_SEEN
    return (
        seen * _left(age, SEEN_HALF_LIFE[shown.kind]),
        shown.skipped * _left(age, SKIPPED_HALF_LIFE[shown.kind]),
    )
