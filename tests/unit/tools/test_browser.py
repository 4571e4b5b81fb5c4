from pathlib import Path

import pytest

from tests.support.browser import NoBrowserError, chromium_arguments, find_chromium


def test_the_browser_that_the_environment_names_is_taken(tmp_path: Path) -> None:
    browser = tmp_path / "chrome"
    browser.write_text("#!/bin/sh\n")
    browser.chmod(0o755)
    assert find_chromium({"CHROMIUM": str(browser)}) == browser


def test_a_named_browser_that_cannot_be_run_is_said_and_not_replaced_by_another() -> None:
    with pytest.raises(NoBrowserError, match="/nowhere/chrome"):
        find_chromium({"CHROMIUM": "/nowhere/chrome"})


def test_without_a_browser_the_error_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("tests.support.browser.NAMES", ("chromium",))
    with pytest.raises(NoBrowserError, match="apt-get install chromium"):
        find_chromium({})


def test_the_picture_travels_by_quic_so_it_is_never_switched_off() -> None:
    assert "--disable-quic" not in chromium_arguments(camera=Path("clip.y4m"))
