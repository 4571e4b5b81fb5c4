"""Who makes a request: cookies in, account and session out. For HTTP routes and for the channel's handshake."""

import re
from collections.abc import Mapping
from typing import Annotated, Final

import msgspec
from fastapi import Depends, FastAPI, Request, Response
from fastapi.security import APIKeyCookie

from livehouse.accounts.model import Account
from livehouse.accounts.service import Accounts
from livehouse.accounts.session import SignedIn
from livehouse.accounts.sessions import Sessions
from livehouse.config import Settings
from livehouse.kernel.errors import NotSignedIn
from livehouse.kernel.ids import Ids
from livehouse.platform.cookies import parse_cookies

SESSION_COOKIE: Final = "livehouse_session"
VIEWER_COOKIE: Final = "livehouse_viewer"
# The longest that browsers keep a cookie; the server decides when a session ends, and it moves on with every use.
COOKIE_MAX_AGE_S: Final = 400 * 24 * 60 * 60
VIEWER_KEY_BYTES: Final = 16
# 16 bytes in base 64: never 26 characters, so that no viewer can pass for an account.
_VIEWER_KEY: Final = re.compile(r"[A-Za-z0-9_-]{22}")


class Visitor(msgspec.Struct, frozen=True):
    """Who looks on: an account by one of its sessions, or a browser that is told from others by its cookie only.

    `browser_key` is what a browser that is signed in was known by before, if it has looked on as a stranger.
    """

    account_id: str | None
    session_id: str | None
    viewer_key: str
    browser_key: str | None = None


class Authenticator:
    """Reads and writes the two cookies."""

    def __init__(self, sessions: Sessions, accounts: Accounts, ids: Ids, settings: Settings) -> None:
        self._sessions = sessions
        self.accounts = accounts
        self._ids = ids
        if settings.secure_cookies is not None:
            self._secure = settings.secure_cookies
        else:
            self._secure = settings.public_url is not None and settings.public_url.scheme == "https"

    def install(self, app: FastAPI) -> None:
        """Let the routes of `app` ask for `CurrentAccount`, `CurrentOperator`, `MaybeAccount` and `CurrentVisitor`."""
        app.state.authenticator = self

    async def signed_in(self, cookies: Mapping[str, str]) -> SignedIn | None:
        """The account and session of these cookies, if there is a live one."""
        token = cookies.get(SESSION_COOKIE)
        return None if token is None else await self._sessions.resolve(token)

    async def sender(self, request: Request) -> SignedIn | None:
        """Who makes the request, if signed in."""
        return await self.signed_in(cookies_of(request))

    async def visitor(self, cookies: Mapping[str, str]) -> Visitor:
        """Who sends these cookies; somebody new where they say nothing that holds."""
        signed_in = await self.signed_in(cookies)
        if signed_in is not None:
            return Visitor(
                signed_in.account_id,
                signed_in.session_id,
                viewer_key=signed_in.account_id,
                browser_key=_viewer_key(cookies),
            )
        return Visitor(None, None, viewer_key=_viewer_key(cookies) or self._ids.secret(VIEWER_KEY_BYTES))

    def known_viewer(self, request: Request) -> str | None:
        """What the sender's browser is known by as a viewer; None where it keeps no cookie, or has none yet."""
        return _viewer_key(cookies_of(request))

    def keep_viewer(self, request: Request, response: Response, visitor: Visitor | None = None) -> None:
        """Give a browser without one its viewer's cookie; for the responses that are pages.

        Args:
            request: what it sent.
            response: what it gets.
            visitor: as whom its sender was counted just now, signed out; they are known as the same from then on.
        """
        if _viewer_key(cookies_of(request)) is None:
            key = self._ids.secret(VIEWER_KEY_BYTES) if visitor is None else visitor.viewer_key
            self._set(response, VIEWER_COOKIE, key)

    def remember(self, response: Response, token: str) -> None:
        """Sign the browser in."""
        self._set(response, SESSION_COOKIE, token)

    def forget(self, response: Response) -> None:
        """Sign the browser out."""
        response.delete_cookie(SESSION_COOKIE, path="/", secure=self._secure, httponly=True, samesite="lax")

    def _set(self, response: Response, name: str, value: str) -> None:
        response.set_cookie(
            name, value, max_age=COOKIE_MAX_AGE_S, path="/", secure=self._secure, httponly=True, samesite="lax"
        )


def _viewer_key(cookies: Mapping[str, str]) -> str | None:
    key = cookies.get(VIEWER_COOKIE, "")
    return key if _VIEWER_KEY.fullmatch(key) else None


async def authenticator_of(request: Request) -> Authenticator:
    """The authenticator that was installed. A coroutine, as the framework would send a function through a thread."""
    authenticator: Authenticator = request.app.state.authenticator
    return authenticator


_Authenticator = Annotated[Authenticator, Depends(authenticator_of)]
# Read by hand below; named here so that the OpenAPI document says which routes need it.
_session_cookie = APIKeyCookie(
    name=SESSION_COOKIE,
    scheme_name="session",
    description="Set by signing up or in. HttpOnly, SameSite=Lax.",
    auto_error=False,
)


def cookies_of(request: Request) -> dict[str, str]:
    """The request's cookies; `request.cookies` would take the last of two, and the channel the first."""
    return parse_cookies(request.headers.getlist("cookie"))


async def maybe_account(request: Request, authenticator: _Authenticator) -> SignedIn | None:
    """Who makes the request, if signed in."""
    return await authenticator.sender(request)


async def current_account(
    signed_in: Annotated[SignedIn | None, Depends(maybe_account)],
    _cookie: Annotated[str | None, Depends(_session_cookie)],
) -> SignedIn:
    """Who makes the request.

    Raises:
        NotSignedIn: nobody that we know.
    """
    if signed_in is None:
        raise NotSignedIn
    return signed_in


async def current_operator(
    signed_in: Annotated[SignedIn, Depends(current_account)], authenticator: _Authenticator
) -> Account:
    """The operator who makes the request.

    Raises:
        NotSignedIn, OperatorsOnly: it is nobody, or not an operator.
    """
    return await authenticator.accounts.access_operator(signed_in.account_id)


async def current_visitor(request: Request, authenticator: _Authenticator) -> Visitor:
    """Who makes the request, signed in or not."""
    return await authenticator.visitor(cookies_of(request))


CurrentAccount = Annotated[SignedIn, Depends(current_account)]
CurrentOperator = Annotated[Account, Depends(current_operator)]
MaybeAccount = Annotated[SignedIn | None, Depends(maybe_account)]
CurrentVisitor = Annotated[Visitor, Depends(current_visitor)]
