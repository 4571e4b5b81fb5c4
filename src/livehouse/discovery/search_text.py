"""What is written and what is looked for, spelled in one way, and cut into grams. Pure.

Everything is made of **words** in one spelling: compatibility forms, case, accents, half and full width, hiragana and
katakana, small kana and the commonest variants of names' kanji are one. Latin and other scripts with spaces are found
from any three letters in a row, or from one or two at the beginning of a word; scripts without spaces from any letter.

A **gram** is a piece of a word by which an index finds it. Some carry a mark in front: of a whole word, of a beginning,
of a word with a letter left out (two words that differ by one typing error share one of these: deletion neighbourhoods,
Mor and Fraenkel 1982, doi:10.1145/358728.358758), of a reading of kana in Latin letters.
"""

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec
import regex

# Private use, so that nobody types them.
WHOLE: Final = "\ue000"
BEGINS: Final = "\ue001"
LACKS: Final = "\ue002"
READ: Final = "\ue003"
# Between the katakana and the rest of a run.
SEAM: Final = "\ue004"

WORDS_MAX: Final = 64
WORD_LETTERS_MAX: Final = 40
QUERY_WORDS_MAX: Final = 8
# A typing error in a shorter word makes another word of it; a kana is worth two Latin letters.
FORGIVEN_FROM: Final = 4
FORGIVEN_KANA_FROM: Final = 3
TWO_FORGIVEN_FROM: Final = 8
# Of longer words the beginnings of these lengths are kept without a letter, so that an error shows while one types.
HEADS: Final = (5, 7)
READ_FROM: Final = 2
READ_WORDS_MAX: Final = 3
FORGIVEN_WORDS_MAX: Final = 4

_MARKS = regex.compile("[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u064b-\u0652]")
_APOSTROPHES = regex.compile(r"(?<=\p{L})['\u2019](?=\p{L})")
_WORDS = regex.compile(r"[\p{L}\p{N}][\p{L}\p{N}\p{M}]*|\p{So}")
_SPACELESS = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{So}ー々"
_RUNS = regex.compile(rf"[{_SPACELESS}][{_SPACELESS}\p{{M}}]*|[^{_SPACELESS}]+")
_IS_SPACELESS = regex.compile(rf"[{_SPACELESS}]")
_HAN = regex.compile(r"\p{Han}")
_KATAKANA = regex.compile("[\u30a1-\u30fa\u30fc]{2,}")
_KANA_WORD = regex.compile("[\u3041-\u3096\u30fc]+")
# Latin letters that an input method has not made into kana yet.
_UNFINISHED = regex.compile(r"(?<=[\p{Hiragana}\p{Katakana}ー])\p{Latin}{1,2}$")
# A stroke at the end of a longer katakana word is written by some and not by others.
_LONG_FROM: Final = 4

_TO_HIRAGANA: Final = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
_SOUNDS: Final = (
    ("ゔぁ", "ば"), ("ゔぃ", "び"), ("ゔぇ", "べ"), ("ゔぉ", "ぼ"), ("ゔ", "ぶ"), ("ぢ", "じ"), ("づ", "ず"),
)  # fmt: skip
_TO_LARGE: Final = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖゐゑ", "あいうえおつやゆよわかけいえ")
_KANJI: Final = str.maketrans(
    "髙﨑德邊邉齋齊斎濵濱澤廣國櫻眞嶋嶌壽榮惠龍瀧學藝戀氣樂聲號會圓實體戰變靜黑綠鹽",
    "高崎徳辺辺斉斉斉浜浜沢広国桜真島島寿栄恵竜滝学芸恋気楽声号会円実体戦変静黒緑塩",
)

