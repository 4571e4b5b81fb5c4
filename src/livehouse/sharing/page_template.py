"""The built pages of the front end, filled in with what the server knows of what they will show. Pure."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

_TITLE: Final = re.compile(r"<title>.*?</title>", re.DOTALL)
_LANGUAGE: Final = re.compile(r'<html lang="[a-z]*"')
_APP: Final = '<div id="app"></div>'
_SCRIPT: Final = re.compile(r"<script\b[^>]*>\s*</script>|<link rel=\"modulepreload\"[^>]*>")


def fill_page(page: str, head: Sequence[str], view: str, language: str, *, is_scripted: bool = True) -> str:
    """`page` with these lines in its head in place of the title, and `view` where the app will be.

    Without scripts, if it shall not be taken over.
    """
    page = _TITLE.sub(lambda _: "\n    ".join(head), page, count=1)
    page = _LANGUAGE.sub(f'<html lang="{language}"', page, count=1)
    if not is_scripted:
        page = _SCRIPT.sub("", page)
    return page.replace(_APP, f'<div id="app">{view}</div>', 1)


def data_element(element_id: str, value: Mapping[str, Any]) -> str:
    """Data for a script, not one itself: the content policy forbids those. Nothing in it may end the element early."""
    data = json.dumps(value).replace("<", "\\u003c")
    return f'<script type="application/json" id="{element_id}">{data}</script>'


def preload_lines(parts: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    """Names for the head every file that these modules of the front end begin with, so that all are fetched at once.

    Args:
        parts: as the build wrote it: which file each module is in, and which others it needs.
        names: of the modules.
    """
    scripts: dict[str, None] = {}
    styles: dict[str, None] = {}
    left = list(names)
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
