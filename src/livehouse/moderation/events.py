"""What moderation tells the slices above it, after it was committed."""

from datetime import datetime

from livehouse.moderation.model import StandingState
from livehouse.platform.events import DomainEvent


class StandingChanged(DomainEvent, frozen=True):
    """An operator decided about an account. A suspension that ends by itself is not told.

    `state` is what the decision led to; whoever acts on it asks for the standing of now, which may be newer.
    """

    account_id: str
    state: StandingState
    at: datetime


class OperatorActed(DomainEvent, frozen=True):
    """The operators' log has a new entry of this number and hash."""

    number: int
    hash: str