_ROMAJI_PAIRS: Final = {
    "きゃ": "kya", "きゅ": "kyu", "きょ": "kyo", "しゃ": "sha", "しゅ": "shu", "しょ": "sho", "しぇ": "she",
    "ちゃ": "cha", "ちゅ": "chu", "ちょ": "cho", "ちぇ": "che", "にゃ": "nya", "にゅ": "nyu", "にょ": "nyo",
    "ひゃ": "hya", "ひゅ": "hyu", "ひょ": "hyo", "みゃ": "mya", "みゅ": "myu", "みょ": "myo", "りゃ": "rya",
    "りゅ": "ryu", "りょ": "ryo", "ぎゃ": "gya", "ぎゅ": "gyu", "ぎょ": "gyo", "じゃ": "ja", "じゅ": "ju",
    "じょ": "jo", "じぇ": "je", "びゃ": "bya", "びゅ": "byu", "びょ": "byo", "ぴゃ": "pya", "ぴゅ": "pyu",
    "ぴょ": "pyo", "ふぁ": "fa", "ふぃ": "fi", "ふぇ": "fe", "ふぉ": "fo", "てぃ": "ti", "でぃ": "di",
    "とぅ": "tu", "どぅ": "du", "うぃ": "wi", "うぇ": "we", "うぉ": "wo", "つぁ": "tsa", "つぇ": "tse",
}  # fmt: skip
_ROMAJI: Final = {
    kana: latin
    for latin, several in (
        ("a", "あぁ"), ("i", "いぃゐ"), ("u", "うぅ"), ("e", "えぇゑ"), ("o", "おぉを"),
        ("ka", "か"), ("ki", "き"), ("ku", "く"), ("ke", "け"), ("ko", "こ"),
        ("sa", "さ"), ("shi", "し"), ("su", "す"), ("se", "せ"), ("so", "そ"),
        ("ta", "た"), ("chi", "ち"), ("tsu", "つ"), ("te", "て"), ("to", "と"),
        ("na", "な"), ("ni", "に"), ("nu", "ぬ"), ("ne", "ね"), ("no", "の"),
        ("ha", "は"), ("hi", "ひ"), ("fu", "ふ"), ("he", "へ"), ("ho", "ほ"),
        ("ma", "ま"), ("mi", "み"), ("mu", "む"), ("me", "め"), ("mo", "も"),
        ("ya", "やゃ"), ("yu", "ゆゅ"), ("yo", "よょ"),
        ("ra", "ら"), ("ri", "り"), ("ru", "る"), ("re", "れ"), ("ro", "ろ"), ("wa", "わゎ"), ("n", "ん"),
        ("ga", "が"), ("gi", "ぎ"), ("gu", "ぐ"), ("ge", "げ"), ("go", "ご"),
        ("za", "ざ"), ("ji", "じ"), ("zu", "ず"), ("ze", "ぜ"), ("zo", "ぞ"), ("da", "だ"), ("de", "で"), ("do", "ど"),
        ("ba", "ば"), ("bi", "び"), ("bu", "ぶ"), ("be", "べ"), ("bo", "ぼ"),
        ("pa", "ぱ"), ("pi", "ぴ"), ("pu", "ぷ"), ("pe", "ぺ"), ("po", "ぽ"),
    )
    for kana in several
}  # fmt: skip
# People spell the same sound in several ways; long vowels are written or not.
_SPELLINGS: Final = tuple(
    (regex.compile(pattern), value)
    for pattern, value in (
        ("sh", "s"), ("sy", "s"), ("t?ch", "t"), ("ty", "t"), ("ts", "t"), ("f", "h"), ("zy", "j"), ("jy", "j"),
        ("dz", "z"), ("j(?=i)", "z"), ("m(?=[bpm])", "n"), ("oh(?![aiueoy])", "o"), ("o[uo]+", "o"), ("uu+", "u"),
        ("aa+", "a"), ("ii+", "i"), ("ee+", "e"), ("ei", "e"), ("nn+", "n"), ("v", "b"), ("([kstpgzdbc])\\1", "\\1"),
    )
)  # fmt: skip

# Latin letters, spelled so, that may stand for Japanese sounds, up to where somebody types just now: most words of
# other languages cannot, and are not looked for as that.
_MAY_BE_READ = regex.compile("(?:[kstnhmyrwgzdbpj]?y?[aiueo]|n)*[kstnhmyrwgzdbpj]?y?")


