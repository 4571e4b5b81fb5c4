"""Earnings: every diamond explained, by day, by month, and down to the single gift."""

import csv
import io
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import msgspec

from livehouse.accounts import AccountCard, Accounts
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import BadInput
from livehouse.ledger import Entry, Ledger, Trace, Turnover
from livehouse.payments.accounts import earned
from livehouse.payments.earnings_position import EARNING_KINDS
from livehouse.payments.payout_books import RETURNED, SENT

DAYS_MAX: Final = 366
# In one answer; the table for spreadsheets has all of them.
STATEMENT_ENTRIES_MAX: Final = 2_000
EXPORTED_MAX: Final = 10_000
PAGE: Final = 500
# What a spreadsheet takes for a formula: https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA_BEGINS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")

COLUMNS: Final = (
    "sequence",
    "at",
    "kind",
    "diamonds",
    "balance",
    "gift",
    "count",
    "coins",
    "share_bps",
    "sender",
    "room",
    "payout",
    "withdrawable_at",
    "is_reversed",
)


class MonthInvalid(BadInput):
    """A month is written as 2026-11."""

    code = "month_invalid"

    def __init__(self) -> None:
        super().__init__("Write the month as 2026-11.", field="month")


class EarningsDay(msgspec.Struct, frozen=True, kw_only=True):
    """What one UTC day brought and took. `diamonds` less `reversed` less `payouts` is what the balance moved by."""

    day: date
    diamonds: int = 0
    gifts: int = 0
    reversed: int = 0
    payouts: int = 0


class EarnedGift(msgspec.Struct, frozen=True, kw_only=True):
    """The gift behind a line."""

    catalogue: str
    count: int
    coins: int
    share_bps: int
    sender_id: str | None
    room_id: str | None


class EarningsEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One line: what came or went, and why.

    Attributes:
        withdrawable_at: from when on these diamonds can be withdrawn, past or to come; None of what was taken back or
            was never earned.
    """

    sequence: int
    at: datetime
    kind: str
    diamonds: int
    balance: int
    gift: EarnedGift | None
    payout_id: str | None
    withdrawable_at: datetime | None
    is_reversed: bool


class EntriesPage(msgspec.Struct, frozen=True, kw_only=True):
    """Lines, newest first, and the cards of everybody in them."""

    entries: Sequence[EarningsEntry]
    cards: Mapping[str, AccountCard]
    next_before: int | None


class StatementMonth(msgspec.Struct, frozen=True, kw_only=True):
    """A month in UTC: `opening` and `gifts` less `reversed` less `payouts` is `closing`. Diamonds."""

    month: str
    opening: int
    gifts: int
    reversed: int
    payouts: int
    closing: int


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """A month and its lines, newest first; `is_whole` is False where there are more of them than are given."""

    month: StatementMonth
    entries: Sequence[EarningsEntry]
    cards: Mapping[str, AccountCard]
    is_whole: bool


class Earnings:
    """The service. Everything is read from the books; nothing is kept beside them."""

    def __init__(self, settings: Settings, clock: Clock, ledger: Ledger, accounts: Accounts) -> None:
        self._settings = settings
        self._clock = clock
        self._ledger = ledger
        self._accounts = accounts
        self._matures_after = timedelta(days=settings.payout_hold_days)

    async def days(self, account_id: str, days: int) -> list[EarningsDay]:
        """The last days up to today, oldest first, each of them even if nothing happened."""
        now = self._clock.now()
        today = now.astimezone(UTC).date()
        first = today - timedelta(days=min(max(days, 1), DAYS_MAX) - 1)
        turnover = await self._ledger.turnover(
            earned(account_id).name, _begin(first), _begin(today + timedelta(days=1))
        )
        by_day: dict[date, list[Turnover]] = {}
        for each in turnover:
            by_day.setdefault(each.day, []).append(each)
        every_day = (first + timedelta(days=number) for number in range((today - first).days + 1))
        return [_day(day, by_day.get(day, ())) for day in every_day]

    async def entries(self, account_id: str, day: date | None, before: int | None) -> EntriesPage:
        """Lines of a UTC day, or of any, newest first."""
        entries_max = self._settings.payouts_listed_max
        name = earned(account_id).name
        if day is None:
            found = await self._ledger.page(name, before, entries_max=entries_max + 1)
        else:
            until = _begin(day + timedelta(days=1))
            found = await self._ledger.page_between(name, _begin(day), until, before, entries_max=entries_max + 1)
        entries = await self._explain(found[:entries_max])
        return EntriesPage(
            entries=entries,
            cards=await self._cards_of(entries),
            next_before=entries[-1].sequence if len(found) > entries_max else None,
        )

    # Statements

    async def months(self, account_id: str) -> list[StatementMonth]:
        """Every month from the first line to this one, newest first."""
        return list(reversed(await self._months(account_id)))

    async def statement(self, account_id: str, month: str) -> Statement:
        """A month and its lines.

        Raises:
            MonthInvalid: that is no month.
        """
        since, until = month_of(month)
        name = earned(account_id).name
        entries: list[EarningsEntry] = []
        before: int | None = None
        while len(entries) <= STATEMENT_ENTRIES_MAX:
            found = await self._ledger.page_between(name, since, until, before, entries_max=PAGE)
            entries += await self._explain(found)
            if len(found) < PAGE:
                break
            before = found[-1].sequence
        shown = entries[:STATEMENT_ENTRIES_MAX]
        return Statement(
            month=await self._month(account_id, month),
            entries=shown,
            cards=await self._cards_of(shown),
            is_whole=len(shown) == len(entries),
        )

    async def table(self, account_id: str, month: str) -> AsyncIterator[str]:
        """Every line of a month as a table for spreadsheets (RFC 4180), newest first, in pieces.

        Raises:
            MonthInvalid: that is no month.
        """
        since, until = month_of(month)
        name = earned(account_id).name
        # With a mark of its encoding, without which some spreadsheets read names as something else.
        yield "\ufeff" + write_row(COLUMNS)
        before: int | None = None
        while found := await self._ledger.page_between(name, since, until, before, entries_max=PAGE):
            entries = await self._explain(found)
            cards = await self._cards_of(entries)
            yield "".join(write_row(_cells(entry, cards)) for entry in entries)
            before = found[-1].sequence

    async def export(self, account_id: str) -> dict[str, object]:
        """What the books say of the account's diamonds, for its owner."""
        entries: list[EarningsEntry] = []
        before: int | None = None
        while len(entries) < EXPORTED_MAX:
            found = await self._ledger.page(earned(account_id).name, before, entries_max=PAGE)
            entries += await self._explain(found)
            if len(found) < PAGE:
                break
            before = found[-1].sequence
        return {"months": await self.months(account_id), "entries": entries}

    async def _months(self, account_id: str) -> list[StatementMonth]:
        now = self._clock.now().astimezone(UTC)
        until = _begin(now.date() + timedelta(days=1))
        turnover = await self._ledger.turnover(earned(account_id).name, None, until)
        if not turnover:
            return []
        by_month: dict[str, list[Turnover]] = {}
        for each in turnover:
            by_month.setdefault(f"{each.day:%Y-%m}", []).append(each)
        months: list[StatementMonth] = []
        opening = 0
        for month in _months_between(turnover[0].day, now.date()):
            whole = _day(turnover[0].day, by_month.get(month, ()))
            closing = opening + whole.diamonds - whole.reversed - whole.payouts
            months.append(
                StatementMonth(
                    month=month,
                    opening=opening,
                    gifts=whole.diamonds,
                    reversed=whole.reversed,
                    payouts=whole.payouts,
                    closing=closing,
                )
            )
            opening = closing
        return months

    async def _month(self, account_id: str, month: str) -> StatementMonth:
        months = await self._months(account_id)
        for each in months:
            if each.month == month:
                return each
        # Before the first line there was nothing; after the last month everything is as it was.
        standing = months[-1].closing if months and month > months[-1].month else 0
        return StatementMonth(month=month, opening=standing, gifts=0, reversed=0, payouts=0, closing=standing)

    # Lines

    async def _explain(self, found: Sequence[Entry]) -> list[EarningsEntry]:
        traces = await self._ledger.trace([entry.transfer_id for entry in found]) if found else {}
        return [self._entry(entry, traces[entry.transfer_id]) for entry in found]

    def _entry(self, entry: Entry, trace: Trace) -> EarningsEntry:
        is_earned = trace.origin_kind in EARNING_KINDS
        stands = is_earned and entry.amount > 0 and not trace.is_reversed
        payout_id = entry.details.get("payout", trace.origin_details.get("payout"))
        return EarningsEntry(
            sequence=entry.sequence,
            at=entry.at,
            kind=entry.kind,
            diamonds=entry.amount,
            balance=entry.balance,
            gift=_gift(trace.origin_details) if is_earned else None,
            payout_id=payout_id if isinstance(payout_id, str) else None,
            withdrawable_at=trace.origin_at + self._matures_after if stands else None,
            is_reversed=trace.is_reversed,
        )

    async def _cards_of(self, entries: Iterable[EarningsEntry]) -> Mapping[str, AccountCard]:
        senders = {entry.gift.sender_id for entry in entries if entry.gift is not None}
        return await self._accounts.cards({sender for sender in senders if sender is not None})


