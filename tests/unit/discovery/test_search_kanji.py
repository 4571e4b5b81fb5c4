"""How kanji are read, and that nothing is read of what is no Japanese."""

import pytest

from livehouse.discovery.search_kanji import BEGINNINGS_MAX, readings_from_words
from livehouse.discovery.search_text import READ, match, read_query, wants_beginnings


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("京都", ["キョウト"]),
        ("東京音楽祭", ["トウキョウオンガクサイ", "オンガクサイ", "サイ"]),
        ("桜の歌", ["サクラノウタ", "ウタ"]),
        ("生放送★雑談", ["ナマホウソウ", "ホウソウ", "ザツダン"]),
        ("猫 犬", ["ネコ", "イヌ"]),
        ("음악 방송", []),
        ("Zqxlm", []),
        ("", []),
        ("★☆", []),
    ],
)
def test_each_word_begins_what_is_read(text: str, readings: list[str]) -> None:
    assert readings_from_words(text) == readings


def test_a_long_text_keeps_few_beginnings() -> None:
    assert len(readings_from_words("京都の夜景と東京の朝" * 1_000)) == BEGINNINGS_MAX


def test_a_long_vowel_alone_is_no_reading() -> None:
    (wanted,) = wants_beginnings(read_query("うう"))
    assert not [gram for grams in wanted.alternatives for gram in grams if gram.startswith(READ)]
    assert match(read_query("うう"), [[READ + "uta"]]) is None
