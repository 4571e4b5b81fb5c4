"""What live access tells others, after it was committed."""

from datetime import datetime
from typing import Literal

import msgspec

from livehouse.platform.events import DomainEvent

NoticeKind = Literal["live_access_opened", "review_granted", "review_refused", "replay_expiring", "replay_missing"]


class LiveAccessOpened(DomainEvent, frozen=True):
    """An account that might not go live may do so from now on, by this version of the policy."""

    account_id: str
    policy_version: str
    at: datetime


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """Something that the platform tells one account: what happened, and when it was read.

    `reason` and `until` are those of a review's decision; of a replay that is deleted soon its title, and when that is;
    of one that could not be recorded the title.
    """

    id: str
    kind: NoticeKind
    created_at: datetime
    reason: str | None = None
    until: datetime | None = None
    read_at: datetime | None = None


class NoticeAdded(DomainEvent, frozen=True):
    """An account was told something."""

    account_id: str
    notice: Notice


class NoticeMessage(msgspec.Struct, frozen=True, tag="notice", tag_field="type"):
    """Something for this account alone, on every connection that it has; `GET /me/notices` has it as well."""

    notice: Notice
