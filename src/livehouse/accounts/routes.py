"""HTTP in and out of accounts."""

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response, status

from livehouse.accounts import rules, schemas
from livehouse.accounts.authenticator import Authenticator, CurrentAccount, MaybeAccount
from livehouse.accounts.avatars import Avatars
from livehouse.accounts.letters import preferred_language
from livehouse.accounts.model import (
    Account,
    EmailTaken,
    HandleTaken,
    LinksInvalid,
    NewAccount,
    NoSuchAccount,
    OwnAccount,
    ProfileLink,
    TopicsInvalid,
)
from livehouse.accounts.password_policy import PasswordCommon, PasswordInvalid
from livehouse.accounts.passwords import SignInBusy
from livehouse.accounts.service import Accounts
from livehouse.accounts.session import Begun, NoSuchSession, WrongCredentials
from livehouse.accounts.sessions import Sessions
from livehouse.kernel.errors import BadInput, NotSignedIn, TooFast
from livehouse.kernel.text import TextMissing, TextTooLong
from livehouse.platform.http import ClientAddress, error_body
from livehouse.platform.openapi import error_responses
from livehouse.platform.pictures import PictureTooLarge, PictureUnreadable

Cursor = Annotated[str | None, Query(max_length=100, description="`next_cursor` of the page before.")]
UserAgent = Annotated[str | None, Header(include_in_schema=False)]

_PICTURE_BODY = {
    "requestBody": {
        "required": True,
        "description": "The file itself; what it is is read from its bytes.",
        "content": {
            media_type: {"schema": {"type": "string", "format": "binary"}}
            for media_type in ("image/png", "image/jpeg", "image/webp")
        },
    }
}


def router(accounts: Accounts, avatars: Avatars, sessions: Sessions, authenticator: Authenticator) -> APIRouter:
    """The routes of accounts, sessions and follows."""
    everything = APIRouter()
    everything.include_router(_session_routes(accounts, sessions, authenticator), tags=["sessions"])
    everything.include_router(_own_routes(accounts, avatars), tags=["me"])
    everything.include_router(_account_routes(accounts, avatars), tags=["accounts"])
    return everything


def own_account(account: Account) -> schemas.Me:
    """The body that tells its owner of `account`."""
    return schemas.Me.model_validate(account)


async def signed_in_account(accounts: Accounts, begun: Begun) -> schemas.SignedIn:
    """The body that tells whoever has signed in of their account."""
    me = own_account(await accounts.access_account(begun.account_id))
    return schemas.SignedIn(**dict(me), took_back_deletion=begun.took_back_deletion)


def origin_of(request: Request) -> str:
    """The address of the platform as the request's sender sees it."""
    return f"{request.url.scheme}://{request.url.netloc}"


async def end_previous(request: Request, authenticator: Authenticator, sessions: Sessions) -> None:
    """One browser is signed in once: what it was signed in with before ends."""
    previous = await authenticator.sender(request)
    if previous is not None:
        # Gone already if the same button was pressed twice.
        with suppress(NoSuchSession):
            await sessions.end(previous.account_id, previous.session_id)


def _session_routes(accounts: Accounts, sessions: Sessions, authenticator: Authenticator) -> APIRouter:
    routes = APIRouter()

    @routes.post(
        "/accounts",
        operation_id="sign_up",
        summary="Sign up",
        status_code=status.HTTP_201_CREATED,
        responses=error_responses(
            BadInput,
            rules.HandleInvalid,
            rules.HandleReserved,
            rules.EmailInvalid,
            PasswordInvalid,
            PasswordCommon,
            rules.BirthDateInvalid,
            rules.TooYoung,
            rules.RegionUnknown,
            rules.TermsNotAccepted,
            TextTooLong,
            HandleTaken,
            EmailTaken,
            TooFast,
            SignInBusy,
        ),
    )
    async def sign_up(
        form: schemas.SignUpForm,
        request: Request,
        response: Response,
        address: ClientAddress,
        user_agent: UserAgent = None,
    ) -> schemas.Me:
        """Make an account and sign this browser in."""
        typed = form.model_dump()
        typed["language"] = form.language or preferred_language(request.headers.get("accept-language"))
        account = await accounts.sign_up(
            NewAccount(**typed),
            address=address,
            origin=origin_of(request),
            browser_key=authenticator.known_viewer(request),
        )
        token = await sessions.start(account.id, address=address, user_agent=user_agent)
        await end_previous(request, authenticator, sessions)
        authenticator.remember(response, token)
        return own_account(account)

    @routes.post(
        "/sessions",
        operation_id="sign_in",
        summary="Sign in",
        status_code=status.HTTP_201_CREATED,
        responses=error_responses(BadInput, WrongCredentials, TooFast, SignInBusy),
    )
    async def sign_in(
        form: schemas.SignInForm,
        request: Request,
        response: Response,
        address: ClientAddress,
        user_agent: UserAgent = None,
    ) -> schemas.SignedIn:
        """Sign this browser in with a handle or e-mail address and the password.

        Whoever had deleted their account and comes back within the days of grace keeps it.
        Who is banned is answered 403 with the code `banned` and the reason, once the password was right.
        """
        begun = await sessions.sign_in(form.login, form.password, address=address, user_agent=user_agent)
        await end_previous(request, authenticator, sessions)
        authenticator.remember(response, begun.token)
        return await signed_in_account(accounts, begun)

    @routes.get(
        "/sessions",
        operation_id="list_sessions",
        summary="Where one is signed in",
        responses=error_responses(NotSignedIn),
    )
    async def list_sessions(me: CurrentAccount) -> schemas.SessionList:
        """All devices that are signed in to this account, the last used first."""
        listed = await sessions.list_sessions(me.account_id)
        return schemas.SessionList(
            sessions=[schemas.Session.of(session, current_id=me.session_id) for session in listed]
        )

    # Before the one that takes an id, which would take `current` for one.
    @routes.delete(
        "/sessions/current",
        operation_id="sign_out",
        summary="Sign out",
        status_code=status.HTTP_204_NO_CONTENT,
    )
    async def sign_out(request: Request, response: Response) -> None:
        """Sign this browser out; nothing happens if it is signed out already."""
        await end_previous(request, authenticator, sessions)
        authenticator.forget(response)

    @routes.delete(
        "/sessions/{id}",
        operation_id="end_session",
        summary="Sign out another device",
        status_code=status.HTTP_204_NO_CONTENT,
        responses=error_responses(NotSignedIn, NoSuchSession),
    )
    async def end_session(id: str, me: CurrentAccount) -> None:
        """End one of one's own sessions; what it has open closes at once."""
        await sessions.end(me.account_id, id)

    @routes.delete(
        "/sessions",
        operation_id="end_other_sessions",
        summary="Sign out all other devices",
        status_code=status.HTTP_204_NO_CONTENT,
        responses=error_responses(NotSignedIn),
    )
    async def end_other_sessions(me: CurrentAccount) -> None:
        """End every session of one's own but this one."""
        await sessions.end_others(me.account_id, me.session_id)

    return routes


def _own_routes(accounts: Accounts, avatars: Avatars) -> APIRouter:
    routes = APIRouter()

    @routes.get("/me", operation_id="get_me", summary="One's own account")
    async def get_me(me: MaybeAccount) -> schemas.MaybeMe:
        """Who is signed in in this browser; null if nobody is."""
        return schemas.MaybeMe(
            account=None if me is None else own_account(await accounts.access_account(me.account_id))
        )

    @routes.patch(
        "/me",
        operation_id="update_me",
        summary="Change one's profile",
        responses=error_responses(BadInput, TextTooLong, TextMissing, TopicsInvalid, LinksInvalid, NotSignedIn),
    )
    async def update_me(form: schemas.ProfileForm, me: CurrentAccount) -> schemas.Me:
        """Change what is given; the rest stays."""
        links = None if form.links is None else [ProfileLink(link.label, link.url) for link in form.links]
        return own_account(
            await accounts.update_profile(
                me.account_id,
                nickname=form.nickname,
                bio=form.bio,
                topics=form.topics,
                links=links,
                language=form.language,
            )
        )

    @routes.put(
        "/me/avatar",
        operation_id="upload_avatar",
        summary="Upload an avatar",
        responses=error_responses(PictureUnreadable, NotSignedIn, PictureTooLarge),
        openapi_extra=_PICTURE_BODY,
    )
    async def upload_avatar(request: Request, me: CurrentAccount) -> schemas.Me:
        """Cut to a square from the middle, made 256 × 256, without the metadata that the camera wrote."""
        return own_account(await avatars.upload(me.account_id, await request.body()))

    @routes.delete(
        "/me/avatar",
        operation_id="remove_avatar",
        summary="Remove the avatar",
        responses=error_responses(NotSignedIn),
    )
    async def remove_avatar(me: CurrentAccount) -> schemas.Me:
        """Go back to the drawn picture that every account begins with."""
        return own_account(await avatars.remove(me.account_id))

    return routes


