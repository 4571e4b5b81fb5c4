"""Why something is not written into the books."""

from livehouse.kernel.errors import BadInput, Conflict, NotFound


class BadPosting(BadInput):
    """What is to be written can never be right: no sum of zero, no whole amount, two currencies that do not meet."""

    code = "bad_posting"


class NotEnough(Conflict):
    """An account that must not go below zero would."""

    code = "not_enough"

    def __init__(self, *, account: str, currency: str, available: int, needed: int) -> None:
        super().__init__(
            f"There are {available} {currency} to spend, and this takes {needed}.",
            account=account,
            currency=currency,
            available=available,
            needed=needed,
        )


class KeyReused(Conflict):
    """The idempotency key stands for something else already."""

    code = "key_reused"


class NoSuchLedgerAccount(NotFound):
    """The books have no such account."""

    code = "no_such_ledger_account"


class NoSuchTransfer(NotFound):
    """The books have no such transfer."""

    code = "no_such_transfer"


class NoSuchHold(NotFound):
    """The books have no such hold."""

    code = "no_such_hold"


class HoldIsOver(Conflict):
    """The hold was settled, released or has expired."""

    code = "hold_is_over"


class AlreadyReversed(Conflict):
    """A transfer is taken back once."""

    code = "already_reversed"
