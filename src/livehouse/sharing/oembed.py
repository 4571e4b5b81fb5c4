"""How other sites embed what is here: the answers of https://oembed.com. Pure.

Whoever asks gives the size that they have room for; both the player and the picture keep to it.
"""

import html
from typing import Any, Final
from xml.etree import ElementTree

from livehouse.kernel.errors import AppError, BadInput, NotFound
from livehouse.sharing.model import EMBEDDABLE, Embedding
from livehouse.sharing.pictures import WIDTH_MIN
from livehouse.sharing.preview_picture import HEIGHT_PX, WIDTH_PX, height_of
from livehouse.sharing.things import Thing
from livehouse.sharing.words import title_of

# A player as large as a phone, where nobody says what there is room for.
LONG_SIDE_PX: Final = 640
SIDE_MIN: Final = 1
SIDE_MAX: Final = 10_000
# What is LIVE may be over in a minute.
ON_AIR_CACHE_S: Final = 60
CACHE_S: Final = 3_600


class NothingToEmbed(NotFound):
    """The address is none of ours, or nothing is there."""

    code = "nothing_to_embed"

    def __init__(self) -> None:
        super().__init__(
            "There is nothing to embed at this address. Send the address of a LIVE, a video, a replay, an event or a "
            "profile of this platform in `url`."
        )


class NotForEverybody(AppError):
    """It is there, and not for everybody; the status is the one that the oEmbed specification asks for."""

    code = "not_for_everybody"
    status = 401

    def __init__(self) -> None:
        super().__init__("This is not for everybody, so no other site can show it. Open its page and sign in there.")


class FormatUnknown(AppError):
    """Neither JSON nor XML; the status is the one that the oEmbed specification asks for."""

    code = "format_unknown"
    status = 501

    def __init__(self) -> None:
        super().__init__("Ask for `format=json` or `format=xml`.", field="format")


class SizeInvalid(BadInput):
    """No size in whole pixels."""

    code = "size_invalid"


def read_side(text: str | None, field: str) -> int | None:
    """The pixels that there are, as an address names them; None if it does not.

    Raises:
        SizeInvalid: it is no such number.
    """
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 9 or int(text) < SIDE_MIN:
        raise SizeInvalid(f"`{field}` is a number of pixels, {SIDE_MIN} or more.", field=field)
    return min(int(text), SIDE_MAX)


def fit(size: tuple[int, int], width_max: int | None, height_max: int | None) -> tuple[int, int]:
    """A player's width and height in pixels: its picture's shape, no larger than there is room for."""
    width, height = size
    scale = LONG_SIDE_PX / max(width, height)
    if width_max is not None:
        scale = min(scale, width_max / width)
    if height_max is not None:
        scale = min(scale, height_max / height)
    return max(1, int(width * scale)), max(1, int(height * scale))


def answer(
    thing: Thing,
    embedding: Embedding,
    *,
    name: str,
    origin: str,
    language: str,
    width_max: int | None,
    height_max: int | None,
) -> dict[str, Any]:
    """What is told of a thing: a `video` where it plays and its host lets others show it, else a `link`."""
    title = title_of(thing, language)
    body: dict[str, Any] = {
        "version": "1.0",
        "type": "link",
        "title": title,
        "author_name": thing.owner.nickname,
        "author_url": f"{origin}/@{thing.owner.handle}",
        "provider_name": name,
        "provider_url": f"{origin}/",
        "cache_age": ON_AIR_CACHE_S if thing.is_on_air else CACHE_S,
    }
    thumbnail_width = min(
        WIDTH_PX if width_max is None else width_max,
        WIDTH_PX if height_max is None else height_max * WIDTH_PX // HEIGHT_PX,
        WIDTH_PX,
    )
    if thumbnail_width >= WIDTH_MIN:
        address = f"{origin}{thing.preview_path}"
        body["thumbnail_url"] = address if thumbnail_width == WIDTH_PX else f"{address}&w={thumbnail_width}"
        body["thumbnail_width"], body["thumbnail_height"] = thumbnail_width, height_of(thumbnail_width)
    if thing.kind in EMBEDDABLE and embedding.who != "nobody":
        width, height = fit(thing.size, width_max, height_max)
        body["type"] = "video"
        body["width"], body["height"] = width, height
        body["html"] = frame(f"{origin}/embed/{thing.kind}/{thing.id}", title, width, height)
    return body


def frame(address: str, title: str, width: int, height: int) -> str:
    """The markup by which another page shows a player."""
    return (
        f'<iframe src="{html.escape(address)}" width="{width}" height="{height}" title="{html.escape(title)}" '
        'allow="autoplay; fullscreen; picture-in-picture" allowfullscreen frameborder="0" loading="lazy" '
        'referrerpolicy="strict-origin-when-cross-origin"></iframe>'
    )


def write_xml(body: dict[str, Any]) -> bytes:
    """The answer as XML."""
    root = ElementTree.Element("oembed")
    for key, value in body.items():
        # Texts have no control characters (those who wrote them could not), which XML 1.0 could not say.
        ElementTree.SubElement(root, key).text = str(value)
    written: str = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n{written}'.encode()
