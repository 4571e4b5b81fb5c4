"""A push service and the devices behind it: it opens what it is sent, as a browser does, and looks who sent it.

Opening (RFC 8291, RFC 8188) and the look at the signature (RFC 8292) are written here from the standards, on bare
cryptography: what the server uses to seal and sign is not asked whether it did so well.
"""

import asyncio
import base64
import json
import os
import struct
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def to_base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Device:
    """A browser that has subscribed: its keys, and how its push service answers for it."""

    def __init__(self, private: ec.EllipticCurvePrivateKey | None = None, auth: bytes | None = None) -> None:
        self.private = private or ec.generate_private_key(ec.SECP256R1())
        self.auth = auth or os.urandom(16)
        self.path = f"/push/{to_base64(os.urandom(12))}"
        # One after the other, the last one for good: (status, headers), or None for no answer at all.
        self.answers: list[tuple[int, Mapping[str, str]] | None] = [(201, {})]
        self.came: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []

    @property
    def keys(self) -> dict[str, str]:
        point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"p256dh": to_base64(point), "auth": to_base64(self.auth)}

    def open(self, sealed: bytes) -> bytes:
        """What was sealed for it: one record of aes128gcm."""
        salt, (size, key_length) = sealed[:16], struct.unpack("!IB", sealed[16:21])
        sender, record = sealed[21 : 21 + key_length], sealed[21 + key_length :]
        assert 18 <= len(record) <= size
        receiver = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        shared = self.private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
        secret = _derive(shared, self.auth, b"WebPush: info\0" + receiver + sender, 32)
        key = _derive(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _derive(secret, salt, b"Content-Encoding: nonce\0", 12)
        padded = AESGCM(key).decrypt(nonce, record, None)
        text, delimiter, padding = padded.rpartition(b"\x02")
        assert delimiter
        assert not padding.strip(b"\0")
        return text


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


def claims_of(authorization: str) -> tuple[dict[str, Any], str]:
    """What a VAPID header claims, and the key that has signed it; AssertionError if it has not."""
    scheme, _, rest = authorization.partition(" ")
    assert scheme == "vapid"
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    signed, _, signature = parts["t"].rpartition(".")
    header, claims = (json.loads(from_base64(part)) for part in signed.split("."))
    assert header["alg"] == "ES256"
    raw = from_base64(signature)
    der = utils.encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_base64(parts["k"]))
    key.verify(der, signed.encode(), ec.ECDSA(hashes.SHA256()))
    return claims, parts["k"]


class PushService:
    """Where devices are pushed to: an HTTP server on this machine."""

    def __init__(self) -> None:
        self.port = 0
        self.devices: dict[str, Device] = {}
        self.strangers: list[str] = []
        self.open: set[asyncio.StreamWriter] = set()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def device(self) -> Device:
        """A browser that subscribes."""
        device = Device()
        self.devices[device.path] = device
        return device

    def subscription(self, device: Device) -> dict[str, Any]:
        """What the browser's page sends to its server."""
        return {"endpoint": self.origin + device.path, "expirationTime": None, "keys": device.keys}

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open.add(writer)
        try:
            await self._answer_all(reader, writer)
        finally:
            self.open.discard(writer)
            writer.close()

    async def _answer_all(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
                _, path, _ = head[0].split(" ")
                headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in head[1:-2])}
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                answer = self._take(path, headers, body)
                if answer is None:
                    # Held open until whoever asks has had enough.
                    await reader.read()
                    return
                status, more = answer
                lines = [f"HTTP/1.1 {status} So", "Content-Length: 2", *(f"{k}: {v}" for k, v in more.items())]
                writer.write(("\r\n".join(lines) + "\r\n\r\nok").encode())
                await writer.drain()

    def _take(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, Mapping[str, str]] | None:
        device = self.devices.get(path)
        if device is None:
            self.strangers.append(path)
            return (404, {})
        answer = device.answers.pop(0) if len(device.answers) > 1 else device.answers[0]
        if answer is not None and answer[0] == 201:
            device.headers.append(headers)
            device.came.append(json.loads(device.open(body)))
        return answer


@asynccontextmanager
async def running_push_service() -> AsyncIterator[PushService]:
    """A push service, as long as the block runs."""
    service = PushService()
    server = await asyncio.start_server(service._serve, "127.0.0.1", 0)
    service.port = server.sockets[0].getsockname()[1]
    try:
        yield service
    finally:
        server.close()
        while service.open:
            for writer in list(service.open):
                writer.close()
            await asyncio.sleep(0.01)
