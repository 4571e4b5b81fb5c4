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


class OthersShutOut(DomainEvent, frozen=True):
    """Its owner has a new password, or signed out all other devices: whatever else opens something ends with it.

    What was made after `at` was made by the owner since, and holds.
    """

    account_id: str
    at: datetime


class AccountSignedUp(DomainEvent, frozen=True):
    """Somebody made an account; its e-mail address is not confirmed.

    `origin` is the address of the platform as the person saw it; `browser_key` is what the browser was known by as a
    viewer until then, if it was.
    """

    account_id: str
    origin: str
    browser_key: str | None = None


class AccountChanged(DomainEvent, frozen=True):
    """The account is new, or what everybody sees of it is: handle, nickname, words; or its owner came back to it."""

    account_id: str


class PasswordResetAsked(DomainEvent, frozen=True):
    """Somebody who typed `login` has forgotten the password; whether there is such an account is not known yet."""

    login: str
    origin: str


class AccountLeaving(DomainEvent, frozen=True):
    """Its owner has deleted the account; until `until` signing in takes that back. Nothing of it goes on meanwhile."""

    account_id: str
    until: datetime


class AccountDeleted(DomainEvent, frozen=True):
    """Everything personal was taken out of the account; what it made is to be removed, what others count on stays."""

    account_id: str
