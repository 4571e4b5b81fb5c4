import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.paths import ROOT

SCRIPT = ROOT / "tools" / "find_python.sh"
OLD = "#!/bin/sh\nexit 1\n"
# Answers like a 3.11 whose package for virtual environments was not installed.
WITHOUT_VENV = '#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; *print*) echo 3.11;; esac\n'


def find(folder: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["/bin/sh", str(SCRIPT)], env={"PATH": str(folder), **environment}, capture_output=True, text=True, check=False
    )


def put(folder: Path, name: str, text: str) -> Path:
    program = folder / name
    program.write_text(text)
    program.chmod(0o755)
    return program


def test_a_newer_python_is_taken_where_python3_is_too_old(tmp_path: Path) -> None:
    put(tmp_path, "python3", OLD)
    newer = tmp_path / "python3.12"
    newer.symlink_to(sys._base_executable)  # what this environment was made from
    assert find(tmp_path).stdout.strip() == str(newer)


def test_without_python_the_message_says_what_is_needed(tmp_path: Path) -> None:
    put(tmp_path, "python3", OLD)
    found = find(tmp_path)
    assert found.returncode == 1
    assert "3.11 or newer" in found.stderr
    assert "apt-get install python3" in found.stderr


def test_a_python_without_environments_is_told_apart(tmp_path: Path) -> None:
    put(tmp_path, "python3", WITHOUT_VENV)
    found = find(tmp_path)
    assert found.returncode == 1
    assert "apt-get install python3.11-venv" in found.stderr


@pytest.mark.parametrize("named", ["/nowhere/python", "sh"])
def test_a_named_python_that_will_not_do_is_not_replaced_by_another(named: str) -> None:
    found = find(Path(os.environ["PATH"].split(os.pathsep)[0]), PYTHON=named)
    assert found.returncode == 1
    assert named in found.stderr
