import errno
import socket
from collections.abc import Callable

import pytest

from livehouse.media import RelayUnavailable, relay


def sockets(refusals: dict[int, int]) -> Callable[[int, int], object]:
    """Sockets of a machine on which binding fails for some address families, with those error numbers."""

    class Probe:
        def __init__(self, family: int, _kind: int) -> None:
            self._family = family

        def __enter__(self) -> "Probe":
            return self

        def __exit__(self, *_: object) -> None:
            return None

        def bind(self, _address: object) -> None:
            number = refusals.get(self._family)
            if number is not None:
                raise OSError(number, "refused")

    return Probe


@pytest.mark.parametrize("missing", [errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL])
def test_without_ipv6_it_listens_on_ipv4(monkeypatch: pytest.MonkeyPatch, missing: int) -> None:
    monkeypatch.setattr(relay.socket, "socket", sockets({socket.AF_INET6: missing}))
    assert relay._usable_host(8000) == "0.0.0.0"


def test_with_ipv6_it_listens_on_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay.socket, "socket", sockets({}))
    assert relay._usable_host(8000) == "[::]"


@pytest.mark.parametrize(
    ("number", "reason"), [(errno.EADDRINUSE, "in use by another program"), (errno.EACCES, "refused")]
)
def test_a_port_that_cannot_be_had_is_named(monkeypatch: pytest.MonkeyPatch, number: int, reason: str) -> None:
    monkeypatch.setattr(relay.socket, "socket", sockets({socket.AF_INET6: number}))
    with pytest.raises(RelayUnavailable, match=rf"8000.*{reason}.*LIVEHOUSE_RELAY_PORT"):
        relay._usable_host(8000)


def test_a_machine_without_any_network_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = {socket.AF_INET6: errno.EAFNOSUPPORT, socket.AF_INET: errno.EAFNOSUPPORT}
    monkeypatch.setattr(relay.socket, "socket", sockets(everything))
    with pytest.raises(RelayUnavailable, match="neither IPv6 nor IPv4"):
        relay._usable_host(8000)
