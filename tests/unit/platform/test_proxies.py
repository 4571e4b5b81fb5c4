import pytest

from livehouse.platform.proxies import TrustedProxies


@pytest.mark.parametrize(
    ("trusted", "socket_address", "forwarded", "address"),
    [
        ("127.0.0.1", "203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("127.0.0.1", "127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "127.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1,10.0.0.0/8", "127.0.0.1", "198.51.100.1, 10.1.2.3", "198.51.100.1"),
        ("*", "203.0.113.9", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1", " , ", "127.0.0.1"),
        ("", "127.0.0.1", "198.51.100.1", "127.0.0.1"),
    ],
)
def test_only_a_trusted_proxy_is_believed(
    trusted: str, socket_address: str, forwarded: str | None, address: str
) -> None:
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    assert TrustedProxies(trusted).address_of(socket_address, headers) == address
