"""What can go wrong with passkeys, and for whom they hold. Pure."""

import ipaddress
from typing import Final
from urllib.parse import urlsplit

import msgspec

from livehouse.kernel.errors import AppError, BadInput, Conflict, NotFound

PASSKEY_NAME_MAX: Final = 40


class PasskeyInvalid(BadInput):
    """What the browser sent about a new passkey is not what was asked for, or came too late."""

    code = "passkey_invalid"

    def __init__(self) -> None:
        super().__init__("This passkey could not be added. Begin again, and finish within a few minutes.")


class PasskeyRefused(AppError):
    """No account has this passkey, or it was used too late or wrongly."""

    code = "passkey_refused"
    status = 401

    def __init__(self) -> None:
        super().__init__("This passkey does not sign anybody in here. Try again, or sign in with your password.")


class PasskeyKnown(Conflict):
    """This passkey is registered already."""

    code = "passkey_known"

    def __init__(self) -> None:
        super().__init__("This passkey is registered already; you can sign in with it.")


class TooManyPasskeys(Conflict):
    """The account has as many passkeys as it may have."""

    code = "too_many_passkeys"


class NoSuchPasskey(NotFound):
    """The account has no such passkey."""

    code = "no_such_passkey"

    def __init__(self) -> None:
        super().__init__("This passkey was removed already. Load the list again.")


class PasskeysNeedName(BadInput):
    """Passkeys hold for a host's name, and this platform was opened by a bare address."""

    code = "passkeys_need_name"

    def __init__(self) -> None:
        super().__init__(
            "Passkeys hold for a name, not for an address of numbers. Open this platform by its name, like localhost "
            "or live.example, and try again."
        )


class RelyingParty(msgspec.Struct, frozen=True):
    """For whom a passkey holds: https://www.w3.org/TR/webauthn-3/#relying-party."""

    id: str
    origin: str


def relying_party(origin: str) -> RelyingParty:
    """The relying party of the pages at `origin`.

    Raises:
        PasskeysNeedName: they are at an address of numbers, for which browsers make no passkeys.
    """
    host = urlsplit(origin).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        if host:
            return RelyingParty(host, origin)
    raise PasskeysNeedName
