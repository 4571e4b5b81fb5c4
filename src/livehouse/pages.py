"""The pages: the built front end, with what can be read of a page before, or without, JavaScript.

One `index.html` serves every address; the front end reads the path. Here it is filled in: what a link's preview needs
(title, description, picture) and a first view of what is shared, because those who make previews run no JavaScript and
people see something while it loads; and what the page will ask for first (its scripts and styles, a LIVE's ticket),
because each thing that is asked for only after another delays the picture.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse, RedirectResponse

from livehouse.accounts import preferred_language
from livehouse.kernel.errors import Forbidden, NotFound
from livehouse.sharing import (
    Address,
    Embedding,
    Kind,
    PlayerPages,
    Thing,
    data_element,
    draw_first_view,
    fill_page,
    head_lines,
    preload_lines,
    read_path,
)

STATIC: Final = Path(__file__).parent / "static"
# Vite puts a hash of the content into these names, so they never change.
IMMUTABLE: Final = "public, max-age=31536000, immutable"
REVALIDATE: Final = "no-cache"
# A page with a ticket in it is its reader's alone.
REVALIDATE_OWN: Final = "private, no-cache"
_OPERATED: Final = re.compile(r"/operate/(reviews|people|gifts|purchases|payouts|flows)/[^/]{1,64}")
_SANDBOX: Final = re.compile(r"/sandbox/(checkout|recipients)/[^/]{1,64}")
_SHARES: Final = re.compile(r"/shares(/(live|video|replay|event|profile)/[0-9a-z]{26})?/?")
_ROBOTS: Final = "/robots.txt"
_PLAYER_PAGE: Final = "embed.html"
_PLAYER_PARTS_FILE: Final = "player_parts.json"
# They are filled in before they are given out, and have no address of their own.
_TEMPLATES: Final = ("/index.html", f"/{_PLAYER_PAGE}")
# Written by the build: which files each module of the front end is in, and which they need.
_PARTS_FILE: Final = "parts.json"
_START: Final = "src/start.ts"
_PARTS: Final = {
    "/go-live": "src/pages/studio/Studio.svelte",
    "/sign-up": "src/pages/account/SignUp.svelte",
    "/sign-in": "src/pages/account/SignIn.svelte",
    "/settings": "src/pages/settings/Settings.svelte",
    "/notifications": "src/pages/notifications/Notifications.svelte",
    "/videos": "src/pages/videos/Videos.svelte",
    "/events": "src/pages/events/Events.svelte",
    "/search": "src/pages/search/SearchPage.svelte",
    "/upload": "src/pages/upload/Upload.svelte",
    "/following": "src/pages/following/Following.svelte",
    "/access": "src/pages/access/AccessPage.svelte",
    "/reset": "src/pages/account/Reset.svelte",
    "/confirm": "src/pages/account/Confirm.svelte",
    "/outbox": "src/pages/outbox/Outbox.svelte",
    "/wallet": "src/pages/wallet/Wallet.svelte",
    "/earnings": "src/pages/earnings/EarningsPage.svelte",
    "/operate": "src/pages/operate/Operate.svelte",
    "/operate/people": "src/pages/operate/Operate.svelte",
    "/operate/gifts": "src/pages/operate/Operate.svelte",
    "/operate/purchases": "src/pages/operate/Operate.svelte",
    "/operate/payouts": "src/pages/operate/Operate.svelte",
    "/operate/flows": "src/pages/operate/Operate.svelte",
    "/operate/ranking": "src/pages/operate/Operate.svelte",
    "/operate/log": "src/pages/operate/Operate.svelte",
    "/operate/policy": "src/pages/operate/Operate.svelte",
}
_THING_PARTS: Final[Mapping[Kind, str]] = {
    "live": "src/pages/watch/Watch.svelte",
    "video": _PARTS["/videos"],
    "replay": "src/pages/replay/ReplayPage.svelte",
    "event": "src/pages/event/EventPage.svelte",
    "profile": "src/pages/profile/ProfilePage.svelte",
}
_OTHER_PARTS: Final = (
    (_OPERATED, _PARTS["/operate"]),
    (_SANDBOX, "src/pages/sandbox/Sandbox.svelte"),
    (_SHARES, "src/pages/shares/SharesPage.svelte"),
)


class FrontEndMissing(Exception):
    """The front end has not been built."""


Access = Callable[[Address], Awaitable[Thing]]
Permission = Callable[[str], Awaitable[Embedding]]
Ticket = Callable[[Request, str], Awaitable[Mapping[str, Any] | None]]


@dataclass(frozen=True)
class Pages:
    """Serves the front end from `static`.

    Args:
        name: the platform's name.
        access: what everybody may see at an address; it raises what says why they may not.
        embedding: which sites may show the players of an account.
        origin: the address of the platform as the request's sender sees it.
        mark_viewer: gives a signed-out visitor the cookie by which viewers are counted.
        ticket: for the sender of a request to watch the room of an id, as the API would give it; None if it would not.
    """

    name: str
    access: Access
    embedding: Permission
    origin: Callable[[Request], str]
    mark_viewer: Callable[[Request, Response], None]
    ticket: Ticket
    static: Path = STATIC

    def router(self) -> APIRouter:
        """Every address that no other router took.

        Raises:
            FrontEndMissing: there is nothing to serve.
        """
        index_file = self.static / "index.html"
        if not (index_file.is_file() and (self.static / _PLAYER_PAGE).is_file()):
            raise FrontEndMissing(
                "The pages have not been built yet. Run `make setup` in the checkout, then start again."
            )
        index = index_file.read_text(encoding="utf-8")
        files = {f"/{path.relative_to(self.static)}": path for path in self.static.rglob("*") if path.is_file()}
        parts = json.loads(files.pop(f"/{_PARTS_FILE}").read_text(encoding="utf-8"))
        players = PlayerPages(
            name=self.name,
            access=self.access,
            embedding=self.embedding,
            origin=self.origin,
            opening=self._opening,
            page=(self.static / _PLAYER_PAGE).read_text(encoding="utf-8"),
            parts=json.loads(files.pop(f"/{_PLAYER_PARTS_FILE}").read_text(encoding="utf-8")),
        )
        router = APIRouter(include_in_schema=False)

        @router.api_route("/{path:path}", methods=["GET", "HEAD"])
        async def page(request: Request) -> Response:
            path = request.url.path
            file = files.get(path)
            if file is not None and path not in _TEMPLATES:
                if not file.is_file():
                    # The pages were built anew under a running server, which still hands out the old ones.
                    raise NotFound("This page has changed since it was opened. Load it again.")
                cache = IMMUTABLE if path.startswith("/assets/") else REVALIDATE
                return FileResponse(file, headers={"Cache-Control": cache})
            if path.startswith(("/api/", "/assets/")):
                raise NotFound("There is nothing at this address. Check it for typing errors.")
            if path == _ROBOTS:
                return PlainTextResponse(_robots(self.origin(request)), headers={"Cache-Control": REVALIDATE})
            if path.startswith("/embed/"):
                return await players.answer(request)
            return await self._page(request, index, parts)

        return router

    async def _page(self, request: Request, index: str, parts: Mapping[str, Any]) -> Response:
        path = request.url.path
        language = preferred_language(request.headers.get("accept-language"))
        address = read_path(path)
        room_id = address.name if address is not None and address.kind == "live" else None
        # The ticket does not wait for what is only to be read.
        thing, opening = await asyncio.gather(self._find(address), self._opening(request, room_id))
        if thing is not None and path.lower().rstrip("/") != thing.path and thing.kind == "profile":
            # Found, and not "moved permanently": one day somebody else may have the old name.
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(thing.path + query, status_code=302, headers={"Cache-Control": REVALIDATE})
        head = [
            *head_lines(thing, name=self.name, origin=self.origin(request), path=path, language=language),
            *_preloads(parts, path, address),
            *opening,
        ]
        view = draw_first_view(thing, name=self.name, language=language)
        response = HTMLResponse(
            fill_page(index, head, view, language),
            status_code=200 if thing is not None or _is_known(path, address) else 404,
            headers={"Cache-Control": REVALIDATE if room_id is None else REVALIDATE_OWN, "Vary": "Accept-Language"},
        )
        self.mark_viewer(request, response)
        return response

    async def _find(self, address: Address | None) -> Thing | None:
        try:
            return None if address is None else await self.access(address)
        except (NotFound, Forbidden):
            # As it should be told to its reader, the app finds out: they may be one of those whom it is for.
            return None

    async def _opening(self, request: Request, room_id: str | None) -> list[str]:
        ticket = None if room_id is None or request.method == "HEAD" else await self.ticket(request, room_id)
        if ticket is None:
            return []
        return [data_element("opening", {"room": room_id, "ticket": ticket})]


def _is_known(path: str, address: Address | None) -> bool:
    """Whether there is such a page. Whether a LIVE or video is there for its reader is for the page to find out."""
    if address is not None:
        return address.kind != "profile"
    return path == "/" or _part_of(path, address) is not None


def _robots(origin: str) -> str:
    """For programs that read the web: what is public may be read, pictures of links included."""
    return (
        "User-agent: *\nAllow: /api/v1/previews/\nDisallow: /api/\nDisallow: /embed/\nDisallow: /operate\n"
        f"Disallow: /settings\nDisallow: /wallet\nDisallow: /earnings\n\nSitemap: {origin}/sitemap.xml\n"
    )


def _part_of(path: str, address: Address | None) -> str | None:
    """The module of the front end that shows the page at `path`; None for the home page, and where there is none."""
    if address is not None:
        return _THING_PARTS[address.kind]
    return _PARTS.get(path) or next((part for pattern, part in _OTHER_PARTS if pattern.fullmatch(path)), None)


def _preloads(parts: Mapping[str, Any], path: str, address: Address | None) -> list[str]:
    """Names every file that the page at `path` begins with, for the browser to fetch at once."""
    page = _part_of(path, address)
    return preload_lines(parts, [part for part in (page, _START) if part is not None])
