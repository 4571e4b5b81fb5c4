"""A server that cannot start says in one sentence what to do, and harms nobody."""

import asyncio
import socket
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
    assert "--port" in said


async def test_a_relay_port_that_is_taken(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as somebody:
        somebody.bind(("::", 0))
        port = somebody.getsockname()[1]
        said = await end_of(ServedApp(tmp_path / "data", tmp_path / "log", port=port))
    assert f"{port}" in said
    assert "UDP" in said
    assert "LIVEHOUSE_RELAY_PORT" in said or "--port" in said


def a_file_in_the_way(folder: Path) -> Path:
    (folder / "data").write_text("not a folder")
    return folder / "data"


def below_a_file(folder: Path) -> Path:
    return a_file_in_the_way(folder) / "deeper"


def where_nothing_can_be_made(_folder: Path) -> Path:
    return Path("/proc/livehouse")


def readable_only(folder: Path) -> Path:
    """Not even the superuser writes in here: the kernel's own folder."""
    return Path("/proc/self")


@pytest.mark.parametrize("place", [a_file_in_the_way, below_a_file, where_nothing_can_be_made, readable_only])
async def test_a_data_folder_that_cannot_be_written(tmp_path: Path, place: Callable[[Path], Path]) -> None:
    data = place(tmp_path)
    said = await end_of(ServedApp(data, tmp_path / "log"))
    assert str(data).removesuffix("/deeper") in said
    assert "--data" in said
    assert "LIVEHOUSE_DATA" in said


async def test_a_disk_that_is_full(tmp_path: Path) -> None:
    with small_disk(tmp_path) as disk:
        disk.fill()
        said = await end_of(ServedApp(disk.folder / "data", tmp_path / "log", wrapper=disk.wrapper))
    assert "full" in said
    assert "Make room" in said
