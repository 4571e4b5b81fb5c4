"""What a shared page shows before, or without, JavaScript, and what its head tells programs that read links. Pure.

Everything in it that people wrote is escaped; nothing of it is a script.
"""

import html
from typing import Final
from urllib.parse import quote, urlencode

from livehouse.platform.http import API
from livehouse.sharing.model import EMBEDDABLE
from livehouse.sharing.preview_picture import PREVIEW_SIZE
from livehouse.sharing.things import Thing
from livehouse.sharing.words import describe, say, title_of, when

OEMBED_PATH: Final = "/oembed"
# Of links to what is no single thing, or is not for everybody.
ICON: Final = "/icons/app-512.png"
# Those that fill the screen with their picture.
_BARE: Final = ("live", "video", "replay")


def head_lines(thing: Thing | None, *, name: str, origin: str, path: str, language: str) -> list[str]:
    """The title and what stands in the head for those who preview links.

    Args:
        thing: what the page shows to everybody; None if that is no business of programs.
        name: the platform's name.
        origin: its address.
        path: the page's.
        language: of the texts that are ours.
    """
    title = name if thing is None else title_of(thing, language)
    said = say(language, "home") if thing is None else describe(thing, name, language)
    facts = {
        "og:site_name": name,
        "og:type": "website",
        "og:title": title,
        "og:description": said,
        "og:url": origin + (path if thing is None else thing.path),
        "og:locale": {"en": "en_US", "ja": "ja_JP"}[language],
        "description": said,
        "twitter:card": "summary",
    }
    if thing is not None:
        width, height = PREVIEW_SIZE
        facts["og:type"] = {"video": "video.other", "replay": "video.other", "profile": "profile"}.get(
            thing.kind, "website"
        )
        facts["og:image"] = origin + thing.preview_path
        facts["og:image:type"] = "image/jpeg"
        facts["og:image:width"], facts["og:image:height"] = str(width), str(height)
        facts["og:image:alt"] = title
        facts["twitter:card"] = "summary_large_image"
    else:
        facts["og:image"] = origin + ICON
    lines = [f"<title>{html.escape(title)}</title>"]
    for key, value in facts.items():
        attribute = "property" if key.startswith("og:") else "name"
        lines.append(f'<meta {attribute}="{key}" content="{html.escape(value)}" />')
    if thing is not None:
        lines.append(f'<link rel="canonical" href="{html.escape(origin + thing.path)}" />')
        lines += _discovery(thing, origin, title)
    return lines


def _discovery(thing: Thing, origin: str, title: str) -> list[str]:
    """Where programs find how to embed it: see https://oembed.com/#section4."""
    lines = []
    for form, media_type in (("json", "application/json+oembed"), ("xml", "text/xml+oembed")):
        query = urlencode({"url": origin + thing.path, "format": form})
        address = html.escape(f"{origin}{OEMBED_PATH}?{query}")
        lines.append(f'<link rel="alternate" type="{media_type}" href="{address}" title="{html.escape(title)}" />')
    return lines


def draw_first_view(thing: Thing | None, *, name: str, language: str) -> str:
    """The page as it is until the app takes over: who, what, its picture and its state.

    Of no thing there is only what somebody without scripts has to be told.
    """
    if thing is None:
        said = html.escape(say(language, "script.page", name=name))
        return f'<noscript><main class="first-view notice"><h1>{html.escape(name)}</h1><p>{said}</p></main></noscript>'
    place = "bare" if thing.kind in _BARE else "page"
    picture = thing.picture_url or thing.preview_path
    lines = [f'<main class="first-view {place}" data-first-view>']
    if place == "bare":
        lines.append(f'<img class="first-cover" src="{_attribute(picture)}" alt="" fetchpriority="low" />')
    lines.append(f'<div class="first-top">{_host(thing)}{_state(thing, language)}</div>')
    lines.append('<div class="first-words">')
    if thing.kind == "event":
        lines.append(f'<img class="first-picture" src="{_attribute(picture)}" alt="" />')
    if thing.kind != "profile":
        lines.append(f"<h1>{html.escape(title_of(thing, language))}</h1>")
    if thing.kind == "event" and thing.at is not None:
        lines.append(f'<p><time datetime="{thing.at.isoformat()}">{when(thing.at)}</time></p>')
    for what, count in (("watching", thing.viewers), ("followers", thing.followers), ("going", thing.going)):
        if count:
            lines.append(f'<p class="quiet">{html.escape(say(language, what, count=f"{count:,}"))}</p>')
    text = thing.text or ("" if place == "bare" else describe(thing, name, language))
    if text:
        lines.append(f'<p class="first-text">{html.escape(text)}</p>')
    elif place == "bare":
        lines.append(f'<p class="quiet">{html.escape(describe(thing, name, language))}</p>')
    lines.append(_without_script(thing, language))
    lines.append("</div></main>")
    return "".join(lines)


