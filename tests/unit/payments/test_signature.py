"""Signatures of webhooks, held to those that the `stripe` library makes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stripe import WebhookSignature

from livehouse.payments.errors import WebhookRefused
from livehouse.payments.signature import TOLERANCE_S, check_signature, sign

NOW = datetime(2026, 3, 14, 20, 0, tzinfo=UTC)
BODY = '{"id": "evt_1", "name": "バラ"}'
SECRET = "whsec_one"


def test_what_stripe_signs_is_taken_and_the_other_way_round() -> None:
    theirs = WebhookSignature.generate_signature_header(BODY, SECRET, int(NOW.timestamp()))
    assert theirs == sign(BODY.encode(), SECRET, NOW)
    check_signature(BODY.encode(), theirs, ["whsec_new", SECRET], NOW)
    WebhookSignature.verify_header(BODY, sign(BODY.encode(), SECRET, NOW), SECRET)


@pytest.mark.parametrize("seconds", [-TOLERANCE_S, 0, TOLERANCE_S])
def test_clocks_may_differ_a_little(seconds: int) -> None:
    check_signature(BODY.encode(), sign(BODY.encode(), SECRET, NOW), [SECRET], NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize("seconds", [-TOLERANCE_S - 1, TOLERANCE_S + 1, 86_400])
def test_what_is_old_or_of_the_future_is_refused(seconds: int) -> None:
    header = sign(BODY.encode(), SECRET, NOW)
    with pytest.raises(WebhookRefused, match="too long ago"):
        check_signature(BODY.encode(), header, [SECRET], NOW + timedelta(seconds=seconds))


def test_one_good_signature_of_several_is_enough() -> None:
    good = sign(BODY.encode(), SECRET, NOW)
    timestamp, _, signature = good.partition(",")
    check_signature(BODY.encode(), f"{timestamp},v1=00,v0=11,{signature}", [SECRET], NOW)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "t=1",
        "v1=abc",
        "t=,v1=abc",
        "t=-1,v1=abc",
        "t=1e3,v1=abc",
        "t=1,t=2,v1=abc",
        "t=999999999999999999999999,v1=abc",
        "t=１,v1=abc",
        "t=1,v1=バラ",
        "t=1," + "v1=a," * 1_000,
    ],
    ids=range(12),
)
def test_what_is_no_signature_is_refused(header: str | None) -> None:
    with pytest.raises(WebhookRefused):
        check_signature(BODY.encode(), header, [SECRET], NOW)


@given(at=st.integers(0, len(BODY.encode()) - 1), bit=st.integers(0, 7))
def test_one_bit_is_enough_to_be_refused(at: int, bit: int) -> None:
    body = bytearray(BODY.encode())
    body[at] ^= 1 << bit
    with pytest.raises(WebhookRefused, match="another secret"):
        check_signature(bytes(body), sign(BODY.encode(), SECRET, NOW), [SECRET], NOW)


def test_no_secret_opens_nothing() -> None:
    with pytest.raises(WebhookRefused):
        check_signature(BODY.encode(), sign(BODY.encode(), "", NOW), [], NOW)
