"""The pages: the built front end, and a head that programs can read which preview links.

One `index.html` serves every address; the front end reads the path. Its head is written here: what a link's preview
needs (title, description, picture), because those who make previews run no JavaScript, and what the page will ask for
first (its scripts and styles, a LIVE's ticket), because each thing that is asked for only after another delays the
picture.
"""

import html
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse

from livehouse.kernel.errors import NotFound

STATIC: Final = Path(__file__).parent / "static"
# Vite puts a hash of the content into these names, so they never change.
IMMUTABLE: Final = "public, max-age=31536000, immutable"
REVALIDATE: Final = "no-cache"
# A page with a ticket in it is its reader's alone.
REVALIDATE_OWN: Final = "private, no-cache"
_LIVE: Final = re.compile(r"/live/([0-9a-z]{26})/?")
_OPERATED: Final = re.compile(r"/operate/(reviews|people|gifts|purchases|payouts|flows)/[^/]{1,64}")
_PROFILE: Final = re.compile(r"/@([^/]{1,64})/?")
_EVENT: Final = re.compile(r"/event/([0-9a-z]{26})/?")
_REPLAY: Final = re.compile(r"/replay/([0-9a-z]{26})/?")
_SANDBOX: Final = re.compile(r"/sandbox/(checkout|recipients)/[^/]{1,64}")
_VIDEO: Final = re.compile(r"/videos/([0-9a-z]{26})/?")
# Written by the build: which files each module of the front end is in, and which they need.
_PARTS_FILE: Final = "parts.json"
_START: Final = "src/start.ts"
_WATCH: Final = "src/pages/watch/Watch.svelte"
_PARTS: Final = {
    "/go-live": "src/pages/studio/Studio.svelte",
    "/sign-up": "src/pages/account/SignUp.svelte",
    "/sign-in": "src/pages/account/SignIn.svelte",
    "/settings": "src/pages/settings/Settings.svelte",
    "/videos": "src/pages/videos/Videos.svelte",
    "/events": "src/pages/events/Events.svelte",
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
    "/operate/log": "src/pages/operate/Operate.svelte",
    "/operate/policy": "src/pages/operate/Operate.svelte",
}
_SANDBOX_PART: Final = "src/pages/sandbox/Sandbox.svelte"
_PROFILE_PART: Final = "src/pages/profile/ProfilePage.svelte"
_EVENT_PART: Final = "src/pages/event/EventPage.svelte"
_REPLAY_PART: Final = "src/pages/replay/ReplayPage.svelte"


class FrontEndMissing(Exception):
    """The front end has not been built."""


@dataclass(frozen=True)
class LinkPreview:
    """What a preview of a link shows. `picture` is a path on this server; `moved_to` is set if the page has moved.

    `picture_size` is its width and height in pixels: whoever knows them need not wait for it the first time.
    """

    title: str
    description: str
    picture: str | None = None
    moved_to: str | None = None
    picture_size: tuple[int, int] | None = None


Preview = Callable[[str], Awaitable[LinkPreview | None]]
Ticket = Callable[[Request, str], Awaitable[Mapping[str, Any] | None]]