def _account_routes(accounts: Accounts, avatars: Avatars) -> APIRouter:
    routes = APIRouter()

    @routes.get(
        "/handles/{handle}",
        operation_id="check_handle",
        summary="Whether a handle is free",
        responses=error_responses(TooFast),
    )
    async def check_handle(handle: str, address: ClientAddress) -> schemas.HandleCheck:
        """Whether one could sign up with this handle, and if not, why; the answer holds until somebody takes it."""
        refusal = None
        try:
            await accounts.check_handle(handle, address=address)
        except (rules.HandleInvalid, rules.HandleReserved, HandleTaken) as error:
            refusal = error_body(error)
        return schemas.HandleCheck(handle=rules.handle_key(handle), is_free=refusal is None, refusal=refusal)

    @routes.get(
        "/accounts/{handle}",
        operation_id="get_profile",
        summary="A profile",
        responses=error_responses(NoSuchAccount),
    )
    async def get_profile(handle: str, me: MaybeAccount) -> schemas.Profile:
        """The account that has this handle, in any case, or had it last: then `handle` of the answer is another one."""
        viewer_id = None if me is None else me.account_id
        return schemas.Profile.of(await accounts.profile(handle, viewer_id=viewer_id))

    @routes.put(
        "/accounts/{handle}/follow",
        operation_id="follow",
        summary="Follow",
        responses=error_responses(NotSignedIn, NoSuchAccount, OwnAccount),
    )
    async def follow(handle: str, me: CurrentAccount) -> schemas.Profile:
        """Follow this account; the same once more changes nothing."""
        return schemas.Profile.of(await accounts.follow(me.account_id, handle))

    @routes.delete(
        "/accounts/{handle}/follow",
        operation_id="unfollow",
        summary="Stop following",
        responses=error_responses(NotSignedIn, NoSuchAccount),
    )
    async def unfollow(handle: str, me: CurrentAccount) -> schemas.Profile:
        """Stop following this account; the same once more changes nothing."""
        return schemas.Profile.of(await accounts.unfollow(me.account_id, handle))

    @routes.get(
        "/accounts/{handle}/followers",
        operation_id="list_followers",
        summary="Who follows an account",
        responses=error_responses(BadInput, NoSuchAccount),
    )
    async def list_followers(handle: str, me: MaybeAccount, cursor: Cursor = None) -> schemas.AccountPage:
        """The newest first."""
        viewer_id = None if me is None else me.account_id
        return schemas.AccountPage.of(await accounts.followers(handle, viewer_id=viewer_id, cursor=cursor))

    @routes.get(
        "/accounts/{handle}/following",
        operation_id="list_following",
        summary="Whom an account follows",
        responses=error_responses(BadInput, NoSuchAccount),
    )
    async def list_following(handle: str, me: MaybeAccount, cursor: Cursor = None) -> schemas.AccountPage:
        """The newest first."""
        viewer_id = None if me is None else me.account_id
        return schemas.AccountPage.of(await accounts.following(handle, viewer_id=viewer_id, cursor=cursor))

    @routes.head("/accounts/{id}/avatar", include_in_schema=False)
    @routes.get(
        "/accounts/{id}/avatar",
        operation_id="get_avatar",
        summary="An account's picture",
        response_class=Response,
        responses={
            200: {"description": "The picture.", "content": {"image/webp": {}, "image/svg+xml": {}}},
            **error_responses(NoSuchAccount),
        },
    )
    async def get_avatar(
        id: str, v: Annotated[str | None, Query(description="The version, from `avatar_url`.")] = None
    ) -> Response:
        """The uploaded picture, else the one drawn for this account; to be kept for ever under its `avatar_url`."""
        avatar = await avatars.access_avatar(id)
        is_current = v == avatar.version
        headers = {
            "Cache-Control": "public, max-age=31536000, immutable" if is_current else "no-cache",
            # Opened by itself, an SVG is a page; this one may do nothing.
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }
        return Response(avatar.data, media_type=avatar.media_type, headers=headers)

    return routes
