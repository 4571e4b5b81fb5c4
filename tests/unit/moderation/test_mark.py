from pathlib import Path

import pytest

from livehouse.moderation.chain import NO_HASH
from livehouse.moderation.mark import LogMark, MarkUnreadable


def test_nothing_was_noted_at_first(tmp_path: Path) -> None:
    assert LogMark(tmp_path / "not made yet").read() == (0, NO_HASH)


def test_it_goes_forward_only(tmp_path: Path) -> None:
    mark = LogMark(tmp_path / "data")
    mark.note(2, "b" * 64)
    mark.note(10, "c" * 64)
    mark.note(9, "d" * 64)
    assert mark.read() == (10, "c" * 64)
    assert LogMark(tmp_path / "data").read() == (10, "c" * 64)


def test_only_who_runs_the_server_reads_it(tmp_path: Path) -> None:
    mark = LogMark(tmp_path)
    mark.note(1, "a" * 64)
    assert mark.path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("text", ["", "7", "1 " + "a" * 64 + "\n", "x" * 86, "é" * 43])
def test_something_else_in_its_place_is_said_and_left_alone(tmp_path: Path, text: str) -> None:
    mark = LogMark(tmp_path)
    mark.path.write_text(text, "utf-8")
    with pytest.raises(MarkUnreadable, match="damaged"):
        mark.read()
    if text:
        with pytest.raises(MarkUnreadable, match=r"operators-log\.mark"):
            mark.note(1, "a" * 64)
        assert mark.path.read_text("utf-8") == text
