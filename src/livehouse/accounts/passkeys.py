"""Passkeys: signing in without a password (Web Authentication, https://www.w3.org/TR/webauthn-3/).

The authenticator has to ask for a finger, a face or its PIN ("user verification"), because a passkey is all that its
owner needs here.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final, TypeVar

import structlog

from livehouse.accounts import change_store, passkey_store
from livehouse.accounts.devices import describe_device
from livehouse.accounts.model import NoSuchAccount
from livehouse.accounts.passkey import (
    PASSKEY_NAME_MAX,
    NoSuchPasskey,
    PasskeyInvalid,
    PasskeyKnown,
    PasskeyRefused,
    TooManyPasskeys,
    relying_party,
)
from livehouse.accounts.passkey_store import Passkey
from livehouse.accounts.post import Post
from livehouse.accounts.service import Accounts
from livehouse.accounts.session import Begun
from livehouse.accounts.sessions import Sessions
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.ids import Ids, is_id
from livehouse.kernel.text import clean_line
from livehouse.platform.database import Database
from livehouse.platform.limits import RateLimitItemPerMinute, RateLimits, network_of

log = structlog.get_logger(__name__)
T = TypeVar("T")

CHALLENGE_BYTES: Final = 32
# What the library raises for input that is none of a browser's.
_MALFORMED: Final = (ValueError, TypeError, LookupError, AttributeError, EOFError, OverflowError)

Json = dict[str, Any]


class Passkeys:
    """An account's passkeys, and signing in by one."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        clock: Clock,
        ids: Ids,
        limits: RateLimits,
        accounts: Accounts,
        sessions: Sessions,
        post: Post,
    ) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._ids = ids
        self._limits = limits
        self._accounts = accounts
        self._sessions = sessions
        self._post = post
        self._challenge_limit = RateLimitItemPerMinute(settings.passkey_challenges_per_minute)

    async def begin_adding(self, account_id: str, *, origin: str) -> Json:
        """What the browser hands to `navigator.credentials.create`, as JSON; good for one use within minutes.

        Raises:
            PasskeysNeedName: this platform was opened by an address of numbers.
            TooManyPasskeys: `passkeys_max` is reached.
        """
        # Loaded where it is used, here and below: it is a third of a second, which a start need not wait for.
        import webauthn
        from webauthn.helpers import base64url_to_bytes, options_to_json_dict, structs

        party = relying_party(self._post.base(origin))
        account = await self._accounts.access_account(account_id)
        async with self._database.read() as connection:
            present = await passkey_store.read_passkeys(connection, account_id)
        self._check_count(present)
        challenge = await self._give_challenge(account_id)
        options = webauthn.generate_registration_options(
            rp_id=party.id,
            rp_name=self._settings.name,
            user_id=account_id.encode(),
            user_name=account.handle,
            user_display_name=account.nickname,
            challenge=base64url_to_bytes(challenge),
            timeout=self._settings.passkey_challenge_s * 1000,
            authenticator_selection=structs.AuthenticatorSelectionCriteria(
                # It has to know whose it is, so that nobody need type a name first.
                resident_key=structs.ResidentKeyRequirement.REQUIRED,
                user_verification=structs.UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[
                structs.PublicKeyCredentialDescriptor(id=base64url_to_bytes(passkey.credential_id))
                for passkey in present
            ],
        )
        return options_to_json_dict(options)

    async def add(
        self,
        account_id: str,
        credential: Mapping[str, Any],
        *,
        name: str | None,
        user_agent: str | None,
        origin: str,
    ) -> Passkey:
        """Register what the authenticator made. The owner is told by mail.

        Raises:
            PasskeyInvalid: it was not asked for, or not so, or too long ago.
            PasskeyKnown: it is registered already.
            TooManyPasskeys, PasskeysNeedName: as for `begin_adding`.
            TextTooLong: the name is.
        """
        import webauthn
        from webauthn.helpers import bytes_to_base64url

        party = relying_party(self._post.base(origin))
        called = describe_device(user_agent)
        if name is not None and name.strip():
            called = clean_line(name, graphemes_max=PASSKEY_NAME_MAX, field="name")
        challenge = _challenge_of(credential)
        if challenge is None or not await self._take_challenge(challenge, account_id):
            raise PasskeyInvalid
        verified = _verified(
            lambda: webauthn.verify_registration_response(
                credential=dict(credential),
                expected_challenge=_bytes(challenge),
                expected_rp_id=party.id,
                expected_origin=party.origin,
                require_user_verification=True,
            )
        )
        if verified is None:
            raise PasskeyInvalid
        now = self._clock.now()
        passkey = Passkey(
            id=self._ids.new(),
            account_id=account_id,
            credential_id=bytes_to_base64url(verified.credential_id),
            public_key=verified.credential_public_key,
            sign_count=verified.sign_count,
            transports=_transports(credential),
            name=called,
            created_at=now,
        )
        async with self._database.transaction() as tx:
            account = await change_store.lock_account(tx, account_id)
            if account is None:
                raise NoSuchAccount
            self._check_count(await passkey_store.read_passkeys(tx, account_id))
            if not await passkey_store.insert_passkey(tx, passkey):
                raise PasskeyKnown
            await self._post.tell(tx, account, "passkey_added", page="/settings", origin=origin)
        return passkey

    async def list_passkeys(self, account_id: str) -> list[Passkey]:
        """The account's passkeys, the oldest first."""
        async with self._database.read() as connection:
            return await passkey_store.read_passkeys(connection, account_id)

    async def rename(self, account_id: str, passkey_id: str, name: str) -> None:
        """Call one of the account's passkeys by another name.

        Raises:
            NoSuchPasskey, TextTooLong, TextMissing: as they say.
        """
        called = clean_line(name, graphemes_max=PASSKEY_NAME_MAX, field="name")
        async with self._database.transaction() as tx:
            if not is_id(passkey_id) or not await passkey_store.rename_passkey(tx, account_id, passkey_id, called):
                raise NoSuchPasskey

    async def remove(self, account_id: str, passkey_id: str) -> None:
        """Forget one of the account's passkeys; it signs nobody in any more.

        Raises:
            NoSuchPasskey: the account has no such.
        """
        async with self._database.transaction() as tx:
            if not is_id(passkey_id) or not await passkey_store.delete_passkey(tx, account_id, passkey_id):
                raise NoSuchPasskey

    async def begin_sign_in(self, *, address: str, origin: str) -> Json:
        """What the browser hands to `navigator.credentials.get`, as JSON; good for one use within minutes.

        It names nobody: the authenticator offers those that it knows for this platform.

        Raises:
            PasskeysNeedName: this platform was opened by an address of numbers.
            TooFast: `passkey_challenges_per_minute` is reached.
        """
        import webauthn
        from webauthn.helpers import base64url_to_bytes, options_to_json_dict, structs

        party = relying_party(self._post.base(origin))
        message = "Very many people of your network are signing in just now. Wait a minute, then try again."
        await self._limits.hit(self._challenge_limit, "passkey", network_of(address), message=message)
        challenge = await self._give_challenge(None)
        options = webauthn.generate_authentication_options(
            rp_id=party.id,
            challenge=base64url_to_bytes(challenge),
            timeout=self._settings.passkey_challenge_s * 1000,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        )
        return options_to_json_dict(options)

    async def sign_in(
        self, credential: Mapping[str, Any], *, address: str, user_agent: str | None, origin: str
    ) -> Begun:
        """A new session for what the authenticator signed.

        No count of failures stands in the way: a signature cannot be guessed, so whoever hammers on an account with
        passwords keeps nobody out who has a passkey.

        Raises:
            PasskeyRefused: it signs nobody in.
        """
        import webauthn

        party = relying_party(self._post.base(origin))
        challenge = _challenge_of(credential)
        if challenge is None or not await self._take_challenge(challenge, None):
            raise PasskeyRefused
        credential_id = credential.get("id")
        async with self._database.read() as connection:
            passkey = await passkey_store.find_passkey(connection, str(credential_id))
        if passkey is None:
            raise PasskeyRefused
        verified = _verified(
            lambda: webauthn.verify_authentication_response(
                credential=dict(credential),
                expected_challenge=_bytes(challenge),
                expected_rp_id=party.id,
                expected_origin=party.origin,
                credential_public_key=passkey.public_key,
                # A count that does not go up is a copy of the authenticator; the library refuses it.
                credential_current_sign_count=passkey.sign_count,
                require_user_verification=True,
            )
        )
        if verified is None:
            raise PasskeyRefused
        async with self._database.transaction() as tx:
            if not await passkey_store.note_use(tx, passkey, sign_count=verified.new_sign_count, at=self._clock.now()):
                raise PasskeyRefused
        return await self._sessions.begin(passkey.account_id, address=address, user_agent=user_agent)

    def _check_count(self, present: list[Passkey]) -> None:
        count_max = self._settings.passkeys_max
        if len(present) >= count_max:
            raise TooManyPasskeys(f"You have {count_max} passkeys. Remove one first.", count_max=count_max)

    async def _give_challenge(self, account_id: str | None) -> str:
        challenge = self._ids.secret(CHALLENGE_BYTES)
        now = self._clock.now()
        until = now + timedelta(seconds=self._settings.passkey_challenge_s)
        async with self._database.transaction() as tx:
            await passkey_store.add_challenge(tx, challenge, account_id, now=now, until=until)
        return challenge

    async def _take_challenge(self, challenge: str, account_id: str | None) -> bool:
        async with self._database.transaction() as tx:
            return await passkey_store.take_challenge(tx, challenge, account_id, self._clock.now())


def _bytes(challenge: str) -> bytes:
    from webauthn.helpers import base64url_to_bytes

    return base64url_to_bytes(challenge)


def _challenge_of(credential: Mapping[str, Any]) -> str | None:
    """Which challenge the authenticator says it has answered; whether it was ours is asked afterwards."""
    from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_client_data_json
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        data = base64url_to_bytes(credential["response"]["clientDataJSON"])
        return bytes_to_base64url(parse_client_data_json(data).challenge)
    except (WebAuthnException, *_MALFORMED):
        return None


def _verified(verify: Callable[[], T]) -> T | None:
    from cryptography.exceptions import InvalidSignature
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        return verify()
    except (WebAuthnException, InvalidSignature, *_MALFORMED) as error:
        log.info("a passkey was refused", reason=str(error))
        return None


def _transports(credential: Mapping[str, Any]) -> list[str]:
    """How the browser says that the authenticator is reached; only words that the standard has."""
    from webauthn.helpers.structs import AuthenticatorTransport

    known = {transport.value for transport in AuthenticatorTransport}
    told = credential["response"].get("transports")
    return sorted(known & {each for each in told if isinstance(each, str)}) if isinstance(told, list) else []
