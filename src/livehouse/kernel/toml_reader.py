"""Reading files in TOML that operators write: everything is checked, and every complaint says where. Pure."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any, Final

Path = tuple[str, ...]

TEXT_LENGTH_MAX: Final = 40


class TomlReader:
    """Takes a document apart.

    Args:
        text: the document.
        name: what complaints call it.
        invalid: the exception that they are raised as, with a sentence.
    """

    def __init__(self, text: str, name: str, invalid: type[Exception]) -> None:
        self._lines = _lines_of_keys(text)
        self._name = name
        self._invalid = invalid
        # What stands before every path that is complained of: a part may be judged as the whole that it makes.
        self.within: Path = ()
        try:
            self.document: Mapping[str, Any] = tomllib.loads(text)
        except (ValueError, RecursionError) as error:
            # Numbers with thousands of digits and tables nested as deep are no mistakes to the parser, but too much
            # for it.
            raise invalid(f"{name}: {error}") from None

    def only(self, table: Mapping[str, Any], path: Path, known: set[str]) -> None:
        """Refuse keys of `table` that are not `known`."""
        for key in table:
            if key not in known:
                raise self.invalid((*path, key), f"is not known here; known are {', '.join(sorted(known))}")

    def table(self, parent: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
        """The table under the last name of `path`."""
        value = parent.get(path[-1])
        if value is None:
            raise self.invalid(path, "is missing")
        if not isinstance(value, dict):
            raise self.invalid(path, "must be a table")
        return value

    def text(self, table: Mapping[str, Any], path: Path) -> str:
        """The text under the last name of `path`: one line of up to `TEXT_LENGTH_MAX` characters."""
        value = table.get(path[-1])
        if value is None:
            raise self.invalid(path, "is missing")
        if not isinstance(value, str) or not value.strip() or not value.isprintable() or len(value) > TEXT_LENGTH_MAX:
            raise self.invalid(path, f"must be a text in quotes of 1 to {TEXT_LENGTH_MAX} characters on one line")
        return value

    def whole(self, table: Mapping[str, Any], path: Path, least: int, most: int, unit: str = "") -> int:
        """The whole number under the last name of `path`."""
        value = table.get(path[-1])
        if value is None:
            raise self.invalid(path, "is missing")
        # TOML's true and false are numbers to Python.
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.invalid(path, f"must be a whole number{unit}")
        if not least <= value <= most:
            raise self.invalid(path, f"is {value}; it must be from {least} to {most}")
        return value

    def invalid(self, path: Path, reason: str) -> Exception:
        """The complaint about what is at `path`, to be raised."""
        whole = (*self.within, *path)
        # What is missing has no line; that of the table which should hold it is the next best.
        line = next((self._lines[whole[:end]] for end in range(len(whole), 0, -1) if whole[:end] in self._lines), None)
        where = self._name if line is None else f"{self._name}, line {line}"
        return self._invalid(f"{where}: {'.'.join(whole)} {reason}")


_TABLE: Final = re.compile(r"\s*\[\s*([A-Za-z0-9_.\s\"'-]+?)\s*\]")
_KEY: Final = re.compile(r"\s*([A-Za-z0-9_.\s\"'-]+?)\s*=")


def _lines_of_keys(text: str) -> dict[Path, int]:
    """Where each key stands, from 1, as far as one line tells: the parser keeps no positions."""
    lines: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _TABLE.match(line):
            table = _path(header[1])
            for end in range(1, len(table) + 1):
                lines.setdefault(table[:end], number)
        elif key := _KEY.match(line):
            lines.setdefault((*table, *_path(key[1])), number)
    return lines


def _path(dotted: str) -> Path:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))
