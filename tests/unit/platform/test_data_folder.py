import subprocess
import sys
from pathlib import Path

import pytest

from livehouse.platform.data_folder import DataFolderUnusable, hold_folder, keep_secret


def test_a_folder_is_made_for_this_user_alone(tmp_path: Path) -> None:
    with hold_folder(tmp_path / "new" / "data"):
        assert (tmp_path / "new" / "data").stat().st_mode & 0o777 == 0o700


def test_one_server_at_a_time_and_the_other_is_named(tmp_path: Path) -> None:
    hold = (
        "import sys, time; from pathlib import Path; from livehouse.platform.data_folder import hold_folder\n"
        "with hold_folder(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    other = subprocess.Popen([sys.executable, "-c", hold, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(DataFolderUnusable, match=f"process {other.pid}"), hold_folder(tmp_path):
            pass
    finally:
        other.kill()
        other.communicate()
    with hold_folder(tmp_path):
        pass  # killed, it holds nothing any more


def test_a_secret_stays_and_is_nobody_elses(tmp_path: Path) -> None:
    made = keep_secret(tmp_path / "key", 32)
    assert keep_secret(tmp_path / "key", 32) == made
    assert len(made) == 32
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


def test_a_secret_that_was_cut_short_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"")
    (tmp_path / "key.new").write_bytes(b"half")
    assert len(keep_secret(tmp_path / "key", 32)) == 32
