"""Locks the exact versions of everything that Python needs: `python -m tools.lock [--upgrade] [PACKAGE...]`.

Writes `requirements/*.lock` from pyproject.toml: one file for each purpose, for every platform, with hashes and without
the addresses they were found at. `--check` says, without the network, whether they were made from pyproject.toml as it
is now. With `--upgrade` every version may move, with `PACKAGE...` those; otherwise only what the changed file demands.
"""

import hashlib
import json
import subprocess
import sys
import tomllib

from tools.paths import LOCKS, ROOT, VENV_PYTHON

# In this order: what comes later fits itself to what came before, since all are installed into one environment.
PURPOSES = {
    "run": "what the server needs",
    "dev": "what tests and checks need beside it",
    "build": "what the set-up and a build of the package work with",
    "node": "Node.js, for machines that have none",
}


def main(arguments: list[str]) -> int:
    """Write the locks, or with `--check` compare them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    if "--check" in arguments:
        return _check(project)
    packages = [word for name in arguments if not name.startswith("-") for word in ("--upgrade-package", name)]
    upgrade = ["--upgrade"] if "--upgrade" in arguments else []
    LOCKS.mkdir(exist_ok=True)
    for purpose, meaning in PURPOSES.items():
        _write(purpose, meaning, _digest(project, purpose), [*packages, *upgrade])
    return 0


def _check(project: dict[str, object]) -> int:
    stale = [purpose for purpose in PURPOSES if _digest(project, purpose) not in _first_line(purpose)]
    if stale:
        print(f"Not made from pyproject.toml as it is now: {', '.join(stale)}. Run `make lock`.")
    return 1 if stale else 0


def _first_line(purpose: str) -> str:
    path = LOCKS / f"{purpose}.lock"
    return path.read_text().splitlines()[0] if path.is_file() else ""


def _digest(project: dict[str, object], purpose: str) -> str:
    """Return a digest of what pyproject.toml demands for `purpose`."""
    table, groups = project["project"], project["dependency-groups"]
    assert isinstance(table, dict)  # noqa: S101 - tells the type checker what the format of the file guarantees
    assert isinstance(groups, dict)  # noqa: S101 - as above
    demands = [table["requires-python"], *(table["dependencies"] if purpose == "run" else groups[purpose])]
    return hashlib.sha256(json.dumps(sorted(demands)).encode()).hexdigest()[:16]


def _write(purpose: str, meaning: str, digest: str, options: list[str]) -> None:
    path = LOCKS / f"{purpose}.lock"
    print(f"{path.relative_to(ROOT)}: {meaning}", flush=True)
    source = ["pyproject.toml"] if purpose == "run" else ["--group", purpose]
    before = [name for name in list(PURPOSES)[: list(PURPOSES).index(purpose)] if name != "node"]
    constraints = [word for name in before for word in ("--constraint", str(LOCKS / f"{name}.lock"))]
    switches = ["--universal", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-header"]
    command = [str(VENV_PYTHON), "-m", "uv", "pip", "compile", "--quiet", *switches, "--python-version", "3.11"]
    subprocess.run([*command, *options, *source, *constraints, "--output-file", str(path)], cwd=ROOT, check=True)
    header = f"# {meaning.capitalize()}. Made by `make lock` from pyproject.toml ({digest}); not to be edited.\n"
    path.write_text(header + path.read_text())


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
