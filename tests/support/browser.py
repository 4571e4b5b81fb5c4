"""Finds the Chromium that tests, benchmarks and screenshots drive, and installs it where that is one command.

Nothing here needs a package, so that the set-up can use it before anything is installed:
`python -m tests.support.browser` prints the path, `python -m tests.support.browser --install` installs on Debian first.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)

# Emoji and Japanese are part of the interface; without these fonts both are drawn as empty boxes. The last is what
# Playwright's own Node.js links, and a bare Debian lacks.
DEBIAN_PACKAGES = ("chromium", "fonts-liberation", "fonts-noto-color-emoji", "fonts-noto-cjk", "libatomic1")

HOW_TO_GET_IT = (
    "The browser tests need Chromium or Chrome, and none was found.\n"
    "  Debian, Ubuntu:  sudo apt-get install {packages}\n"
    "  elsewhere:       install Chrome or Chromium in the usual way\n"
    "  somewhere else:  name it, CHROMIUM=/path/to/chrome make test"
).format(packages=" ".join(DEBIAN_PACKAGES))

# QUIC carries the picture, so it must stay on. The rest keeps the browser from calling home, which a closed network
# punishes with refused connections in the middle of a measurement, and from slowing pages that are not in front.
QUIET = (
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
)


class NoBrowserError(RuntimeError):
    """No Chromium is to be had; the message says how to get one."""


def find_chromium(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the browser named by `CHROMIUM`, else the first installed one; raise `NoBrowserError` if there is none."""
    named = environment.get("CHROMIUM")
    if named:
        found = shutil.which(named)
        if found is None:
            raise NoBrowserError(f"CHROMIUM names {named}, which is not a program that can be run.")
        return Path(found)
    for name in NAMES:
        found = shutil.which(name)
        if found is not None:
            return Path(found)
    raise NoBrowserError(HOW_TO_GET_IT)


def chromium_arguments(*, camera: Path | None = None, microphone: Path | None = None) -> list[str]:
    """Return the switches for a headless Chromium; `camera` is a .y4m or .mjpeg clip that its camera plays.

    `microphone` is a .wav file; with a camera but no microphone, Chromium's own beeps are the sound.
    """
    arguments = list(QUIET)
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # the sandbox refuses to run as root, and a container usually is
    if camera is not None:
        arguments += [
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            f"--use-file-for-fake-video-capture={camera}",
        ]
        if microphone is not None:
            arguments.append(f"--use-file-for-fake-audio-capture={microphone}")
    return arguments


def is_found() -> bool:
    """Say whether there is a browser."""
    try:
        find_chromium()
    except NoBrowserError:
        return False
    return True


def installable() -> list[str]:
    """Return the Debian packages that are missing and that this process may install; empty on other systems."""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return []
    wanted = [name for name in DEBIAN_PACKAGES if name != "chromium" or not is_found()]
    return [name for name in wanted if not _is_installed(name)]


def _is_installed(package: str) -> bool:
    command = ["dpkg-query", "--show", "--showformat=${Status}", package]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout == "install ok installed"


def install() -> None:
    """Install what is missing, where that is in this process's power."""
    packages = installable()
    if packages:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update"], env=environment, check=True)
        subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", *packages], env=environment, check=True)


def main(arguments: list[str]) -> int:
    """Print where the browser is, with `--install` after installing it; 1 and how to get it if there is none."""
    try:
        if "--install" in arguments:
            install()
        sys.stdout.write(f"{find_chromium()}\n")
    except (NoBrowserError, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
