"""The books' words: accounts, transfers, holds. Pure; nothing here knows what a gift is."""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from livehouse.ledger.errors import BadPosting

NAME_MAX: Final = 120
KEY_MAX: Final = 120
KIND_MAX: Final = 40
LINES_MAX: Final = 64
DETAILS_BYTES_MAX: Final = 4_096
# Whole units of one line. Ten thousand such lines still fit into 64 bits.
AMOUNT_MAX: Final = 10**14
# Of one account, in either direction.
BALANCE_MAX: Final = 10**18

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_.-]*(:[a-z0-9][a-z0-9_.-]*)*")
_CURRENCY: Final = re.compile(r"[A-Z]{3,8}")
_KEY: Final = re.compile(r"[\x21-\x7e]+")
_KIND: Final = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")


class AccountSpec(msgspec.Struct, frozen=True):
    """An account as it is opened.

    `name` is lower-case words between colons (`wallet:01k…:coins`), `currency` three to eight capital letters. An
    account that may go negative stands for what is outside: who sells coins, who was paid out.
    """

    name: str
    currency: str
    may_go_negative: bool = False


class Line(msgspec.Struct, frozen=True):
    """What one account gains (more than 0) or gives (less), in whole units of its currency."""

    account: str
    amount: int


class Transfer(msgspec.Struct, frozen=True, tag=True):
    """Move units between accounts. The lines of each currency sum to zero."""

    key: str
    kind: str
    lines: tuple[Line, ...]
    details: Mapping[str, Any] = {}


class Hold(msgspec.Struct, frozen=True, tag=True):
    """Put `amount` of `account` aside for `to` until it is settled, released or `expires_at` has come."""

    key: str
    kind: str
    account: str
    to: str
    amount: int
    expires_at: datetime | None = None
    details: Mapping[str, Any] = {}


class Settle(msgspec.Struct, frozen=True, tag=True):
    """Move what a hold put aside to where it was meant for; `amount` of it, and the rest is free again."""

    key: str
    hold_id: str
    amount: int | None = None
    details: Mapping[str, Any] = {}


class Release(msgspec.Struct, frozen=True, tag=True):
    """Let what a hold put aside be free again."""

    key: str
    hold_id: str
    details: Mapping[str, Any] = {}


class Reverse(msgspec.Struct, frozen=True, tag=True):
    """Take a transfer back by the opposite transfer. The first one stays as it is."""

    key: str
    transfer_id: str
    kind: str
    details: Mapping[str, Any] = {}


Posting = Transfer | Hold | Settle | Release | Reverse


class Posted(msgspec.Struct, frozen=True):
    """What was written.

    `id` is the transfer's, of a hold or its release the hold's. `again` says that the same posting had been written
    before, and nothing was now.
    """

    id: str
    at: datetime
    again: bool = False


class Balance(msgspec.Struct, frozen=True):
    """How an account stands: the sum of its entries, and how much of that is put aside."""

    account: str
    currency: str
    balance: int
    held: int

    @property
    def available(self) -> int:
        """What can be spent."""
        return self.balance - self.held


class Entry(msgspec.Struct, frozen=True):
    """One line of one account's statement; `sequence` counts the account's entries from 1."""

    account: str
    sequence: int
    amount: int
    balance: int
    transfer_id: str
    kind: str
    at: datetime
    details: Mapping[str, Any]


def check_account(spec: AccountSpec) -> None:
    """Refuse an account that could not be kept.

    Raises:
        BadPosting: with the reason.
    """
    if len(spec.name) > NAME_MAX or _NAME.fullmatch(spec.name) is None:
        raise BadPosting(f"Name an account by lower-case words between colons, {NAME_MAX} characters at most.")
    if _CURRENCY.fullmatch(spec.currency) is None:
        raise BadPosting("Name a currency by three to eight capital letters.")


def check_amount(amount: object, *, least: int = 1) -> None:
    """Refuse what is no whole amount of at least `least`.

    Raises:
        BadPosting: with the reason.
    """
    # A truth value is a whole number to Python, and a million as 1e6 is none.
    if type(amount) is not int:
        raise BadPosting("An amount is a whole number of the smallest units.")
    if not least <= amount <= AMOUNT_MAX:
        raise BadPosting(f"An amount is between {least} and {AMOUNT_MAX:,}.")


def check_posting(posting: Posting) -> None:
    """Refuse what is wrong in itself, whatever the books hold.

    Raises:
        BadPosting: with the reason.
    """
    if not 0 < len(posting.key) <= KEY_MAX or _KEY.fullmatch(posting.key) is None:
        raise BadPosting(f"An idempotency key is 1 to {KEY_MAX} visible ASCII characters.")
    if isinstance(posting, Transfer | Hold | Reverse) and (
        len(posting.kind) > KIND_MAX or _KIND.fullmatch(posting.kind) is None
    ):
        raise BadPosting("A kind is lower-case words between dots, as gifts.sent.")
    if len(encode_details(posting.details)) > DETAILS_BYTES_MAX:
        raise BadPosting(f"Details hold {DETAILS_BYTES_MAX:,} bytes at most.")
    match posting:
        case Transfer():
            _check_lines(posting.lines)
        case Hold():
            check_amount(posting.amount)
            if posting.account == posting.to:
                raise BadPosting("A hold is for another account.")
        case Settle() if posting.amount is not None:
            check_amount(posting.amount)
        case _:
            pass


def _check_lines(lines: tuple[Line, ...]) -> None:
    if not 2 <= len(lines) <= LINES_MAX:
        raise BadPosting(f"A transfer has 2 to {LINES_MAX} lines.")
    for line in lines:
        if type(line.amount) is not int or line.amount == 0:
            raise BadPosting("The amount of a line is a whole number other than 0.")
        check_amount(abs(line.amount))
    if len({line.account for line in lines}) < len(lines):
        raise BadPosting("A transfer names each account once.")


def encode_details(details: Mapping[str, Any]) -> str:
    """Details as they are stored.

    Raises:
        BadPosting: they are not fit for JSON.
    """
    try:
        return msgspec.json.encode(details, order="sorted").decode()
    except (TypeError, ValueError, UnicodeError) as error:
        raise BadPosting(f"Details must be fit for JSON: {error}.") from None


def fingerprint(posting: Posting) -> str:
    """What tells this posting from every other one with the same key: SHA-256, hexadecimal."""
    return hashlib.sha256(msgspec.json.encode(posting, order="sorted")).hexdigest()
