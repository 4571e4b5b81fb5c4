"""The relay's self-made certificate: no authority vouches for it, browsers trust it by its hash.

WebTransport accepts a pinned certificate only if it has an ECDSA key on P-256 and is valid for at most two weeks
(<https://www.w3.org/TR/webtransport/#custom-certificate-requirements>). So it has to be renewed while the server runs.
The QUIC library watches the file and serves a new certificate to new sessions at once (0.05 s after the rename, here);
sessions that are open never notice. The file survives a restart, so a page that knows the hash can reconnect.
"""

import hashlib
import os
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from livehouse.kernel.clock import Clock

VALID_FOR: Final = timedelta(days=14)
# Clocks of viewers may be behind ours.
VALID_BEFORE: Final = timedelta(days=1)
# A page keeps a hash for as long as its ticket, an hour; three days leave room for a server that cannot write.
RENEWED_BEFORE_END: Final = timedelta(days=3)
FILE_NAME: Final = "certificate.pem"


def leaf_sha256(path: Path) -> str:
    """The hash of the first certificate in a PEM file, in hexadecimal.

    Raises:
        OSError, ValueError: the file cannot be read, or holds no certificate.
    """
    certificate = x509.load_pem_x509_certificates(path.read_bytes())[0]
    return hashlib.sha256(certificate.public_bytes(serialization.Encoding.DER)).hexdigest()


class SelfMadeCertificate:
    """A certificate and its key in one file, which is only ever replaced as a whole.

    Args:
        folder: a folder of its own; the QUIC library reloads on any change in it.
        names: host names and addresses that it is made out to.
    """

    def __init__(self, folder: Path, names: tuple[str, ...], clock: Clock) -> None:
        self.path = folder / FILE_NAME
        self._names = names or ("localhost",)
        self._clock = clock

    def is_due(self) -> bool:
        """Whether there is no usable certificate, or its end is near."""
        certificate = self._read()
        if certificate is None:
            return True
        return self._clock.now() >= certificate.not_valid_after_utc - RENEWED_BEFORE_END

    def renew(self) -> None:
        """Make a new key and a new certificate, and put them in the place of the old ones in one step.

        Raises:
            OSError: the folder cannot be written.
        """
        key = ec.generate_private_key(ec.SECP256R1())
        begins_at = self._clock.now() - VALID_BEFORE
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, self._names[0][:64])])
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins_at)
            .not_valid_after(begins_at + VALID_FOR)
            .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in self._names]), critical=False)
            .sign(key, hashes.SHA256())
        )
        pem = certificate.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = self.path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
        fresh.replace(self.path)

    def sha256(self) -> str:
        """The hash that browsers pin, in hexadecimal.

        Raises:
            FileNotFoundError: `renew` was never called.
        """
        certificate = self._read()
        if certificate is None:
            raise FileNotFoundError(self.path)
        return hashlib.sha256(certificate.public_bytes(serialization.Encoding.DER)).hexdigest()

    def _read(self) -> x509.Certificate | None:
        try:
            pem = self.path.read_bytes()
            certificate = x509.load_pem_x509_certificate(pem)
            serialization.load_pem_private_key(pem, password=None)
        except (FileNotFoundError, ValueError):
            return None
        return certificate


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
