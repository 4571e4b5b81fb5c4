"""HTTP in and out of what people do with their own account."""

from typing import Annotated, Final

from fastapi import APIRouter, Header, Request, Response, status

from livehouse.accounts import rules, self_schemas
from livehouse.accounts.authenticator import Authenticator, CurrentAccount
from livehouse.accounts.model import (
    BirthDateChangedOnce,
    EmailConfirmed,
    EmailTaken,
    HandleChangedRecently,
    HandleTaken,
    LinkSpent,
    WrongPassword,
)
from livehouse.accounts.passkey import (
    NoSuchPasskey,
    PasskeyInvalid,
    PasskeyKnown,
    PasskeyRefused,
    PasskeysNeedName,
    TooManyPasskeys,
)
from livehouse.accounts.password_policy import PasswordCommon, PasswordInvalid
from livehouse.accounts.passwords import SignInBusy
from livehouse.accounts.routes import end_previous, origin_of, own_account, signed_in_account
from livehouse.accounts.schemas import Me, SignedIn
from livehouse.accounts.self_service import SelfService
from livehouse.accounts.service import Accounts
from livehouse.accounts.session import WrongCredentials
from livehouse.accounts.sessions import Sessions
from livehouse.kernel.errors import BadInput, NotFound, NotSignedIn, TooFast
from livehouse.kernel.text import TextMissing, TextTooLong
from livehouse.platform.http import ClientAddress
from livehouse.platform.mail import Mails
from livehouse.platform.openapi import error_responses

UserAgent = Annotated[str | None, Header(include_in_schema=False)]
# What asking for the present password once more can be answered.
_PASSWORD_ERRORS: Final = (NotSignedIn, WrongPassword, TooFast, SignInBusy)


def self_service_router(
    service: SelfService, accounts: Accounts, sessions: Sessions, authenticator: Authenticator
) -> APIRouter:
    """The routes of one's own account beside its profile."""
    everything = APIRouter()
    everything.include_router(_email_routes(service), tags=["me"])
    everything.include_router(_password_routes(service), tags=["me"])
    everything.include_router(_reset_routes(service, accounts, sessions, authenticator), tags=["me"])
    everything.include_router(_change_routes(service), tags=["me"])
    everything.include_router(_leaving_routes(service, authenticator), tags=["me"])
    everything.include_router(_passkey_routes(service), tags=["passkeys"])
    everything.include_router(_passkey_sign_in_routes(service, accounts, sessions, authenticator), tags=["sessions"])
    return everything


def outbox_router(mails: Mails, *, is_shown: bool) -> APIRouter:
    """The route of the outbox; where it is not shown there is none to be found."""
    routes = APIRouter(tags=["platform"])

    @routes.get(
        "/outbox",
        operation_id="get_outbox",
        summary="The mails of a demo",
        responses=error_responses(NotFound),
    )
    async def get_outbox() -> self_schemas.Outbox:
        """Mails that nobody carries away, the newest first; 404 unless the platform is a demo (`show_outbox`)."""
        if not is_shown:
            raise NotFound("This platform does not show its mails. Look into your mailbox.")
        shown = await mails.shown()
        return self_schemas.Outbox(mails=[self_schemas.Mail.model_validate(mail) for mail in shown])

    return routes


def _email_routes(service: SelfService) -> APIRouter:
    routes = APIRouter()

    @routes.post(
        "/me/email/confirmation",
        operation_id="send_confirmation",
        summary="Send the link that confirms one's e-mail address again",
        status_code=status.HTTP_202_ACCEPTED,
        responses=error_responses(NotSignedIn, EmailConfirmed, TooFast),
    )
    async def send_confirmation(request: Request, me: CurrentAccount) -> Me:
        """To the address that waits: `email_next` if there is one, else `email`."""
        return own_account(await service.emails.send_again(me.account_id, origin=origin_of(request)))

    @routes.post(
        "/email-confirmations",
        operation_id="confirm_email",
        summary="Confirm an e-mail address",
        responses=error_responses(BadInput, LinkSpent, EmailTaken),
    )
    async def confirm_email(form: self_schemas.ConfirmationForm, request: Request) -> self_schemas.ConfirmedEmail:
        """By the token from the mail; whoever has it need not be signed in. It works once."""
        email = await service.emails.confirm(form.token, origin=origin_of(request))
        return self_schemas.ConfirmedEmail(email=email)

    @routes.put(
        "/me/email",
        operation_id="change_email",
        summary="Change one's e-mail address",
        responses=error_responses(BadInput, rules.EmailInvalid, EmailTaken, *_PASSWORD_ERRORS),
    )
    async def change_email(form: self_schemas.EmailForm, request: Request, me: CurrentAccount) -> Me:
        """It counts when the link in the mail to the new address was followed; the present address takes it back."""
        return own_account(
            await service.emails.change(me.account_id, form.email, form.password, origin=origin_of(request))
        )

    return routes


