import pytest

from livehouse.realtime import ChannelLimits, Handshake
from livehouse.realtime.handshake import Admission, OriginRefused, ServerBusy, TooManyConnections, check_origin


def handshake(**headers: str) -> Handshake:
    return Handshake("192.0.2.1", headers, cookies={})


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://localhost:8000", "localhost:8000"),
        ("http://LOCALHOST:8000", "localhost:8000"),
        ("https://live.example", "live.example"),
        ("https://live.example", "live.example:443"),
        ("https://live.example:443", "live.example"),
        ("http://[::1]:8000", "[::1]:8000"),
    ],
)
def test_our_own_pages_may_open_the_channel(origin: str, host: str) -> None:
    check_origin(handshake(origin=origin, host=host), frozenset())


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://evil.example", "live.example"),
        ("http://live.example.evil.example", "live.example"),
        ("http://localhost:8001", "localhost:8000"),
        ("https://live.example", "live.example:80"),
        ("null", "live.example"),
        ("", "live.example"),
        ("null", ""),
        ("http://", ""),
        ("http://a:b", "a:b"),
        ("http://[", "["),
    ],
)
def test_pages_of_others_may_not(origin: str, host: str) -> None:
    with pytest.raises(OriginRefused):
        check_origin(handshake(origin=origin, host=host), frozenset())


def test_programs_send_no_origin() -> None:
    check_origin(handshake(host="live.example"), frozenset())


def test_further_origins_can_be_named() -> None:
    check_origin(handshake(origin="https://live.example", host="10.0.0.7:8000"), frozenset({"https://live.example"}))


def test_admission_counts_per_address_and_in_all() -> None:
    admission = Admission(ChannelLimits(connections_max=3, connections_per_address_max=2))
    admission.enter("a")
    admission.enter("a")
    with pytest.raises(TooManyConnections):
        admission.enter("a")
    admission.enter("b")
    with pytest.raises(ServerBusy):
        admission.enter("c")
    admission.leave("a")
    admission.enter("a")
