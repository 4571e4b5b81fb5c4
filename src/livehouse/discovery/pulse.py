"""What is happening in every LIVE just now, in columns: the features that `ranking` judges. Pure but for its memory.

Averages forget: what was `NOW_HALF_LIFE_MIN` ago counts half of what happens this moment. What a room usually is like
is the same with `USUAL_HALF_LIFE_MIN`, begun with what its host's LIVEs before were like. Of a LIVE that has just begun
the average is that of the time that there was, not one that has still to climb.
"""

import zlib
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
import numpy as np

from livehouse.discovery.ranking import (
    ACTS,
    PERSON_AGAIN_S,
    TYPICAL_STAY_MIN,
    Act,
    Column,
    Features,
)

NOW_HALF_LIFE_MIN: Final = 2.0
USUAL_HALF_LIFE_MIN: Final = 20.0
# A room that is so young has no past of its own yet.
PAST_AFTER_MIN: Final = 3.0
# What happened in the first seconds is taken for half a minute's.
OBSERVED_MIN_LEAST: Final = 0.5
# The host's LIVEs before weigh as much as this share of everything that can be known of this one.
PAST_WEIGHT: Final = 0.5
# How long people stay is mixed with so many who came in a minute and stayed as long as people do.
PRIOR_ARRIVALS_PER_MIN: Final = 0.5
# A LIVE that is younger than this is taken as if it had gone on so long: nobody can have stayed longer than it lasts.
STAY_KNOWN_MIN: Final = 2 * TYPICAL_STAY_MIN
# Of somebody who is not signed in, so much counts: another cookie is another person, and costs nothing.
STRANGER_WEIGHT: Final = 0.25
# People who are remembered as counted in the present half minute; past it nobody counts until the next one.
COUNTED_MAX: Final = 2_000_000
# A gap longer than this (a machine that slept) is no gap: nobody knows what happened.
ADVANCE_S_MAX: Final = 3_600.0
# Fewer viewers than this, on average, say nothing of what is usual per viewer.
WATCHED_LEAST: Final = 0.1
GROWS_FROM: Final = 64

_NOW = np.log(2) / NOW_HALF_LIFE_MIN
_USUAL = np.log(2) / USUAL_HALF_LIFE_MIN
_SCALES: Final = ("now", "usual")
_MEASURED: Final = ("viewers", "arrivals", *ACTS)


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """What a host's LIVEs before came to.

    `viewers`, `stay_min` and `acts` (per viewer and minute, in the order of `ACTS`) are averages in which the last LIVE
    counts most; they are None while no LIVE of theirs was long enough. `known_by` is how many people came to any of
    them.
    """

    lives: int = 0
    known_by: float = 0.0
    viewers: float | None = None
    stay_min: float | None = None
    acts: tuple[float, ...] | None = None


NO_PAST: Final = Past()
# How much the last LIVE counts in the averages of all.
LAST_LIVE_WEIGHT: Final = 0.3


def add_live(
    past: Past, *, came: float, minutes: float, viewers: float, stay_min: float, acts: Sequence[float]
) -> Past:
    """The host's past with one more LIVE, that went on for `minutes`."""
    known_by, lives = past.known_by + came, past.lives + 1
    if minutes < PAST_AFTER_MIN:
        return msgspec.structs.replace(past, known_by=known_by, lives=lives)
    if past.viewers is None or past.stay_min is None or past.acts is None:
        return Past(lives=lives, known_by=known_by, viewers=viewers, stay_min=stay_min, acts=tuple(acts))

    def mix(before: float, last: float) -> float:
        return before + LAST_LIVE_WEIGHT * (last - before)

    return Past(
        lives=lives,
        known_by=known_by,
        viewers=mix(past.viewers, viewers),
        stay_min=mix(past.stay_min, stay_min),
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


class Pulse:
    """The rooms that are on the air, each a row. Rows are dense: when one goes, the last one takes its place.

    Every method that takes a time takes seconds of the wall clock, the same in every process.
    """

    def __init__(self) -> None:
        self.ids: list[str] = []
        self._rows: dict[str, int] = {}
        self._columns: dict[str, Column] = {}
        for name in (
            *(f"{scale}_{measured}" for scale in _SCALES for measured in _MEASURED),
            "viewers",
            "shown",
            "opened",
            "came",
            "began_s",
            # Since when it was looked at without a gap: the time that its averages are of.
            "since_s",
            "interrupted",
            "known_by",
            "past_viewers",
            "past_stay",
            *(f"past_{act}" for act in ACTS),
        ):
            self._columns[name] = np.zeros(GROWS_FROM)
        self._now_s: float | None = None
        self._window = -1
        self._counted: set[tuple[str, int]] = set()

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
        columns["past_stay"][row] = np.nan if past.stay_min is None else past.stay_min
        for place, act in enumerate(ACTS):
            columns[f"past_{act}"][row] = np.nan if past.acts is None else past.acts[place]

    # What happens

    def advance(self, now_s: float) -> None:
        """Let time pass until `now_s`: everybody who is watching has watched until then."""
        before_s = self._now_s
        self._now_s = now_s if before_s is None else max(now_s, before_s)
        if before_s is None or now_s <= before_s:
            return
        minutes = min(now_s - before_s, ADVANCE_S_MAX) / 60
        count = len(self.ids)
        columns = self._columns
        for scale, rate in (("now", _NOW), ("usual", _USUAL)):
            left = float(np.exp(-rate * minutes))
            for measured in _MEASURED:
                columns[f"{scale}_{measured}"][:count] *= left
            columns[f"{scale}_viewers"][:count] += (1 - left) * columns["viewers"][:count]

    def set_viewers(self, room_id: str, viewers: float) -> None:
        """So many are watching now."""
        row = self._rows.get(room_id)
        if row is not None:
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
            usual_stay = self._stay(own_viewers, np.where(is_old, get("usual_arrivals"), 0.0), own, seen_min)
            usual_stay = np.where(is_old, usual_stay, np.nan)
            past_stay = get("past_stay")
            mixed = (own * np.nan_to_num(usual_stay) + weight * np.nan_to_num(past_stay)) / (own + weight)
        return Features(
            viewers=viewers,
            mean_viewers=mean_viewers,
            usual_viewers=usual_viewers,
            acts=acts,
            usual_acts=usual_acts,
            stay_min=self._stay(mean_viewers, get("now_arrivals") / at_least_now, np.ones(count), seen_min),
            usual_stay_min=mixed,
            age_min=age_min,
            shown=get("shown").copy(),
            opened=get("opened").copy(),
            known_by=get("known_by").copy(),
            is_interrupted=get("interrupted") > 0,
        )

    @staticmethod
    def _stay(viewers: Column, arrivals: Column, there: Column, seen_min: Column) -> Column:
        prior = PRIOR_ARRIVALS_PER_MIN * there
        seen = np.maximum(seen_min, OBSERVED_MIN_LEAST)
        # Mixed with people who stay as they do in a LIVE that is seen so long; then as if it were seen long enough.
        possible = np.minimum(seen / STAY_KNOWN_MIN, 1.0)
        stay: Column = (viewers + prior * TYPICAL_STAY_MIN * possible) / (arrivals + prior)
        return np.minimum(stay, seen) / possible

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
            stay_min=float(
                self._stay(
                    np.array([viewers]),
                    columns["usual_arrivals"][row : row + 1],
                    np.array([there]),
                    np.array([minutes]),
                )[0]
            ),
            acts=[float(columns[f"usual_{act}"][row]) / max(viewers, there) for act in ACTS],
        )