@dataclass(frozen=True)
class Pages:
    """Serves the front end from `static`.

    Args:
        name: the platform's name.
        room_preview: of a room's id; None when there is no such room or not everyone may see it.
        profile_preview: of a handle; None when nobody has it.
        video_preview: of a video's id; None when there is no such video or not everyone may see it.
        replay_preview: the same of a replay's.
        origin: the address of the platform as the request's sender sees it.
        mark_viewer: gives a signed-out visitor the cookie by which viewers are counted.
        ticket: for the sender of a request to watch the room of an id, as the API would give it; None if it would not.
    """

    name: str
    room_preview: Preview
    profile_preview: Preview
    video_preview: Preview
    replay_preview: Preview
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
        if not index_file.is_file():
            raise FrontEndMissing(
                "The pages have not been built yet. Run `make setup` in the checkout, then start again."
            )
        index = index_file.read_text(encoding="utf-8")
        files = {f"/{path.relative_to(self.static)}": path for path in self.static.rglob("*") if path.is_file()}
        parts = json.loads(files.pop(f"/{_PARTS_FILE}").read_text(encoding="utf-8"))
        router = APIRouter(include_in_schema=False)

        @router.api_route("/{path:path}", methods=["GET", "HEAD"])
        async def page(request: Request) -> Response:
            path = request.url.path
            file = files.get(path)
            if file is not None and file != index_file:
                if not file.is_file():
                    # The pages were built anew under a running server, which still hands out the old ones.
                    raise NotFound("This page has changed since it was opened. Load it again.")
                cache = IMMUTABLE if path.startswith("/assets/") else REVALIDATE
                return FileResponse(file, headers={"Cache-Control": cache})
            if path.startswith(("/api/", "/assets/")):
                raise NotFound("There is nothing at this address. Check it for typing errors.")
            known, preview = await self._preview(path)
            if preview is not None and preview.moved_to is not None:
                # Found, and not "moved permanently": one day somebody else may have the old name.
                return RedirectResponse(preview.moved_to, status_code=302, headers={"Cache-Control": REVALIDATE})
            head = [*self._head(preview, self.origin(request), path), *_preloads(parts, path)]
            if room := _LIVE.fullmatch(path):
                head += await self._opening(request, room[1])
            response = HTMLResponse(
                _with_head(index, "\n    ".join(head)),
                status_code=200 if known else 404,
                headers={"Cache-Control": REVALIDATE_OWN if room else REVALIDATE},
            )
            self.mark_viewer(request, response)
            return response

        return router

    async def _preview(self, path: str) -> tuple[bool, LinkPreview | None]:
        """Whether there is such a page, and how a link to it looks."""
        if room := _LIVE.fullmatch(path):
            # Whether a room exists for this viewer is for the page to find out; the address has the right shape.
            return True, await self.room_preview(room[1])
        if video := _VIDEO.fullmatch(path):
            # As with rooms: whether it is there for this viewer is for the page to find out.
            return True, await self.video_preview(video[1])
        if replay := _REPLAY.fullmatch(path):
            return True, await self.replay_preview(replay[1])
        if profile := _PROFILE.fullmatch(path):
            preview = await self.profile_preview(profile[1])
            return preview is not None, preview
        others = (_OPERATED, _SANDBOX)
        return path == "/" or path in _PARTS or any(other.fullmatch(path) for other in others), None

    async def _opening(self, request: Request, room_id: str) -> list[str]:
        ticket = None if request.method == "HEAD" else await self.ticket(request, room_id)
        if ticket is None:
            return []
        # Data, not a script: the content policy forbids those. Nothing in it may end the element early.
        data = json.dumps({"room": room_id, "ticket": ticket}).replace("<", "\\u003c")
        return [f'<script type="application/json" id="opening">{data}</script>']

    def _head(self, preview: LinkPreview | None, origin: str, path: str) -> list[str]:
        if preview is None:
            preview = LinkPreview(self.name, "LIVEs by people, a tenth of a second away.")
        facts = {
            "og:site_name": self.name,
            "og:type": "website",
            "og:title": preview.title,
            "og:description": preview.description,
            "og:url": origin + path,
            "description": preview.description,
            "twitter:card": "summary",
        }
        if preview.picture is not None:
            facts["og:image"] = origin + preview.picture
            facts["twitter:card"] = "summary_large_image"
        if preview.picture_size is not None:
            facts["og:image:width"], facts["og:image:height"] = map(str, preview.picture_size)
        lines = [f"<title>{html.escape(preview.title)}</title>"]
        for name, value in facts.items():
            attribute = "property" if name.startswith("og:") else "name"
            lines.append(f'<meta {attribute}="{name}" content="{html.escape(value, quote=True)}" />')
        return lines


def _preloads(parts: Mapping[str, Any], path: str) -> list[str]:
    """Names every file that the page at `path` begins with, for the browser to fetch at once."""
    page = _PARTS.get(path)
    if _LIVE.fullmatch(path):
        page = _WATCH
    elif _PROFILE.fullmatch(path):
        page = _PROFILE_PART
    elif _VIDEO.fullmatch(path):
        page = _PARTS["/videos"]
    elif _REPLAY.fullmatch(path):
        page = _REPLAY_PART
    elif _EVENT.fullmatch(path):
        page = _EVENT_PART
    elif _OPERATED.fullmatch(path):
        page = _PARTS["/operate"]
    elif _SANDBOX.fullmatch(path):
        page = _SANDBOX_PART
    scripts: dict[str, None] = {}
    styles: dict[str, None] = {}
    left = [part for part in (page, _START) if part is not None]
    while left:
        part = parts[left.pop()]
        if part["file"] in scripts:
            continue
        scripts[part["file"]] = None
        styles |= dict.fromkeys(part.get("css", ()))
        left += part.get("imports", ())
    return [
        *(f'<link rel="stylesheet" href="/{file}" />' for file in styles),
        *(f'<link rel="modulepreload" href="/{file}" />' for file in scripts),
    ]


def _with_head(index: str, head: str) -> str:
    return re.sub(r"<title>.*?</title>", lambda _: head, index, count=1, flags=re.DOTALL)
