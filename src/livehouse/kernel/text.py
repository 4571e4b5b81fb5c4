"""What people write: cleaned the same way everywhere, and counted as they count it.

Lengths are in grapheme clusters (Unicode Standard Annex 29): a family emoji or a flag is one, as the eye sees it.
"""

import unicodedata

import regex

from livehouse.kernel.errors import BadInput

_GRAPHEME = regex.compile(r"\X")
# What is seen by itself: no marks, no spaces, and no fillers of Hangul or Braille, which are drawn as nothing. What has
# no meaning yet may be next year's emoji.
_VISIBLE = regex.compile(
    r"[[\p{L}\p{N}\p{P}\p{S}\p{Co}\p{Cn}]--[\p{Default_Ignorable_Code_Point}\u2800]]", regex.VERSION1
)
# Cc: controls. Cs: lone surrogates, which no UTF-8 encoder takes. The bidirectional embeddings, overrides and isolates
# can turn the text of others around on the screen (https://www.unicode.org/reports/tr9/), so they go; marks do not.
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# A grapheme may carry any number of combining marks; past this it is a tower meant to cover the neighbours' lines.
_MARKS_PER_GRAPHEME_MAX = 16


def count_graphemes(text: str) -> int:
    """How many characters a reader sees in `text`."""
    return sum(1 for _ in _GRAPHEME.finditer(text))


def _strip_unprintable(text: str, *, keep_newlines: bool) -> str:
    kept = []
    for character in text:
        if character in _BIDI:
            continue
        if unicodedata.category(character) in ("Cc", "Cs"):
            kept.append("\n" if keep_newlines and character == "\n" else " ")
            continue
        kept.append(character)
    return "".join(kept)


class TextTooLong(BadInput):
    """More was written than fits."""

    code = "too_long"


class TextMissing(BadInput):
    """Nothing was written where something is needed."""

    code = "required"


def clean_text(value: str, *, graphemes_max: int, field: str, keep_newlines: bool = True, required: bool = True) -> str:
    """`value` in NFC, without controls and direction overrides, trimmed.

    Raises:
        TextMissing: nothing is left and `required` holds.
        TextTooLong: over `graphemes_max` characters; it is never cut silently.
    """
    # Counting graphemes costs far more than counting code points, so what is absurd is refused before it is counted.
    if len(value) > graphemes_max * (_MARKS_PER_GRAPHEME_MAX + 1):
        raise TextTooLong(
            f"Keep this to {graphemes_max} characters; it has {len(value)}.", field=field, characters_max=graphemes_max
        )
    cleaned = unicodedata.normalize("NFC", value)
    cleaned = _strip_unprintable(cleaned.replace("\r\n", "\n"), keep_newlines=keep_newlines).strip()
    if required and _VISIBLE.search(cleaned) is None:
        raise TextMissing("Write something here first.", field=field)
    count = 0
    for match in _GRAPHEME.finditer(cleaned):
        count += 1
        if match.end() - match.start() > _MARKS_PER_GRAPHEME_MAX:
            raise BadInput("One of these characters carries too many marks; remove some.", field=field)
    if count > graphemes_max:
        raise TextTooLong(
            f"Keep this to {graphemes_max} characters; it has {count}.", field=field, characters_max=graphemes_max
        )
    return cleaned


def clean_line(value: str, *, graphemes_max: int, field: str, required: bool = True) -> str:
    """Like `clean_text`, on one line, with runs of white space folded."""
    line = clean_text(value, graphemes_max=graphemes_max, field=field, keep_newlines=False, required=required)
    return " ".join(line.split())
