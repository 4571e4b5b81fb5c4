"""What a session is. Pure."""

import hashlib
import re
from datetime import datetime
from typing import Final

import msgspec

from livehouse.kernel.errors import AppError, NotFound

TOKEN_BYTES: Final = 32
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")


class WrongCredentials(AppError):
    """No account has this handle or e-mail address with this password; which of the two is wrong is not said."""

    code = "wrong_credentials"
    status = 401


class NoSuchSession(NotFound):
    """The account has no such session, or it has ended."""

    code = "no_such_session"

    def __init__(self) -> None:
        super().__init__("This session has ended already. Load the list again.")


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """One device that is signed in."""

    id: str
    account_id: str
    device: str
    address: str
    created_at: datetime
    last_seen_at: datetime


class SignedIn(msgspec.Struct, frozen=True):
    """Who makes a request: an account, by one of its sessions."""

    account_id: str
    session_id: str


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """A new session: whose, the token that it is known by, and whether it took back that the account was to go."""

    account_id: str
    token: str
    took_back_deletion: bool


def hash_token(token: str) -> str | None:
    """What is stored of a session's token, in hex; None if it cannot be one of ours.

    A plain SHA-256 is enough for 256 random bits: there is nothing to guess.
    """
    return hashlib.sha256(token.encode()).hexdigest() if _TOKEN.fullmatch(token) else None
