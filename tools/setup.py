"""Makes a checkout ready to run, test or check: `python -m tools.setup run|dev|test`.

Only the standard library is used, since nothing is installed yet. Each step is skipped while what it was last done with
has not changed, and one that was interrupted is done again, so it may be stopped and started at any time.
"""

import contextlib
import fcntl
import functools
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support import browser, encoders
from tools import frontend, node, stamps
from tools.paths import LOCKS, NOTES, ROOT, VENV, VENV_PYTHON
from tools.progress import Progress, StepError, run_quietly

LOG = NOTES / "log"
UNFINISHED = NOTES / "installing"
NETWORK_HINT = "If the network failed, run the same command again: it goes on where it stopped."


@dataclass(frozen=True)
class Step:
    """One thing to be done, and whether it has been."""

    title: str
    is_done: Callable[[], bool]
    do: Callable[[], None]


def main(arguments: list[str]) -> int:
    """Bring everything up to date for `run`, `dev` (tests and checks) or `test` (dev, a browser, and encoders)."""
    purpose = arguments[0] if arguments else "dev"
    NOTES.mkdir(exist_ok=True)
    try:
        with _only_one():
            _discard_unfinished()
            _do(_steps(purpose))
    except StepError as error:
        print(f"\n{error}\n\n{NETWORK_HINT}\nThe whole story: {LOG.relative_to(ROOT)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _do(steps: list[Step]) -> None:
    pending = [step for step in steps if not step.is_done()]
    if not pending:
        return
    LOG.write_bytes(b"")
    began = time.monotonic()
    progress = Progress(len(pending))
    for step in pending:
        with progress.step(step.title):
            step.do()
    print(f"Set up in {time.monotonic() - began:.0f} s.", flush=True)


def _steps(purpose: str) -> list[Step]:
    locks = ["build", "run"] if purpose == "run" else ["build", "run", "dev"]
    version = ".".join(map(str, sys.version_info[:3]))
    steps = [
        Step(f"Python environment, .venv with Python {version}", _has_environment, _make_environment),
        Step(
            f"Python packages, {_count_packages(locks)} locked versions",
            functools.partial(_are_packages_current, locks),
            functools.partial(_install_packages, locks),
        ),
        Step("Node.js, from a Python package since none is installed", _has_node, _install_node),
        Step("front end's packages", frontend.are_packages_current, lambda: _with_node(frontend.install_packages)),
        Step("front end", frontend.is_built, lambda: _with_node(frontend.build)),
        Step("livehouse itself", _is_package_current, _install_package),
    ]
    if purpose == "test":
        steps.append(Step("browser for the tests", _has_browser, _install_browser))
        steps.append(Step("encoders for the tests", _has_encoders, _install_encoders))
    return steps


@contextlib.contextmanager
def _only_one() -> Iterator[None]:
    """Wait for another set-up of this checkout to finish."""
    with (NOTES / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another set-up of this folder is running; waiting for it.", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _discard_unfinished() -> None:
    """Remove an environment that does not work, or whose installation was interrupted: what of it is whole?"""
    if UNFINISHED.exists() or not _has_environment():
        shutil.rmtree(VENV, ignore_errors=True)
        UNFINISHED.unlink(missing_ok=True)


@contextlib.contextmanager
def _may_be_interrupted() -> Iterator[None]:
    UNFINISHED.touch()
    yield
    UNFINISHED.unlink()


def _run(command: list[str], *, folder: Path = ROOT, environment: dict[str, str] | None = None) -> None:
    run_quietly(command, log=LOG, folder=folder, environment=environment)


def _has_environment() -> bool:
    """Say whether the environment works; in a checkout that was moved, its programs still call the old place."""
    notes = VENV / "pyvenv.cfg"
    if not VENV_PYTHON.exists() or not notes.is_file():
        return False
    made_by = [line for line in notes.read_text().splitlines() if line.startswith("command")]
    return all(line.endswith(str(VENV)) for line in made_by)


def _make_environment() -> None:
    with _may_be_interrupted():
        _run([sys.executable, "-m", "venv", "--clear", str(VENV)])


def _lock(name: str) -> Path:
    return LOCKS / f"{name}.lock"


def _count_packages(locks: list[str]) -> int:
    return sum(line[:1].isalnum() for name in locks for line in _lock(name).read_text().splitlines())


def _packages_stamp(lock: str) -> Path:
    return VENV / f".installed-{lock}"


def _are_packages_current(locks: list[str]) -> bool:
    return all(stamps.is_current(_packages_stamp(name), stamps.digest_of([_lock(name)])) for name in locks)


def _install_packages(locks: list[str]) -> None:
    """Install the locked versions with uv, which takes seconds; with pip where uv cannot reach the registry."""
    digests = {name: stamps.digest_of([_lock(name)]) for name in locks}
    files = [word for name in locks for word in ("-r", str(_lock(name)))]
    with _may_be_interrupted():
        if subprocess.run([VENV_PYTHON, "-m", "pip", "--version"], capture_output=True, check=False).returncode != 0:
            _run([str(VENV_PYTHON), "-m", "ensurepip"])
        _run(_pip("--require-hashes", "-r", str(_lock("build"))))
        try:
            _run(_uv("--require-hashes", *files))
        except StepError:  # pip knows mirrors and certificates that are set up for it alone
            _run(_pip("--require-hashes", *files))
    for name, digest in digests.items():
        stamps.write(_packages_stamp(name), digest)


def _pip(*arguments: str) -> list[str]:
    return [
        str(VENV_PYTHON),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
        *arguments,
    ]


def _uv(*arguments: str) -> list[str]:
    # Compiled at once, as pip does: where Python is told to write no bytecode, each start would take 2 s longer.
    compiled = "--compile-bytecode"
    return [str(VENV_PYTHON), "-m", "uv", "pip", "install", "--python", str(VENV_PYTHON), compiled, *arguments]


def _has_node() -> bool:
    return node.find_node() is not None


def _install_node() -> None:
    with _may_be_interrupted():
        _run(_pip("--require-hashes", "-r", str(_lock("node"))))


def _with_node(work: Callable[[node.Node, frontend.Run], None]) -> None:
    found = node.find_node()
    if found is None:
        raise StepError(f"The front end needs {node.WHAT_IS_NEEDED}.")
    work(found, _run)


def _package_digest() -> str:
    return stamps.digest_of([ROOT / "pyproject.toml", ROOT / "src" / "livehouse" / "__init__.py"])


def _is_package_current() -> bool:
    return stamps.is_current(VENV / ".installed-livehouse", _package_digest())


def _install_package() -> None:
    digest = _package_digest()
    _run(_pip("--no-deps", "--no-build-isolation", "--no-index", "--editable", str(ROOT)))
    _run([str(VENV_PYTHON), "-m", "compileall", "-q", str(ROOT / "src" / "livehouse")])
    stamps.write(VENV / ".installed-livehouse", digest)


def _has_browser() -> bool:
    return browser.is_found() and not browser.installable()


def _install_browser() -> None:
    _run([sys.executable, "-m", "tests.support.browser", "--install"])


def _has_encoders() -> bool:
    return not encoders.missing()


def _install_encoders() -> None:
    _run([sys.executable, "-m", "tests.support.encoders", "--install"])


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
