"""Rules for what a profile may show beside words and pictures, and the cursors of lists of people. Pure."""

import base64
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from livehouse.accounts.model import LinksInvalid, ProfileLink, TopicsInvalid
from livehouse.kernel.errors import BadInput
from livehouse.kernel.ids import is_id
from livehouse.kernel.text import clean_line
from livehouse.platform.origins import parse_authority

# What RFC 3986 allows in an address, but for quotes: other characters come percent-encoded, or were never a link.
_URL: Final = re.compile(r"https://[A-Za-z0-9._~:/?#\[\]@!$&()*+,;=%-]+", re.ASCII)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def check_topics(topics: Sequence[str], *, offered: Sequence[str], count_max: int) -> list[str]:
    """`topics`, each once, in the order in which the person put them.

    Raises:
        TopicsInvalid: too many, or one that the platform does not offer.
    """
    chosen = list(dict.fromkeys(topics))
    if not set(chosen) <= set(offered):
        raise TopicsInvalid("Choose topics from the list.", field="topics", topics=list(offered))
    if len(chosen) > count_max:
        raise TopicsInvalid(f"Choose up to {count_max} topics.", field="topics", count_max=count_max)
    return chosen


def check_links(
    links: Sequence[ProfileLink], *, count_max: int, label_max: int, url_length_max: int
) -> list[ProfileLink]:
    """`links` with their labels cleaned.

    Raises:
        LinksInvalid: too many, or one that is not the https address of a host by its name.
        TextTooLong, TextMissing: a label.
    """
    if len(links) > count_max:
        raise LinksInvalid(f"A profile has up to {count_max} links.", field="links", count_max=count_max)
    return [
        ProfileLink(
            clean_line(link.label, graphemes_max=label_max, field=f"links.{index}.label"),
            _check_url(link.url.strip(), field=f"links.{index}.url", length_max=url_length_max),
        )
        for index, link in enumerate(links)
    ]


def _check_url(url: str, *, field: str, length_max: int) -> str:
    if len(url) > length_max:
        raise LinksInvalid(f"Keep the address to {length_max} characters.", field=field, length_max=length_max)
    if not _URL.fullmatch(url):
        raise LinksInvalid("Enter an address that begins with https://.", field=field)
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = None
    authority = None if parts is None else parse_authority(parts.netloc)
    # `https://bank.example@evil.example` is read as the first and leads to the second.
    if authority is None or "." not in authority.host.strip("."):
        raise LinksInvalid("Check the name after https://; it must be like example.org.", field=field)
    return url


def make_cursor(at: datetime, account_id: str) -> str:
    """Where a list goes on after this entry; opaque to those who hand it back."""
    text = f"{(at - _EPOCH) // _MICROSECOND}.{account_id}"
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


_CURSOR: Final = re.compile(r"([0-9]{1,16})\.([0-9a-z]+)")


def read_cursor(cursor: str) -> tuple[datetime, str]:
    """The entry after which the list goes on.

    Raises:
        BadInput: it is none of ours.
    """
    try:
        match = _CURSOR.fullmatch(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii"))
        if match is not None and is_id(match[2]):
            return _EPOCH + int(match[1]) * _MICROSECOND, match[2]
    except ValueError:
        pass
    raise BadInput("This list cannot be continued from there. Load it from the beginning.", field="cursor")
