"""Sealing a push for one device (RFC 8291), and saying who sends it (RFC 8292)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec

from livehouse.notifications.errors import PushKeysInvalid
from livehouse.notifications.push_http import origin_of
from livehouse.notifications.push_keys import PushKey, from_base64
from livehouse.notifications.push_store import Subscription

POINT_BYTES: Final = 65
AUTH_BYTES: Final = 16
# A token may hold for a day (RFC 8292, section 2); one is good for many pushes.
TOKEN_HOLDS: Final = timedelta(hours=12)
TOKEN_USED: Final = timedelta(hours=6)
SERVICES_MAX: Final = 1_000


class Sealer:
    """Makes what is posted to a push service.

    Args:
        key: of this platform.
        contact: whom a push service turns to if something is wrong: `mailto:…` or `https://…`.
    """

    def __init__(self, key: PushKey, contact: str) -> None:
        self._key = key
        self._contact = contact
        self._signed: dict[str, tuple[datetime, Mapping[str, str]]] = {}

    def seal(
        self, subscription: Subscription, body: bytes, now: datetime, *, topic: str, ttl_s: int
    ) -> tuple[dict[str, str], bytes]:
        """The headers and the body to post. `topic` is what a later push takes the place of."""
        # Loaded where there is something to send, here and below.
        import http_ece

        sealed = http_ece.encrypt(
            body,
            private_key=ec.generate_private_key(ec.SECP256R1()),
            dh=from_base64(subscription.p256dh),
            auth_secret=from_base64(subscription.auth),
            version="aes128gcm",
        )
        headers = {
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(ttl_s),
            "Topic": topic,
            "Urgency": "high",
            **self._signature(origin_of(subscription.endpoint), now),
        }
        return headers, sealed

    def _signature(self, origin: str, now: datetime) -> Mapping[str, str]:
        from py_vapid import Vapid02

        known = self._signed.get(origin)
        if known is not None and timedelta() <= now - known[0] < TOKEN_USED:
            return known[1]
        if len(self._signed) >= SERVICES_MAX:
            self._signed.clear()
        ends = int((now + TOKEN_HOLDS).timestamp())
        signed: Mapping[str, str] = Vapid02(self._key.private).sign({"aud": origin, "sub": self._contact, "exp": ends})
        self._signed[origin] = (now, signed)
        return signed


def check_keys(p256dh: str, auth: str) -> None:
    """Let through the keys of a device.

    Raises:
        PushKeysInvalid: they are none.
    """
    try:
        point, secret = from_base64(p256dh), from_base64(auth)
        if len(point) != POINT_BYTES or len(secret) != AUTH_BYTES:
            raise PushKeysInvalid
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        raise PushKeysInvalid from None
