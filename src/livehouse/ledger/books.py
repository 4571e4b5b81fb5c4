"""What a posting does to the accounts that it concerns. Pure: the store brings the rows and writes the changes."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

import msgspec

from livehouse.ledger.errors import (
    AlreadyReversed,
    BadPosting,
    HoldIsOver,
    NoSuchHold,
    NoSuchLedgerAccount,
    NoSuchTransfer,
    NotEnough,
)
from livehouse.ledger.model import BALANCE_MAX, Hold, Line, Posted, Posting, Release, Reverse, Settle, Transfer

Ending = Literal["settled", "released", "expired"]


@dataclass(slots=True)
class AccountRow:
    """An account as the books hold it."""

    id: int
    name: str
    currency: str
    may_go_negative: bool
    balance: int
    held: int
    entries: int


class TransferRow(msgspec.Struct, frozen=True):
    """A transfer to be written, or one that is."""

    id: str
    kind: str
    at: datetime
    details: Mapping[str, Any]
    lines: tuple[Line, ...]
    reverses: str | None = None
    hold_id: str | None = None


class EntryRow(msgspec.Struct, frozen=True):
    """A transfer's line as the account's next entry."""

    account_id: int
    sequence: int
    transfer_id: str
    amount: int
    balance: int


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A hold, and how it ended."""

    id: str
    kind: str
    account: str
    to: str
    amount: int
    at: datetime
    expires_at: datetime | None
    details: Mapping[str, Any]
    ending: Ending | None = None


@dataclass(frozen=True, slots=True)
class EndRow:
    """The end of a hold."""

    hold_id: str
    ending: Ending
    at: datetime
    transfer_id: str | None


@dataclass(slots=True)
class Changes:
    """What one unit of work adds."""

    transfers: list[TransferRow] = field(default_factory=list)
    entries: list[EntryRow] = field(default_factory=list)
    holds: list[HoldRow] = field(default_factory=list)
    ends: list[EndRow] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)


