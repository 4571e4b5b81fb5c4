"""Finds the encoders and analysers that tests run as they come (ffmpeg), and installs them where that is one command.

Nothing here needs a package, so that the set-up can use it before anything is installed:
`python -m tests.support.encoders` prints the paths, `python -m tests.support.encoders --install` installs first.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# Left: the program; right: Debian's package.
PACKAGES = {"ffmpeg": "ffmpeg", "ffprobe": "ffmpeg", "obs": "obs-studio", "Xvfb": "xvfb"}

HOW_TO_GET_IT = (
    "The tests need {program}, and it was not found.\n"
    "  Debian, Ubuntu:  sudo apt-get install {package}\n"
    "  elsewhere:       install it in the usual way, so that it is on the PATH\n"
)


class NoEncoderError(RuntimeError):
    """A program is not to be had; the message says how to get it."""


def find_program(name: str) -> Path:
    """Return where the program is; raise `NoEncoderError` if it is nowhere."""
    found = shutil.which(name)
    if found is None:
        raise NoEncoderError(HOW_TO_GET_IT.format(program=name, package=PACKAGES[name]))
    return Path(found)


def missing() -> list[str]:
    """Return the Debian packages of the programs that are not found."""
    return sorted({package for name, package in PACKAGES.items() if shutil.which(name) is None})


def installable() -> list[str]:
    """Return those of the missing packages that this process may install; empty on other systems."""
    return missing() if shutil.which("apt-get") is not None and os.geteuid() == 0 else []


def install() -> None:
    """Install what is missing, where that is in this process's power."""
    packages = installable()
    if packages:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update"], env=environment, check=True)
        subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", *packages], env=environment, check=True)


def main(arguments: list[str]) -> int:
    """Print where the programs are, with `--install` after installing them; 1 and how to get them if one is missing."""
    try:
        if "--install" in arguments:
            install()
        for name in PACKAGES:
            sys.stdout.write(f"{find_program(name)}\n")
    except (NoEncoderError, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
