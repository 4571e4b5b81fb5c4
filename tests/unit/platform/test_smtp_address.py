import pytest

from livehouse.platform.smtp import SmtpAddress, parse_smtp_url


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("smtp://mail.example", SmtpAddress("mail.example", 587, None, None, False)),
        ("smtps://mail.example/", SmtpAddress("mail.example", 465, None, None, True)),
        ("smtp://me%40here:p%3Ass@mail.example:25", SmtpAddress("mail.example", 25, "me@here", "p:ss", False)),
        ("smtp://token@127.0.0.1:2525", SmtpAddress("127.0.0.1", 2525, "token", None, False)),
    ],
)
def test_a_mail_servers_address_in_its_parts(url: str, address: SmtpAddress) -> None:
    assert parse_smtp_url(url) == address
    assert address.is_local == (address.host == "127.0.0.1")


@pytest.mark.parametrize(
    "url", ["", "mail.example", "http://mail.example", "smtp://", "smtp://a/b", "smtp://a?b", "smtp://a:99999"]
)
def test_what_is_no_such_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"mail server|Port"):
        parse_smtp_url(url)
