"""What `pip install` puts on a machine: everything that the program loads, and the built pages."""

import subprocess
import sys
import zipfile
from pathlib import Path

from tools.paths import ROOT

DATA_SUFFIXES = {".toml", ".mako", ".typed", ".json", ".sql", ".html", ".txt"}


def test_a_wheel_holds_the_pages_and_every_file_that_the_code_reads(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())

    source = ROOT / "src"
    expected = {
        str(path.relative_to(source))
        for path in (source / "livehouse").rglob("*")
        if path.suffix in DATA_SUFFIXES | {".py"}
    }
    assert expected <= names
    assert "livehouse/static/index.html" in names
    assert any(name.endswith("/licenses/NOTICE") for name in names)
