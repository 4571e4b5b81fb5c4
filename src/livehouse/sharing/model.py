"""What can be shared and by which ways, whose visits count, and which sites may show a player. Pure."""

import re
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple, get_args
from urllib.parse import unquote, urlsplit

from livehouse.kernel.errors import BadInput, NotFound
from livehouse.platform.origins import parse_authority, parse_origin

Kind = Literal["live", "video", "replay", "event", "profile"]
Way = Literal[
    "system",
    "link",
    "qr",
    "embed",
    "x",
    "facebook",
    "whatsapp",
    "telegram",
    "line",
    "reddit",
    "bluesky",
    "email",
]
WAYS: Final[tuple[Way, ...]] = get_args(Way)
# Those that play in another site's page.
EMBEDDABLE: Final[tuple[Kind, ...]] = ("live", "video", "replay")
# How long the player of such a page has to be watched until the visit was worth something; less where it is shorter.
WATCHED_S: Final = 10.0
# 8 bytes in base 64: nobody guesses somebody else's.
CODE_BYTES: Final = 8
_CODE: Final = re.compile(r"[A-Za-z0-9_-]{11}")
# The name under which an address says by which share it came: `?s=CODE.WAY`.
PARAMETER: Final = "s"
ADDRESS_MAX: Final = 2_000
SITES_MAX: Final = 50
SITE_MAX: Final = 255
_PATHS: Final[dict[Kind, re.Pattern[str]]] = {
    "live": re.compile(r"/(?:embed/)?live/([0-9a-z]{26})/?"),
    "video": re.compile(r"/(?:embed/video|videos)/([0-9a-z]{26})/?"),
    "replay": re.compile(r"/(?:embed/)?replay/([0-9a-z]{26})/?"),
    "event": re.compile(r"/event/([0-9a-z]{26})/?"),
    "profile": re.compile(r"/@([^/]{1,64})/?"),
}
# Who names itself one of these looks at pages for a machine's sake. Most of them run no JavaScript and never get as far
# as telling us that they came; some do.
_PROGRAMS: Final = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|facebookexternalhit|facebookcatalog|meta-external|whatsapp/|embedly"
    r"|iframely|vkshare|skypeuri|headlesschrome|lighthouse|pingdom|uptime|monitor|curl/|wget/|python-|httpx|aiohttp"
    r"|go-http-client|okhttp|java/|libwww|node-fetch|axios|phantomjs|prerender|validator",
    re.IGNORECASE,
)


class NoSuchShare(NotFound):
    """No link has this code, or not to this page."""

    code = "no_such_share"

    def __init__(self) -> None:
        super().__init__("This link was not given out for this page. Nothing is wrong; it is only not counted.")


class NoSuchThing(NotFound):
    """There is nothing of this kind, or it is not for the one who asks."""

    code = "no_such_thing"

    def __init__(self) -> None:
        super().__init__("There is nothing to share here. It may have been deleted, or is not for everybody.")


class SiteInvalid(BadInput):
    """What was written is no site."""

    code = "site_invalid"


class TooManySites(BadInput):
    """More sites than a list takes."""

    code = "too_many_sites"


class Address(NamedTuple):
    """A page of ours that can be shared; `name` is the id, or a profile's handle."""

    kind: Kind
    name: str


class Trace(NamedTuple):
    """By which share, and by which of its ways, somebody came."""

    code: str
    way: Way


def read_path(path: str) -> Address | None:
    """What stands at a path of ours, as far as the path says it."""
    for kind, pattern in _PATHS.items():
        if match := pattern.fullmatch(path):
            return Address(kind, unquote(match[1]) if kind == "profile" else match[1])
    return None


def read_address(url: str, origin: str) -> Address | None:
    """What stands at `url`, if it is a page of the platform at `origin`; None for those of others, or for nonsense."""
    if len(url) > ADDRESS_MAX:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    ours = parse_origin(origin)
    theirs = parse_origin(f"{parts.scheme}://{parts.netloc}")
    if ours is None or theirs is None or parts.scheme not in ("http", "https"):
        return None
    # A link that was written down before the platform had a certificate still leads to it.
    if theirs[1].host != ours[1].host or _port(parts.scheme, theirs[1].port) != _port(ours[0], ours[1].port):
        return None
    return read_path(parts.path)


def _port(scheme: str, port: int | None) -> int:
    usual = {"http": 80, "https": 443}[scheme]
    return 0 if port in (None, usual) else port or 0


