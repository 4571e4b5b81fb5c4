import hashlib
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from livehouse.media.certificate import SelfMadeCertificate
from tests.support.clock import FakeClock


@pytest.fixture
def fake_clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def certificate(tmp_path: Path, fake_clock: FakeClock) -> SelfMadeCertificate:
    return SelfMadeCertificate(tmp_path / "relay", ("live.example", "192.0.2.7"), fake_clock)


def test_it_is_what_browsers_accept_by_hash(certificate: SelfMadeCertificate) -> None:
    certificate.renew()
    made = x509.load_pem_x509_certificate(certificate.path.read_bytes())
    assert made.not_valid_after_utc - made.not_valid_before_utc <= timedelta(days=14)
    key = made.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert isinstance(key.curve, ec.SECP256R1)
    assert certificate.sha256() == hashlib.sha256(made.public_bytes(Encoding.DER)).hexdigest()
    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["live.example"]
    assert [str(address) for address in names.get_values_for_type(x509.IPAddress)] == ["192.0.2.7"]


def test_its_key_is_beside_it_and_private(certificate: SelfMadeCertificate) -> None:
    certificate.renew()
    load_pem_private_key(certificate.path.read_bytes(), password=None)
    assert stat.S_IMODE(certificate.path.stat().st_mode) == 0o600


def test_it_is_renewed_days_before_its_end(certificate: SelfMadeCertificate, fake_clock: FakeClock) -> None:
    assert certificate.is_due()
    certificate.renew()
    first = certificate.sha256()
    fake_clock.advance(timedelta(days=9).total_seconds())
    assert not certificate.is_due()
    fake_clock.advance(timedelta(days=1).total_seconds())
    assert certificate.is_due()
    certificate.renew()
    assert not certificate.is_due()
    assert certificate.sha256() != first


@pytest.mark.parametrize(
    "rubbish", [b"", b"rubbish", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_a_damaged_file_is_replaced(certificate: SelfMadeCertificate, rubbish: bytes) -> None:
    certificate.renew()
    certificate.path.write_bytes(rubbish)
    assert certificate.is_due()
    certificate.renew()
    assert not certificate.is_due()


def test_a_half_written_one_from_a_crash_is_no_hindrance(certificate: SelfMadeCertificate) -> None:
    certificate.renew()
    certificate.path.with_suffix(".new").write_bytes(b"half")
    certificate.renew()
    assert not certificate.is_due()
