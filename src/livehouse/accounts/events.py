"""What accounts tell the slices above them, after it was committed."""

from datetime import datetime

from livehouse.platform.events import DomainEvent


class AccountFollowed(DomainEvent, frozen=True):
    """`follower_id` began to follow `followee_id`."""

    follower_id: str
    followee_id: str
    at: datetime


class AccountUnfollowed(DomainEvent, frozen=True):
    """`follower_id` stopped following `followee_id`."""

    follower_id: str
    followee_id: str
    at: datetime


class SessionEnded(DomainEvent, frozen=True):
    """A session was ended, by its owner or to make room for a newer one; what was opened with it closes."""

    session_id: str
    account_id: str
