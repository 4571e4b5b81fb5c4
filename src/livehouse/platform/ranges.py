"""Range requests (RFC 9110, sections 13 and 14) as far as players use them. Pure."""

import re
from typing import Final

from livehouse.kernel.errors import AppError

_RANGE: Final = re.compile(r"\s*(\d{0,15})\s*-\s*(\d{0,15})\s*")


class RangeNotSatisfiable(AppError):
    """The file has no such bytes; `size_bytes` in the details says how many it has."""

    code = "range_not_satisfiable"
    status = 416

    def __init__(self, size_bytes: int) -> None:
        super().__init__(f"This file has {size_bytes:,} bytes; ask for some of them.", size_bytes=size_bytes)


def read(header: str, size_bytes: int) -> tuple[int, int] | None:
    """From and up to which byte a `Range` header asks; None if it is to be ignored, which means the whole file.

    Raises:
        RangeNotSatisfiable: it asks for bytes that are not there.
    """
    unit, separator, value = header.partition("=")
    if separator != "=" or unit.strip().lower() != "bytes":
        return None
    # Of several ranges the first: an answer in parts is for programs that nobody uses for films.
    found = _RANGE.fullmatch(value.split(",")[0])
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if first == "":
        count = int(last)
        if count == 0:
            raise RangeNotSatisfiable(size_bytes)
        return max(0, size_bytes - count), size_bytes
    begin = int(first)
    if last != "" and int(last) < begin:
        return None
    if begin >= size_bytes:
        raise RangeNotSatisfiable(size_bytes)
    return begin, size_bytes if last == "" else min(size_bytes, int(last) + 1)


def names(header: str | None, etag: str) -> bool:
    """Whether an `If-None-Match` header names this version."""
    if header is None:
        return False
    return header.strip() == "*" or etag in (part.strip().removeprefix("W/") for part in header.split(","))
