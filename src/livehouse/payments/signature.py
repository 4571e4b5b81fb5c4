"""Signatures of webhooks: who sent this, and when. Pure.

`t=…,v1=…`: HMAC-SHA256 over the time, a dot and the body, as Stripe signs (https://docs.stripe.com/webhooks#verify-manually).
The sandbox signs in the same way with a secret of its own.
"""

import hashlib
import hmac
from collections.abc import Collection
from datetime import datetime
from typing import Final

from livehouse.payments.errors import WebhookRefused

HEADER_LENGTH_MAX: Final = 2_000
TOLERANCE_S: Final = 300
_SCHEME: Final = "v1"


def sign(body: bytes, secret: str, at: datetime) -> str:
    """The header that goes with `body`, sent at this time."""
    timestamp = str(int(at.timestamp()))
    return f"t={timestamp},{_SCHEME}={_mac(body, secret, timestamp)}"


def check_signature(body: bytes, header: str | None, secrets: Collection[str], now: datetime) -> None:
    """Refuse a body that was not signed with one of `secrets`, or not within `TOLERANCE_S` of now.

    Raises:
        WebhookRefused: with the reason.
    """
    if header is None or len(header) > HEADER_LENGTH_MAX:
        raise WebhookRefused("A webhook needs the signature of its sender.")
    parts = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in parts if name == "t"]
    signatures = [value for name, _, value in parts if name == _SCHEME]
    if len(times) != 1 or not (times[0].isascii() and times[0].isdigit() and len(times[0]) <= 12) or not signatures:
        raise WebhookRefused("The signature of this webhook cannot be read.")
    expected = [_mac(body, secret, times[0]) for secret in secrets]
    # Every pair is compared, each in constant time: how long it takes tells nothing.
    matches = [
        hmac.compare_digest(one.encode(), other.encode("utf-8", "replace")) for one in expected for other in signatures
    ]
    if not any(matches):
        raise WebhookRefused("This webhook was signed with another secret.")
    # What is old may be a copy that somebody sends again.
    if abs(now.timestamp() - int(times[0])) > TOLERANCE_S:
        raise WebhookRefused("This webhook was signed too long ago, or the clocks of sender and receiver differ.")


def _mac(body: bytes, secret: str, timestamp: str) -> str:
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
