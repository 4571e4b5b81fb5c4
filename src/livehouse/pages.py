"""The pages: the built front end, and a head that programs can read which preview links.

One `index.html` serves every address; the front end reads the path. What a link's preview needs (title, description,
picture) is written into its head here, because those who make previews run no JavaScript.
"""

import html
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, HTMLResponse

from livehouse.kernel.errors import NotFound

STATIC: Final = Path(__file__).parent / "static"
# Vite puts a hash of the content into these names, so they never change.
IMMUTABLE: Final = "public, max-age=31536000, immutable"
REVALIDATE: Final = "no-cache"
KNOWN_PATHS: Final = frozenset({"/", "/go-live", "/sign-up", "/sign-in", "/settings"})
_LIVE: Final = re.compile(r"/live/([0-9a-z]{26})/?")
_PROFILE: Final = re.compile(r"/@([^/]{1,64})/?")


class FrontEndMissing(Exception):
    """The front end has not been built."""


@dataclass(frozen=True)
class LinkPreview:
    """What a preview of a link shows. `picture` is a path on this server."""

    title: str
    description: str
    picture: str | None = None


Preview = Callable[[str], Awaitable[LinkPreview | None]]


@dataclass(frozen=True)
class Pages:
    """Serves the front end from `static`.

    Args:
        name: the platform's name.
        room_preview: of a room's id; None when there is no such room or not everyone may see it.
        profile_preview: of a handle; None when nobody has it.
        origin: the address of the platform as the request's sender sees it.
        mark_viewer: gives a signed-out visitor the cookie by which viewers are counted.
    """

    name: str
    room_preview: Preview
    profile_preview: Preview
    origin: Callable[[Request], str]
    mark_viewer: Callable[[Request, Response], None]
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
            response = HTMLResponse(
                _with_head(index, self._head(preview, self.origin(request), path)),
                status_code=200 if known else 404,
                headers={"Cache-Control": REVALIDATE},
            )
            self.mark_viewer(request, response)
            return response

        return router

    async def _preview(self, path: str) -> tuple[bool, LinkPreview | None]:
        """Whether there is such a page, and how a link to it looks."""
        if room := _LIVE.fullmatch(path):
            # Whether a room exists for this viewer is for the page to find out; the address has the right shape.
            return True, await self.room_preview(room[1])
        if profile := _PROFILE.fullmatch(path):
            preview = await self.profile_preview(profile[1])
            return preview is not None, preview
        return path in KNOWN_PATHS, None

    def _head(self, preview: LinkPreview | None, origin: str, path: str) -> str:
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
        lines = [f"<title>{html.escape(preview.title)}</title>"]
        for name, value in facts.items():
            attribute = "property" if name.startswith("og:") else "name"
            lines.append(f'<meta {attribute}="{name}" content="{html.escape(value, quote=True)}" />')
        return "\n    ".join(lines)


def _with_head(index: str, head: str) -> str:
    return re.sub(r"<title>.*?</title>", lambda _: head, index, count=1, flags=re.DOTALL)
