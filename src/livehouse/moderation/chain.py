"""The operators' log as a chain: each entry's hash covers the entry before it. Pure.

An entry that is changed, removed or slipped in breaks the chain from there on. What a chain cannot tell by itself is
that its end was cut off, or that all of it was written anew: for that, `anchors` say which hash the entry of a number
is known to have had.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

# What comes before the first entry.
NO_HASH: Final = "0" * 64
COMMAND_LINE: Final = "command line"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One act. `operator` is an account's id, or "command line"; `details` is JSON, an object, as it is stored."""

    number: int
    at: datetime
    operator: str
    act: str
    subject: str
    details: str
    previous_hash: str
    hash: str


class LogCheck(msgspec.Struct, frozen=True, kw_only=True):
    """What checking the whole log found. `broken_at` is the number of the first entry that is not as it was."""

    entries: int
    head_hash: str
    broken_at: int | None = None
    why: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing was changed."""
        return self.why is None


def canonical_json(value: Mapping[str, object]) -> str:
    """The one way in which `value` is written: keys in order, no white space, nothing escaped that need not be."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def hash_entry(
    previous_hash: str, *, number: int, at: datetime, operator: str, act: str, subject: str, details: str
) -> str:
    """SHA-256, in hex, over the hash before and the entry in canonical JSON; times are in UTC to the microsecond."""
    body = canonical_json(
        {
            "number": number,
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
            "operator": operator,
            "act": act,
            "subject": subject,
            "details": details,
        }
    )
    return hashlib.sha256(f"{previous_hash}{body}".encode()).hexdigest()


def next_entry(
    number_before: int,
    previous_hash: str,
    *,
    at: datetime,
    operator: str,
    act: str,
    subject: str,
    details: Mapping[str, Any],
) -> Entry:
    """The entry that follows the one of this number and hash (0 and `NO_HASH` if there is none)."""
    number = number_before + 1
    spelled = canonical_json(details)
    hashed = hash_entry(
        previous_hash, number=number, at=at, operator=operator, act=act, subject=subject, details=spelled
    )
    return Entry(
        number=number,
        at=at,
        operator=operator,
        act=act,
        subject=subject,
        details=spelled,
        previous_hash=previous_hash,
        hash=hashed,
    )


class ChainReader:
    """Reads entries in the order of their numbers, and finds the first that is not as it was written.

    Args:
        anchors: hashes that entries are known to have had, by number, from elsewhere than the entries.
    """

    def __init__(self, anchors: Iterable[tuple[int, str]] = ()) -> None:
        # The number 0 stands for an empty log, of which there is nothing to know.
        self._anchors = sorted({(number, known) for number, known in anchors if number > 0})
        self._number = 0
        self._hash = NO_HASH
        self._break: tuple[int, str] | None = None

    def read(self, entry: Entry) -> bool:
        """Take in the next entry; False once the chain is broken."""
        if self._break is None:
            fault = self._fault(entry)
            if fault is not None:
                self._break = (self._number + 1, fault)
            else:
                self._number, self._hash = entry.number, entry.hash
        return self._break is None

    def _fault(self, entry: Entry) -> str | None:
        if entry.number != self._number + 1:
            return f"the entry is missing: after number {self._number} comes number {entry.number}"
        if entry.previous_hash != self._hash:
            return "the entry does not follow the one before it: one of the two was replaced"
        expected = hash_entry(
            entry.previous_hash,
            number=entry.number,
            at=entry.at,
            operator=entry.operator,
            act=entry.act,
            subject=entry.subject,
            details=entry.details,
        )
        if expected != entry.hash:
            return "the entry was changed: it does not have the hash that is written beside it"
        if any(number == entry.number and known != entry.hash for number, known in self._anchors):
            return "the entry is not the one that was here before: the log was written anew from here or earlier"
        return None

    def refuse(self, why: str) -> None:
        """Find fault with the last entry read."""
        if self._break is None:
            self._break = (self._number, why)

    def finish(self) -> LogCheck:
        """What was found, once every entry was read."""
        broken = self._break
        if broken is None and self._anchors and self._anchors[-1][0] > self._number:
            known = self._anchors[-1][0]
            broken = (
                self._number + 1,
                f"the end of the log is missing: it had {known} entries, {self._number} are left",
            )
        if broken is None:
            return LogCheck(entries=self._number, head_hash=self._hash)
        return LogCheck(entries=self._number, head_hash=self._hash, broken_at=broken[0], why=broken[1])
