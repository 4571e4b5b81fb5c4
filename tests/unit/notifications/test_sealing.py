"""Sealed as RFC 8291 says, opened by the example in it; keys and words."""

from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec

from livehouse.accounts import AccountCard
from livehouse.notifications.errors import PushKeysInvalid
from livehouse.notifications.model import Kind, Notification
from livehouse.notifications.push_crypto import Sealer, check_keys
from livehouse.notifications.push_http import origin_of
from livehouse.notifications.push_keys import PushKey
from livehouse.notifications.push_store import Subscription
from livehouse.notifications.push_words import BODY_MAX, TITLE_MAX, compose
from tests.support.push_service import Device, claims_of, from_base64, to_base64

NOW = datetime(2026, 3, 14, 20, 0, tzinfo=UTC)
# RFC 8291, appendix A.
RECEIVER = int.from_bytes(from_base64("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"))
AUTH = from_base64("BTBZMqHH6r4Tts7J_aSIgg")
MESSAGE = from_base64(
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl"
    "95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_device_of_the_tests_opens_the_standards_own_example() -> None:
    device = Device(ec.derive_private_key(RECEIVER, ec.SECP256R1()), AUTH)
    assert device.open(MESSAGE) == b"When I grow up, I want to be a watermelon"


def test_what_is_sealed_can_be_opened_by_its_device_alone_and_is_signed() -> None:
    device, other, key = Device(), Device(), PushKey.drawn_from(b"secret")
    subscription = Subscription(
        id="1", account_id="2", session_id="3", endpoint="https://push.example/abc", created_at=NOW, **device.keys
    )
    headers, sealed = Sealer(key, "mailto:hello@live.example").seal(subscription, b"{}", NOW, topic="t", ttl_s=60)
    assert device.open(sealed) == b"{}"
    with pytest.raises(InvalidTag):
        other.open(sealed)
    claims, signed_by = claims_of(headers["Authorization"])
    assert (claims["aud"], claims["sub"]) == ("https://push.example", "mailto:hello@live.example")
    assert signed_by == key.public


def test_a_key_is_the_same_for_the_same_secret_and_can_be_given() -> None:
    assert PushKey.drawn_from(b"one").public == PushKey.drawn_from(b"one").public
    assert PushKey.drawn_from(b"one").public != PushKey.drawn_from(b"two").public
    number = PushKey.drawn_from(b"one").private.private_numbers().private_value
    assert PushKey.read(to_base64(number.to_bytes(32))).public == PushKey.drawn_from(b"one").public
    for wrong in ("", "A" * 43, "_" * 43, "?" * 43):
        with pytest.raises(ValueError, match="no private key"):
            PushKey.read(wrong)


def test_keys_of_devices_are_looked_at() -> None:
    keys = Device().keys
    check_keys(**keys)
    for wrong in ({"p256dh": to_base64(b"\4" + bytes(64))}, {"p256dh": "é"}, {"auth": to_base64(bytes(15))}):
        with pytest.raises(PushKeysInvalid):
            check_keys(**{**keys, **wrong})


@pytest.mark.parametrize(
    ("endpoint", "origin"),
    [
        ("https://push.example/a?b", "https://push.example"),
        ("https://push.example:443/a", "https://push.example"),
        ("https://push.example:8443/a", "https://push.example:8443"),
        ("http://127.0.0.1:9/a", "http://127.0.0.1:9"),
        ("https://[2001:db8::1]/a", "https://[2001:db8::1]"),
    ],
)
def test_a_push_service_is_known_by_its_origin(endpoint: str, origin: str) -> None:
    assert origin_of(endpoint) == origin


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("kind", Kind.__args__)  # type: ignore[attr-defined]  # every one that there is
def test_every_kind_has_words_and_a_page_and_fits(kind: Kind, language: str) -> None:
    ada = AccountCard(id="a" * 26, handle="ada", nickname="Ada {name}" * 3, avatar_url="/avatar")
    for count in (1, 3):
        told = Notification(
            id="n" * 26,
            place="p" * 26,
            kind=kind,
            at=NOW,
            is_read=False,
            count=count,
            accounts=[ada],
            room_id="r" * 26,
            event_id="e" * 26,
            video_id="v" * 26,
            title="T" * 500,
            text="x" * 500,
            lead="day",
        )
        push = compose(told, language)  # type: ignore[arg-type]
        assert push.title
        assert push.url.startswith("/")
        assert (len(push.title) <= TITLE_MAX, len(push.body) <= BODY_MAX, push.tag) == (True, True, told.id)