def _password_routes(service: SelfService) -> APIRouter:
    routes = APIRouter()

    @routes.put(
        "/me/password",
        operation_id="change_password",
        summary="Change one's password",
        status_code=status.HTTP_204_NO_CONTENT,
        responses=error_responses(BadInput, PasswordInvalid, PasswordCommon, *_PASSWORD_ERRORS),
    )
    async def change_password(form: self_schemas.PasswordForm, request: Request, me: CurrentAccount) -> None:
        """Signs out every other device."""
        await service.credentials.change(
            me.account_id, me.session_id, old=form.old, new=form.new, origin=origin_of(request)
        )

    return routes


def _reset_routes(
    service: SelfService, accounts: Accounts, sessions: Sessions, authenticator: Authenticator
) -> APIRouter:
    routes = APIRouter()

    @routes.post(
        "/password-resets",
        operation_id="ask_password_reset",
        summary="Ask for a link to choose a new password",
        status_code=status.HTTP_202_ACCEPTED,
        responses=error_responses(BadInput, TooFast),
    )
    async def ask_password_reset(form: self_schemas.ResetForm, request: Request, address: ClientAddress) -> None:
        """Sent to the account's e-mail address, if there is such an account; the answer does not tell."""
        await service.credentials.ask_reset(form.login, address=address, origin=origin_of(request))

    @routes.put(
        "/password-resets/{token}",
        operation_id="reset_password",
        summary="Choose a new password",
        responses=error_responses(BadInput, PasswordInvalid, PasswordCommon, LinkSpent, WrongCredentials, SignInBusy),
    )
    async def reset_password(
        token: str,
        form: self_schemas.NewPasswordForm,
        request: Request,
        response: Response,
        address: ClientAddress,
        user_agent: UserAgent = None,
    ) -> SignedIn:
        """By the token from the mail, which works once. Signs out every device, and signs this browser in.

        Who is banned is answered 403 with the code `banned` and the reason.
        """
        account_id = await service.credentials.reset(token, form.password, origin=origin_of(request))
        begun = await sessions.begin(account_id, address=address, user_agent=user_agent)
        await end_previous(request, authenticator, sessions)
        authenticator.remember(response, begun.token)
        return await signed_in_account(accounts, begun)

    return routes


def _change_routes(service: SelfService) -> APIRouter:
    routes = APIRouter()

    @routes.put(
        "/me/handle",
        operation_id="change_handle",
        summary="Change one's handle",
        responses=error_responses(
            BadInput, rules.HandleInvalid, rules.HandleReserved, HandleTaken, HandleChangedRecently, NotSignedIn
        ),
    )
    async def change_handle(form: self_schemas.HandleForm, me: CurrentAccount) -> Me:
        """Links to the old one go on working, and nobody else can take it for some months."""
        return own_account(await service.changes.change_handle(me.account_id, form.handle))

    @routes.put(
        "/me/birth-date",
        operation_id="correct_birth_date",
        summary="Correct one's birth date, once",
        responses=error_responses(BadInput, rules.BirthDateInvalid, rules.TooYoung, BirthDateChangedOnce, NotSignedIn),
    )
    async def correct_birth_date(form: self_schemas.BirthDateForm, me: CurrentAccount) -> Me:
        """A second time is for operators."""
        return own_account(await service.changes.correct_birth_date(me.account_id, form.birth_date))

    @routes.put(
        "/me/region",
        operation_id="change_region",
        summary="Move to another region",
        responses=error_responses(BadInput, rules.RegionUnknown, NotSignedIn),
    )
    async def change_region(form: self_schemas.RegionForm, me: CurrentAccount) -> Me:
        """Its rules hold from `region_next_at` on; the present region takes back what was asked before."""
        return own_account(await service.changes.change_region(me.account_id, form.region))

    return routes


def _leaving_routes(service: SelfService, authenticator: Authenticator) -> APIRouter:
    routes = APIRouter()

    @routes.get(
        "/me/export",
        operation_id="export_me",
        summary="All of one's data",
        response_class=Response,
        responses={
            200: {"description": "A zip file.", "content": {"application/zip": {}}},
            **error_responses(NotSignedIn, TooFast),
        },
    )
    async def export_me(me: CurrentAccount) -> Response:
        """A zip file with everything that the platform keeps about one's account, as JSON."""
        headers = {"Content-Disposition": 'attachment; filename="livehouse-data.zip"', "Cache-Control": "no-store"}
        return Response(await service.exports.make(me.account_id), media_type="application/zip", headers=headers)

    @routes.delete(
        "/me",
        operation_id="delete_me",
        summary="Delete one's account",
        responses=error_responses(BadInput, *_PASSWORD_ERRORS),
    )
    async def delete_me(
        form: self_schemas.DeletionForm, request: Request, response: Response, me: CurrentAccount
    ) -> self_schemas.Deletion:
        """Signs out every device and hides the profile at once; after some days of grace everything personal goes."""
        account = await service.departures.ask(me.account_id, form.password, origin=origin_of(request))
        authenticator.forget(response)
        return self_schemas.Deletion.model_validate(account, from_attributes=True)

    return routes


