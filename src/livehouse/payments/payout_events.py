"""What payouts tell others, after it was committed."""

from datetime import datetime

from livehouse.payments.payout_model import PayoutState
from livehouse.platform.events import DomainEvent


class PayoutCalledOff(DomainEvent, frozen=True):
    """Gifts whose diamonds were in an unsent payout were taken back, so it is cancelled, and its host is to know."""

    payout_id: str


class PayoutChanged(DomainEvent, frozen=True):
    """A payout was asked for, or has gone a step; or its provider has news of it, so that somebody should look."""

    payout_id: str
    account_id: str
    state: PayoutState
    at: datetime
