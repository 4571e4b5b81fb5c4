"""What is happening in every LIVE just now, in columns: the features that `ranking` judges. Pure but for its memory.

Averages forget: what was `NOW_HALF_LIFE_MIN` ago counts half of what happens this moment. What a room usually is like
is the same with `USUAL_HALF_LIFE_MIN`, begun with what its host's LIVEs before were like. Of a LIVE that has just begun
the average is that of the time that there was, not one that has still to climb.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

import msgspec

from livehouse.discovery.ranking import (
    ACTS,
    PERSON_AGAIN_S,
    Act,
    Features,
)
from livehouse.kernel.later import loaded_later

if TYPE_CHECKING:
    import numpy as np

    from livehouse.discovery.ranking import Column
else:
    np = loaded_later("numpy")

NOW_HALF_LIFE_MIN: Final = 2.0
USUAL_HALF_LIFE_MIN: Final = 20.0
# A room that is so young has no past of its own yet.
PAST_AFTER_MIN: Final = 3.0
# What happened in the first seconds is taken for half a minute's.
OBSERVED_MIN_LEAST: Final = 0.5
# The host's LIVEs before weigh as much as this share of everything that can be known of this one.
PAST_WEIGHT: Final = 0.5
# How long people stay is known from those who left: what was two hours ago counts half, and a LIVE before less again.
STAY_HALF_LIFE_MIN: Final = 120.0
PAST_STAYS_LEFT: Final = 0.7
# It is mixed with so many who stayed as long as is typical here.
PRIOR_LEAVERS: Final = 5.0
# What is typical here is that of all LIVEs, of which none says more than so many people who left it, or were shown it;
# mixed with so many people on platforms of which nothing is known yet.
TYPICAL_STAY_MIN: Final = 10.0
TYPICAL_LEAVERS: Final = 20.0
TYPICAL_LEAVERS_MAX: Final = 100.0
TYPICAL_WELCOME: Final = 0.10
TYPICAL_SHOWN: Final = 100.0
TYPICAL_SHOWN_MAX: Final = 1_000.0
# Of somebody who is not signed in, so much counts: another cookie is another person, and costs nothing.
STRANGER_WEIGHT: Final = 0.25
# People who are remembered as counted in the present half minute; past it nobody counts until the next one.
COUNTED_MAX: Final = 2_000_000
# A gap longer than this (a machine that slept) is no gap: nobody knows what happened.
ADVANCE_S_MAX: Final = 3_600.0
# Fewer viewers than this, on average, say nothing of what is usual per viewer.
WATCHED_LEAST: Final = 0.1
GROWS_FROM: Final = 64

_NOW = math.log(2) / NOW_HALF_LIFE_MIN
_USUAL = math.log(2) / USUAL_HALF_LIFE_MIN
_STAYS = math.log(2) / STAY_HALF_LIFE_MIN
_SCALES: Final = ("now", "usual")
_MEASURED: Final = ("viewers", "arrivals", *ACTS)


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """What a host's LIVEs before came to.

    `viewers` and `acts` (per viewer and minute, in the order of `ACTS`) are averages, in which the last LIVE counts
    most; they are None while no LIVE was long enough. `watched_min` is how long all people together watched, and
    `leavers` how many of them left while it went on, the last LIVE most. `known_by` is how many people came to any.
    """

    lives: int = 0
    known_by: float = 0.0
    viewers: float | None = None
    acts: tuple[float, ...] | None = None
    watched_min: float = 0.0
    leavers: float = 0.0


NO_PAST: Final = Past()
# How much the last LIVE counts in the averages of all.
LAST_LIVE_WEIGHT: Final = 0.3


def add_live(
    past: Past,
    *,
    came: float,
    minutes: float,
    viewers: float,
    acts: Sequence[float],
    watched_min: float,
    leavers: float,
) -> Past:
    """The host's past with one more LIVE, that went on for `minutes`."""
    past = msgspec.structs.replace(
        past,
        lives=past.lives + 1,
        known_by=past.known_by + came,
        watched_min=PAST_STAYS_LEFT * past.watched_min + watched_min,
        leavers=PAST_STAYS_LEFT * past.leavers + leavers,
    )
    if minutes < PAST_AFTER_MIN:
        return past
    if past.viewers is None or past.acts is None:
        return msgspec.structs.replace(past, viewers=viewers, acts=tuple(acts))

    def mix(before: float, last: float) -> float:
        return before + LAST_LIVE_WEIGHT * (last - before)

    return msgspec.structs.replace(
        past,
        viewers=mix(past.viewers, viewers),
        acts=tuple(mix(before, last) for before, last in zip(past.acts, acts, strict=True)),
    )