class Query(msgspec.Struct, frozen=True):
    """What somebody looks for: the words, spelled as documents are, and of those in kana how they sound."""

    words: tuple[str, ...]
    # Of each word: in kana that tell small ones from large ones, which decides how they are read; else nothing.
    sounds: tuple[str, ...]
    # Of each word with kanji: how somebody else may have written it, in kana; else nothing.
    kana: tuple[str, ...]

    @property
    def joined(self) -> "Query":
        """The same as one word."""
        return Query(("".join(self.words),), ("".join(self.sounds) if all(self.sounds) else "",), ("",))

    def with_kana(self, readings: Iterable[str]) -> "Query":
        """The same, found in kana as well; `readings` has one of each word, in katakana, or nothing."""
        kana = (_fold_sounds(reading).translate(_TO_LARGE) for reading in readings)
        return msgspec.structs.replace(self, kana=tuple(each if len(each) >= READ_FROM else "" for each in kana))


class Wanted(msgspec.Struct, frozen=True):
    """What one word asks of an index: all grams of any one of the alternatives."""

    alternatives: tuple[tuple[str, ...], ...]


def spell(text: str) -> list[str]:
    """The words of a text in the one spelling; runs of scripts without spaces are words of their own."""
    return [word.translate(_TO_LARGE) for word in _spell_sounds(text)]


