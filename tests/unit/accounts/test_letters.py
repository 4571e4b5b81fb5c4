from datetime import UTC, date, datetime

import pytest

from livehouse.accounts.letters import _LETTERS, preferred_language, write_letter
from livehouse.accounts.model import Account

NOW = datetime(2026, 3, 14, 20, 0, tzinfo=UTC)


@pytest.mark.parametrize("kind", sorted(_LETTERS))
@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_letter_says_who_what_and_where(kind: str, language: str) -> None:
    account = Account(
        id="x", handle="mika", email="mika@example.org", nickname="{link}", bio="", birth_date=date(1990, 1, 1),
        region="JP", avatar_id=None, followers=0, following=0, created_at=NOW, language=language,  # type: ignore[arg-type]
    )  # fmt: skip
    letter = write_letter(
        kind,
        account,
        to="new@example.org",
        platform="Our {house}",
        link="https://a.example/x",
        until=NOW,  # type: ignore[arg-type]
    )
    assert letter.to == "new@example.org"
    assert letter.subject.endswith(" · Our {house}")
    assert "@mika" in letter.text
    assert "https://a.example/x\n" in letter.text
    assert letter.text.endswith("Our {house}\n")
    assert ("さん" in letter.text) == (language == "ja")
    assert "\n" not in letter.subject
    assert ("2026-03-14 20:00 UTC" in letter.text) == (kind in ("confirm", "reset", "leaving"))


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("ja", "ja"),
        ("ja-JP,ja;q=0.9,en-US;q=0.8,en;q=0.7", "ja"),
        ("en-GB,en;q=0.9,ja;q=0.8", "en"),
        ("de-DE,de;q=0.9,ja;q=0.3,en;q=0.2", "ja"),
        ("fr", "en"),
        ("ja;q=0, en;q=0.1", "en"),
        ("ja;q=0", "en"),
        ("JA ; q=1.0", "ja"),
        ("ja;q=x, en;q=0.1", "en"),
        ("*", "en"),
        (";;,,;q=1," * 50, "en"),
        ("x," * 30 + "ja", "en"),
    ],
)
def test_the_first_language_that_we_speak(header: str | None, language: str) -> None:
    assert preferred_language(header) == language