def person_number(viewer_key: str, *, is_stranger: bool) -> int:
    """A person as a number, the same in every process; the lowest bit tells whether they are signed in."""
    return zlib.crc32(viewer_key.encode()) << 1 | is_stranger


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """One room's memory, to be written down and gone on with after a restart.

    `at_s` is when, on the wall clock, and `seen_s` how long the room had been looked at then.
    """

    at_s: float
    seen_s: float
    now: list[float]
    usual: list[float]
    shown: float
    opened: float
    came: float
    watched_min: float = 0.0
    leavers: float = 0.0


class Pulse:
    """The rooms that are on the air, each a row. Rows are dense: when one goes, the last one takes its place.

    Every method that takes a time takes seconds of the wall clock, the same in every process.
    """

    def __init__(self) -> None:
        self.ids: list[str] = []
        self._rows: dict[str, int] = {}
        self._now_s: float | None = None
        self._window = -1
        self._counted: set[tuple[str, int]] = set()

    @cached_property
    def _columns(self) -> dict[str, Column]:
        """Made with the first room: a house without one needs no numpy."""
        names = (
            *(f"{scale}_{measured}" for scale in _SCALES for measured in _MEASURED),
            "viewers",
            "shown",
            "opened",
            "came",
            # How long all people together watched, in minutes, and how many of them left.
            "watched",
            "leavers",
            "began_s",
            # Since when it was looked at without a gap: the time that its averages are of.
            "since_s",
            "interrupted",
            "known_by",
            "past_viewers",
            "past_watched",
            "past_leavers",
            *(f"past_{act}" for act in ACTS),
        )
        return {name: np.zeros(GROWS_FROM) for name in names}

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, room_id: str) -> bool:
        return room_id in self._rows

    def row(self, room_id: str) -> int | None:
        """Where the room stands just now; None for one that is not kept."""
        return self._rows.get(room_id)

    # Rooms come and go

    def add(
        self, room_id: str, now_s: float, *, began_s: float, past: Past = NO_PAST, kept: Kept | None = None
    ) -> None:
        """Keep a room that is on the air; nothing happens if it is kept. `kept` is what is remembered of it."""
        if room_id in self._rows:
            return
        row = len(self.ids)
        if row == len(self._columns["viewers"]):
            for name, column in self._columns.items():
                self._columns[name] = np.concatenate((column, np.zeros(len(column))))
        for column in self._columns.values():
            column[row] = 0.0
        self.ids.append(room_id)
        self._rows[room_id] = row
        self._columns["began_s"][row] = began_s
        self._columns["since_s"][row] = now_s
        self.set_past(room_id, past)
        if kept is not None:
            self._restore(row, now_s, kept)

    def remove(self, room_id: str) -> None:
        """Keep it no more; nothing happens if it is not kept."""
        row = self._rows.pop(room_id, None)
        if row is None:
            return
        last_id = self.ids.pop()
        if last_id != room_id:
            last = len(self.ids)
            self.ids[row] = last_id
            self._rows[last_id] = row
            for column in self._columns.values():
                column[row] = column[last]

    def set_past(self, room_id: str, past: Past) -> None:
        """Know what the host's LIVEs before came to."""
        row = self._rows.get(room_id)
        if row is None:
            return
        columns = self._columns
        columns["known_by"][row] = past.known_by
        columns["past_viewers"][row] = np.nan if past.viewers is None else past.viewers
        columns["past_watched"][row] = past.watched_min
        columns["past_leavers"][row] = past.leavers
        for place, act in enumerate(ACTS):
            columns[f"past_{act}"][row] = np.nan if past.acts is None else past.acts[place]

    # What happens

    def advance(self, now_s: float) -> None:
        """Let time pass until `now_s`: everybody who is watching has watched until then."""
        before_s = self._now_s
        self._now_s = now_s if before_s is None else max(now_s, before_s)
        if before_s is None or now_s <= before_s or not self.ids:
            return
        minutes = min(now_s - before_s, ADVANCE_S_MAX) / 60
        count = len(self.ids)
        columns = self._columns
        for scale, rate in (("now", _NOW), ("usual", _USUAL)):
            left = float(np.exp(-rate * minutes))
            for measured in _MEASURED:
                columns[f"{scale}_{measured}"][:count] *= left
            columns[f"{scale}_viewers"][:count] += (1 - left) * columns["viewers"][:count]
        left = float(np.exp(-_STAYS * minutes))
        columns["watched"][:count] *= left
        columns["watched"][:count] += (1 - left) / _STAYS * columns["viewers"][:count]
        # Who was there when a process began to look is not known to have come.
        columns["leavers"][:count] = left * np.maximum(columns["leavers"][:count], 0.0)

    def set_viewers(self, room_id: str, viewers: float) -> None:
        """So many are watching now."""
        row = self._rows.get(room_id)
        if row is not None:
            # Who came and is not there any more has left; those who come are added when they do (`arrive`).
            self._columns["leavers"][row] -= viewers - self._columns["viewers"][row]
            self._columns["viewers"][row] = viewers

    def set_interrupted(self, room_id: str, is_interrupted: bool) -> bool:
        """The host's picture is gone, or back; whether that is something new."""
        row = self._rows.get(room_id)
        if row is None or bool(self._columns["interrupted"][row]) == is_interrupted:
            return False
        self._columns["interrupted"][row] = float(is_interrupted)
        return True

    def arrive(self, room_id: str, people: float) -> None:
        """So many came."""
        row = self._rows.get(room_id)
        if row is not None:
            self._columns["came"][row] += people
            self._columns["leavers"][row] += people
            self._happen(row, "arrivals", people)

    def act(self, room_id: str, act: Act, people: Iterable[int], now_s: float) -> list[int]:
        """These people (`person_number`) did it; those of them who count, not having done it in this half minute."""
        row = self._rows.get(room_id)
        if row is None:
            return []
        window = int(now_s // PERSON_AGAIN_S)
        if window != self._window:
            self._window = window
            self._counted.clear()
        place = ACTS.index(act)
        counted = []
        for person in people:
            key = (room_id, person * len(ACTS) + place)
            if key not in self._counted and len(self._counted) < COUNTED_MAX:
                self._counted.add(key)
                counted.append(person)
        if counted:
            strangers = sum(person & 1 for person in counted)
            self._happen(row, act, len(counted) - strangers + STRANGER_WEIGHT * strangers)
        return counted

    def show(self, room_id: str, *, shown: float, opened: float) -> None:
        """So many more people were shown its card, and opened it."""
        row = self._rows.get(room_id)
        if row is not None:
            self._columns["shown"][row] += shown
            self._columns["opened"][row] += opened

    def _happen(self, row: int, measured: str, people: float) -> None:
        self._columns[f"now_{measured}"][row] += _NOW * people
        self._columns[f"usual_{measured}"][row] += _USUAL * people

    # What comes of it

    def features(self, now_s: float) -> Features:
        """What is known of each room, in the order of `ids`; a copy, that nothing changes any more."""
        count = len(self.ids)

        def get(name: str) -> Column:
            return self._columns[name][:count]

        age_min = np.maximum(now_s - get("began_s"), 0.0) / 60
        seen_min = np.maximum(now_s - get("since_s"), 0.0) / 60
        # How much of the average there can be yet.
        there_now, there_usual = -np.expm1(-_NOW * seen_min), -np.expm1(-_USUAL * seen_min)
        at_least_now = np.maximum(there_now, -np.expm1(-_NOW * OBSERVED_MIN_LEAST))
        viewers = get("viewers").copy()
        mean_viewers = np.where(there_now > 0, get("now_viewers") / np.maximum(there_now, 1e-9), viewers)

        past_viewers = get("past_viewers")
        has_past = ~np.isnan(past_viewers)
        weight = np.where(has_past, PAST_WEIGHT, 0.0)
        from_past = np.where(has_past, past_viewers, 0.0) * weight
        is_old = seen_min >= PAST_AFTER_MIN
        # Of this LIVE so far, as far as it has one; of those before, as far as there are some.
        own = np.where(is_old, there_usual, 0.0)
        own_viewers = np.where(is_old, get("usual_viewers"), 0.0)
        with np.errstate(invalid="ignore", divide="ignore"):
            usual_viewers = (own_viewers + from_past) / (own + weight)
            acts, usual_acts = {}, {}
            for act in ACTS:
                acts[act] = get(f"now_{act}") / at_least_now
                rate = np.where(has_past, np.nan_to_num(get(f"past_{act}")), 0.0)
                own_acts = np.where(is_old, get(f"usual_{act}"), 0.0)
                # Where nobody watched there is nothing that is usual per viewer.
                watched = own_viewers + from_past
                usual_acts[act] = np.where(watched > WATCHED_LEAST, (own_acts + rate * from_past) / watched, np.nan)
        shown, opened = get("shown").copy(), get("opened").copy()
        stay_min, usual_stay_min, typical_stay_min = self._stays(age_min)
        return Features(
            viewers=viewers,
            mean_viewers=mean_viewers,
            usual_viewers=usual_viewers,
            acts=acts,
            usual_acts=usual_acts,
            stay_min=stay_min,
            usual_stay_min=usual_stay_min,
            age_min=age_min,
            shown=shown,
            opened=opened,
            known_by=get("known_by").copy(),
            is_interrupted=get("interrupted") > 0,
            typical_stay_min=typical_stay_min,
            typical_welcome=_typical(opened, shown, TYPICAL_SHOWN_MAX, TYPICAL_WELCOME, TYPICAL_SHOWN),
        )

    def _stays(self, age_min: Column) -> tuple[Column, Column, float]:
        """Minutes that people stay: in each room, in those of its host before, and on the platform.

        All minutes watched over all people who left are the mean of stays of which many still go on, if people leave at
        a rate (the maximum of likelihood of a censored exponential distribution).
        """
        count = len(self.ids)
        past_watched, past_leavers = self._columns["past_watched"][:count], self._columns["past_leavers"][:count]
        watched = self._columns["watched"][:count] + past_watched
        leavers = np.maximum(self._columns["leavers"][:count], 0.0) + past_leavers
        typical = _typical(watched, leavers, TYPICAL_LEAVERS_MAX, TYPICAL_STAY_MIN, TYPICAL_LEAVERS)
        usual = (past_watched + PRIOR_LEAVERS * typical) / (past_leavers + PRIOR_LEAVERS)
        stay = (watched + PRIOR_LEAVERS * typical) / (leavers + PRIOR_LEAVERS)
        # Nobody has stayed longer than the LIVE lasts; that those who came at its begin are still there says little.
        stay = np.minimum(stay, np.maximum(age_min, np.maximum(usual, typical)))
        return stay, np.where(past_watched > 0, usual, np.nan), typical

    # Written down

    def keep(self, room_id: str, now_s: float) -> Kept | None:
        """What is to be remembered of a room over a restart."""
        row = self._rows.get(room_id)
        if row is None:
            return None
        columns = self._columns
        return Kept(
            at_s=now_s,
            seen_s=round(max(now_s - float(columns["since_s"][row]), 0.0), 3),
            now=[round(float(columns[f"now_{measured}"][row]), 6) for measured in _MEASURED],
            usual=[round(float(columns[f"usual_{measured}"][row]), 6) for measured in _MEASURED],
            shown=float(columns["shown"][row]),
            opened=float(columns["opened"][row]),
            came=float(columns["came"][row]),
            watched_min=round(float(columns["watched"][row]), 6),
            # Those who are there come again after a restart, and have not left.
            leavers=round(float(columns["leavers"][row]), 6),
        )

    def _restore(self, row: int, now_s: float, kept: Kept) -> None:
        columns = self._columns
        columns["since_s"][row] = now_s - kept.seen_s
        # As long as nobody looked nobody knows who was there: the time in between is left out, not counted as empty.
        for scale, values in (("now", kept.now), ("usual", kept.usual)):
            for measured, value in zip(_MEASURED, values, strict=False):
                columns[f"{scale}_{measured}"][row] = value
        columns["shown"][row] = kept.shown
        columns["opened"][row] = kept.opened
        columns["came"][row] = kept.came
        columns["watched"][row] = kept.watched_min
        columns["leavers"][row] = kept.leavers

    def past_with(self, room_id: str, past: Past, now_s: float) -> Past:
        """What the host's LIVEs came to with this one, which ends now."""
        row = self._rows.get(room_id)
        if row is None:
            return past
        columns = self._columns
        minutes = max(now_s - float(columns["since_s"][row]), 0.0) / 60
        there = -float(np.expm1(-_USUAL * max(minutes, OBSERVED_MIN_LEAST)))
        viewers = float(columns["usual_viewers"][row])
        return add_live(
            past,
            came=float(columns["came"][row]),
            minutes=minutes,
            viewers=viewers / there,
            acts=[float(columns[f"usual_{act}"][row]) / max(viewers, there) for act in ACTS],
            watched_min=float(columns["watched"][row]),
            leavers=max(float(columns["leavers"][row]), 0.0),
        )


def _typical(total: Column, count: Column, most: float, typical: float, prior: float) -> float:
    """Of all rooms together `total` over `count`, where none counts as more than `most`, and `prior` are `typical`."""
    share = most / np.maximum(count, most)
    return float(((share * total).sum() + prior * typical) / ((share * count).sum() + prior))
