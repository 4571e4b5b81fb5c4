"""What `livehouse` says when it cannot start, and that it starts, typed as a newcomer would type it."""

import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

LIVEHOUSE = str(Path(sys.executable).with_name("livehouse"))


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LIVEHOUSE, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_taken_relay_port_is_said_plainly(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as other:
        other.bind(("::", 0))
        port = other.getsockname()[1]
        ended = run("serve", "--port", "0", "--data", str(tmp_path), LIVEHOUSE_RELAY_PORT=str(port))
    assert ended.returncode == 1
    assert f"UDP port {port}" in ended.stderr
    assert "LIVEHOUSE_RELAY_PORT" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_taken_port_for_encoders_is_said_plainly(tmp_path: Path) -> None:
    with socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True) as other:
        port = other.getsockname()[1]
        ended = run("serve", "--port", "0", "--data", str(tmp_path), LIVEHOUSE_RTMP_PORT=str(port))
    assert ended.returncode == 1
    assert f"TCP port {port}" in ended.stderr
    assert "LIVEHOUSE_RTMP_PORT" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "livehouse.sqlite3") as database:
        database.execute("CREATE TABLE alembic_version (version_num TEXT)")
        database.execute("INSERT INTO alembic_version VALUES ('9999')")
    ended = run("serve", "--port", "0", "--data", str(tmp_path))
    assert ended.returncode == 1
    assert "newer Livehouse (revision 9999)" in ended.stderr
    with sqlite3.connect(tmp_path / "livehouse.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM sqlite_master").fetchone() == (1,)


def test_a_file_that_is_no_database_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "livehouse.sqlite3").write_bytes(b"this is a letter, not a database" * 100)
    ended = run("serve", "--port", "0", "--data", str(tmp_path))
    assert ended.returncode == 1
    assert "livehouse.sqlite3" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_database_server_that_is_away_is_said_plainly(tmp_path: Path) -> None:
    url = "postgresql://nobody@127.0.0.1:9/nothing"
    ended = run("serve", "--port", "0", "--data", str(tmp_path), LIVEHOUSE_DATABASE_URL=url)
    assert ended.returncode == 1
    assert "LIVEHOUSE_DATABASE_URL" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_many_workers_without_a_broker_are_told_what_to_do(tmp_path: Path) -> None:
    ended = run("serve", "--workers", "3", "--port", "0", "--data", str(tmp_path))
    assert ended.returncode == 2
    assert "LIVEHOUSE_BROKER_URL" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_what_keeps_a_worker_from_starting_is_said_once_by_the_parent(tmp_path: Path) -> None:
    url = "redis://127.0.0.1:9/0"
    ended = run("serve", "--workers", "3", "--port", "0", "--data", str(tmp_path), LIVEHOUSE_BROKER_URL=url)
    assert ended.returncode == 1
    assert ended.stderr.count("LIVEHOUSE_BROKER_URL") == 1
    assert ended.stderr.startswith("Livehouse cannot start.")
    assert "Traceback" not in ended.stderr


def test_a_policy_that_contradicts_itself_stops_the_start(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text("nonsense = true\n")
    ended = run("serve", "--port", "0", "--data", str(tmp_path), LIVEHOUSE_LIVE_POLICY=str(policy))
    assert ended.returncode == 1
    assert "policy.toml" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--help"], "serve"),
        (["serve", "--help"], "--port"),
        (["demo", "--help"], "--data"),
        (["settings"], "LIVEHOUSE_PORT"),
        (["--version"], "livehouse 0."),
        (["bench", "list"], "fanout"),
    ],
)
def test_help_reads_well(arguments: list[str], said: str) -> None:
    ended = run(*arguments, COLUMNS="120")
    assert ended.returncode == 0
    assert said in ended.stdout


def test_a_wrong_setting_is_named_with_its_variable() -> None:
    ended = run("serve", LIVEHOUSE_PORT="eighty")
    assert ended.returncode == 2
    assert "LIVEHOUSE_PORT" in ended.stderr


AT_REST = """
import asyncio, sys
from pathlib import Path
from livehouse.config import Settings
from livehouse.server import serving

async def rest():
    async with serving(Settings(data=Path(sys.argv[1]), host="127.0.0.1", port=0)) as house:
        await asyncio.sleep(1)
        print(sorted({"PIL.Image", "alembic", "av", "httpx", "numpy", "obstore", "segno", "stripe"} & set(sys.modules)))
        await house.discovery.board.look()
        print("numpy" in sys.modules)

asyncio.run(rest())
"""


def test_a_server_at_rest_has_loaded_nothing_that_only_what_happens_needs(tmp_path: Path) -> None:
    """FFmpeg's libraries are 20 MB, numpy 13, Pillow and the files' library 5 each. The first feed brings numpy."""
    said = [
        subprocess.run(
            [sys.executable, "-c", AT_REST, str(tmp_path)], capture_output=True, text=True, timeout=60, check=True
        ).stdout
        for _ in ("a new house", "one that was there")
    ]
    assert said[1].splitlines()[-2:] == ["[]", "True"], said
