from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livehouse.accounts.model import LinksInvalid, ProfileLink
from livehouse.accounts.profile_rules import check_links, make_cursor, read_cursor
from livehouse.kernel.errors import BadInput

ID = "01kmn0v6000000000000000abc"


def checked(url: str) -> str:
    (link,) = check_links([ProfileLink("x", url)], count_max=1, label_max=30, url_length_max=100)
    return link.url


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "https://example.org/",
        "https://sub.example.org:8443/a/b?c=d&e=%20#f",
        "https://xn--r8jz45g.example/~mika",
        "https://203.0.113.5/",
        "  https://example.org  ",
    ],
)
def test_links_lead_to_hosts_by_https(url: str) -> None:
    assert checked(url) == url.strip()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "http://example.org",
        "HTTPS:example.org",
        "javascript:alert(1)",
        "data:text/html,x",
        "https:///x",
        "https://",
        "https://localhost",
        "https://.",
        "https://bank.example@evil.example/",
        "https://user:password@example.org",
        "https://example.org:99999",
        "https://example.org\\@evil.example",
        "https://example.org/ x",
        'https://example.org/"onclick="x',
        "https://example.org/<b>",
        "https://exämple.org",
        "https://example.org/\u202egpj",
        "https://example.org/\nSet-Cookie: x",
        "https://[::1",
        "https://example.org/" + "x" * 100,
    ],
)
def test_what_is_no_such_link_is_refused(url: str) -> None:
    with pytest.raises(LinksInvalid):
        checked(url)


@given(st.integers(min_value=0, max_value=9_999_999_999_999_999))
def test_a_cursor_leads_back_to_the_entry_to_the_microsecond(microseconds: int) -> None:
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
    assert read_cursor(make_cursor(at, ID)) == (at, ID)


@given(st.text(max_size=60))
def test_no_text_breaks_what_reads_cursors(text: str) -> None:
    with pytest.raises(BadInput, match="from the beginning"):
        read_cursor(text)