def _passkey_routes(service: SelfService) -> APIRouter:
    routes = APIRouter()

    @routes.get(
        "/me/passkeys",
        operation_id="list_passkeys",
        summary="One's passkeys",
        responses=error_responses(NotSignedIn),
    )
    async def list_passkeys(me: CurrentAccount) -> self_schemas.PasskeyList:
        """The oldest first."""
        listed = await service.passkeys.list_passkeys(me.account_id)
        return self_schemas.PasskeyList(passkeys=[self_schemas.Passkey.model_validate(each) for each in listed])

    @routes.post(
        "/me/passkeys/options",
        operation_id="begin_passkey",
        summary="Begin to add a passkey",
        responses=error_responses(PasskeysNeedName, NotSignedIn, TooManyPasskeys),
    )
    async def begin_passkey(request: Request, me: CurrentAccount) -> self_schemas.PasskeyOptions:
        """What the browser needs; good for one use within minutes."""
        options = await service.passkeys.begin_adding(me.account_id, origin=origin_of(request))
        return self_schemas.PasskeyOptions(public_key=options)

    @routes.post(
        "/me/passkeys",
        operation_id="add_passkey",
        summary="Add a passkey",
        status_code=status.HTTP_201_CREATED,
        responses=error_responses(
            BadInput, PasskeyInvalid, PasskeysNeedName, TextTooLong, NotSignedIn, PasskeyKnown, TooManyPasskeys
        ),
    )
    async def add_passkey(
        form: self_schemas.PasskeyForm, request: Request, me: CurrentAccount, user_agent: UserAgent = None
    ) -> self_schemas.Passkey:
        """What the authenticator made of the options; signs in from now on."""
        added = await service.passkeys.add(
            me.account_id, form.credential, name=form.name, user_agent=user_agent, origin=origin_of(request)
        )
        return self_schemas.Passkey.model_validate(added)

    @routes.patch(
        "/me/passkeys/{id}",
        operation_id="rename_passkey",
        summary="Rename a passkey",
        status_code=status.HTTP_204_NO_CONTENT,
        responses=error_responses(BadInput, TextTooLong, TextMissing, NotSignedIn, NoSuchPasskey),
    )
    async def rename_passkey(id: str, form: self_schemas.PasskeyNameForm, me: CurrentAccount) -> None:
        """Call one of one's passkeys by another name."""
        await service.passkeys.rename(me.account_id, id, form.name)

    @routes.delete(
        "/me/passkeys/{id}",
        operation_id="remove_passkey",
        summary="Remove a passkey",
        status_code=status.HTTP_204_NO_CONTENT,
        responses=error_responses(NotSignedIn, NoSuchPasskey),
    )
    async def remove_passkey(id: str, me: CurrentAccount) -> None:
        """It signs nobody in any more."""
        await service.passkeys.remove(me.account_id, id)

    return routes


def _passkey_sign_in_routes(
    service: SelfService, accounts: Accounts, sessions: Sessions, authenticator: Authenticator
) -> APIRouter:
    routes = APIRouter()

    @routes.post(
        "/passkey-sign-in/options",
        operation_id="begin_passkey_sign_in",
        summary="Begin to sign in with a passkey",
        responses=error_responses(PasskeysNeedName, TooFast),
    )
    async def begin_passkey_sign_in(request: Request, address: ClientAddress) -> self_schemas.PasskeyOptions:
        """What the browser needs; good for one use within minutes. It names nobody: the passkey says who it is."""
        options = await service.passkeys.begin_sign_in(address=address, origin=origin_of(request))
        return self_schemas.PasskeyOptions(public_key=options)

    @routes.post(
        "/passkey-sign-in",
        operation_id="sign_in_with_passkey",
        summary="Sign in with a passkey",
        status_code=status.HTTP_201_CREATED,
        responses=error_responses(BadInput, PasskeysNeedName, PasskeyRefused),
    )
    async def sign_in_with_passkey(
        form: self_schemas.PasskeySignInForm,
        request: Request,
        response: Response,
        address: ClientAddress,
        user_agent: UserAgent = None,
    ) -> SignedIn:
        """Sign this browser in with what the authenticator signed; whoever had deleted their account keeps it."""
        begun = await service.passkeys.sign_in(
            form.credential, address=address, user_agent=user_agent, origin=origin_of(request)
        )
        await end_previous(request, authenticator, sessions)
        authenticator.remember(response, begun.token)
        return await signed_in_account(accounts, begun)

    return routes
