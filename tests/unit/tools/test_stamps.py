from pathlib import Path

from tools import stamps


def test_a_stamp_is_current_until_a_content_changes(tmp_path: Path) -> None:
    source, stamp = tmp_path / "source", tmp_path / "stamp"
    source.write_text("one")
    stamps.write(stamp, stamps.digest_of([source]))
    source.touch()
    assert stamps.is_current(stamp, stamps.digest_of([source]))
    source.write_text("two")
    assert not stamps.is_current(stamp, stamps.digest_of([source]))


def test_without_a_stamp_nothing_is_current(tmp_path: Path) -> None:
    assert not stamps.is_current(tmp_path / "stamp", stamps.digest_of([]))


def test_a_renamed_file_is_a_change(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_text("same")
    before = stamps.digest_of([first])
    first.rename(second)
    assert stamps.digest_of([second]) != before
