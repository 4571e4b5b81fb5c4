"""What a phone or a laptop must know to install the platform as an app of its own."""

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse

from livehouse.accounts import preferred_language

# As in the front end's tokens: what is seen before the first page is.
HOUSE_BLACK: Final = "#0d0a12"
SHARE_TARGET: Final = "/share-target"
_ICONS: Final = (
    ("/favicon.svg", "any", "image/svg+xml", "any"),
    ("/icons/app-192.png", "192x192", "image/png", "any"),
    ("/icons/app-512.png", "512x512", "image/png", "any"),
    ("/icons/maskable-192.png", "192x192", "image/png", "maskable"),
    ("/icons/maskable-512.png", "512x512", "image/png", "maskable"),
)
_WORDS: Final = {
    "en": {
        "description": "LIVEs by people, a tenth of a second away.",
        "/go-live": "Go LIVE",
        "/videos": "For You",
        "/following": "Following",
    },
    "ja": {
        "description": "0.1秒のとなりで、だれかのLIVEを。",
        "/go-live": "LIVEを始める",
        "/videos": "おすすめ",
        "/following": "フォロー中",
    },
}


def router(name: str) -> APIRouter:
    """The manifest, and where systems hand over what other apps share while no service worker is there.

    Args:
        name: the platform's.
    """
    routes = APIRouter(include_in_schema=False)

    @routes.get("/manifest.webmanifest")
    async def get_manifest(request: Request) -> JSONResponse:
        """As the web app manifest's specification has it."""
        language = preferred_language(request.headers.get("accept-language"))
        return JSONResponse(
            manifest(name, language),
            media_type="application/manifest+json",
            headers={"Cache-Control": "no-cache", "Vary": "Accept-Language"},
        )

    @routes.post(SHARE_TARGET)
    async def take_share() -> RedirectResponse:
        """To where videos are uploaded; the service worker, which would have kept the file, is not there yet."""
        return RedirectResponse("/upload", status_code=303)

    return routes


def manifest(name: str, language: str) -> dict[str, Any]:
    """The manifest of a platform of this name, in this language."""
    words = _WORDS.get(language, _WORDS["en"])
    return {
        "id": "/",
        "name": name,
        "short_name": name,
        "description": words["description"],
        "lang": language,
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "orientation": "any",
        "background_color": HOUSE_BLACK,
        "theme_color": HOUSE_BLACK,
        "categories": ["entertainment", "social", "video"],
        "icons": [{"src": src, "sizes": sizes, "type": kind, "purpose": use} for src, sizes, kind, use in _ICONS],
        "shortcuts": [
            {
                "name": words[path],
                "url": path,
                "icons": [{"src": "/icons/app-192.png", "sizes": "192x192", "type": "image/png"}],
            }
            for path in ("/go-live", "/videos", "/following")
        ],
        "share_target": {
            "action": SHARE_TARGET,
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {
                "title": "title",
                "text": "text",
                "url": "url",
                "files": [{"name": "video", "accept": ["video/*"]}],
            },
        },
    }
