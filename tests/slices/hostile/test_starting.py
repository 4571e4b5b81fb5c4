"""A server that cannot start says in one sentence what to do, and harms nobody."""

import asyncio
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.app import ServedApp
from tests.support.people import Bystander
from tests.support.small_disk import small_disk

pytestmark = pytest.mark.asyncio(loop_scope="session")

ENDS_WITHIN_S = 90.0


async def end_of(app: ServedApp) -> str:
    """What a server that cannot start says, after it ended by itself with a failure."""
    process = app.spawn()
    try:
        code = await asyncio.to_thread(process.wait, ENDS_WITHIN_S)
    except subprocess.TimeoutExpired:
        app.kill()
        raise AssertionError(f"it is still there:\n{app.log()}") from None
    said = " ".join(app.log().split())
    assert code == 1, said
    assert "Traceback" not in said, said
    return said


async def test_a_port_that_is_taken(app: ServedApp, elsewhere: Bystander, undisturbed: None, tmp_path: Path) -> None:
    said = await end_of(ServedApp(tmp_path / "data", tmp_path / "log", port=app.port))
    assert f"{app.port}" in said
    assert "taken" in said
    assert f"--port {app.port + 1}" in said


def below_a_file(folder: Path) -> Path:
    (folder / "data").write_text("not a folder")
    return folder / "data" / "deeper"


def where_nobody_writes(_folder: Path) -> Path:
    """Not even the superuser makes anything in the kernel's own folder."""
    return Path("/proc/livehouse")


@pytest.mark.parametrize("place", [below_a_file, where_nobody_writes])
async def test_a_data_folder_that_cannot_be_written(tmp_path: Path, place: Callable[[Path], Path]) -> None:
    data = place(tmp_path)
    said = await end_of(ServedApp(data, tmp_path / "log"))
    assert str(data) in said
    assert "--data" in said
    assert "LIVEHOUSE_DATA" in said


async def test_a_disk_that_is_full(tmp_path: Path) -> None:
    with small_disk(tmp_path) as disk:
        disk.fill()
        said = await end_of(ServedApp(disk.folder / "data", tmp_path / "log", wrapper=disk.wrapper))
    assert "full" in said
    assert "Make room" in said
