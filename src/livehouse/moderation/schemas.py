"""The bodies of requests and responses about standing and the operators' log, as the OpenAPI document shows them."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from livehouse import accounts
from livehouse.accounts import AccountCardSchema
from livehouse.moderation import chain, model
from livehouse.moderation.model import Act, StandingState
from livehouse.moderation.service import CaseFile

Cards = Mapping[str, accounts.AccountCard]


class Strike(BaseModel):
    """One strike."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    at: datetime
    reason: str
    lifted_at: datetime | None = Field(description="When an operator took it back; null if nobody did.")


class Standing(BaseModel):
    """How an account stands with the platform now."""

    state: StandingState = Field(
        description="`good`, `warned` (for 90 days after a warning or strike), `suspended` (may watch, and not go "
        "live, comment or post) or `banned` (cannot sign in)."
    )
    since: datetime | None = Field(description="When it was decided; null in good standing.")
    until: datetime | None = Field(description="When a suspension ends by itself; null for anything else.")
    reason: str | None = Field(description="Why, in the operators' words; null in good standing.")
    strikes: list[Strike] = Field(description="Every strike, oldest first; those that were lifted as well.")

    @classmethod
    def of(cls, standing: model.Standing, case: model.Case) -> "Standing":
        """The body that tells of `standing`."""
        return cls(
            state=standing.state,
            since=standing.since,
            until=standing.until,
            reason=standing.reason,
            strikes=[Strike.model_validate(strike) for strike in case.strikes],
        )


class LogEntry(BaseModel):
    """One entry of the operators' log."""

    number: int = Field(description="Counts up from 1 without gaps.")
    at: datetime
    operator: AccountCardSchema | None = Field(description="Who acted; null for the command line.")
    act: str = Field(description="What was done, as `slice.verb`: `standing.ban`, `review.grant`.")
    subject: str = Field(description="To what: an account's id, or a name.")
    account: AccountCardSchema | None = Field(description="The account that `subject` is the id of, if it is one.")
    details: dict[str, Any] = Field(description="What else there is to know: `reason`, `until`.")
    previous_hash: str = Field(description="The hash of the entry before; 64 zeros for the first.")
    hash: str = Field(description="SHA-256 over the entry and the hash before, in hex.")

    @classmethod
    def of(cls, entry: chain.Entry, cards: Cards) -> "LogEntry":
        """The body that tells of `entry`; `cards` are those of the accounts that it names."""
        return cls(
            number=entry.number,
            at=entry.at,
            operator=_card(cards.get(entry.operator)),
            act=entry.act,
            subject=entry.subject,
            account=_card(cards.get(entry.subject)),
            details=json.loads(entry.details),
            previous_hash=entry.previous_hash,
            hash=entry.hash,
        )


def _card(card: accounts.AccountCard | None) -> AccountCardSchema | None:
    return None if card is None else AccountCardSchema.model_validate(card)


class LogPage(BaseModel):
    """Entries of the operators' log, newest first."""

    entries: list[LogEntry]
    next_before: int | None = Field(description="Give it as `before` for the entries before these; null at the first.")


class LogCheck(BaseModel):
    """What reading the whole log and computing every hash anew found."""

    model_config = ConfigDict(from_attributes=True)

    is_whole: bool = Field(description="Whether every entry is as it was written.")
    entries: int = Field(description="Entries that are as they were, counted from the first.")
    head_hash: str = Field(description="The hash of the last of them. Note it elsewhere to recognise it later.")
    broken_at: int | None = Field(description="The number of the first entry that is not as it was.")
    why: str | None = Field(description="What is wrong with it, in a sentence.")


class OperatedAccount(AccountCardSchema):
    """An account as those who run the platform see it."""

    email: str
    birth_date: date
    region: str = Field(description="ISO 3166-1 alpha-2.")
    created_at: datetime
    followers: int
    following: int
    is_operator: bool
    standing: Standing
    acts: list[Act] = Field(description="What the operator who asks may decide about it now.")

    @classmethod
    def of(cls, file: CaseFile) -> "OperatedAccount":
        """The body that tells of `file`."""
        return cls(**_operated(file))


class AccountFile(OperatedAccount):
    """The same, with what was ever done to it."""

    history: list[LogEntry] = Field(description="The log's entries about this account, newest first, 200 at most.")

    @classmethod
    def with_history(cls, file: CaseFile, cards: Cards) -> "AccountFile":
        """The body that tells of `file`; `cards` are those of the accounts that its history names."""
        return cls(**_operated(file), history=[LogEntry.of(entry, cards) for entry in file.history])


def _operated(file: CaseFile) -> dict[str, Any]:
    account = file.account
    return {
        "id": account.id,
        "handle": account.handle,
        "nickname": account.nickname,
        "avatar_url": account.avatar_url,
        "email": account.email,
        "birth_date": account.birth_date,
        "region": account.region,
        "created_at": account.created_at,
        "followers": account.followers,
        "following": account.following,
        "is_operator": account.is_operator,
        "standing": Standing.of(file.standing, file.case),
        "acts": list(file.acts),
    }


class AccountList(BaseModel):
    """Accounts that were looked for, best match first, 50 at most."""

    accounts: list[OperatedAccount]


class StandingForm(BaseModel):
    """What an operator decides about an account."""

    model_config = ConfigDict(extra="forbid")

    act: Act = Field(
        description="`warn`, `strike`, `suspend` (with `until`), `ban`, or `lift`: take back all that is in force, "
        "strikes included."
    )
    reason: str = Field(description="Why; the person reads it, and it stays in the log for ever.")
    until: datetime | None = Field(None, description="The end of a suspension, with its time zone; for nothing else.")
