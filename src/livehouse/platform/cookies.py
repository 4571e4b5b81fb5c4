"""Cookies as they come, read in one way for requests and for the channel's handshake."""

from collections.abc import Iterable


def parse_cookies(headers: Iterable[str]) -> dict[str, str]:
    """The cookies in the `Cookie` headers of a request.

    Of one that came twice the first counts: browsers send the one of the longer path, and then the older, first
    (RFC 6265, section 5.4).
    """
    cookies: dict[str, str] = {}
    for header in headers:
        for part in header.split(";"):
            name, separator, value = part.partition("=")
            if separator:
                cookies.setdefault(name.strip(), value.strip().strip('"'))
    return cookies
