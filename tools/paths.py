"""Where things are in the working tree."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
LOCKS = ROOT / "requirements"
TESTS = ROOT / "tests"
WEB = ROOT / "web"
NODE_MODULES = WEB / "node_modules"
STATIC = ROOT / "src" / "livehouse" / "static"
# The set-up's own notes: its log, its lock, and the mark of an installation that has not finished.
NOTES = ROOT / ".setup"