def embed_view(thing: Thing, *, name: str, origin: str, language: str, trace: str | None) -> str:
    """A player's page until its script runs, and all of it where none does: the picture, and the way to the thing."""
    address = watch_address(thing, origin, trace)
    title = html.escape(title_of(thing, language))
    return (
        '<main class="first-view bare" data-first-view>'
        f'<img class="first-cover" src="{_attribute(thing.picture_url or thing.preview_path)}" alt="" />'
        f'<div class="first-top">{_host(thing, origin)}{_state(thing, language)}</div>'
        f'<div class="first-words"><h1>{title}</h1><noscript>'
        f'<p><a class="first-link" href="{_attribute(address)}" target="_blank" rel="noopener">'
        f"{html.escape(say(language, 'open', name=name))}</a></p></noscript></div></main>"
    )


def notice_view(what: str, *, name: str, language: str, who: str, address: str) -> str:
    """A page in place of a player: why nothing plays here (`forbidden`, `private` or `gone`), and where to go."""
    to = "home.open" if what == "gone" else "open"
    return (
        '<main class="first-view notice">'
        f"<h1>{html.escape(say(language, what))}</h1>"
        f"<p>{html.escape(say(language, f'{what}.why', who=who, name=name))}</p>"
        f'<p><a class="first-link" href="{_attribute(address)}" target="_blank" rel="noopener">'
        f"{html.escape(say(language, to, name=name))}</a></p></main>"
    )


def watch_address(thing: Thing, origin: str, trace: str | None) -> str:
    """Where the thing is watched on the platform itself; `trace` says by whose share."""
    return f"{origin}{thing.path}" + (f"?s={quote(trace)}" if trace else "")


def player_facts(thing: Thing, *, name: str, origin: str, language: str, trace: str | None) -> dict[str, object]:
    """What a player's script needs to know, beside the ticket."""
    assert thing.kind in EMBEDDABLE  # noqa: S101  # nothing else has a player
    return {
        "kind": thing.kind,
        "id": thing.id,
        "title": title_of(thing, language),
        "host": thing.owner.nickname,
        "handle": thing.owner.handle,
        "avatar": thing.owner.avatar_url,
        "picture": thing.picture_url,
        "state": thing.state,
        "language": language,
        "platform": name,
        "address": watch_address(thing, origin, trace),
        "film": thing.film_url,
    }


def _host(thing: Thing, origin: str = "") -> str:
    who = thing.owner
    target = ' target="_blank" rel="noopener"' if origin else ""
    element = "h1" if thing.kind == "profile" else "span"
    return (
        f'<a class="first-host" href="{_attribute(f"{origin}/@{who.handle}")}"{target}>'
        f'<img src="{_attribute(who.avatar_url)}" alt="" width="40" height="40" />'
        f'<{element} dir="auto">{html.escape(who.nickname)}</{element}> '
        f'<span class="quiet">@{html.escape(who.handle)}</span></a>'
    )


def _state(thing: Thing, language: str) -> str:
    said = say(language, f"state.{thing.state}")
    if not said:
        return ""
    return f'<span class="first-state {thing.state}">{html.escape(said)}</span>'


def _without_script(thing: Thing, language: str) -> str:
    lines = ["<noscript>"]
    if thing.film_url is not None:
        lines.append(
            f'<video class="first-film" controls preload="none" playsinline src="{_attribute(thing.film_url)}" '
            f'poster="{_attribute(thing.picture_url)}"></video>'
        )
    elif thing.kind == "event" and thing.state == "soon":
        # Reminders need an account, and that needs the app; a calendar needs neither.
        lines.append(
            f'<p><a class="first-link" href="{API}/events/{thing.id}/calendar.ics">'
            f"{html.escape(say(language, 'calendar'))}</a></p>"
        )
    elif thing.kind in ("live", "replay"):
        lines.append(f'<img class="first-film" src="{_attribute(thing.picture_url)}" alt="" />')
    lines.append(f"<p>{html.escape(say(language, 'script'))}</p></noscript>")
    return "".join(lines)


def _attribute(value: str) -> str:
    return html.escape(value, quote=True)
