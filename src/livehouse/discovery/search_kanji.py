"""How kanji are read, by a dictionary: so that who types きょうと, or kyoto, finds 京都.

The dictionary is a file of 70 MB that is mapped into memory; this module opens it when it is loaded (0.2 s, 45 MB), so
whoever needs it loads it late and in a thread (`kernel.later`), where there are kanji to be read.
"""

import unicodedata
from typing import Final

import regex
from sudachipy import Dictionary, SplitMode

# No word that somebody looks for begins with these.
_HARDLY_WORDS: Final = frozenset({"助詞", "助動詞", "補助記号", "記号", "空白"})
# Of a text of any length so much is read, and so many beginnings are kept.
LETTERS_MAX: Final = 200
BEGINNINGS_MAX: Final = 12

_KANA = regex.compile(r"[\p{Hiragana}\p{Katakana}ー]+")

_tokenizer: Final = Dictionary(dict="small").tokenizer(SplitMode.A)


def readings_from_words(text: str) -> list[str]:
    """The text in katakana from each word on to where something stands that cannot be read.

    A text of several words that are written as one has several beginnings: 東京音楽祭 is トウキョウオンガクサイ,
    オンガクサイ and サイ. What is no Japanese has none.
    """
    tails: list[str] = []
    open_from = 0
    for word in _tokenizer.tokenize(unicodedata.normalize("NFKC", text)[:LETTERS_MAX]):
        reading, kind = word.reading_form(), word.part_of_speech()[0]
        if not _KANA.fullmatch(reading) or kind in ("空白", "補助記号"):
            open_from = len(tails)
            continue
        tails[open_from:] = [tail + reading for tail in tails[open_from:]]
        if kind not in _HARDLY_WORDS:
            tails.append(reading)
    return list(dict.fromkeys(tails))[:BEGINNINGS_MAX]


def reading_of(word: str) -> str:
    """A word of a query in katakana, all of it; nothing where something of it cannot be read."""
    reading = "".join(part.reading_form() for part in _tokenizer.tokenize(word))
    return reading if _KANA.fullmatch(reading) else ""
