"""The books: double entry, holds, statements, audit. All that other slices may use; knows nothing of gifts."""

from livehouse.ledger.check import Audit, Finding
from livehouse.ledger.errors import (
    AlreadyReversed,
    BadPosting,
    HoldIsOver,
    KeyReused,
    NoSuchHold,
    NoSuchLedgerAccount,
    NoSuchTransfer,
    NotEnough,
)
from livehouse.ledger.export import Form
from livehouse.ledger.model import (
    AccountSpec,
    Balance,
    Entry,
    Hold,
    Line,
    Posted,
    Posting,
    Release,
    Reverse,
    Settle,
    Transfer,
)
from livehouse.ledger.opened import OpenBooks, Outcome
from livehouse.ledger.service import Ledger
from livehouse.ledger.tracing import Trace, Turnover, Young

__all__ = [
    "AccountSpec",
    "AlreadyReversed",
    "Audit",
    "BadPosting",
    "Balance",
    "Entry",
    "Finding",
    "Form",
    "Hold",
    "HoldIsOver",
    "KeyReused",
    "Ledger",
    "Line",
    "NoSuchHold",
    "NoSuchLedgerAccount",
    "NoSuchTransfer",
    "NotEnough",
    "OpenBooks",
    "Outcome",
    "Posted",
    "Posting",
    "Release",
    "Reverse",
    "Settle",
    "Trace",
    "Transfer",
    "Turnover",
    "Young",
]