def _gift(details: Mapping[str, Any]) -> EarnedGift | None:
    if "catalogue" not in details:
        return None
    return EarnedGift(
        catalogue=str(details["catalogue"]),
        count=int(details.get("count", 1)),
        coins=int(details.get("coins", 0)),
        share_bps=int(details.get("share_bps", 0)),
        sender_id=details.get("sender"),
        room_id=details.get("room"),
    )


def _day(day: date, turnover: Iterable[Turnover]) -> EarningsDay:
    diamonds = gifts = taken = payouts = 0
    for each in turnover:
        if each.kind == SENT:
            payouts += each.given - each.gained
        elif each.kind == RETURNED:
            payouts -= each.gained - each.given
        else:
            diamonds += each.gained
            taken += each.given
            gifts += each.entries if each.kind in EARNING_KINDS else 0
    return EarningsDay(day=day, diamonds=diamonds, gifts=gifts, reversed=taken, payouts=payouts)


def _begin(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def month_of(month: str) -> tuple[datetime, datetime]:
    """When a month (2026-11) begins, and the next one; UTC.

    Raises:
        MonthInvalid: that is no month.
    """
    year, _, number = month.partition("-")
    if len(month) != 7 or not (month.isascii() and year.isdigit() and number.isdigit()):
        raise MonthInvalid
    if not (2000 <= int(year) <= 9998 and 1 <= int(number) <= 12):
        raise MonthInvalid
    first = datetime(int(year), int(number), 1, tzinfo=UTC)
    return first, (first + timedelta(days=32)).replace(day=1)


def _months_between(first: date, last: date) -> list[str]:
    months = []
    at = first.replace(day=1)
    while at <= last:
        months.append(f"{at:%Y-%m}")
        at = (at + timedelta(days=32)).replace(day=1)
    return months


def _cells(entry: EarningsEntry, cards: Mapping[str, AccountCard]) -> tuple[object, ...]:
    gift = entry.gift
    card = None if gift is None or gift.sender_id is None else cards.get(gift.sender_id)
    return (
        entry.sequence,
        entry.at.isoformat(),
        entry.kind,
        entry.diamonds,
        entry.balance,
        None if gift is None else gift.catalogue,
        None if gift is None else gift.count,
        None if gift is None else gift.coins,
        None if gift is None else gift.share_bps,
        None if card is None else card.handle,
        None if gift is None else gift.room_id,
        entry.payout_id,
        None if entry.withdrawable_at is None else entry.withdrawable_at.isoformat(),
        "yes" if entry.is_reversed else "no",
    )


def write_row(cells: Iterable[object]) -> str:
    """One row of a table for spreadsheets. No text in it is taken for a formula; numbers stay numbers."""
    written = io.StringIO()
    csv.writer(written).writerow([_safe(cell) for cell in cells])
    return written.getvalue()


def _safe(cell: object) -> object:
    if isinstance(cell, str) and cell.startswith(_FORMULA_BEGINS):
        return f"'{cell}"
    return cell