def write_trace(code: str, way: Way) -> str:
    """The value by which an address says by which share somebody comes."""
    return f"{code}.{way}"


def read_trace(text: str) -> Trace | None:
    """The share and the way in such a value; a way that is none of ours is a link."""
    code, _, way = text.partition(".")
    if not _CODE.fullmatch(code):
        return None
    return Trace(code, way if way in WAYS else "link")


def is_code(text: str) -> bool:
    """Whether `text` has the shape of a code."""
    return _CODE.fullmatch(text) is not None


def is_person(user_agent: str | None, purpose: str | None) -> bool:
    """Whether a browser looks as if somebody sat before it.

    Args:
        user_agent: what the browser calls itself.
        purpose: the header `Sec-Purpose`, by which a browser says that it only fetches in advance.
    """
    if not user_agent or (purpose is not None and "prefetch" in purpose):
        return False
    return _PROGRAMS.search(user_agent) is None


def watched_enough_s(length_s: float | None) -> float:
    """Seconds that have to be watched of something that is so long."""
    return WATCHED_S if length_s is None else min(WATCHED_S, 0.9 * length_s)


def clean_sites(sites: Sequence[str]) -> list[str]:
    """The sites as policies spell them, each once, in the order given.

    Raises:
        SiteInvalid, TooManySites: naming the field.
    """
    cleaned = list(dict.fromkeys(clean_site(site) for site in sites if site.strip()))
    if len(cleaned) > SITES_MAX:
        raise TooManySites(f"List at most {SITES_MAX} sites.", field="sites", sites_max=SITES_MAX)
    return cleaned


def clean_site(site: str) -> str:
    """`https://Blog.Example/about` as `https://blog.example`; a name alone holds with and without TLS.

    `*.example.org` means every site under that name, and not the name itself.

    Raises:
        SiteInvalid: it is no site.
    """
    text = site.strip()
    refusal = SiteInvalid(
        f"“{text[:80]}” is no site. Write its name, such as example.org, *.example.org or https://example.org.",
        field="sites",
    )
    scheme, separator, rest = text.rpartition("://")
    scheme = scheme.lower()
    if len(text) > SITE_MAX or (separator and scheme not in ("http", "https")):
        raise refusal
    name = re.split(r"[/?#]", rest, maxsplit=1)[0]
    star = "*." if name.startswith("*.") else ""
    host, _, port = name.removeprefix(star).partition(":") if not name.startswith("[") else (name, "", "")
    if not host.startswith("["):
        try:
            # What people type in their own script, as browsers ask for it.
            host = host.encode("idna").decode()
        except UnicodeError:
            raise refusal from None
    authority = parse_authority(f"{host}:{port}" if port else host)
    if authority is None or authority.host.startswith(".") or ".." in authority.host:
        raise refusal
    if star and ("." not in authority.host or ":" in authority.host):
        # A whole top level is no site of anybody's.
        raise refusal
    return f"{f'{scheme}://' if separator else ''}{star}{authority}"


def frame_ancestors(who: "Who", sites: Sequence[str]) -> str:
    """The value of the directive of that name: who may show a player in a frame. One's own pages always may."""
    if who == "everyone":
        return "*"
    return " ".join(["'self'", *(sites if who == "listed" else ())])


def may_frame(who: "Who", sites: Sequence[str], origin: str) -> bool:
    """Whether a page of `origin` (`https://example.org`) may show a player, as a browser would judge it.

    See https://www.w3.org/TR/CSP3/#match-url-to-source-expression.
    """
    if who != "listed":
        return who == "everyone"
    theirs = parse_origin(origin)
    return theirs is not None and any(_matches(site, theirs[0], theirs[1].host, theirs[1].port) for site in sites)


def _matches(site: str, scheme: str, host: str, port: int | None) -> bool:
    wanted, separator, rest = site.rpartition("://")
    if separator and wanted != scheme and (wanted, scheme) != ("http", "https"):
        return False
    star = rest.startswith("*.")
    listed = parse_authority(rest.removeprefix("*."))
    if listed is None:
        return False
    is_host = host.endswith(f".{listed.host}") if star else host == listed.host
    usual = {"http": 80, "https": 443}.get(scheme)
    return is_host and (port == listed.port if listed.port is not None else port in (None, usual))


Who = Literal["everyone", "nobody", "listed"]


class Embedding(NamedTuple):
    """Which sites may show an account's LIVEs, videos and replays in their pages."""

    who: Who = "everyone"
    sites: tuple[str, ...] = ()
