"""Builds the pages when the package is built, unless they are already there and were made from these sources.

Called by Hatchling for wheels, source archives and editable installations alike.
"""

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# A build runs this file alone, in an environment of its own that knows nothing of the repository.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools import frontend, node
from tools.paths import ROOT


class FrontEndHook(BuildHookInterface[Any]):
    """The step that Hatchling runs before it collects the package's files."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Return the package that carries Node.js, when one is needed and none is installed."""
        if frontend.is_built() or node.find_node() is not None:
            return []
        with (ROOT / "pyproject.toml").open("rb") as file:
            packages: list[str] = tomllib.load(file)["dependency-groups"]["node"]
        return packages

    def initialize(self, version: str, build_data: dict[str, object]) -> None:
        """Build the pages if they are missing or older than their sources."""
        if frontend.is_built():
            return
        found = node.find_node()
        if found is None:
            raise RuntimeError(f"Building the pages needs {node.WHAT_IS_NEEDED}.")
        if not frontend.are_packages_current():
            frontend.install_packages(found, _run)
        frontend.build(found, _run)


def _run(command: list[str], *, folder: Path, environment: dict[str, str]) -> None:
    # What npm says goes to stderr: stdout belongs to the tool that asked for the build.
    subprocess.run(command, cwd=folder, env=environment, stdout=sys.stderr, check=True)
