"""The pages that other sites show in a frame: a player of a LIVE, a video or a replay.

They set no cookie and need none, because browsers keep those of frames from us. Which sites may show one its host says.
Browsers hold to that by `frame-ancestors`, and show a page of their own, which explains nothing; where the browser says
which page has the frame, ours explains instead.
"""

import html
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from livehouse.accounts import preferred_language
from livehouse.kernel.errors import Forbidden, NotFound
from livehouse.platform.http import FRAME_ANCESTORS
from livehouse.platform.origins import is_own_origin
from livehouse.sharing.first_view import embed_view, notice_view, player_facts, watch_address
from livehouse.sharing.model import (
    PARAMETER,
    Address,
    Embedding,
    Kind,
    frame_ancestors,
    may_frame,
    read_trace,
    write_trace,
)
from livehouse.sharing.page_template import data_element, fill_page, preload_lines
from livehouse.sharing.things import Thing
from livehouse.sharing.words import title_of

_PATH: Final = re.compile(r"/embed/(live|video|replay)/([0-9a-z]{26})/?")
_KINDS: Final[dict[str, Kind]] = {"live": "live", "video": "video", "replay": "replay"}
_WATCHED_AT: Final[dict[Kind, str]] = {"live": "live", "video": "videos", "replay": "replay"}
_FRAMES: Final = frozenset({"iframe", "frame", "embed", "object", "fencedframe"})
# A ticket is one reader's, and who may show it is asked anew each time.
_KEPT: Final = "private, no-cache"
_ANYWHERE: Final = "*"
_START: Final = "src/embed/start.ts"
_LIVE_PLAYER: Final = "src/embed/LivePlayer.svelte"
_FILM_PLAYER: Final = "src/embed/FilmPlayer.svelte"


@dataclass(frozen=True, kw_only=True)
class PlayerPages:
    """Makes them.

    Args:
        name: the platform's.
        access: what everybody may see at an address; it raises what says why they may not.
        embedding: which sites may show the players of an account.
        origin: the address of the platform as the request's sender sees it.
        opening: what stands in the head of a page that will watch a room: its ticket.
        page: the front end's, to be filled in.
        parts: which files each of its modules is in.
    """

    name: str
    access: Callable[[Address], Awaitable[Thing]]
    embedding: Callable[[str], Awaitable[Embedding]]
    origin: Callable[[Request], str]
    opening: Callable[[Request, str], Awaitable[list[str]]]
    page: str
    parts: Mapping[str, Any]

    async def answer(self, request: Request) -> Response:
        """The player at the request's address, or a page that says why there is none."""
        origin = self.origin(request)
        path = _PATH.fullmatch(request.url.path)
        if path is None:
            return self._notice(request, "gone", f"{origin}/", 404)
        address = Address(_KINDS[path[1]], path[2])
        trace = read_trace(request.query_params.get(PARAMETER, ""))
        carried = None if trace is None else write_trace(trace.code, "embed")
        try:
            thing = await self.access(address)
        except NotFound:
            return self._notice(request, "gone", f"{origin}/", 404)
        except Forbidden:
            return self._notice(request, "private", f"{origin}/{_WATCHED_AT[address.kind]}/{address.name}", 401)
        allowed = await self.embedding(thing.owner.id)
        if self._is_framed_elsewhere(request) and not _may_frame(request, allowed):
            # Whatever site it is on: it shows nothing of the host's but the name.
            watched_at = watch_address(thing, origin, carried)
            return self._notice(request, "forbidden", watched_at, 403, who=thing.owner.nickname)
        return await self._player(request, thing, carried, frame_ancestors(allowed.who, allowed.sites))

    async def _player(self, request: Request, thing: Thing, trace: str | None, ancestors: str) -> Response:
        language = preferred_language(request.headers.get("accept-language"))
        origin = self.origin(request)
        title = f"{thing.owner.nickname}: {title_of(thing, language)}"
        head = [
            f"<title>{html.escape(title)}</title>",
            f'<link rel="canonical" href="{html.escape(origin + thing.path)}" />',
            data_element("player", player_facts(thing, name=self.name, origin=origin, language=language, trace=trace)),
        ]
        player = _LIVE_PLAYER if thing.kind == "live" else _FILM_PLAYER
        head += preload_lines(self.parts, [player, _START])
        if thing.kind == "live" and thing.is_on_air:
            head += await self.opening(request, thing.id)
        view = embed_view(thing, name=self.name, origin=origin, language=language, trace=trace)
        return _framed(request, fill_page(self.page, head, view, language), ancestors, 200)

    def _notice(self, request: Request, what: str, address: str, status: int, *, who: str = "") -> Response:
        language = preferred_language(request.headers.get("accept-language"))
        styles = [line for line in preload_lines(self.parts, [_START]) if "stylesheet" in line]
        head = [f"<title>{html.escape(self.name)}</title>", *styles]
        view = notice_view(what, name=self.name, language=language, who=who, address=address)
        page = fill_page(self.page, head, view, language, is_scripted=False)
        return _framed(request, page, _ANYWHERE, status)

    def _is_framed_elsewhere(self, request: Request) -> bool:
        """Whether a page of another site shows the answer in a frame, as far as the browser says so."""
        headers = request.headers
        if headers.get("sec-fetch-dest") not in _FRAMES or headers.get("sec-fetch-site") == "same-origin":
            return False
        origin = self.origin(request)
        return not is_own_origin(_origin_of(headers.get("referer", "")), urlsplit(origin).netloc, (origin,))


def _may_frame(request: Request, allowed: Embedding) -> bool:
    """Whether the page that has the frame may show it; where it does not say who it is, the browser judges alone."""
    if allowed.who != "listed":
        return allowed.who == "everyone"
    referrer = _origin_of(request.headers.get("referer", ""))
    return not referrer or may_frame(allowed.who, allowed.sites, referrer)


def _origin_of(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _framed(request: Request, page: str, ancestors: str, status: int) -> Response:
    request.scope.setdefault("state", {})[FRAME_ANCESTORS] = ancestors
    return HTMLResponse(
        page,
        status_code=status,
        headers={
            "Cache-Control": _KEPT,
            "Vary": "Accept-Language, Sec-Fetch-Dest, Referer",
            "X-Robots-Tag": "noindex",
            # A page that is isolated from others may show it as well.
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Cross-Origin-Opener-Policy": "unsafe-none",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
        },
    )
