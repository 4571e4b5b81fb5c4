"""Reading a policy: everything in it is checked before anybody is judged by it, and every complaint says where."""

import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from livehouse.accounts import is_region
from livehouse.live_access.policy import (
    SHIPPED,
    STANDARD,
    Ages,
    FullMarks,
    Policy,
    PolicyInvalid,
    QualityRules,
    Rules,
    StandingRules,
    Weights,
)

AGE_MAX: Final = 120
# Nobody under age spends money here, whatever else a house allows them.
GIFT_AGE_MIN: Final = 18
FOLLOWERS_MAX: Final = 100_000_000
# Under this a score could be made by a circle of friends.
QUALITY_FOLLOWERS_MIN: Final = 50
SCORE_MAX: Final = 100
POSTS_MAX: Final = 30
DAYS_MAX: Final = 3_650
FULL_MARKS_MAX: Final = 1_000_000_000
STRIKES_MAX: Final = 100
VERSION_LENGTH_MAX: Final = 40

_Path = tuple[str, ...]


def load_policy(source: str | Path = STANDARD) -> Policy:
    """The policy that comes with Livehouse under the name `source`; else the one in the file of that path.

    Raises:
        PolicyInvalid: it cannot be read, or not be used.
    """
    file = SHIPPED.get(str(source))
    if file is not None:
        return read_policy((files("livehouse.live_access") / file).read_text("utf-8"), name=file)
    try:
        text = Path(source).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyInvalid(f"{source}: the policy of live access cannot be read ({error})") from None
    return read_policy(text, name=str(source))


def read_policy(text: str, *, name: str) -> Policy:
    """The policy that `text` (TOML) states; `name` is what errors call it.

    Raises:
        PolicyInvalid: something is missing, unknown, out of range, or contradicts something else.
    """
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # Numbers with thousands of digits and tables nested as deep are no mistakes to the parser, but too much for it.
        raise PolicyInvalid(f"{name}: {error}") from None
    return _Reader(text, name).policy(document)


