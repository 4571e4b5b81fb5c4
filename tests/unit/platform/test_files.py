from pathlib import Path

from livehouse.platform.files import Files


async def test_what_was_put_comes_back_until_it_is_deleted(tmp_path: Path) -> None:
    files = Files(tmp_path / "files")
    await files.put("avatars/a/1.webp", b"one")
    await files.put("avatars/a/1.webp", b"two")
    assert await Files(tmp_path / "files").get("avatars/a/1.webp") == b"two"
    await files.delete("avatars/a/1.webp")
    await files.delete("avatars/a/1.webp")
    assert await files.get("avatars/a/1.webp") is None