def _spell_sounds(text: str) -> list[str]:
    """As `spell`, but with the small kana."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.translate(_KANJI))
        text = unicodedata.normalize("NFC", _MARKS.sub("", decomposed)).translate(_KANJI)
    text = _APOSTROPHES.sub("", text.casefold())
    if text.isascii():
        return [word[:WORD_LETTERS_MAX] for word in _WORDS.findall(text)[:WORDS_MAX]]
    words = [run for word in _WORDS.findall(text) for run in _RUNS.findall(word)]
    return [_spell_run(word[:WORD_LETTERS_MAX]) for word in words[:WORDS_MAX]]


def _spell_run(word: str) -> str:
    if not _IS_SPACELESS.match(word):
        return word
    return _fold_sounds(SEAM.join(filter(None, _split_katakana(word))))


def _split_katakana(run: str) -> list[str]:
    return [
        part.removesuffix("ー") if len(part) >= _LONG_FROM and _KATAKANA.fullmatch(part) else part
        for part in _split_seams(run)
    ]


def _split_seams(run: str) -> list[str]:
    parts, end = [], 0
    for found in _KATAKANA.finditer(run):
        parts += [run[end : found.start()], found.group()]
        end = found.end()
    return [*parts, run[end:]]


def _fold_sounds(text: str) -> str:
    text = text.translate(_TO_HIRAGANA)
    for sound, value in _SOUNDS:
        text = text.replace(sound, value)
    return text


def is_spaceless(word: str) -> bool:
    """Whether the word is of a script that writes no spaces."""
    return _IS_SPACELESS.match(word) is not None


def field_words(text: str, *, is_name: bool = False) -> list[str]:
    """What is kept of a field: its words, readings of those in kana, and of a name all words as one."""
    words = spell(text)
    added = [READ + reading for reading in readings(text)]
    plain = [word for word in words if not is_spaceless(word)]
    if is_name and 1 < len(plain) == len(words):
        added.append("".join(plain)[:WORD_LETTERS_MAX])
    return [*words, *added]


def readings(text: str) -> list[str]:
    """The kana of a text in Latin letters, in the spelling that all spellings lead to."""
    if text.isascii():
        return []
    kana = _fold_sounds(unicodedata.normalize("NFKC", text))
    found = (spell_reading(read_kana(run)) for run in _KANA_WORD.findall(kana)[:WORDS_MAX] if len(run) >= READ_FROM)
    return [reading for reading in found if reading]


def has_kanji(text: str) -> bool:
    """Whether a dictionary may know how some of the text is read."""
    return not text.isascii() and _HAN.search(text) is not None


def reading_words(katakana: Iterable[str]) -> list[str]:
    """What is kept of readings that a dictionary gave, beside the words of the text itself."""
    spelled = (spell_reading(read_kana(_fold_sounds(reading))) for reading in katakana)
    return [READ + reading for reading in dict.fromkeys(spelled) if len(reading) >= READ_FROM]


def plain_kanji(text: str) -> str:
    """The text with the kanji that dictionaries know in place of their variants in names."""
    return text.translate(_KANJI)


def read_kana(kana: str) -> str:
    """Hiragana in Latin letters, after Hepburn, without marks for long vowels."""
    letters: list[str] = []
    index, doubles = 0, False
    while index < len(kana):
        pair = kana[index : index + 2]
        if kana[index] == "っ":
            doubles, index = True, index + 1
            continue
        sound = _ROMAJI_PAIRS.get(pair)
        index += 2 if sound is not None else 1
        sound = _ROMAJI.get(pair[0], "") if sound is None else sound
        letters.append(sound[:1] + sound if doubles and sound else sound)
        doubles = False
    return "".join(letters)


def spell_reading(latin: str) -> str:
    """One spelling for Latin letters that stand for Japanese sounds: toukyou, tokyo and tōkyō are one."""
    for pattern, value in _SPELLINGS:
        latin = pattern.sub(value, latin)
    return latin[:WORD_LETTERS_MAX]


# Documents


def grams_of(words: Iterable[str]) -> list[str]:
    """Everything by which these words are found."""
    grams: set[str] = set()
    for word in words:
        if word.startswith(READ):
            grams.update(_pieces(word[1:], READ))
        elif is_spaceless(word):
            run = word.replace(SEAM, "")
            grams.add(WHOLE + run)
            grams.update(run)
            grams.update(run[start : start + 2] for start in range(len(run) - 1))
            for part in word.split(SEAM):
                if _KANA_WORD.fullmatch(part):
                    grams.update(_lacking(part))
        else:
            grams.add(WHOLE + word)
            grams.update(_pieces(word))
            grams.update(_lacking(word))
    return sorted(grams)


def _pieces(word: str, mark: str = "") -> list[str]:
    begins = [f"{mark}{BEGINS}{word[:length]}" for length in range(1, min(3, len(word)) + 1)]
    return begins + [mark + word[start : start + 3] for start in range(len(word) - 2)]


def _lacking(word: str) -> set[str]:
    heads = {word[:length] for length in HEADS if length < len(word)}
    if len(word) <= HEADS[-1]:
        heads.add(word)
    return {LACKS + kept for head in heads for kept in _less_one(head)}


def _less_one(word: str) -> set[str]:
    # Of a word of two letters nothing is left that would say which.
    return {word} if len(word) < 3 else {word, *(word[:index] + word[index + 1 :] for index in range(len(word)))}


# Queries


def read_query(text: str) -> Query:
    """What a person who typed this looks for; no words where there is nothing to look for."""
    text = _UNFINISHED.sub("", unicodedata.normalize("NFKC", text).rstrip())
    sounds = [word.replace(SEAM, "") for word in _spell_sounds(text)]
    words: dict[str, str] = {}
    for sound in sounds:
        words.setdefault(sound.translate(_TO_LARGE), sound if _KANA_WORD.fullmatch(sound) else "")
    kept = list(words.items())[:QUERY_WORDS_MAX]
    return Query(tuple(word for word, _ in kept), tuple(sound for _, sound in kept), ("",) * len(kept))


def wants_whole(query: Query) -> tuple[Wanted, ...]:
    """Documents that have every word as a word."""
    return tuple(Wanted(((WHOLE + word,),)) for word in query.words)


def wants_beginnings(query: Query) -> tuple[Wanted, ...]:
    """Documents in which every word begins a word; where no spaces are written, or in a reading, stands somewhere."""
    return _wants(query, begins=True)


def wants_inside(query: Query) -> tuple[Wanted, ...]:
    """Documents that have every word somewhere."""
    return _wants(query, begins=False)


def wants_like(query: Query, known: Collection[str] = ()) -> tuple[Wanted, ...]:
    """Documents that have every word somewhere, or one that a typing error makes of it; of those `known` no other."""
    doubted = [word for word in query.words if word not in known]
    forgiven = sorted(doubted, key=lambda word: (forgives(word), len(word)), reverse=True)[:FORGIVEN_WORDS_MAX]
    wanted = []
    for word, sound, kana in zip(query.words, query.sounds, query.kana, strict=True):
        alternatives = _alternatives(word, sound, kana, begins=False)
        near = ((gram,) for gram in sorted(_near(word))) if word in forgiven else ()
        wanted.append(Wanted((*(alternatives if len(query.words) == 1 else alternatives[:1]), *near)))
    return tuple(wanted)


def _wants(query: Query, *, begins: bool) -> tuple[Wanted, ...]:
    alternatives = [
        _alternatives(word, sound, kana, begins=begins)
        for word, sound, kana in zip(query.words, query.sounds, query.kana, strict=True)
    ]
    # What is asked of all words is asked of every choice of their alternatives, so there must not be many.
    if len(query.words) >= READ_WORDS_MAX:
        alternatives = [several[: 2 if len(query.words) == READ_WORDS_MAX else 1] for several in alternatives]
    return tuple(Wanted(several) for several in alternatives)


def _alternatives(word: str, sound: str, kana: str, *, begins: bool) -> tuple[tuple[str, ...], ...]:
    if is_spaceless(word):
        found = [
            tuple(run[start : start + 2] for start in range(len(run) - 1)) or (run,) for run in (word, kana) if run
        ]
        if len(sound) >= READ_FROM:
            latin = read_kana(sound)
            reading = spell_reading(latin)
            # In kanji there, which are read so; or a name that is written in Latin letters there.
            if len(reading) >= READ_FROM:
                found.append(tuple(READ + gram for gram in _asks(reading, begins=begins)))
            found.append(_asks(latin, begins=True))
        return tuple(found)
    reading = spell_reading(word)
    found = [_asks(word, begins=begins)]
    if len(reading) >= READ_FROM and _MAY_BE_READ.fullmatch(reading):
        found.append(tuple(READ + gram for gram in _asks(reading, begins=begins)))
    return tuple(found)


def _asks(word: str, *, begins: bool) -> tuple[str, ...]:
    if len(word) < 3:
        return (BEGINS + word,)
    # Every letter once or twice is enough: what has them all in another order is seen when it is compared.
    starts = [*range(0, len(word) - 3, 3), len(word) - 3]
    inner = tuple(word[start : start + 3] for start in starts)
    return (BEGINS + word[:3], *inner[1:]) if begins else inner


def _near(word: str) -> set[str]:
    if not forgives(word):
        return set()
    heads = {word[: HEADS[-1]]}
    if len(word) > HEADS[0]:
        heads.add(word[: HEADS[0]])
    return {LACKS + kept for head in heads for kept in _less_one(head)}


def forgives(word: str) -> int:
    """How many typing errors are forgiven in a word: 0, 1 or 2."""
    if is_spaceless(word):
        return int(bool(_KANA_WORD.fullmatch(word)) and len(word) >= FORGIVEN_KANA_FROM)
    if len(word) < FORGIVEN_FROM or word.isdecimal():
        return 0
    return 2 if len(word) >= TWO_FORGIVEN_FROM else 1


# How well a document answers

EXACT: Final = 4.0
BEGINNING: Final = 3.0
INSIDE: Final = 2.0
ALIKE: Final = 1.0
# Later fields count a little less; a typing error in the first is still worse than a word of the last.
LATER_FIELD: Final = 0.15
LATER_FIELDS_MAX: Final = 0.6
# A query is compared with hundreds of documents, and while one types the next one has the same words.
SOUGHT_MAX: Final = 1_000
AS_READ: Final = 0.1
# What is written in kana where kanji were typed comes after what has the kanji. Two kana inside of others are mostly
# something else: of はこ (箱) there is one in わたしはこれ.
AS_KANA: Final = 1.0
KANA_INSIDE_FROM: Final = 3


class Match(msgspec.Struct, frozen=True):
    """How well a document answers a query, and which words it has for those in which there seems to be an error."""

    points: float
    corrections: tuple[tuple[str, str], ...] = ()


def match(query: Query, fields: Sequence[Sequence[str]], *, forgiving: bool = False) -> Match | None:
    """How well fields, the most telling one first, answer the query; None where a word of it is in none of them."""
    points, corrections = [], []
    for word, sound, kana in zip(query.words, query.sounds, query.kana, strict=True):
        wanted, best = _sought(word, sound, kana), 0.0
        for place, field in enumerate(fields):
            less = min(place * LATER_FIELD, LATER_FIELDS_MAX)
            if EXACT - less <= best:
                break
            for there in field:
                found = _match_word(wanted, there)
                if found - less > best:
                    best = found - less
        if not best and forgiving:
            best, meant = _match_alike(word, fields)
            corrections.append((word, meant))
        if not best:
            return None
        points.append(best)
    # The weakest word decides, the others tell equals apart.
    return Match(min(points) + sum(points) / len(points) / 10, tuple(corrections))


class _Sought(NamedTuple):
    """A word of a query, and what it is as a reading; None where it is none."""

    word: str
    # Of Latin letters and kana: as readings are spelled.
    reading: str | None
    # Of kana: in Latin letters.
    latin: str | None
    # Of kanji: in kana; empty where it is none, or cannot be read.
    kana: str


@lru_cache(maxsize=SOUGHT_MAX)
def _sought(word: str, sound: str, kana: str) -> _Sought:
    if not is_spaceless(word):
        return _Sought(word, spell_reading(word), None, kana)
    if len(sound) < READ_FROM:
        return _Sought(word, None, None, kana)
    latin = read_kana(sound)
    reading = spell_reading(latin)
    return _Sought(word, reading if len(reading) >= READ_FROM else None, latin or None, kana)


def _match_word(wanted: _Sought, word: str) -> float:
    if word.startswith(READ):
        found = 0.0 if wanted.reading is None else _match_plain(wanted.reading, word[1:])
        return max(0.0, found - AS_READ)
    found = _match_plain(wanted.word, word.replace(SEAM, ""))
    if not found and wanted.latin is not None and not is_spaceless(word):
        found = max(0.0, _match_plain(wanted.latin, word) - AS_READ)
    if not found and wanted.kana:
        found = max(0.0, _match_kana(wanted.kana, word) - AS_KANA)
    return found


def _match_kana(kana: str, word: str) -> float:
    # A run of katakana is a word of its own wherever it stands.
    found = max(_match_plain(kana, run) for run in (word.replace(SEAM, ""), *word.split(SEAM)))
    return 0.0 if found == INSIDE and len(kana) < KANA_INSIDE_FROM else found


def _match_plain(wanted: str, word: str) -> float:
    if word == wanted:
        return EXACT
    at = word.find(wanted)
    if at < 0:
        return 0.0
    return BEGINNING if at == 0 else INSIDE


def _match_alike(wanted: str, fields: Sequence[Sequence[str]]) -> tuple[float, str]:
    errors_max = forgives(wanted)
    best, meant = 0.0, ""
    if not errors_max:
        return best, meant
    for place, field in enumerate(fields):
        less = min(place * LATER_FIELD, LATER_FIELDS_MAX)
        for word in field:
            if word.startswith(READ) or is_spaceless(wanted) != is_spaceless(word):
                continue
            for part in word.split(SEAM):
                found = _alike(wanted, part, errors_max)
                if found - less > best:
                    best, meant = found - less, part
    return best, meant


def _alike(wanted: str, word: str, errors_max: int) -> float:
    # Loaded when the first typing error is made.
    from rapidfuzz.distance import OSA

    errors = OSA.distance(wanted, word, score_cutoff=errors_max)
    if errors <= errors_max:
        return ALIKE + 0.2 - errors * 0.05
    for length in (len(wanted), len(wanted) - 1, len(wanted) + 1):
        if FORGIVEN_KANA_FROM <= length < len(word) and OSA.distance(wanted, word[:length], score_cutoff=1) <= 1:
            return ALIKE
    return 0.0


def original_of(meant: str, text: str) -> str | None:
    """How `text` itself writes the word that is spelled `meant` here; None if it has no such word."""
    for word in _WORDS.findall(unicodedata.normalize("NFKC", text)):
        for run in _RUNS.findall(word):
            for part in filter(None, _split_seams(run)):
                if meant in (spelled.replace(SEAM, "") for spelled in spell(part)):
                    return part
    return None
