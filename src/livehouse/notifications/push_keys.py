"""By which key push services know this platform: VAPID, RFC 8292."""

import base64
import re
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

# As `openssl ecparam` and the tools of other push libraries write a private key: 32 bytes in URL-safe base 64.
KEY_PATTERN: Final = re.compile(r"[A-Za-z0-9_-]{43}=?")
# The order of P-256 (SEC 2, section 2.4.2).
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_PURPOSE: Final = b"livehouse web push"
# More than the key has, so that every key is as likely as any other (NIST SP 800-56A, 5.6.1.2.1).
_DRAWN_BYTES: Final = 48


class PushKey:
    """The key pair. `public` is what browsers are given when they subscribe."""

    def __init__(self, number: int) -> None:
        self.private = ec.derive_private_key(number, ec.SECP256R1())
        point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.public = to_base64(point)

    @classmethod
    def drawn_from(cls, secret: bytes) -> "PushKey":
        """The same key for the same secret."""
        drawn = HKDF(algorithm=hashes.SHA256(), length=_DRAWN_BYTES, salt=None, info=_PURPOSE).derive(secret)
        return cls(int.from_bytes(drawn) % (_ORDER - 1) + 1)

    @classmethod
    def read(cls, spelled: str) -> "PushKey":
        """A key that is given as 32 bytes in URL-safe base 64.

        Raises:
            ValueError: it is none.
        """
        number = int.from_bytes(from_base64(spelled)) if KEY_PATTERN.fullmatch(spelled) else 0
        if not 0 < number < _ORDER:
            raise ValueError("no private key of P-256")
        return cls(number)


def to_base64(data: bytes) -> str:
    """URL-safe and without padding, as everything about Web Push is spelled."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64(text: str) -> bytes:
    """What `to_base64` wrote, with or without padding.

    Raises:
        ValueError: it is none.
    """
    return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True)


def hash_endpoint(endpoint: str) -> str:
    """What an endpoint is found again by."""
    return sha256(endpoint.encode()).hexdigest()
