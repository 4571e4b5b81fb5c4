"""What an account is, and the rules for what it is called and who may have one. Pure."""

from datetime import date, datetime
from typing import Final

import msgspec

from livehouse.accounts import avatar_drawing
from livehouse.kernel.errors import Conflict, Forbidden, NotFound
from livehouse.platform.http import API


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


class AccountCard(msgspec.Struct, frozen=True):
    """What everybody sees of an account beside its words and pictures."""

    id: str
    handle: str
    nickname: str
    avatar_url: str


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A person's account, without its secrets."""

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

    @property
    def card(self) -> AccountCard:
        """What others see of it."""
        return AccountCard(self.id, self.handle, self.nickname, self.avatar_url)

    @property
    def avatar_url(self) -> str:
        """The path of its picture; it changes with the picture, so that what it leads to may be cached for ever."""
        return f"{API}/accounts/{self.id}/avatar?v={avatar_version(self.avatar_id)}"


class Profile(msgspec.Struct, frozen=True):
    """An account as one certain viewer sees it."""

    account: Account
    is_followed: bool
    is_me: bool


class NewAccount(msgspec.Struct, frozen=True, kw_only=True):
    """What a person types to sign up, as typed."""

    handle: str
    email: str
    password: str
    birth_date: str
    region: str
    nickname: str | None = None
    accept_terms: bool = False


GENERATED_VERSION: Final = f"g{avatar_drawing.DRAWING_VERSION}"


def avatar_version(avatar_id: str | None) -> str:
    """What tells one avatar of an account from another in its address."""
    return avatar_id or GENERATED_VERSION