class Books:
    """The accounts, holds and transfers that some postings concern, and what these postings do to them, in order.

    A posting that is refused leaves everything as it was.

    Args:
        accounts, holds: what is there, locked against others.
        transfers: those that are to be reversed.
        reversed_ids: which of them are reversed already.
        new_id: makes ids that were never used before.
    """

    def __init__(
        self,
        accounts: Iterable[AccountRow],
        holds: Iterable[HoldRow],
        transfers: Iterable[TransferRow],
        reversed_ids: Iterable[str],
        *,
        now: datetime,
        new_id: Callable[[], str],
    ) -> None:
        self._accounts = {account.name: account for account in accounts}
        self._holds = {hold.id: hold for hold in holds}
        self._transfers = {transfer.id: transfer for transfer in transfers}
        self._reversed = set(reversed_ids)
        self._now = now
        self._new_id = new_id
        self.changes = Changes()

    @property
    def touched(self) -> list[AccountRow]:
        """The accounts that changed, in the order of their ids."""
        return sorted((self._accounts[name] for name in self.changes.touched), key=lambda account: account.id)

    def post(self, posting: Posting) -> Posted:
        """Do what `posting` says.

        Raises:
            BadPosting, NotEnough, NoSuchLedgerAccount, NoSuchTransfer, NoSuchHold, HoldIsOver, AlreadyReversed: as
                they say; nothing was done.
        """
        match posting:
            case Transfer():
                return self._transfer(posting.kind, posting.lines, posting.details)
            case Hold():
                return self._hold(posting)
            case Settle():
                return self._settle(posting)
            case Release():
                return self._release(posting)
            case Reverse():
                return self._reverse(posting)

    def expire(self, hold_id: str) -> bool:
        """End a hold whose time has come; whether it was still open."""
        hold = self._holds[hold_id]
        if hold.ending is not None or not self._is_expired(hold):
            return False
        self._end(hold, "expired", None)
        return True

    # The kinds of posting

    def _transfer(
        self,
        kind: str,
        lines: tuple[Line, ...],
        details: Mapping[str, Any],
        *,
        reverses: str | None = None,
        hold: HoldRow | None = None,
    ) -> Posted:
        moved = [(self._account(line.account), line.amount) for line in lines]
        sums: defaultdict[str, int] = defaultdict(int)
        for account, amount in moved:
            sums[account.currency] += amount
        for currency, total in sums.items():
            if total != 0:
                raise BadPosting(f"The lines in {currency} sum to {total} instead of 0.")
        for account, amount in moved:
            # What a hold put aside is what it settles with.
            held = account.held - (hold.amount if hold is not None and hold.account == account.name else 0)
            self._check_covers(account, held=held, change=amount)
        transfer = TransferRow(
            self._new_id(), kind, self._now, details, lines, reverses, None if hold is None else hold.id
        )
        for account, amount in moved:
            account.balance += amount
            account.entries += 1
            self.changes.touched.add(account.name)
            self.changes.entries.append(EntryRow(account.id, account.entries, transfer.id, amount, account.balance))
        self.changes.transfers.append(transfer)
        self._transfers[transfer.id] = transfer
        return Posted(transfer.id, self._now)

    def _hold(self, posting: Hold) -> Posted:
        account, to = self._account(posting.account), self._account(posting.to)
        if account.currency != to.currency:
            raise BadPosting(f"{account.currency} cannot be put aside for an account in {to.currency}.")
        if posting.expires_at is not None and posting.expires_at <= self._now:
            raise BadPosting("The hold would be over before it begins.")
        self._check_covers(account, held=account.held + posting.amount, change=0, needed=posting.amount)
        hold = HoldRow(
            self._new_id(),
            posting.kind,
            posting.account,
            posting.to,
            posting.amount,
            self._now,
            posting.expires_at,
            posting.details,
        )
        account.held += posting.amount
        self.changes.touched.add(account.name)
        self.changes.holds.append(hold)
        self._holds[hold.id] = hold
        return Posted(hold.id, self._now)

    def _settle(self, posting: Settle) -> Posted:
        hold = self._open_hold(posting.hold_id)
        amount = hold.amount if posting.amount is None else posting.amount
        if amount > hold.amount:
            raise BadPosting(f"The hold is over {hold.amount}, so {amount} cannot be settled.")
        lines = (Line(hold.account, -amount), Line(hold.to, amount))
        posted = self._transfer(hold.kind, lines, posting.details, hold=hold)
        self._end(hold, "settled", posted.id)
        return posted

    def _release(self, posting: Release) -> Posted:
        hold = self._open_hold(posting.hold_id)
        self._end(hold, "released", None)
        return Posted(hold.id, self._now)

    def _reverse(self, posting: Reverse) -> Posted:
        before = self._transfers.get(posting.transfer_id)
        if before is None:
            raise NoSuchTransfer("There is no such transfer to take back.")
        if before.id in self._reversed:
            raise AlreadyReversed("This transfer was taken back already.")
        lines = tuple(Line(line.account, -line.amount) for line in before.lines)
        posted = self._transfer(posting.kind, lines, posting.details, reverses=before.id)
        self._reversed.add(before.id)
        return posted

    # What they have in common

    def _account(self, name: str) -> AccountRow:
        account = self._accounts.get(name)
        if account is None:
            raise NoSuchLedgerAccount(f"The books have no account {name[:80]}.")
        return account

    def _open_hold(self, hold_id: str) -> HoldRow:
        hold = self._holds.get(hold_id)
        if hold is None:
            raise NoSuchHold("There is no such hold.")
        if hold.ending is not None or self._is_expired(hold):
            raise HoldIsOver(f"This hold was {hold.ending or 'expired'} already.")
        return hold

    def _is_expired(self, hold: HoldRow) -> bool:
        return hold.expires_at is not None and hold.expires_at <= self._now

    def _end(self, hold: HoldRow, ending: Ending, transfer_id: str | None) -> None:
        account = self._account(hold.account)
        account.held -= hold.amount
        self.changes.touched.add(account.name)
        self.changes.ends.append(EndRow(hold.id, ending, self._now, transfer_id))
        self._holds[hold.id] = replace(hold, ending=ending)

    def _check_covers(self, account: AccountRow, *, held: int, change: int, needed: int | None = None) -> None:
        after = account.balance + change
        if abs(after) > BALANCE_MAX:
            raise BadPosting(f"No account holds more than {BALANCE_MAX:,}.")
        is_spending = change < 0 or needed is not None
        if is_spending and not account.may_go_negative and after - held < 0:
            raise NotEnough(
                account=account.name,
                currency=account.currency,
                available=account.balance - (held - (needed or 0)),
                needed=needed if needed is not None else -change,
            )
