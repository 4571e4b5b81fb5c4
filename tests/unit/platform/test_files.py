import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from livehouse.platform.database import StorageFull, StorageUnavailable
from livehouse.platform.files import Files, _told_in_our_words


@contextmanager
def no_file_over(size_bytes: int) -> Iterator[None]:
    """The system refuses to write more into a file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


async def test_what_was_put_comes_back_until_it_is_deleted(tmp_path: Path) -> None:
    files = Files(tmp_path / "files")
    await files.put("avatars/a/1.webp", b"one")
    await files.put("avatars/a/1.webp", b"two")
    assert await Files(tmp_path / "files").get("avatars/a/1.webp") == b"two"
    await files.delete("avatars/a/1.webp")
    await files.delete("avatars/a/1.webp")
    assert await files.get("avatars/a/1.webp") is None


def left_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_a_disk_that_refuses_is_told_as_something_to_try_again_and_leaves_nothing(tmp_path: Path) -> None:
    files = Files(tmp_path / "files")
    with no_file_over(1_000), pytest.raises(StorageUnavailable) as refused:
        await files.put("covers/a/1.webp", b"x" * 10_000)
    assert refused.value.retry
    assert left_in(tmp_path) == []


async def test_a_folder_that_cannot_be_read_is_told_likewise(tmp_path: Path) -> None:
    files = Files(tmp_path / "files")
    (tmp_path / "files" / "covers").write_text("a file where a folder should be")
    with pytest.raises(StorageUnavailable):
        await files.put("covers/1.webp", b"one")


@pytest.mark.parametrize("number", [28, 122])
def test_a_full_disk_is_told_as_one(number: int) -> None:
    with pytest.raises(StorageFull, match="no room left"), _told_in_our_words():
        raise OSError(f"Generic LocalFileSystem error: Unable to copy data to file (os error {number})")


async def test_what_was_added_for_something_that_failed_goes_again(tmp_path: Path) -> None:
    files = Files(tmp_path / "files")
    async with files.adding("covers/1.webp", b"one"):
        pass
    with pytest.raises(ZeroDivisionError):
        async with files.adding("covers/2.webp", b"two"):
            raise ZeroDivisionError
    assert await files.get("covers/1.webp") == b"one"
    assert await files.get("covers/2.webp") is None