class _Reader:
    """Takes a parsed document apart."""

    def __init__(self, text: str, name: str) -> None:
        self._lines = _lines_of_keys(text)
        self._name = name
        # What stands before every path that is complained of: a region is judged as the whole that it makes.
        self._within: _Path = ()

    def policy(self, document: Mapping[str, Any]) -> Policy:
        self._only(document, (), {"version", "terms", "age", "followers", "quality", "standing", "regions"})
        version = self._version(document, ("version",))
        terms = self._table(document, ("terms",))
        self._only(terms, ("terms",), {"version"})
        terms_version = self._version(terms, ("terms", "version"))
        rules = self._rules(document)
        by_region = {}
        if "regions" in document:
            regions = self._table(document, ("regions",))
            by_region = {code: self._region(regions, code, document) for code in regions}
        return Policy(version=version, terms_version=terms_version, rules=rules, rules_by_region=by_region)

    def _region(self, regions: Mapping[str, Any], code: str, document: Mapping[str, Any]) -> Rules:
        if not is_region(code):
            raise self._invalid(("regions", code), "is not an ISO 3166-1 alpha-2 code, in capitals")
        own = self._table(regions, ("regions", code))
        self._within = ("regions", code)
        self._only(own, (), {"age", "followers", "quality", "standing"})
        if not any(own.values()):
            raise self._invalid((), "changes nothing; state what differs there, or remove it")
        rules = self._rules(_merged(document, own))
        self._within = ()
        return rules

    def _rules(self, document: Mapping[str, Any]) -> Rules:
        ages = self._ages(document)
        followers = self._table(document, ("followers",))
        self._only(followers, ("followers",), {"min"})
        followers_min = self._whole(followers, ("followers", "min"), 0, FOLLOWERS_MAX)
        return Rules(
            ages=ages,
            followers_min=followers_min,
            quality=self._quality(document, followers_min),
            standing=self._standing(document),
        )

    def _ages(self, document: Mapping[str, Any]) -> Ages:
        age = self._table(document, ("age",))
        self._only(age, ("age",), {"live_min", "adult_min", "gift_min"})
        live_min = self._whole(age, ("age", "live_min"), 0, AGE_MAX, " of years")
        adult_min = self._whole(age, ("age", "adult_min"), 0, AGE_MAX, " of years")
        # An adult who is too young to go live would be a rule that contradicts itself.
        if adult_min < live_min:
            raise self._invalid(
                ("age",), f"adult_min ({adult_min}) is less than live_min ({live_min}); raise it, or lower live_min"
            )
        # A policy from before there were gifts says nothing of them: who is an adult may send them.
        gift_min = max(GIFT_AGE_MIN, adult_min)
        if "gift_min" in age:
            gift_min = self._whole(age, ("age", "gift_min"), GIFT_AGE_MIN, AGE_MAX, " of years")
        return Ages(live_min, adult_min, gift_min)

    def _quality(self, document: Mapping[str, Any], followers_min: int) -> QualityRules:
        path = ("quality",)
        quality = self._table(document, path)
        self._only(quality, path, {"bar", "followers_min", "posts_min", "days", "weights", "full"})
        weights = Weights(*self._marks(quality, (*path, "weights"), 0, 100))
        if (total := weights.views + weights.play_time + weights.likes) != 100:
            raise self._invalid((*path, "weights"), f"add up to {total}; they are percentages and must add up to 100")
        rules = QualityRules(
            bar=self._whole(quality, (*path, "bar"), 1, SCORE_MAX),
            followers_min=self._whole(quality, (*path, "followers_min"), 0, FOLLOWERS_MAX),
            posts_min=self._whole(quality, (*path, "posts_min"), 1, POSTS_MAX),
            days=self._whole(quality, (*path, "days"), 1, DAYS_MAX),
            weights=weights,
            full=FullMarks(*self._marks(quality, (*path, "full"), 1, FULL_MARKS_MAX)),
        )
        self._check_followers(rules.followers_min, followers_min)
        return rules

    def _check_followers(self, with_quality: int, without: int) -> None:
        path = ("quality", "followers_min")
        if with_quality > without:
            # Whoever has so many has access by followers alone: the quality would never matter.
            raise self._invalid(path, f"is {with_quality}, more than followers.min ({without}); lower it")
        floor = min(QUALITY_FOLLOWERS_MIN, without)
        if with_quality < floor:
            raise self._invalid(path, f"is {with_quality}; it must be at least {floor}")

    def _standing(self, document: Mapping[str, Any]) -> StandingRules:
        path = ("standing",)
        standing = self._table(document, path)
        self._only(standing, path, {"strikes_max", "strike_fades_days"})
        return StandingRules(
            strikes_max=self._whole(standing, (*path, "strikes_max"), 0, STRIKES_MAX),
            strike_fades_days=self._whole(standing, (*path, "strike_fades_days"), 1, DAYS_MAX),
        )

    def _marks(self, quality: Mapping[str, Any], path: _Path, least: int, most: int) -> tuple[int, int, int]:
        table = self._table(quality, path)
        self._only(table, path, {"views", "play_time", "likes"})
        views, play_time, likes = (
            self._whole(table, (*path, name), least, most) for name in ("views", "play_time", "likes")
        )
        return views, play_time, likes

    def _only(self, table: Mapping[str, Any], path: _Path, known: set[str]) -> None:
        for key in table:
            if key not in known:
                raise self._invalid((*path, key), f"is not known here; known are {', '.join(sorted(known))}")

    def _table(self, parent: Mapping[str, Any], path: _Path) -> Mapping[str, Any]:
        value = parent.get(path[-1])
        if value is None:
            raise self._invalid(path, "is missing")
        if not isinstance(value, dict):
            raise self._invalid(path, "must be a table")
        return value

    def _version(self, table: Mapping[str, Any], path: _Path) -> str:
        value = table.get(path[-1])
        if value is None:
            raise self._invalid(path, "is missing")
        if (
            not isinstance(value, str)
            or not value.strip()
            or not value.isprintable()
            or len(value) > VERSION_LENGTH_MAX
        ):
            raise self._invalid(path, f"must be a text in quotes of 1 to {VERSION_LENGTH_MAX} characters on one line")
        return value

    def _whole(self, table: Mapping[str, Any], path: _Path, least: int, most: int, unit: str = "") -> int:
        value = table.get(path[-1])
        if value is None:
            raise self._invalid(path, "is missing")
        # TOML's true and false are numbers to Python.
        if isinstance(value, bool) or not isinstance(value, int):
            raise self._invalid(path, f"must be a whole number{unit}")
        if not least <= value <= most:
            raise self._invalid(path, f"is {value}; it must be from {least} to {most}")
        return value

    def _invalid(self, path: _Path, reason: str) -> PolicyInvalid:
        whole = (*self._within, *path)
        # What is missing has no line; that of the table which should hold it is the next best.
        line = next((self._lines[whole[:end]] for end in range(len(whole), 0, -1) if whole[:end] in self._lines), None)
        where = self._name if line is None else f"{self._name}, line {line}"
        return PolicyInvalid(f"{where}: {'.'.join(whole)} {reason}")


def _merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with what `own` states; tables are merged, everything else is replaced."""
    return {
        **base,
        **{
            key: _merged(base[key], value) if isinstance(value, dict) and isinstance(base.get(key), dict) else value
            for key, value in own.items()
        },
    }


_TABLE: Final = re.compile(r"\s*\[\s*([A-Za-z0-9_.\s\"'-]+?)\s*\]")
_KEY: Final = re.compile(r"\s*([A-Za-z0-9_.\s\"'-]+?)\s*=")


def _lines_of_keys(text: str) -> dict[_Path, int]:
    """Where each key stands, from 1, as far as one line tells: the parser keeps no positions."""
    lines: dict[_Path, int] = {}
    table: _Path = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _TABLE.match(line):
            table = _path(header[1])
            for end in range(1, len(table) + 1):
                lines.setdefault(table[:end], number)
        elif key := _KEY.match(line):
            lines.setdefault((*table, *_path(key[1])), number)
    return lines


def _path(dotted: str) -> _Path:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))
