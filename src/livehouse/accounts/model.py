"""What an account is, and the rules for what it is called and who may have one. Pure."""

from datetime import date, datetime
from typing import Final, Literal

import msgspec

from livehouse.accounts import avatar_drawing
from livehouse.kernel.errors import BadInput, Conflict, Forbidden, NotFound
from livehouse.platform.http import API

Language = Literal["en", "ja"]
# What stands for the birth date of an account that has been deleted.
NO_BIRTH_DATE: Final = date(1900, 1, 1)


class NoSuchAccount(NotFound):
    """There is no account of this name or id."""

    code = "no_such_account"

    def __init__(self) -> None:
        super().__init__("There is no such account. Check the name for typing errors.")


class HandleTaken(Conflict):
    """Somebody else has this handle."""

    code = "handle_taken"

    def __init__(self) -> None:
        super().__init__("This handle is taken. Try another.", field="handle")


class EmailTaken(Conflict):
    """Another account signs in with this e-mail address."""

    code = "email_taken"

    def __init__(self) -> None:
        super().__init__("There is an account with this e-mail address. Sign in with it instead.", field="email")


class OwnAccount(Conflict):
    """One cannot follow oneself."""

    code = "own_account"


class OperatorsOnly(Forbidden):
    """Only operators may do this."""

    code = "operators_only"

    def __init__(self) -> None:
        super().__init__("Only the people who run this platform may do this. Ask one of them.")


class HandleChangedRecently(Conflict):
    """The handle was changed not long ago; `allowed_at` in the details says when it can be again."""

    code = "handle_changed_recently"


class BirthDateChangedOnce(Conflict):
    """The birth date was corrected once already; a second time is for operators."""

    code = "birth_date_changed_once"

    def __init__(self) -> None:
        super().__init__(
            "You have corrected your birth date once already. Ask an operator of this platform to correct it again.",
            field="birth_date",
        )


class WrongPassword(Forbidden):
    """The present password, asked for once more, is another one."""

    code = "wrong_password"

    def __init__(self, field: str = "password") -> None:
        super().__init__(
            "This is not your present password. Try again, or ask for a link to choose another.", field=field
        )


class LinkSpent(NotFound):
    """The link from a mail was used already, or is too old."""

    code = "link_spent"

    def __init__(self) -> None:
        super().__init__("This link was used already, or is too old. Ask for a new one.")


class EmailConfirmed(Conflict):
    """There is no e-mail address that waits to be confirmed."""

    code = "email_confirmed"

    def __init__(self) -> None:
        super().__init__("Your e-mail address is confirmed already; there is nothing to do.")


class TopicsInvalid(BadInput):
    """The topics of a profile are too many, or not all on the platform's list."""

    code = "topics_invalid"


class LinksInvalid(BadInput):
    """The links of a profile are too many, or one of them is not a link that it may carry."""

    code = "links_invalid"


class AccountCard(msgspec.Struct, frozen=True):
    """What everybody sees of an account beside its words and pictures."""

    id: str
    handle: str
    nickname: str
    avatar_url: str


def card_of(account_id: str, handle: str, nickname: str, avatar_id: str | None) -> AccountCard:
    """The card of the account that has these."""
    return AccountCard(account_id, handle, nickname, _avatar_url(account_id, avatar_id))


def _avatar_url(account_id: str, avatar_id: str | None) -> str:
    return f"{API}/accounts/{account_id}/avatar?v={avatar_version(avatar_id)}"


class ProfileLink(msgspec.Struct, frozen=True):
    """A link on a profile."""

    label: str
    url: str


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A person's account, without its secrets.

    Attributes:
        email_next: the address that the person wants instead, until it is confirmed.
        region: the one whose rules hold now.
        region_next: the one that will hold from `region_next_at` on.
        birth_date: 1 January 1900 once the account is deleted.
        deletion_at: when the account will be deleted, unless its owner signs in before.
        deleted_at: when everything personal was taken out of it.
        sign_up_network: a hash of the network from which it was made (`platform.networks`).
    """

    id: str
    handle: str
    email: str
    nickname: str
    bio: str
    birth_date: date
    region: str
    avatar_id: str | None
    followers: int
    following: int
    created_at: datetime
    is_operator: bool = False
    email_confirmed_at: datetime | None = None
    email_next: str | None = None
    language: Language = "en"
    topics: tuple[str, ...] = ()
    links: tuple[ProfileLink, ...] = ()
    region_next: str | None = None
    region_next_at: datetime | None = None
    birth_date_changed_at: datetime | None = None
    handle_changed_at: datetime | None = None
    deletion_at: datetime | None = None
    deleted_at: datetime | None = None
    sign_up_network: str | None = None

    def at(self, now: datetime) -> "Account":
        """The account as it is at `now`: a change of region takes effect by itself."""
        if self.region_next is None or self.region_next_at is None or now < self.region_next_at:
            return self
        return msgspec.structs.replace(self, region=self.region_next, region_next=None, region_next_at=None)

    @property
    def is_leaving(self) -> bool:
        """Whether its owner has deleted it, for now or for good."""
        return self.deletion_at is not None or self.deleted_at is not None

    @property
    def card(self) -> AccountCard:
        """What others see of it."""
        return card_of(self.id, self.handle, self.nickname, self.avatar_id)

    @property
    def avatar_url(self) -> str:
        """The path of its picture; it changes with the picture, so that what it leads to may be cached for ever."""
        return _avatar_url(self.id, self.avatar_id)


class Profile(msgspec.Struct, frozen=True):
    """An account as one certain viewer sees it."""

    account: Account
    is_followed: bool
    is_me: bool


class ListedAccount(msgspec.Struct, frozen=True):
    """Somebody on a list of followers, as one certain viewer sees them."""

    card: AccountCard
    is_followed: bool
    is_me: bool


class AccountPage(msgspec.Struct, frozen=True):
    """A part of a list of people, and where the next begins; None at its end."""

    accounts: list[ListedAccount]
    next_cursor: str | None


class NewAccount(msgspec.Struct, frozen=True, kw_only=True):
    """What a person types to sign up, as typed."""

    handle: str
    email: str
    password: str
    birth_date: str
    region: str
    nickname: str | None = None
    accept_terms: bool = False
    language: Language | None = None


GENERATED_VERSION: Final = f"g{avatar_drawing.DRAWING_VERSION}"


def avatar_version(avatar_id: str | None) -> str:
    """What tells one avatar of an account from another in its address."""
    return avatar_id or GENERATED_VERSION
