import pytest
from hypothesis import given
from hypothesis import strategies as st

from livehouse.kernel.errors import BadInput
from livehouse.kernel.text import TextMissing, TextTooLong, clean_line, clean_text, count_graphemes


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  hello \n", "hello"),
        ("two   words", "two words"),
        ("a\u0000b", "a b"),
        ("a\ud800b", "a b"),
        ("evil \u202egnp.exe", "evil gnp.exe"),
        ("a \u202e b", "a b"),
        ("e\u0301", "é"),
        ("👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"),
        ("こんばんは", "こんばんは"),
    ],
)
def test_a_line_is_cleaned(written: str, kept: str) -> None:
    assert clean_line(written, graphemes_max=20, field="title") == kept


@pytest.mark.parametrize(
    "blank", ["", "   ", "\u200b\u200b", "\u00ad", "\n\t", "\u0301", "\u3164", "\u2800 ", "\ufe0f"]
)
def test_nothing_visible_counts_as_nothing(blank: str) -> None:
    with pytest.raises(TextMissing) as refusal:
        clean_line(blank, graphemes_max=20, field="title")
    assert refusal.value.field == "title"


def test_length_is_counted_as_the_eye_counts() -> None:
    family = "👩‍👩‍👧‍👦"
    assert count_graphemes(family * 3) == 3
    assert clean_line(family * 20, graphemes_max=20, field="title") == family * 20
    with pytest.raises(TextTooLong, match="Keep this to 20 characters; it has 21"):
        clean_line(family * 21, graphemes_max=20, field="title")


def test_ten_thousand_characters_are_refused_with_their_number() -> None:
    with pytest.raises(TextTooLong, match="10000"):
        clean_line("x" * 10_000, graphemes_max=80, field="title")


def test_a_tower_of_marks_is_refused() -> None:
    with pytest.raises(BadInput, match="too many marks"):
        clean_line("o" + "\u0316" * 40, graphemes_max=20, field="text")


@given(st.text(max_size=60))
def test_whatever_is_accepted_is_clean_short_and_stable(written: str) -> None:
    try:
        cleaned = clean_text(written, graphemes_max=30, field="text")
    except BadInput:
        return
    assert count_graphemes(cleaned) <= 30
    cleaned.encode("utf-8")
    assert clean_text(cleaned, graphemes_max=30, field="text") == cleaned
