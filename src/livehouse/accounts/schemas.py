"""The bodies of requests and responses about accounts, as the OpenAPI document shows them."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from livehouse.accounts import model, session
from livehouse.accounts.model import Language
from livehouse.platform.http import ErrorBody


class AccountCard(BaseModel):
    """What everybody sees of an account beside its words and pictures."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    handle: str = Field(description="Unique, in lower case, without @.")
    nickname: str
    avatar_url: str = Field(description="Always leads to a picture; changes when the picture does.")


class ProfileLink(BaseModel):
    """A link on a profile."""

    model_config = ConfigDict(from_attributes=True, extra="forbid")

    label: str
    url: str = Field(description="Begins with https://.")


class Me(AccountCard):
    """One's own account."""

    email: str
    bio: str
    birth_date: date
    region: str = Field(description="ISO 3166-1 alpha-2.")
    followers: int
    following: int
    created_at: datetime
    is_operator: bool = Field(description="Whether it runs the platform.")
    email_confirmed_at: datetime | None = Field(description="Null until the link in the mail was followed.")
    email_next: str | None = Field(description="The address that takes its place once it is confirmed.")
    language: Language = Field(description="Of mails.")
    topics: list[str]
    links: list[ProfileLink]
    region_next: str | None = Field(description="The region whose rules hold from `region_next_at` on.")
    region_next_at: datetime | None
    birth_date_changed_at: datetime | None = Field(description="When it was corrected, which can be done once.")
    handle_changed_at: datetime | None


class SignedIn(Me):
    """One's own account, just signed in to."""

    took_back_deletion: bool = Field(description="Whether the account was to be deleted and, by this, is not any more.")


class MaybeMe(BaseModel):
    """One's own account, or null when signed out."""

    account: Me | None


class Profile(AccountCard):
    """An account as the one who asks sees it."""

    bio: str
    topics: list[str]
    links: list[ProfileLink]
    followers: int
    following: int
    is_followed: bool = Field(description="Whether the one who asks follows this account.")
    is_me: bool
    created_at: datetime

    @classmethod
    def of(cls, profile: model.Profile) -> "Profile":
        """The body that tells of `profile`."""
        account = profile.account
        return cls(
            id=account.id,
            handle=account.handle,
            nickname=account.nickname,
            avatar_url=account.avatar_url,
            bio=account.bio,
            topics=list(account.topics),
            links=[ProfileLink.model_validate(link) for link in account.links],
            followers=account.followers,
            following=account.following,
            is_followed=profile.is_followed,
            is_me=profile.is_me,
            created_at=account.created_at,
        )


class ListedAccount(AccountCard):
    """Somebody on a list of people, as the one who asks sees them."""

    is_followed: bool = Field(description="Whether the one who asks follows this account.")
    is_me: bool


class AccountPage(BaseModel):
    """A part of a list of people, the newest first."""

    accounts: list[ListedAccount]
    next_cursor: str | None = Field(description="Give it as `cursor` to go on; null at the end.")

    @classmethod
    def of(cls, page: model.AccountPage) -> "AccountPage":
        """The body that tells of `page`."""
        return cls(
            accounts=[
                ListedAccount(
                    id=listed.card.id,
                    handle=listed.card.handle,
                    nickname=listed.card.nickname,
                    avatar_url=listed.card.avatar_url,
                    is_followed=listed.is_followed,
                    is_me=listed.is_me,
                )
                for listed in page.accounts
            ],
            next_cursor=page.next_cursor,
        )


class HandleCheck(BaseModel):
    """Whether somebody could sign up with a handle now."""

    handle: str = Field(description="As it would be kept: in lower case, without @.")
    is_free: bool
    refusal: ErrorBody | None = Field(
        description="What signing up with it would be answered: `handle_taken` (somebody has it), `handle_reserved` "
        "(kept for the platform) or `handle_invalid` (malformed). Null when it is free."
    )


class Session(BaseModel):
    """One device that is signed in."""

    id: str
    device: str = Field(description="In plain words, as far as the browser tells: `Chrome on Android`.")
    address: str = Field(description="The network address from which it signed in.")
    created_at: datetime
    last_seen_at: datetime = Field(description="To the minute.")
    current: bool = Field(description="Whether it is the one that asks.")

    @classmethod
    def of(cls, listed: session.Session, *, current_id: str) -> "Session":
        """The body that tells of `listed`."""
        return cls(
            id=listed.id,
            device=listed.device,
            address=listed.address,
            created_at=listed.created_at,
            last_seen_at=listed.last_seen_at,
            current=listed.id == current_id,
        )


class SessionList(BaseModel):
    """The account's sessions, the last used first."""

    sessions: list[Session]


class Form(BaseModel):
    """A request's body."""

    # What is not asked for is refused rather than dropped: a misspelt field is told, and nothing slips through.
    model_config = ConfigDict(extra="forbid")


class SignUpForm(Form):
    """What one types to have an account."""

    handle: str = Field(description="Letters a–z, digits, dots, underscores; unique whatever the case.")
    email: str
    password: str
    # Text here, so that the rules can say in their own words what is wrong with it.
    birth_date: Annotated[str, Field(json_schema_extra={"format": "date"}, description="YYYY-MM-DD.")]
    region: str = Field(description="ISO 3166-1 alpha-2.")
    nickname: str | None = Field(None, description="The handle if left out.")
    accept_terms: StrictBool = Field(description="Must be true.")
    language: Language | None = Field(None, description="Of mails; what the browser prefers if left out.")


class SignInForm(Form):
    """Handle or e-mail address, and the password."""

    login: str
    password: str


class ProfileForm(Form):
    """What one may change; what is left out stays."""

    nickname: str | None = None
    bio: str | None = Field(None, description="May have several lines; empty removes it.")
    topics: list[str] | None = Field(None, description="Up to five of `topics` of `GET /platform`.")
    links: list[ProfileLink] | None = Field(None, description="Up to three.")
    language: Language | None = Field(None, description="Of mails.")
