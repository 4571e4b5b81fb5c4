"""The policy of live access: who may go live, as data that is checked before anybody is judged by it."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Final

import msgspec

from livehouse.accounts import date_of_age, is_region

AGE_MAX: Final = 120
VERSION_LENGTH_MAX: Final = 40
STANDARD: Final = "standard"
SHIPPED: Final = {STANDARD: "policy.toml", "open": "open.toml"}


class PolicyInvalid(Exception):
    """The policy cannot be used; the text names the file, the line, the key and what is wrong with it."""


class Ages(msgspec.Struct, frozen=True):
    """Ages in completed years that hold in one region."""

    live_min: int
    adult_min: int


class Policy(msgspec.Struct, frozen=True):
    """The rules in force."""

    version: str
    terms_version: str
    ages: Ages
    ages_by_region: dict[str, Ages]

    def ages_in(self, region: str) -> Ages:
        """The ages that hold in `region`."""
        return self.ages_by_region.get(region, self.ages)

    def is_adult(self, birth_date: date, *, region: str, today: date) -> bool:
        """Whether somebody born on `birth_date` may see what is for adults only in `region`."""
        return date_of_age(birth_date, self.ages_in(region).adult_min) <= today


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
    except tomllib.TOMLDecodeError as error:
        raise PolicyInvalid(f"{name}: {error}") from None
    return _Reader(text, name).policy(document)


class _Reader:
    """Takes a parsed document apart; every complaint says where."""

    def __init__(self, text: str, name: str) -> None:
        self._lines = _lines_of_keys(text)
        self._name = name

    def policy(self, document: Mapping[str, object]) -> Policy:
        self._only(document, (), {"version", "terms", "age", "regions"})
        version = self._version(document, ("version",))
        terms = self._table(document, ("terms",))
        self._only(terms, ("terms",), {"version"})
        terms_version = self._version(terms, ("terms", "version"))
        age = self._table(document, ("age",))
        self._only(age, ("age",), {"live_min", "adult_min"})
        ages = Ages(self._age(age, ("age", "live_min")), self._age(age, ("age", "adult_min")))
        self._check_order(ages, ("age",))
        by_region = {}
        if "regions" in document:
            regions = self._table(document, ("regions",))
            by_region = {code: self._region(regions, code, ages) for code in regions}
        return Policy(version, terms_version, ages, by_region)

    def _region(self, regions: Mapping[str, object], code: str, ages: Ages) -> Ages:
        path = ("regions", code)
        if not is_region(code):
            raise self._invalid(path, "is not an ISO 3166-1 alpha-2 code, in capitals")
        own = self._table(regions, path)
        self._only(own, path, {"live_min", "adult_min"})
        if not own:
            raise self._invalid(path, "changes nothing; state live_min or adult_min, or remove it")
        live_min = self._age(own, (*path, "live_min")) if "live_min" in own else ages.live_min
        adult_min = self._age(own, (*path, "adult_min")) if "adult_min" in own else ages.adult_min
        there = Ages(live_min, adult_min)
        self._check_order(there, path)
        return there

    def _check_order(self, ages: Ages, path: tuple[str, ...]) -> None:
        # An adult who is too young to go live would be a rule that contradicts itself.
        if ages.adult_min < ages.live_min:
            raise self._invalid(
                path,
                f"adult_min ({ages.adult_min}) is less than live_min ({ages.live_min}); raise it, or lower live_min",
            )

    def _only(self, table: Mapping[str, object], path: tuple[str, ...], known: set[str]) -> None:
        for key in table:
            if key not in known:
                raise self._invalid((*path, key), f"is not known here; known are {', '.join(sorted(known))}")

    def _table(self, parent: Mapping[str, object], path: tuple[str, ...]) -> Mapping[str, object]:
        value = parent.get(path[-1])
        if value is None:
            raise self._invalid(path, "is missing")
        if not isinstance(value, dict):
            raise self._invalid(path, "must be a table")
        return value

    def _version(self, table: Mapping[str, object], path: tuple[str, ...]) -> str:
        value = table.get(path[-1])
        if value is None:
            raise self._invalid(path, "is missing")
        if not isinstance(value, str) or not value.strip() or len(value) > VERSION_LENGTH_MAX:
            raise self._invalid(path, f"must be a text in quotes of 1 to {VERSION_LENGTH_MAX} characters")
        return value

    def _age(self, table: Mapping[str, object], path: tuple[str, ...]) -> int:
        value = table.get(path[-1])
        if value is None:
            raise self._invalid(path, "is missing")
        # TOML's true and false are numbers to Python.
        if isinstance(value, bool) or not isinstance(value, int):
            raise self._invalid(path, "must be a whole number of years")
        if not 0 <= value <= AGE_MAX:
            raise self._invalid(path, f"is {value}; it must be from 0 to {AGE_MAX} years")
        return value

    def _invalid(self, path: tuple[str, ...], reason: str) -> PolicyInvalid:
        # What is missing has no line; that of the table which should hold it is the next best.
        line = next((self._lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in self._lines), None)
        where = self._name if line is None else f"{self._name}, line {line}"
        return PolicyInvalid(f"{where}: {'.'.join(path)} {reason}")


_TABLE: Final = re.compile(r"\s*\[\s*([A-Za-z0-9_.\s\"'-]+?)\s*\]")
_KEY: Final = re.compile(r"\s*([A-Za-z0-9_.\s\"'-]+?)\s*=")


def _lines_of_keys(text: str) -> dict[tuple[str, ...], int]:
    """Where each key stands, from 1, as far as one line tells: the parser keeps no positions."""
    lines: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _TABLE.match(line):
            table = _path(header[1])
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault((*table, *_path(key[1])), number)
    return lines


def _path(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))
