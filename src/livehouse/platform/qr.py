"""A link as a QR code."""

import io
from typing import Final

from starlette.responses import Response

# ISO/IEC 18004 asks for four light modules around the code; without them phones do not find it on a dark page.
QUIET_ZONE_MODULES: Final = 4
# An SVG is a document of its own where somebody opens its address.
SVG_POLICY: Final = "default-src 'none'; sandbox"
_DARK, _LIGHT = "#0d0a12", "#ffffff"


def qr_response(url: str) -> Response:
    """The answer with a link's code, which its owner's browser may keep for an hour."""
    headers = {"Cache-Control": "private, max-age=3600", "Content-Security-Policy": SVG_POLICY}
    return Response(draw_qr(url), media_type="image/svg+xml", headers=headers)


def draw_qr(url: str) -> bytes:
    """An SVG that fills the space it is given: dark on light, with its quiet zone."""
    # Loaded with the first code: 2 MB, 10 ms.
    import segno

    packed = io.BytesIO()
    # Level M survives a smudge of 15 percent and keeps the modules of a link of this length large.
    segno.make(url, error="m", micro=False).save(
        packed,
        kind="svg",
        border=QUIET_ZONE_MODULES,
        dark=_DARK,
        light=_LIGHT,
        xmldecl=False,
        omitsize=True,
        svgclass=None,
        lineclass=None,
    )
    return packed.getvalue()
