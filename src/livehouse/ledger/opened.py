"""The books opened at some accounts: what is posted there is judged at once, and written by steps."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from livehouse.kernel.errors import AppError
from livehouse.ledger import store
from livehouse.ledger.books import AccountRow, Books
from livehouse.ledger.errors import KeyReused
from livehouse.ledger.model import Balance, Posted, Posting, check_posting, fingerprint
from livehouse.platform.steps import Step

Outcome = Posted | AppError
"""What became of a posting: it is in the books, or why it is not."""


class OpenBooks:
    """Books whose accounts are held until the transaction ends.

    Args:
        accounts: as they are held.
        results: what was posted before under the keys that may come.
    """

    def __init__(
        self,
        books: Books,
        accounts: Sequence[AccountRow],
        results: Mapping[str, tuple[str, str, datetime]],
        now: datetime,
    ) -> None:
        self._books = books
        self._accounts = {account.name: account for account in accounts}
        self._known = dict(results)
        self._new: list[tuple[str, str, str]] = []
        self._now = now

    def balance(self, name: str) -> Balance | None:
        """How this account stands now, with all that was posted here; None if there is none."""
        account = self._accounts.get(name)
        return None if account is None else Balance(name, account.currency, account.balance, account.held)

    def post(self, postings: Sequence[Posting]) -> list[Outcome]:
        """Post in order; what becomes of each. One that is refused leaves the others as they are."""
        return [self._post(posting) for posting in postings]

    def _post(self, posting: Posting) -> Outcome:
        try:
            check_posting(posting)
            print_ = fingerprint(posting)
            if (before := self._known.get(posting.key)) is not None:
                if before[0] != print_:
                    raise KeyReused("This idempotency key stands for something else already; make a new one.")
                return Posted(before[1], before[2], again=True)
            posted = self._books.post(posting)
        except AppError as refusal:
            return refusal
        self._known[posting.key] = (print_, posted.id, posted.at)
        self._new.append((posting.key, print_, posted.id))
        return posted

    def steps(self) -> list[Step[None]]:
        """What writes all of it; once, in the transaction that holds the accounts."""
        ids = {account.name: account.id for account in self._accounts.values()}
        return store.write(self._books.changes, self._books.touched, ids, self._new, self._now)
