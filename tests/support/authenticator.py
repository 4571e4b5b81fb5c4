"""An authenticator in software: what a phone or a security key does when a page asks for a passkey."""

import hashlib
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

# Flags of authenticator data: https://www.w3.org/TR/webauthn-3/#authdata-flags
USER_PRESENT, USER_VERIFIED, HAS_CREDENTIAL = 0x01, 0x04, 0x40


def encode(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Authenticator:
    """Keeps one key, for one platform.

    Args:
        origin: where the page says that it is.
        verifies: whether it asks for a finger, a face or a PIN.
    """

    def __init__(self, origin: str = "http://livehouse.test", *, verifies: bool = True) -> None:
        self.origin = origin
        self.id = os.urandom(16)
        self.sign_count = 0
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._flags = USER_PRESENT | (USER_VERIFIED if verifies else 0)
        self.user_handle = b""

    def create(self, options: dict[str, Any], **changes: Any) -> dict[str, Any]:
        """What `navigator.credentials.create({publicKey}).toJSON()` gives."""
        self.user_handle = decode(options["user"]["id"])
        numbers = self._key.public_key().public_numbers()
        # COSE: an ES256 key (https://www.rfc-editor.org/rfc/rfc9053#section-7.1.1)
        cose = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)})
        credential = bytes(16) + len(self.id).to_bytes(2) + self.id + cose
        data = self._data(changes.get("rp_id", options["rp"]["id"]), HAS_CREDENTIAL) + credential
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client_data = self._client_data("webauthn.create", changes.get("challenge", options["challenge"]))
        response = {"clientDataJSON": encode(client_data), "attestationObject": encode(attestation)}
        return self._credential({**response, "transports": ["internal", "made up", 7]})

    def get(self, options: dict[str, Any], **changes: Any) -> dict[str, Any]:
        """What `navigator.credentials.get({publicKey}).toJSON()` gives."""
        self.sign_count += changes.get("step", 1)
        data = self._data(changes.get("rp_id", options["rpId"]), 0)
        client_data = self._client_data("webauthn.get", changes.get("challenge", options["challenge"]))
        signature = self._key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        return self._credential(
            {
                "clientDataJSON": encode(client_data),
                "authenticatorData": encode(data),
                "signature": encode(signature),
                "userHandle": encode(self.user_handle),
            }
        )

    def _data(self, rp_id: str, flags: int) -> bytes:
        hashed = hashlib.sha256(rp_id.encode()).digest()
        return hashed + bytes([self._flags | flags]) + self.sign_count.to_bytes(4)

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _credential(self, response: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": encode(self.id),
            "rawId": encode(self.id),
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }
